"""What the doctor says: what is the matter, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Complaint:
    """One thing that is the matter. `is_wrong`: it is to be mended; else it is to be borne in mind."""

    what: str
    do: str
    is_wrong: bool = True


Complaints = tuple[Complaint, ...]


def against(*checks: tuple[bool, Complaint]) -> Complaints:
    """The complaints of the checks that do not hold."""
    return tuple(complaint for holds, complaint in checks if not holds)


def to_mind(what: str, do: str) -> Complaint:
    """Something that need not be wrong."""
    return Complaint(what, do, is_wrong=False)
