"""What a paper is made of: frozen parts, each of which says what it is to the page and to the printer."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

PIXELS_A_MILLIMETRE = 96 / 25.4


@dataclass(frozen=True)
class Link:
    """Words that lead to a page of this site, by its address from the root."""

    words: str
    address: str

    def __str__(self) -> str:
        return self.words


Words = str | Link | tuple[str | Link, ...]


@dataclass(frozen=True)
class Heading:
    """A heading within a section: level 2 below the section's title, level 3 below that."""

    words: Words
    level: int = 2
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; a line end within it is kept. `quiet` is for what stands beside the matter."""

    words: Words
    quiet: bool = False
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True)
class Points:
    """A list of points, numbered if `ordered`."""

    items: tuple[Words, ...]
    ordered: bool = False
    kind: ClassVar[str] = "points"


@dataclass(frozen=True)
class Table:
    """A table with one row of headings, which is repeated on each page, and widths as shares of the whole.

    name: what tells it from others with the same headings, for screen readers.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]
    widths: tuple[int, ...]
    name: str = ""
    kind: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        if {len(self.head), len(self.widths), *map(len, self.rows)} != {len(self.head)}:
            raise ValueError("each row of a table has as many cells as its head")


@dataclass(frozen=True)
class Facts:
    """Short facts: what each is called, and what it is."""

    rows: tuple[tuple[str, Words], ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True)
class Note:
    """Words that are set apart from the rest."""

    words: Words
    kind: ClassVar[str] = "note"


@dataclass(frozen=True)
class PageBreak:
    """That what follows begins a page on paper."""

    kind: ClassVar[str] = "break"


@dataclass(frozen=True)
class Picture:
    """A picture as the text of an SVG element of our own making, what it says in words, its width in millimetres."""

    svg: str
    alternative: str
    width: int = 160
    kind: ClassVar[str] = "picture"

    def __post_init__(self) -> None:
        if not self.alternative:
            raise ValueError("a picture says in words what it shows")

    @property
    def address(self) -> str:
        """The drawing as an address that a page's image takes, so that nothing in it can act or clash."""
        return f"data:image/svg+xml;base64,{b64encode(self.svg.encode()).decode()}"

    @property
    def pixels(self) -> int:
        return round(self.width * PIXELS_A_MILLIMETRE)


Block = Heading | Paragraph | Points | Table | Facts | Note | PageBreak | Picture


@dataclass(frozen=True)
class Section:
    """A part of a paper that its contents name. `ident` is where a page's contents lead; unique in the paper."""

    title: str
    blocks: tuple[Block, ...]
    ident: str
    on_new_page: bool = False


@dataclass(frozen=True)
class Paper:
    """A paper: a cover, contents and sections.

    over: a line above the title. head: what stands at the top of each page, the title if empty. dated: the day that it
    is of, which the file states as its day of making, so that the same paper is the same bytes. cover: what stands
    between title and contents. site: the address that links begin with; without it they are words only. No field
    holds who made or asked for it.
    """

    title: str
    dated: date
    sections: tuple[Section, ...]
    language: str = "en-gb"
    over: str = ""
    head: str = ""
    cover: tuple[Block, ...] = ()
    site: str = ""


def prose(text: str, *, quiet: bool = False) -> tuple[Paragraph, ...]:
    """A text of several paragraphs, as people write it with an empty line between.

    >>> [one.words for one in prose("One.\\n\\n\\nTwo,\\nthree.")]
    ['One.', 'Two,\\nthree.']
    """
    parts = (part.strip() for part in text.split("\n\n"))
    return tuple(Paragraph(part, quiet) for part in parts if part)
