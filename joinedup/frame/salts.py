"""The salt that keeps a noun's free text out of the record: the record holds a salted hash, the noun holds both."""

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

import rfc8785

from joinedup.frame.fields import CharField


def new_salt() -> str:
    return secrets.token_hex(16)


class SaltField(CharField):
    """Random per noun; destroyed with the noun's text, after which the record's hash says nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": 32, "default": new_salt, "editable": False, **options})


def commitment_to(texts: Mapping[str, str], salt: str) -> str:
    """The salted SHA-256 of named texts (canonical JSON, RFC 8785), in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + rfc8785.dumps(dict(texts))).hexdigest()
