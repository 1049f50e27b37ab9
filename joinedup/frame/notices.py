"""What holds on a page for a time, said above everything else on it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """A sentence or two, and the page that says more."""

    words: str
    address: str
    verb: str
