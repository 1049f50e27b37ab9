"""A risk log becomes risks, and what is done against them becomes promises: one row a risk."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.exchange.mapping.filling import filled
from joinedup.exchange.mapping.kinds import Items, Kind, register
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.mapping.names import Names
from joinedup.exchange.mapping.source import Source
from joinedup.exchange.trackers import grades, memory
from joinedup.exchange.trackers.fields import RISKS
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
from joinedup.exchange.trackers.tables import ASIDE, TRACKED_PROMISES, TRACKED_RISKS, sheets_filled, words_of_risk
from joinedup.exchange.trackers.who import NO_BODY, NOBODY_NAMED
from joinedup.frame.refusals import Refusal
from joinedup.frame.visibility import Visibility
from joinedup.promises.loading.risks import NO_NAME

DAYS = ("due", "review")
TOLD = ("name", "cause", "effect", "likelihood", "impact", "organisation", "owner", "outcomes", "review_on")
TOLD_OF_PROMISES = ("output", "organisation", "lead", "outcomes", "due_on")
NOT_JUDGED = Refusal("not_judged", "Say how much, from 1 to 5 or low, medium, high.")
NO_REVIEW = Refusal("no_review", "Say when it is looked at again.")

_PARTS = re.compile(
    r"(?P<event>.+?),?\s+(?:due to|caused by|because of|as a result of)\s+(?P<cause>.+?)"
    r"(?:,?\s+(?:leading to|resulting in|which (?:could|would|may|will) (?:lead to|result in))\s+(?P<effect>.+))?",
    re.IGNORECASE | re.DOTALL,
)
_BULLET = re.compile(r"^\s*(?:[•*·–-]|\(?[0-9]{1,2}[.)]|\(?[a-z][.)])\s+")


@dataclass
class Mitigations:
    """What is done against risks, each once: by key the promise, and by the row of a risk the keys of its promises."""

    promises: dict[str, Said] = field(default_factory=dict)
    of_row: dict[int, list[str]] = field(default_factory=dict)


def translate(layout: Layout, source: Source, names: Names) -> Items:
    """The risks that a log makes, their mitigations, and whom they need. See `Kind`."""
    tracker = tracker_of(layout, source, first="risk", days=DAYS)
    everybody, outcomes = settle_everything(tracker, names, _read, person="owner")
    known = known_here(tracker, names, TRACKED_RISKS.table, "name", everybody.new_bodies)
    counted: Counter[str] = Counter()
    mitigations = _mitigations(tracker, names, counted, everybody.new_bodies)
    for row in tracker.said:
        _make(tracker, names, row, known.get(row.number), mitigations, counted)
    given("risk", tracker.said, [known.get(row.number) for row in tracker.said])
    made = bodies_and_people(everybody, outcomes) | {
        TRACKED_PROMISES.title: made_of(mitigations.promises.values()),
        TRACKED_RISKS.title: made_of(tracker.said),
        ASIDE.title: tracker.aside,
    }
    yield from filled(source, made, _columns(tracker), sheets=KIND.sheets)
    names.notes.extend(counted_rows(tracker, counted))


def parts_of(text: str) -> tuple[str, str]:
    """Cause and effect of a risk that is told in one sentence; empty where the sentence does not say.

    >>> parts_of("Visits stop due to sickness, leading to missed signs")
    ('sickness', 'missed signs')
    """
    match = _PARTS.fullmatch(" ".join(text.split()))
    return (match["cause"], match["effect"] or "") if match else ("", "")


def several(text: str) -> list[str]:
    """What a cell of mitigations says, one a line or after a semicolon, without bullets.

    >>> several("1. Train staff\\n2. Lend vans; buy fuel")
    ['Train staff', 'Lend vans', 'buy fuel']
    """
    parts = (_BULLET.sub("", part).strip() for part in re.split(r"[\n;]", text))
    return [part for part in dict.fromkeys(parts) if part.strip(" .-–?")]


def _read(tracker: Tracker, row: Said) -> None:
    """Read what needs nobody else's cells. A row without a risk is left aside."""
    text = visible(row.entry.says("risk"))
    row.cells["name"], row.cells["whole"] = line(text)
    if says_nothing(tracker, row, text, NO_NAME):
        return
    told_cause, told_effect = parts_of(text)
    row.cells["cause"] = visible(row.entry.says("cause")) or told_cause
    row.cells["effect"] = visible(row.entry.says("effect")) or told_effect
    row.reads_day("review_on", tracker.order, _("Review on"), source="review")
    row.reads_day("due_on", tracker.order, _("Due"), source="due")
    likelihood, impact = grades.both(visible(row.entry.says("score")))
    for name, by_score, label in (("likelihood", likelihood, _("Likelihood")), ("impact", impact, _("Impact"))):
        row.reads(name, grades.grade, label)
        if not row.cells[name] and name not in row.problems:
            row.cells[name] = by_score
    score = visible(row.entry.says("score"))
    if not likelihood:
        row.keep("score", _("Score"), score)


def _make(
    tracker: Tracker,
    names: Names,
    row: Said,
    known: memory.Before | None,
    mitigations: Mitigations,
    counted: Counter[str],
) -> None:
    """Make of a row what the table takes: what stands here is left as it is unless the log says something new."""
    row.cells["visibility"] = _audience(names)
    _mark_what_is_missing(tracker, row, known)
    keeper = words_of_risk(row.cells)
    row.words(keeper, [row.cells[keeper], *_other_words(row)])
    told = {name: memory.mark_of(row.cells.get(name, "")) for name in TOLD}
    row.cells |= {"told": json.dumps(told), "kept": json.dumps(_words_of(row, "owner"))}
    merged = compare(row, known, TOLD, TRACKED_RISKS.table.needed)
    counted["both_changed"] += bool(merged.both_changed)
    against = [mitigations.promises[key].cells["given"] for key in mitigations.of_row.get(row.number, ())]
    stands = known.stored["mitigations"].split("\n") if known is not None and known.stored["mitigations"] else []
    row.cells["mitigations"] = "\n".join([*stands, *(one for one in against if one not in stands)])


def _mark_what_is_missing(tracker: Tracker, row: Said, known: memory.Before | None) -> None:
    """Mark the empty cells without which a risk stays a draft, where the file has a column for them."""
    needed = (
        ("organisation", NO_BODY, tracker.has("organisation")),
        ("owner", NOBODY_NAMED, tracker.has("owner")),
        ("likelihood", NOT_JUDGED, tracker.has("likelihood")),
        ("impact", NOT_JUDGED, tracker.has("impact")),
        ("review_on", NO_REVIEW, tracker.has("review")),
        ("outcomes", NO_OUTCOME, tracker.has("outcome")),
    )
    mark_what_is_missing(row, known, needed)


def _other_words(row: Said) -> Iterable[str]:
    yield row.cells["whole"]
    yield visible(row.entry.section)
    yield "\n".join(row.kept.values())
    yield "\n".join(others(row.entry))


def _words_of(row: Said, person: str) -> dict[str, str]:
    """The words of cells that the rules may yet refuse, with their headings."""
    said = {
        "organisation": (_("Organisation"), visible(row.entry.says("organisation"))),
        person: (_("Owner"), discreet(visible(row.entry.says("owner")))),
    }
    return {name: f"{label}: {text}"[:300] for name, (label, text) in said.items() if text}


def _mitigations(tracker: Tracker, names: Names, counted: Counter[str], new_bodies: Collection[str]) -> Mitigations:
    """Every promise that is made against a risk of the log. A risk's organisation and owner make it."""
    found = Mitigations()
    for row in tracker.said:
        for text in several(visible(row.entry.says("mitigation"))):
            promise = _promise(row, text)
            key = memory.key_of("", promise.cells["output"], promise.cells["organisation"])
            promise.cells["key"] = key if promise.cells["organisation"] not in new_bodies else ""
            found.promises.setdefault(key, promise)
            found.of_row.setdefault(row.number, []).append(key)
    table = TRACKED_PROMISES.table
    before = memory.before(names.plan, table, dict.fromkeys(found.promises, ""))
    for key, promise in found.promises.items():
        told = {name: memory.mark_of(promise.cells[name]) for name in TOLD_OF_PROMISES}
        promise.cells |= {"visibility": _audience(names), "told": json.dumps(told)}
        promise.cells["kept"] = json.dumps(_words_of(promise, "lead"))
        merged = compare(promise, before.get(key), TOLD_OF_PROMISES, table.needed)
        counted["both_changed"] += bool(merged.both_changed)
    given("promise", list(found.promises.values()), [before.get(key) for key in found.promises])
    return found


def _promise(row: Said, text: str) -> Said:
    output, whole = line(text)
    cells = {"output": output, "organisation": row.cells["organisation"], "lead": row.cells["owner"]}
    cells |= {"outcomes": row.cells["outcomes"], "due_on": row.cells["due_on"], "detail": whole}
    in_doubt = {name: row.problems[name] for name in ("due_on",) if name in row.problems}
    promise = Said(row.entry, cells, in_doubt)
    if "due_on" in row.kept:
        promise.words("detail", [whole, row.kept["due_on"]])
    return promise


def _audience(names: Names) -> str:
    return names.layout.constants.get("visibility") or Visibility.PARTNERS


def _columns(tracker: Tracker) -> dict[str, dict[str, int]]:
    """Where in the file each field comes from."""
    columns = tracker.rows.columns
    risk, owner = columns["risk"], columns.get("owner", 0)
    of_risk = {
        "name": risk,
        "cause": columns.get("cause") or risk,
        "effect": columns.get("effect") or risk,
        "likelihood": columns.get("likelihood") or columns.get("score", 0),
        "impact": columns.get("impact") or columns.get("score", 0),
        "organisation": columns.get("organisation") or owner,
        "owner": owner,
        "review_on": columns.get("review", 0),
        "outcomes": columns.get("outcome", 0),
        "code": columns.get("code", 0),
    }
    of_promise = {
        "output": columns.get("mitigation", 0),
        "organisation": of_risk["organisation"],
        "lead": owner,
        "due_on": columns.get("due", 0),
    }
    found = {TRACKED_RISKS.title: of_risk, TRACKED_PROMISES.title: of_promise, ASIDE.title: {"what": risk}}
    return {title: {name: place for name, place in one.items() if place} for title, one in found.items()}


KIND = register(
    Kind(
        "risks",
        gettext_lazy("A risk log"),
        gettext_lazy("One row a risk: how likely, how bad, who looks after it, what is done against it."),
        RISKS,
        translate,
        sheets=sheets_filled(TRACKED_PROMISES, TRACKED_RISKS),
        makes_drafts=True,
        options=frozenset({"order", "takes_members"}),
    )
)
