"""A one-sheet action tracker becomes promises: one row an action, in any order and with any usual heading."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.exchange.mapping.filling import filled
from joinedup.exchange.mapping.kinds import Items, Kind, register
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.mapping.names import Names
from joinedup.exchange.mapping.source import Source
from joinedup.exchange.trackers import memory, states
from joinedup.exchange.trackers.fields import ACTIONS
from joinedup.exchange.trackers.news import Going, can_be_told, going, news_of
from joinedup.exchange.trackers.owners import discreet
from joinedup.exchange.trackers.said import Said, line, others, visible
from joinedup.exchange.trackers.sheet import (
    NO_OUTCOME,
    Tracker,
    bodies_and_people,
    compare,
    counted_rows,
    given,
    known_here,
    made_of,
    mark_what_is_missing,
    says_nothing,
    settle_everything,
    tracker_of,
)
from joinedup.exchange.trackers.tables import ASIDE, TRACKED_PROMISES, sheets_filled
from joinedup.exchange.trackers.who import NO_BODY, NOBODY_NAMED
from joinedup.frame.refusals import Refusal
from joinedup.frame.visibility import Visibility
from joinedup.promises import rules
from joinedup.promises.loading.promises import NO_OUTPUT

NO_DUE_DATE = Refusal("no_due_date", "Say by when it will be done.")
DAYS = ("due", "new_due", "starts")
TOLD = ("output", "organisation", "lead", "outcomes", "detail", "starts_on", "due_on")


def translate(layout: Layout, source: Source, names: Names) -> Items:
    """The promises that a tracker makes, and whom and what they need. See `Kind`."""
    tracker = tracker_of(layout, source, first="action", days=DAYS)
    everybody, outcomes = settle_everything(tracker, names, _read, person="lead")
    known = known_here(tracker, names, TRACKED_PROMISES.table, "output", everybody.new_bodies)
    goes = going(one.reference for one in known.values())
    counted: Counter[str] = Counter()
    for row in tracker.said:
        _make(tracker, names, row, known.get(row.number), goes, counted)
    given("promise", tracker.said, [known.get(row.number) for row in tracker.said])
    made = bodies_and_people(everybody, outcomes) | {
        TRACKED_PROMISES.title: list(made_of(tracker.said)),
        ASIDE.title: tracker.aside,
    }
    yield from filled(source, made, _columns(tracker), sheets=KIND.sheets)
    names.notes.extend(counted_rows(tracker, counted))


def _read(tracker: Tracker, row: Said) -> None:
    """Read what needs nobody else's cells. A row without an action is left aside."""
    text = visible(row.entry.says("action"))
    row.cells["output"], row.cells["whole"] = line(text)
    if says_nothing(tracker, row, text, NO_OUTPUT):
        return
    row.reads_day("due_on", tracker.order, _("Due"), source="due")
    row.reads_day("starts_on", tracker.order, _("Starts"), source="starts")
    row.reads_day("new_due_on", tracker.order, _("New date"), source="new_due")
    row.cells["note"] = visible(row.entry.says("note"))
    row.cells["status"] = visible(row.entry.says("status"))
    row.reads("state", lambda word: states.status(word).state, _("Status"), source="status")


def _make(
    tracker: Tracker,
    names: Names,
    row: Said,
    known: memory.Before | None,
    goes: Mapping[str, Going],
    counted: Counter[str],
) -> None:
    """Make of a row what the table takes: what stands here is left as it is unless the tracker says something new."""
    today = names.plan.today
    row.cells["visibility"] = names.layout.constants.get("visibility") or Visibility.PARTNERS
    _mark_what_is_missing(tracker, row, known)
    told = {name: memory.mark_of(row.cells.get(name, "")) for name in TOLD if name != "detail"}
    is_moved = _move(row, known, today)
    news = news_of(row, today, known, goes, is_moved=is_moved)
    row.words("detail", list(_paragraphs(row, is_told=bool(can_be_told(row, today)))))
    told |= {"detail": memory.mark_of(row.cells["detail"]), "says": news.told, "besides": memory.mark_of(_besides(row))}
    if known is not None and not is_moved and all(memory.says_again(told, known, name) for name in ("says", "besides")):
        row.cells["detail"] = known.stored["detail"]
    row.cells |= {
        "says": news.state,
        "report": news.words if news.state else "",
        "new_due_on": row.cells["new_due_on"] if news.state == rules.LATE else "",
        "told": json.dumps(told),
        "kept": json.dumps(_words_of(row)),
    }
    counted[news.because] += 1
    merged = compare(row, known, TOLD, TRACKED_PROMISES.table.needed)
    counted["both_changed"] += bool(merged.both_changed)


def _mark_what_is_missing(tracker: Tracker, row: Said, known: memory.Before | None) -> None:
    """Mark the empty cells without which a promise stays a draft, where the file has a column for them."""
    needed = (
        ("organisation", NO_BODY, tracker.has("organisation")),
        ("lead", NOBODY_NAMED, tracker.has("owner")),
        ("due_on", NO_DUE_DATE, tracker.has("due")),
        ("outcomes", NO_OUTCOME, tracker.has("outcome")),
    )
    mark_what_is_missing(row, known, needed)


def _move(row: Said, known: memory.Before | None, today: date) -> bool:
    """Tell a later day for a promise that has been shared as late, with a new date after today; whether it is told."""
    if (
        known is None
        or known.stored["visibility"] == Visibility.DRAFT
        or not memory.is_news(row.cells, known, "due_on")
    ):
        return False
    stands, later = known.stored["due_on"], row.cells["due_on"]
    if later <= stands:
        return False
    row.cells["due_on"] = stands
    if later <= today.isoformat():
        row.doubt("new_due_on", (rules.NO_NEW_DATE,), _("Due"), visible(row.entry.says("due")))
        return False
    row.cells["new_due_on"] = row.cells["new_due_on"] or later
    return True


def _paragraphs(row: Said, *, is_told: bool) -> Iterable[str]:
    """What a promise's detail says besides its fields: everything of the row that stands nowhere else."""
    if not is_told:
        yield _("Status: %(word)s") % {"word": row.cells["status"]} if row.cells["status"] else ""
        yield row.cells["note"]
    yield _besides(row)


def _besides(row: Said) -> str:
    """What of a row stands in no field and says nothing of how it goes."""
    kept = "\n".join(text for name, text in row.kept.items() if name != "state")
    parts = (row.cells["whole"], visible(row.entry.section), kept, "\n".join(others(row.entry)))
    return "\n\n".join(part for part in parts if part)


def _words_of(row: Said) -> dict[str, str]:
    """The words of cells that the rules may yet refuse, with their headings."""
    said = {
        "organisation": (_("Organisation"), visible(row.entry.says("organisation"))),
        "lead": (_("Owner"), discreet(visible(row.entry.says("owner")))),
        "due_on": (_("Due"), visible(row.entry.says("due"))),
        "starts_on": (_("Starts"), visible(row.entry.says("starts"))),
    }
    return {name: f"{label}: {text}"[:300] for name, (label, text) in said.items() if text}


def _columns(tracker: Tracker) -> dict[str, dict[str, int]]:
    """Where in the file each field comes from."""
    columns = tracker.rows.columns
    found = {
        "output": columns.get("action", 0),
        "organisation": columns.get("organisation") or columns.get("owner", 0),
        "lead": columns.get("owner", 0),
        "due_on": columns.get("due", 0),
        "starts_on": columns.get("starts", 0),
        "new_due_on": columns.get("new_due") or columns.get("due", 0),
        "state": columns.get("status", 0),
        "detail": columns.get("note", 0) or columns.get("action", 0),
        "outcomes": columns.get("outcome", 0),
        "code": columns.get("code", 0),
    }
    places = {name: place for name, place in found.items() if place}
    return {TRACKED_PROMISES.title: places, ASIDE.title: {"what": columns.get("action", 0)}}


KIND = register(
    Kind(
        "actions",
        gettext_lazy("An action tracker"),
        gettext_lazy("One row an action: what, who, by when, how it goes. Each row becomes a promise or a draft."),
        ACTIONS,
        translate,
        sheets=sheets_filled(TRACKED_PROMISES),
        makes_drafts=True,
        options=frozenset({"order", "takes_members"}),
    )
)
