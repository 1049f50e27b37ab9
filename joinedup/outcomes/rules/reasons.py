"""Reasons against."""

from collections.abc import Iterable

from joinedup.frame.refusals import Refusal


def against(checks: Iterable[tuple[bool, Refusal]]) -> tuple[Refusal, ...]:
    """The reasons of the checks that do not hold."""
    return tuple(refusal for holds, refusal in checks if not holds)
