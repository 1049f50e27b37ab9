"""What a thread is made of: records, the lines between them, and the places where it breaks off."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise

Words = str | Promise


@dataclass(frozen=True)
class Break:
    """A place where the thread breaks off, in words, and the page that mends it for those who may."""

    words: Words
    mend: str = ""


@dataclass(frozen=True)
class Record:
    """A record on the thread: its page, its title, how it goes in a sentence, and the lines that lead on from it.

    title: the only text when there is no page (address ""). state: a promise's, shown by shape and word.
    """

    term: str
    title: str
    address: str = ""
    said: str = ""
    state: str = ""
    lines: tuple["Line", ...] = ()

    def breaks(self) -> Iterator[Break]:
        """Every break below this record."""
        for line in self.lines:
            yield from line.all_breaks()


@dataclass(frozen=True)
class Line:
    """What leads on from a record in one direction: how it does so, the records it leads to, and its breaks."""

    words: Words
    records: tuple[Record, ...] = ()
    breaks: tuple[Break, ...] = ()

    def all_breaks(self) -> Iterator[Break]:
        """This line's own breaks and those of the records it leads to."""
        yield from self.breaks
        for record in self.records:
            yield from record.breaks()


@dataclass(frozen=True)
class Thread:
    """One record with what it is for (above, from the top down) and what carries it (its own lines).

    is_cut: more hangs on it than one page holds, and the rest was left out.
    """

    reference: str
    here: Record
    above: tuple[Line, ...]
    is_cut: bool = False

    @property
    def breaks(self) -> tuple[Break, ...]:
        """Every place where it breaks off, from the top down."""
        above = [found for line in self.above for found in line.all_breaks()]
        return (*above, *self.here.breaks())


def lines(*made: Line) -> tuple[Line, ...]:
    """Those lines on which there is anything at all."""
    return tuple(line for line in made if line.records or line.breaks)
