"""What one row of a tracker says, as far as it is certain, and the words of what is not. Pure."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import regex

from joinedup.exchange.trackers.days import Order, due
from joinedup.exchange.trackers.rows import Entry
from joinedup.exchange.values import CELL_ERROR, CELL_ERRORS, Unreadable
from joinedup.frame.refusals import Refusal
from joinedup.frame.text import LINE_LIMIT, PROSE_LIMIT, tidy

TOO_LONG_TO_KEEP = Refusal("too_long_to_keep", "This is too long to be kept whole: {length:,} characters.")
_UNSEEN = regex.compile(r"[\p{C}\p{Bidi_Control}--\n\t]", regex.V1)


@dataclass
class Said:
    """One row on its way to a promise or a risk.

    cells: by field what is certain, as text that the workbook's columns read. problems: by field why a cell was not
    understood, or what it lacks. kept: the words of such cells with their headings, so that nothing is lost.
    """

    entry: Entry
    cells: dict[str, str] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)
    kept: dict[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """The row of the file."""
        return self.entry.number

    def doubt(self, name: str, refusals: Iterable[Refusal], label: str = "", text: str = "") -> None:
        """Leave a field empty, and say why; its words are kept."""
        self.cells[name] = ""
        self.problems.setdefault(name, []).extend(str(refusal) for refusal in refusals)
        self.keep(name, label, text)

    def keep(self, name: str, label: str, text: str) -> None:
        """Keep words that fill no field."""
        if label and text:
            self.kept[name] = f"{label}: {text}"

    def reads_day(self, name: str, order: Order, label: str, *, source: str = "") -> None:
        """Read the day in a cell; one in doubt is left out."""
        self.reads(name, lambda text: due(text, order).isoformat(), label, source=source)

    def reads(self, name: str, read: Callable[[str], str], label: str, *, source: str = "") -> None:
        """Read a cell by a function; what it cannot read is left out and its words are kept."""
        text = visible(self.entry.says(source or name))
        self.cells[name] = ""
        if not text:
            return
        if text in CELL_ERRORS:
            self.doubt(name, (CELL_ERROR.about(text=text),), label, text)
            return
        try:
            self.cells[name] = read(text)
        except Unreadable as unreadable:
            self.doubt(name, unreadable.refusals, label, text)

    def day(self, name: str) -> date | None:
        """A day that was read."""
        text = self.cells.get(name, "")
        return date.fromisoformat(text) if text else None

    def words(self, name: str, paragraphs: Sequence[str]) -> None:
        """Fill a field of prose with paragraphs, shortened if they are longer than any prose may be."""
        text = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
        if len(text) > PROSE_LIMIT:
            self.problems.setdefault(name, []).append(str(TOO_LONG_TO_KEEP.about(length=len(text))))
            text = f"{text[: PROSE_LIMIT - 1]}…"
        self.cells[name] = text


def visible(text: str) -> str:
    """A text as it is stored, without characters that show nothing or turn it round.

    >>> visible("Open\\u200b the\\u00a0 kitchen ")
    'Open the\\xa0 kitchen'
    """
    return tidy(_UNSEEN.sub("", text))


def line(text: str) -> tuple[str, str]:
    """A text as one line that fits, and the whole of it if it did not.

    >>> line("Open the\\nkitchen")
    ('Open the kitchen', '')
    """
    plain = " ".join(text.split())
    if len(plain) <= LINE_LIMIT:
        return plain, ""
    return f"{plain[: LINE_LIMIT - 1].rpartition(' ')[0] or plain[: LINE_LIMIT - 1]}…", text


def others(entry: Entry) -> list[str]:
    """What stands in columns that fill no field, each with its heading."""
    return [f"{heading}: {visible(text)}" for heading, text in entry.others.items()]
