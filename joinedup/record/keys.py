"""The private keys that sign checkpoints: files of the home folder, or one from the environment. Never in the database.

A file is named after its key's id, so a rotation adds a file and changes none.
"""

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from joinedup.record.faults import NoKey


def new() -> Ed25519PrivateKey:
    """The key that the environment gives, if any; else a fresh one."""
    return _given() or Ed25519PrivateKey.generate()


def public_half(key: Ed25519PrivateKey) -> bytes:
    """The 32 bytes of a key's public half."""
    return key.public_key().public_bytes_raw()


def keep(key: Ed25519PrivateKey, key_id: str) -> None:
    """Write a key where only its owner can read it, and be sure that it is on the disk."""
    file = _file(key_id)
    file.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as disk:
        disk.write(base64.b64encode(key.private_bytes_raw()).decode() + "\n")
        disk.flush()
        os.fsync(disk.fileno())


def private_half(key_id: str, public_key: bytes) -> Ed25519PrivateKey:
    """The private half of a key: from the environment or its file. Raises NoKey if neither has it."""
    file = _file(key_id)
    candidates = [_given(), _read(file.read_text()) if file.exists() else None]
    for key in candidates:
        if key is not None and public_half(key) == public_key:
            return key
    raise NoKey(f"this machine does not have the private key {key_id}: neither {file} nor JOINEDUP_CHECKPOINT_KEY.")


def is_here(key_id: str, public_key: bytes) -> bool:
    """Whether this machine has the private half of a key."""
    try:
        private_half(key_id, public_key)
    except NoKey:
        return False
    return True


def signs(public_key: bytes, body: str, signature: bytes) -> bool:
    """Whether a signature of this key stands under this text."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, body.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _file(key_id: str) -> Path:
    return Path(settings.CHECKPOINT_KEYS) / f"checkpoint-{key_id}.key"


def _given() -> Ed25519PrivateKey | None:
    return _read(settings.CHECKPOINT_KEY) if settings.CHECKPOINT_KEY else None


def _read(text: str) -> Ed25519PrivateKey:
    try:
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(text.strip(), validate=True))
    except (ValueError, binascii.Error):
        raise ImproperlyConfigured("A checkpoint key is 32 random bytes in base64, of 44 characters.") from None
