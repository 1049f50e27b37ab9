"""Signing: a checkpoint of the log about once a minute, and the keys that do it.

A checkpoint covers every leaf that there is. Keys form a chain: each but the first is vouched for by the one before,
unless that one was lost; then a chain begins anew, and whoever verifies is told.
"""

from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import transaction

from joinedup.record import keys, notes, reads
from joinedup.record.actions import enter
from joinedup.record.faults import CannotProve
from joinedup.record.merkle import Tree
from joinedup.record.models import Checkpoint, CheckpointKey
from joinedup.record.sequencer import works_alone
from joinedup.record.walk import hashes

EVERY = timedelta(seconds=55)  # a minute at most between two, with what a round of the worker takes


def sign_checkpoint(at: datetime) -> int:
    """Sign the log as it stands if something is new and the last checkpoint is old enough; how many were signed.

    Raises NoKey if this machine lacks the private key, Hole if a leaf is missing. Two SQL queries when nothing
    is to do; else it reads the leaves since the last checkpoint and no more.
    """
    last = reads.latest_checkpoint()
    size = reads.log_size()
    if size == (last.size if last else 0) or (last and timedelta(0) <= at - last.signed_at < EVERY):
        return 0
    tree = _grown(last, size)
    with transaction.atomic():
        if not works_alone() or reads.latest_checkpoint() != last:
            return 0
        key = reads.latest_key()
        if key is None:
            return 0
        _sign(tree, key, at)
    return 1


def _grown(last: Checkpoint | None, size: int) -> Tree:
    """The tree of so many leaves, from the last checkpoint on."""
    tree = Tree(last.size, map(bytes.fromhex, last.subtrees)) if last else Tree()
    for leaf in hashes(tree.size, size):
        tree.add(leaf)
    return tree


def _sign(tree: Tree, key: CheckpointKey, at: datetime) -> Checkpoint:
    private = keys.private_half(key.key_id, bytes.fromhex(key.public_key))
    subtrees = [subtree.hex() for subtree in tree.subtrees]
    checkpoint = Checkpoint(size=tree.size, root=tree.root().hex(), subtrees=subtrees, signed_at=at, key=key)
    checkpoint.signature = private.sign(checkpoint.body.encode()).hex()
    checkpoint.save(force_insert=True)
    return checkpoint


@transaction.atomic
def start_keys(at: datetime) -> CheckpointKey | None:
    """Make the first key, unless the log has one already."""
    works_alone(wait=True)
    if reads.latest_key() is not None:
        return None
    return _add_key("began checkpoint keys", keys.new(), at=at, origin=origin_of(settings.SITE_URL), former=None)


@transaction.atomic
def rotate_key(at: datetime) -> CheckpointKey:
    """Let a fresh key sign from the next checkpoint on, vouched for by the present one.

    Raises NoKey if this machine lacks the present one, CannotProve if there is none.
    """
    former = _present_key()
    keys.private_half(former.key_id, bytes.fromhex(former.public_key))
    fresh = Ed25519PrivateKey.generate()
    return _add_key("rotated checkpoint key", fresh, at=at, origin=former.origin, former=former)


@transaction.atomic
def replace_lost_key(at: datetime) -> CheckpointKey:
    """Begin a new chain of keys, because nobody has the present one any more. Whoever verifies is told of the break.

    Raises CannotProve if this machine has the present key: then it can be rotated.
    """
    lost = _present_key()
    if keys.is_here(lost.key_id, bytes.fromhex(lost.public_key)):
        raise CannotProve(f"The key {lost.key_id} is not lost: this machine has it. Run: joinedup rotate-key")
    fresh = Ed25519PrivateKey.generate()
    return _add_key("began checkpoint keys anew", fresh, at=at, origin=lost.origin, former=None)


def _present_key() -> CheckpointKey:
    works_alone(wait=True)
    present = reads.latest_key()
    if present is None:
        raise CannotProve("There is no key yet. The worker makes the first one when it starts.")
    return present


def _add_key(
    verb: str, private: Ed25519PrivateKey, *, at: datetime, origin: str, former: CheckpointKey | None
) -> CheckpointKey:
    """Keep a key's private half on this machine, then make its public half known, signed."""
    public = keys.public_half(private)
    last = reads.latest_checkpoint()
    key = CheckpointKey(
        key_id=notes.key_id(origin, public),
        origin=origin,
        public_key=public.hex(),
        from_size=last.size if last else 0,
        made_at=at,
        former=former,
    )
    signers = [(key.key_id, private)]
    if former:
        signers.append((former.key_id, keys.private_half(former.key_id, bytes.fromhex(former.public_key))))
    signatures = [(origin, key_id, signer.sign(key.body.encode())) for key_id, signer in signers]
    key.statement = notes.signed(key.body, *signatures)
    if not keys.is_here(key.key_id, public):
        keys.keep(private, key.key_id)
    key.save(force_insert=True)
    enter(verb, key, by=None, at=at, facts={"public_key": key.public_key, "former": former.key_id if former else ""})
    return key


def origin_of(address: str) -> str:
    """The log's name for all time, from the site's address: it has no scheme, and no two logs share it."""
    return f"{address.partition('://')[2] or address}/record"
