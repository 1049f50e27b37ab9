"""The Merkle tree of RFC 6962 section 2.1, over the record's leaves."""

import hashlib
from collections.abc import Iterable

EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry's bytes."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Iterable[bytes]) -> bytes:
    """The tree's root over leaf hashes in order. Streams: memory grows with the logarithm of their number.

    Complete subtrees wait on a stack by size, as bits of a binary counter; what remains is folded from the right.
    """
    waiting: list[tuple[int, bytes]] = []
    for leaf in leaves:
        size, node = 1, leaf
        while waiting and waiting[-1][0] == size:
            node, size = node_hash(waiting.pop()[1], node), size * 2
        waiting.append((size, node))
    if not waiting:
        return EMPTY
    node = waiting.pop()[1]
    while waiting:
        node = node_hash(waiting.pop()[1], node)
    return node
