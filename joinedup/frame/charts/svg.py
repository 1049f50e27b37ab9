"""The few marks that charts are made of. Every text and attribute is escaped; nothing carries a style.

Ink is the colour of the surrounding text, so that charts follow it in print and in forced colours. Each mark has a
class besides its colours, so that a style sheet may change them.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from itertools import pairwise

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from joinedup.reckon.spc import Klass

INK = "currentColor"
DARK = "#16211f"  # ink where there is no text around
MUTED = "#4c5a57"
HAIRLINE = "#8b9794"
GREEN = "#0f5c57"
AMBER = "#8a4b00"
BLUE = "#0b5394"
PAPER = "#fbfaf6"
WASH = "#e3efec"

COLOURS: dict[Klass, str] = {
    "improvement": GREEN,
    "concern": AMBER,
    "neutral_high": BLUE,
    "neutral_low": BLUE,
}
OUTLINES: dict[Klass, tuple[tuple[float, float], ...]] = {
    "improvement": ((0, -1.05), (1, 0.75), (-1, 0.75)),
    "concern": ((0, 1.05), (1, -0.75), (-1, -0.75)),
    "neutral_high": ((0, -1.15), (1, 0), (0, 1.15), (-1, 0)),
    "neutral_low": ((0, -1.15), (1, 0), (0, 1.15), (-1, 0)),
}
CLASSES: dict[Klass, str] = {
    "improvement": "chart-better",
    "concern": "chart-worse",
    "neutral_high": "chart-neither",
    "neutral_low": "chart-neither",
}

# The share of its size that a letter takes in width, on the safe side for the faces that we use.
LETTER_WIDTH = 0.6
BROAD = frozenset("%MWmw")


def element(name: str, content: str = "", /, **attributes: float | str) -> SafeString:
    """One element. `class_` writes class, `stroke_width` writes stroke-width; numbers get one decimal place.

    Written by hand and not by format_html, which takes four times as long: a list holds a hundred charts.
    Values are escaped here, and so is content unless it is an element already.
    """
    written = "".join(f' {_attribute(key)}="{escape(_written(value))}"' for key, value in attributes.items())
    return SafeString(f"<{name}{written}>{conditional_escape(content)}</{name}>")


@cache
def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _written(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.1f}".removesuffix(".0")


def joined(parts: Iterable[str]) -> SafeString:
    """Elements one after another."""
    return SafeString("\n".join(conditional_escape(part) for part in parts))


def line(x1: float, y1: float, x2: float, y2: float, *, class_: str, **attributes: float | str) -> SafeString:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=class_, **attributes)


def path_through(points: Iterable[tuple[float, float]], *, class_: str, width: float) -> SafeString:
    """An ink line through points."""
    written = " ".join(f"{_written(x)},{_written(y)}" for x, y in points)
    return element(
        "polyline",
        points=written,
        class_=class_,
        fill="none",
        stroke=INK,
        stroke_width=width,
        stroke_linejoin="round",
    )


def words(x: float, y: float, said: str, *, fill: str = INK, **attributes: float | str) -> SafeString:
    """A text with its baseline at y."""
    return element("text", said, x=x, y=y, fill=fill, **attributes)


def signal_mark(klass: Klass, x: float, y: float, size: float) -> SafeString:
    """The filled shape of a signal: up for better, down for worse, a diamond for neither."""
    corners = " ".join(f"{_written(x + dx * size)},{_written(y + dy * size)}" for dx, dy in OUTLINES[klass])
    return element(
        "polygon",
        points=corners,
        class_=CLASSES[klass],
        fill=COLOURS[klass],
        stroke=PAPER,
        stroke_width=1 if size >= 7 else 0.5,
    )


def signal_marks(klass: Klass, places: Iterable[tuple[float, float]], size: float) -> SafeString:
    """Many filled shapes of one meaning in one path: each is its outline, drawn from its first corner."""
    corners = [(dx * size, dy * size) for dx, dy in OUTLINES[klass]]
    steps = " ".join(f"{_written(x - a)},{_written(y - b)}" for (a, b), (x, y) in pairwise(corners))
    outlines = "".join(f"M{_written(x + corners[0][0])},{_written(y + corners[0][1])}l{steps}z" for x, y in places)
    return element("path", d=outlines, class_=CLASSES[klass], fill=COLOURS[klass])


def titled(
    content: str,
    *,
    ident: str,
    title: str,
    description: str = "",
    class_: str,
    width: float,
    height: float,
    size: bool = False,
    role: str = "img",
) -> SafeString:
    """An image with a name and a description of its own for those who do not see it. ident is unique on the page.

    size: whether it says how large it is, as a file does; a page's style sheet sizes its images. role: "group" if its
    parts lead somewhere, since an image has no parts for those who do not see it.
    """
    sized = {"width": width, "height": height} if size else {}
    named = f"{ident}-title {ident}-desc" if description else f"{ident}-title"
    return element(
        "svg",
        joined(
            (
                element("title", title, id=f"{ident}-title"),
                *([element("desc", description, id=f"{ident}-desc")] if description else []),
                content,
            )
        ),
        xmlns="http://www.w3.org/2000/svg",
        class_=class_,
        id=ident,
        viewBox=f"0 0 {_written(width)} {_written(height)}",
        role=role,
        aria_labelledby=named,
        focusable="false",
        **sized,
    )


def width_of(said: str, size: float) -> float:
    """About how wide a text is, on the safe side."""
    return (len(said) + 0.5 * sum(letter in BROAD for letter in said)) * size * LETTER_WIDTH


def letters_in(room: float, size: float) -> int:
    """About how many letters find room."""
    return max(1, int(room / (size * LETTER_WIDTH)))


def brief(said: str, letters: int) -> str:
    """A text cut to so many letters, with an ellipsis where it was cut."""
    return said if len(said) <= letters else said[: letters - 1].rstrip() + "…"
