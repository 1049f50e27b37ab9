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


class Tree:
    """A tree that grows leaf by leaf. It keeps only its complete subtrees: one for each bit of its size that is 1."""

    def __init__(self, size: int = 0, subtrees: Iterable[bytes] = ()) -> None:
        self.size, self.subtrees = size, list(subtrees)

    def add(self, leaf: bytes) -> None:
        """Put the next leaf at the end: as in counting, two subtrees of a size become one of the next."""
        node, ones = leaf, self.size
        while ones & 1:
            node, ones = node_hash(self.subtrees.pop(), node), ones >> 1
        self.subtrees.append(node)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far: the subtrees folded from the right."""
        if not self.subtrees:
            return EMPTY
        *larger, node = self.subtrees
        for subtree in reversed(larger):
            node = node_hash(subtree, node)
        return node


def root(leaves: Iterable[bytes]) -> bytes:
    """The tree's root over leaf hashes in order. Streams: memory grows with the logarithm of their number."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def path_ranges(position: int, size: int) -> list[tuple[int, int]]:
    """Which leaves' roots make the audit path (RFC 6962 section 2.1.1) of a leaf, nearest first, as [from, until).

    >>> path_ranges(3, 7)
    [(2, 3), (0, 2), (4, 7)]
    """
    start, end, ranges = 0, size, list[tuple[int, int]]()
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if position < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]
