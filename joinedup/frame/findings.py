"""Findings: prompts to people that something does not join up. Each room registers its own tests of that.

A test is a generator over one partnership's records as one asker may see them. It yields a `Finding` with the
references that cause it and the page that mends it, and never writes. It uses a fixed number of SQL queries.
"""

import hashlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Finding:
    """One thing that does not join up: the references that cause it, where to mend it, and particulars in words."""

    causes: tuple[str, ...]
    mend: str
    words: str = ""


@dataclass(frozen=True)
class Test:
    """A numbered test of joined-upness: what it looks for, in a sentence, and the source that warns of it."""

    number: str
    title: str
    looks_for: str
    source: str
    room: str
    look: Callable[[Any, Any], Iterator[Finding]]


@dataclass(frozen=True)
class Found:
    """A finding with the test that made it and the key under which it is answered."""

    test: Test
    finding: Finding

    @property
    def key(self) -> str:
        """Number and causes. When the causes change the key changes, and an answer given to it lapses."""
        causes = "\n".join(sorted(self.finding.causes))
        return f"{self.test.number}-{hashlib.sha256(causes.encode()).hexdigest()[:16]}"


TESTS: dict[str, Test] = {}

Look = Callable[[Any, Any], Iterator[Finding]]


def finding(number: str, *, title: str, source: str) -> Callable[[Look], Look]:
    """Register a test. Its docstring is what it looks for, shown on the rulebook page."""

    def register(look: Look) -> Look:
        room = look.__module__.split(".")[1]
        TESTS[number] = Test(number, title, " ".join((look.__doc__ or "").split()), source, room, look)
        return look

    return register


def tests() -> list[Test]:
    """Every registered test in the order of its number."""
    return sorted(TESTS.values(), key=lambda test: int(test.number[1:]))


def found(partnership: Any, asker: Any) -> Iterator[Found]:
    """Everything that does not join up in a partnership, as this asker may see it."""
    for test in tests():
        yield from _found_by(test, partnership, asker)


def found_at(keys: Collection[str], partnership: Any, asker: Any) -> dict[str, Found]:
    """What is found under these keys, by key; only the tests that they name look. Keys of no test find nothing."""
    looking = {key.partition("-")[0] for key in keys}
    every = (one for number in sorted(looking & TESTS.keys()) for one in _found_by(TESTS[number], partnership, asker))
    return {one.key: one for one in every if one.key in keys}


def _found_by(test: Test, partnership: Any, asker: Any) -> Iterator[Found]:
    return (Found(test, one) for one in test.look(partnership, asker))
