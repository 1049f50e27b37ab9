"""Pairs of bars: a share as it is, above the share that it is compared with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from joinedup.frame.charts import svg

WIDE, NARROW = 640.0, 340.0
ROW, BAR, GAP, LETTERS = 66.0, 13.0, 3.0, 15.0
FIGURE = 48.0  # room for “100 %” at the end of a bar


@dataclass(frozen=True)
class Pair:
    """Two shares of one thing, from 0 to 1; None is not known, or withheld."""

    name: str
    share: float | None
    beside: float | None


def bars(pairs: Sequence[Pair], *, ident: str, title: str, names: tuple[str, str], narrow: bool) -> SafeString:
    """The picture of some pairs, named above each. names: what the upper and the lower bars are. Bars begin at 0."""
    width = NARROW if narrow else WIDE
    top = LETTERS * 2 + 22
    rows = (part for place, pair in enumerate(pairs) for part in _row(pair, top + place * ROW, width))
    return svg.titled(
        svg.joined((*_key(names, width), *rows)),
        ident=ident,
        title=title,
        description=_("Upper bars: {upper}. Lower bars: {lower}.").format(upper=names[0], lower=names[1]),
        class_="chart chart-narrow" if narrow else "chart chart-wide",
        width=width,
        height=top + len(pairs) * ROW,
    )


def _key(names: tuple[str, str], width: float) -> Iterator[SafeString]:
    for place, (name, fill) in enumerate(zip(names, (svg.GREEN, svg.HAIRLINE), strict=True)):
        y = place * (LETTERS + 6)
        yield svg.element("rect", x=0, y=y, width=BAR, height=BAR, fill=fill)
        said = svg.brief(name, svg.letters_in(width - 22, LETTERS - 1))
        yield svg.words(20, y + LETTERS - 3, said, font_size=LETTERS - 1, fill=svg.MUTED)


def _row(pair: Pair, y: float, width: float) -> Iterator[SafeString]:
    name = svg.brief(pair.name, svg.letters_in(width, LETTERS))
    yield svg.words(0, y + LETTERS, name, font_size=LETTERS, font_weight=600)
    shares = ((pair.share, svg.GREEN, _("withheld")), (pair.beside, svg.HAIRLINE, _("not known")))
    for place, (share, fill, missing) in enumerate(shares):
        at = y + LETTERS + 7 + place * (BAR + GAP)
        length = (width - FIGURE) * (share or 0)
        yield svg.element("rect", x=0, y=at, width=max(length, 1), height=BAR, fill=fill)
        figure = missing if share is None else f"{share:.0%}".replace("%", " %")
        yield svg.words(length + 7, at + BAR - 2, figure, font_size=LETTERS - 2, fill=svg.MUTED)
