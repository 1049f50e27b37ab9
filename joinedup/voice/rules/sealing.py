"""The seal on a closed conversation: one hash over all its votes, which anybody can work out from the published file.

The votes stand in the order of their statements' numbers and, within one, of their participants' numbers. Each is a
line, `statement,participant,value`, in ASCII; the lines are the leaves of the record's tree (RFC 6962 section 2.1).
"""

from collections.abc import Iterable

from joinedup.frame.refusals import Refusal
from joinedup.record.merkle import leaf_hash, root

NOT_OVER = Refusal("seals_before_close", "The votes are sealed once the conversation has closed.")
SEALED = Refusal("sealed_already", "The votes of this conversation are sealed already.")

Cast = tuple[int, int, int]  # statement's number, participant's number, value: 1 agrees, 0 passes, -1 disagrees


def line_of(vote: Cast) -> bytes:
    """What stands for one vote in the seal.

    >>> line_of((7, 12, -1))
    b'7,12,-1'
    """
    return b"%d,%d,%d" % vote


def root_of(votes: Iterable[Cast]) -> str:
    """The seal of votes that stand in their order, in hexadecimal. Memory grows with the logarithm of their number.

    >>> root_of([])
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return root(leaf_hash(line_of(vote)) for vote in votes).hex()


def refusals_to_seal(*, is_over: bool, is_sealed: bool) -> tuple[Refusal, ...]:
    """Every reason why the votes of a conversation can't be sealed now."""
    checks = ((is_over, NOT_OVER), (not is_sealed, SEALED))
    return tuple(refusal for holds, refusal in checks if not holds)
