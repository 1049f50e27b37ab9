"""What a tracker says of how a promise goes, and whether that is news here: then it becomes a report. Few queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from joinedup.exchange.trackers import states
from joinedup.exchange.trackers.memory import Before, mark_of
from joinedup.exchange.trackers.said import Said
from joinedup.promises import rules
from joinedup.promises.models import Commitment

OVER, HEARD_HERE = "over", "heard_here"


@dataclass(frozen=True)
class Going:
    """How a promise goes on the site: its state, and when it was last reported on, if ever."""

    state: str
    heard_at: datetime | None


@dataclass(frozen=True)
class News:
    """What a row says of how its promise goes.

    state: what can be reported, "" for nothing. words: of the report. told: the hash of all that the row says of it.
    because: why nothing is reported though the tracker says something new: OVER or HEARD_HERE.
    """

    state: str = ""
    words: str = ""
    told: str = ""
    because: str = ""


def going(references: Iterable[str]) -> dict[str, Going]:
    """How promises go, by reference. One SQL query."""
    found = Commitment.objects.filter(reference__in=list(references)).annotate(heard_at=Max("reports__reported_at"))
    return {one.reference: Going(one.state, one.heard_at) for one in found.only("reference", "state")}


def can_be_told(row: Said, today: date) -> str:
    """The state that a row reports, whether or not it is news; "" where its words say none."""
    said = states.Status(row.cells.get("state", ""), row.cells.get("status", ""))
    note = row.cells.get("note", "")
    return states.reported(said, words=note, new_due_on=row.day("new_due_on"), today=today)


def told_by(row: Said) -> str:
    """The hash of all that a row says of how its promise goes."""
    parts = [row.cells.get("status", ""), row.cells.get("note", ""), row.entry.says("new_due")]
    return mark_of("\n".join(parts)) if any(parts) else ""


def news_of(row: Said, today: date, known: Before | None, goes: Mapping[str, Going], *, is_moved: bool) -> News:
    """What of a row is to be reported: nothing that it said before, nothing on what is over or was heard of here.

    is_moved: it says a later day than it did.
    """
    told, state = told_by(row), can_be_told(row, today)
    if known is None:
        return News(state, _words(row), told)
    is_old = told in {"", known.said.get("says", ("", ""))[0]} and not is_moved
    if is_old or not state:
        return News(told=told)
    here = goes[known.reference]
    if here.state in rules.OVER:
        return News(told=told, because=OVER if here.state != state else "")
    heard_since = here.heard_at is not None and (known.told_at is None or here.heard_at > known.told_at)
    return News(told=told, because=HEARD_HERE) if heard_since else News(state, _words(row), told)


def _words(row: Said) -> str:
    said = [row.cells.get("status", ""), row.cells.get("note", "")]
    return _("From the tracker: %(words)s") % {"words": ". ".join(text for text in said if text)}
