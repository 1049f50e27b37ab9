"""Where organisations work, and how such patches lie over places."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from joinedup.frame.refusals import Refusal
from joinedup.frame.text import LINE_LIMIT, refusals_to_text
from joinedup.partners.rules.naming import Refusals, against, refusals_to_call, refusals_unless

MOST_OVERLAPS = 200
WHOLE = Decimal(1)
HUNDRED = Decimal(100)
STEP = Decimal("0.000001")

PATCH_TAKEN = Refusal("patch_taken", "This organisation has a patch of this name from this day already.", "name")
ENDS_FIRST = Refusal("patch_ends_first", "The patch ends before it begins. Check both days.", "until_on")
OVER_ALREADY = Refusal("patch_over", "This patch ended on {end} already.", "until_on")
NOT_A_CODE = Refusal("not_a_patch_code", "A code has at most 9 letters and figures, such as E54000038.", "code")
NO_SHARE = Refusal("no_share", "{place}: give both shares as per cent from 0 to 100.")
ERROR_TOO_LARGE = Refusal("error_too_large", "{place}: the error lies between 0 and 100 per cent.")
PLACE_TWICE = Refusal("place_twice", "{place} stands twice. Keep one line.")
NESTED = Refusal("places_nested", "{inner} lies within {outer}. Give one of the two, or its people count twice.")
MORE_THAN_ALL = Refusal("more_than_all", "The shares of the patch add up to {sum} %. They come to 100 % at most.")
TOO_MANY = Refusal("too_many_overlaps", "A patch lies over {most} places at most.")
LINE_UNREAD = Refusal(
    "line_unread", "Line {line}: write the place, both shares in per cent, the error, the source and the day.", "pasted"
)
NO_SUCH_PLACE = Refusal(
    "no_such_place", "Line {line}: there is no place “{text}”. Write its name or its code.", "pasted"
)


@dataclass(frozen=True)
class Covering:
    """How a patch lies over one place. Proportions from 0 to 1; lineage: the place's, to see what lies in what."""

    place: str
    lineage: str
    of_patch: Decimal
    of_place: Decimal
    error: Decimal = Decimal(0)
    source: str = ""
    as_of: date | None = None


def refusals_to_patch(
    *, allowed: bool, name: str, purpose: str, code: str, from_on: date, until_on: date | None, taken: bool
) -> Refusals:
    """Every reason why a patch may not be known like this."""
    return (
        *refusals_unless(allowed),
        *refusals_to_call(name),
        *refusals_to_text(purpose, limit=LINE_LIMIT, field="purpose"),
        *against(
            (not code or (len(code) <= 9 and code.isascii() and code.isalnum()), NOT_A_CODE),
            (until_on is None or until_on >= from_on, ENDS_FIRST),
            (not taken, PATCH_TAKEN),
        ),
    )


def refusals_to_end_patch(*, allowed: bool, from_on: date, ended_on: date | None, until_on: date) -> Refusals:
    """Every reason why a patch may not end on a day."""
    return (
        *refusals_unless(allowed),
        *against(
            (until_on >= from_on, ENDS_FIRST),
            (ended_on is None or until_on < ended_on, OVER_ALREADY.about(end=ended_on)),
        ),
    )


def refusals_to_cover(coverings: Sequence[Covering], *, allowed: bool) -> Refusals:
    """Every reason why a patch may not lie over places like this: its shares come to the whole of it at most."""
    total = sum((one.of_patch for one in coverings), Decimal(0))
    names = [one.place for one in coverings]
    return (
        *refusals_unless(allowed),
        *(NO_SHARE.about(place=one.place) for one in coverings if not _are_shares(one)),
        *(ERROR_TOO_LARGE.about(place=one.place) for one in coverings if not 0 <= one.error <= WHOLE),
        *(PLACE_TWICE.about(place=name) for name in sorted({name for name in names if names.count(name) > 1})),
        *_refusals_to_nesting(coverings),
        *against(
            (total <= WHOLE, MORE_THAN_ALL.about(sum=in_per_cent(total))),
            (len(coverings) <= MOST_OVERLAPS, TOO_MANY.about(most=MOST_OVERLAPS)),
        ),
    )


def _are_shares(one: Covering) -> bool:
    return 0 <= one.of_patch <= WHOLE and 0 <= one.of_place <= WHOLE


def _refusals_to_nesting(coverings: Sequence[Covering]) -> Refusals:
    return tuple(
        NESTED.about(inner=inner.place, outer=outer.place)
        for outer in coverings
        for inner in coverings
        if inner.lineage != outer.lineage and inner.lineage.startswith(outer.lineage)
    )


def in_per_cent(proportion: Decimal) -> str:
    """A proportion as per cent without needless noughts.

    >>> in_per_cent(Decimal("0.625000")), in_per_cent(Decimal(1)), in_per_cent(Decimal(0))
    ('62.5', '100', '0')
    """
    plain = f"{proportion * HUNDRED:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def proportion(text: str) -> Decimal | None:
    """The proportion that a number of per cent is, to a millionth; None for what is no number. Nothing is nought.

    >>> proportion("62.5 %"), proportion(""), proportion("most"), proportion("NaN")
    (Decimal('0.625000'), Decimal('0.000000'), None, None)
    """
    try:
        number = Decimal(text.strip().removesuffix("%").strip() or "0")
    except InvalidOperation:
        return None
    return (number / HUNDRED).quantize(STEP) if number.is_finite() and abs(number) <= 1000 else None


@dataclass(frozen=True)
class Line:
    """A pasted line: the place as it was written, and what it says."""

    number: int
    place: str
    of_patch: Decimal
    of_place: Decimal
    error: Decimal
    source: str
    as_of: date | None


def lines_of(pasted: str) -> tuple[tuple[Line, ...], Refusals]:
    """The overlaps that somebody pasted, as comma- or tab-separated lines, and a reason for each that cannot be read.

    Columns: place, share of the patch's people, share of the place's people, error, source, as of; the last three may
    be missing. Shares and errors are per cent. A first line of headings is passed over.
    """
    delimiter = "\t" if "\t" in pasted else ","
    read: list[Line] = []
    unread: list[Refusal] = []
    for number, cells in enumerate(csv.reader(pasted.splitlines(), delimiter=delimiter), start=1):
        if not any(cell.strip() for cell in cells) or (number == 1 and _is_heading(cells)):
            continue
        line = _line(number, [cell.strip() for cell in cells])
        if line is None:
            unread.append(LINE_UNREAD.about(line=number))
        else:
            read.append(line)
    return tuple(read), tuple(unread)


def _is_heading(cells: Sequence[str]) -> bool:
    return len(cells) > 1 and proportion(cells[1]) is None


def _line(number: int, cells: list[str]) -> Line | None:
    place, *rest = [*cells, "", "", "", "", ""][:6]
    shares = [proportion(cell) for cell in rest[:3]]
    try:
        as_of = date.fromisoformat(rest[4]) if rest[4] else None
    except ValueError:
        return None
    if not 3 <= len(cells) <= 6 or not place or None in shares:
        return None
    of_patch, of_place, error = (share for share in shares if share is not None)
    return Line(number, place, of_patch, of_place, error, rest[3], as_of)


def same_boundary(one: Mapping[str, Decimal], other: Mapping[str, Decimal], *, error: Decimal) -> bool:
    """Whether two patches cover the same share of the same places' people, as far as their errors let one tell.

    >>> same_boundary({"Northtown": Decimal(1)}, {"Northtown": Decimal("0.99")}, error=Decimal("0.02"))
    True
    """
    return bool(one) and one.keys() == other.keys() and all(abs(one[place] - other[place]) <= error for place in one)
