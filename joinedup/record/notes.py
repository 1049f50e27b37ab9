"""Signed notes: the small plain texts that a checkpoint and a key's statement are.

The form is C2SP's signed-note and tlog-checkpoint: some lines, an empty line, and a line for each signature that names
the key and carries the first four bytes of its hash and the signature. docs/record.md describes them in full.
"""

import base64
import hashlib
from datetime import datetime

from joinedup.record.moments import moment

ED25519 = b"\x01"  # signed-note's number for this kind of signature

Signature = tuple[str, str, bytes]
"""Who signed: the key's name (our origin), its id, and the signature."""


def key_id(origin: str, public_key: bytes) -> str:
    """The first four bytes, in hexadecimal, of a key's hash as signed-note defines it."""
    return hashlib.sha256(origin.encode() + b"\n" + ED25519 + public_key).hexdigest()[:8]


def verifier_key(origin: str, public_key: bytes) -> str:
    """A public key as signed-note writes it in one word: name, id, kind and key."""
    return f"{origin}+{key_id(origin, public_key)}+{base64.b64encode(ED25519 + public_key).decode()}"


def checkpoint_body(origin: str, size: int, root: bytes, signed_at: datetime) -> str:
    """The text of a checkpoint that is signed: whose log, how many entries, their root, and when."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\nsigned {moment(signed_at)}\n"


def statement_body(origin: str, public_key: bytes, from_size: int, made_at: datetime) -> str:
    """The text of a key's statement that is signed: it signs every checkpoint of a larger size than this."""
    return f"{origin}\nkey {verifier_key(origin, public_key)}\nfrom {from_size}\nmade {moment(made_at)}\n"


def signed(body: str, *signatures: Signature) -> str:
    """A text with its signatures."""
    lines = [f"\u2014 {name} {_packed(key, signature)}\n" for name, key, signature in signatures]
    return "\n".join((body, "".join(lines)))


def opened(note: str) -> tuple[str, list[Signature]]:
    """The signed text of a note and its signatures. Raises ValueError for what is no signed note."""
    body, parted, lines = note.partition("\n\n")
    if not parted or not lines.endswith("\n"):
        raise ValueError("not a signed note")
    return f"{body}\n", [_unpacked(line) for line in lines.splitlines()]


def _packed(key: str, signature: bytes) -> str:
    return base64.b64encode(bytes.fromhex(key) + signature).decode()


def _unpacked(line: str) -> Signature:
    dash, name, packed = line.split(" ")
    raw = base64.b64decode(packed, validate=True)
    if dash != "\u2014":
        raise ValueError("not a signature line")
    return name, raw[:4].hex(), raw[4:]
