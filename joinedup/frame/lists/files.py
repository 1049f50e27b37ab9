"""A list as a CSV file that spreadsheet programs open: streamed, with nothing in it that they take for a formula."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.neutral import neutral

BATCH = 1_000
BYTE_ORDER_MARK = "\ufeff"  # without it some spreadsheet programs take UTF-8 for something else


class Line:
    """What a CSV writer writes to: it gives back each line that a CSV writer writes to it."""

    def write(self, line: str) -> str:
        return line


def csv_of(
    headings: Sequence[str],
    reads: Sequence[Callable[[Any], object]],
    items: Any,
    rows: Callable[[list[Any]], Iterable[Any]],
) -> Iterator[str]:
    """The lines of a file, a batch of rows at a time, so that memory does not grow with their number."""
    writer = csv.writer(Line())
    yield BYTE_ORDER_MARK + writer.writerow([neutral(heading) for heading in headings])
    for batch in _batches(items):
        yield "".join(writer.writerow([cell(read(row)) for read in reads]) for row in rows(batch))


def cell(value: object) -> object:
    """A value as a cell says it: days as 2027-03-31, moments with their zone, yes or no, nothing as nothing.

    Numbers stay numbers; text that would be taken for a formula is made harmless.

    >>> cell(date(2027, 3, 31)), cell(True), cell(None), cell(-4), cell("-4 days")
    ('2027-03-31', 'yes', '', -4, "'-4 days")
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else neutral(str(value))


def _batches(items: Any) -> Iterator[list[Any]]:
    streamed = iter(items.iterator(chunk_size=BATCH)) if hasattr(items, "iterator") else iter(items)
    while batch := list(islice(streamed, BATCH)):
        yield batch
