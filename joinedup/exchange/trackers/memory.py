"""What a tracker said last time, so that this time only its news counts.

Three say what a promise is: the tracker now, the tracker last time, and the site. What the tracker says again is no
news, so the site stands. What the tracker says anew counts, unless somebody changed it here as well: then the site
stands too, and it is said. Words are compared by their hashes.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from joinedup.exchange.models import Tracked
from joinedup.frame.loading import Cells, Plan, Table
from joinedup.frame.text import look
from joinedup.partners.models import Alias

LENGTH = 12
OURS = frozenset({"detail"})  # what a tracker that comes for the first time does not write over


@dataclass(frozen=True)
class Before:
    """What stands of a row's noun, and what the tracker last said of it. told_at: None if it never did.

    said: by field the hashes of what the tracker said and of what the site said once that was stored.
    """

    stored: Cells
    said: Mapping[str, Sequence[str]] = field(default_factory=dict)
    told_at: datetime | None = None

    @property
    def reference(self) -> str:
        return self.stored["reference"]


@dataclass
class Merged:
    """What a row changes: its cells as the site is to have them, and the fields that both sides had changed."""

    cells: dict[str, str]
    both_changed: list[str] = field(default_factory=list)


def key_of(code: str, words: str, body: str) -> str:
    """What makes a row the same when it comes again: its own code, or else its words and organisation.

    >>> key_of("A1", "Visit", "") == key_of("A1", "Call", "")
    True
    >>> key_of("", "Visit all ", "x") == key_of("", "visit all", "x")
    True
    """
    said = f"code\n{code}" if code else f"words\n{look(words)}\n{look(body)}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def mark_of(text: str) -> str:
    """A short hash of what a cell said, to compare it by; "" for nothing."""
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH] if text else ""


def marks_of(told: Mapping[str, str], stood: Mapping[str, str], fields: Iterable[str]) -> dict[str, list[str]]:
    """By field the hashes of what the tracker said and of what the site says now, without those that are empty."""
    marks = {name: [told.get(name, ""), mark_of(stood.get(name, ""))] for name in fields}
    return {name: both for name, both in marks.items() if any(both)}


def before(plan: Plan, table: Table, keys: Mapping[str, str]) -> dict[str, Before]:
    """What stands for each key of a file that the partnership knows. keys: by key the row's own code, or "".

    A row is known by its key, else by its code. Six SQL queries.
    """
    if plan.partnership is None:
        return {}
    tracked = {
        one.key: one
        for one in Tracked.objects.filter(partnership=plan.partnership, kind=table.kind, key__in=list(keys))
    }
    aliases = Alias.objects.filter(partnership=plan.partnership, kind=table.kind, code__in=set(keys.values()) - {""})
    by_code = dict(aliases.values_list("code", "reference"))
    meant = {key: tracked[key].means if key in tracked else by_code.get(code, "") for key, code in keys.items()}
    rows = table.rows(plan.partnership).filter(reference__in=set(meant.values()))
    stored = {one["reference"]: one for one in table.stored(rows)}
    return {
        key: Before(stored[reference], *((tracked[key].said, tracked[key].told_at) if key in tracked else ()))
        for key, reference in meant.items()
        if reference in stored
    }


def is_news(now: Mapping[str, str], known: Before, name: str) -> bool:
    """Whether a field says something that neither the site says nor the tracker said last time."""
    wanted, (told, _stood) = now.get(name, ""), known.said.get(name, ("", ""))
    return bool(wanted) and wanted != known.stored.get(name, "") and mark_of(wanted) != told


def says_again(told: Mapping[str, str], known: Before, name: str) -> bool:
    """Whether a tracker says of a field what it said last time. told: the hashes of what it says now."""
    return known.told_at is not None and told.get(name, "") == known.said.get(name, ("", ""))[0]


def merged(now: Mapping[str, str], known: Before, fields: Sequence[str]) -> Merged:
    """What the site is to say after a tracker came again."""
    made = Merged(dict(now))
    for name in fields:
        stands, (_told, stood) = known.stored.get(name, ""), known.said.get(name, ("", ""))
        has_changed = bool(stands) and mark_of(stands) != stood and (known.told_at is not None or name in OURS)
        if is_news(now, known, name) and has_changed:
            made.both_changed.append(name)
        if not is_news(now, known, name) or has_changed:
            made.cells[name] = stands
    return made


def remember(plan: Plan, kind: str, said: Iterable[tuple[str, str, Mapping[str, Sequence[str]]]]) -> None:
    """Keep what rows said, as key, reference and hashes. Two SQL queries a batch."""
    rows = [
        Tracked(partnership=plan.partnership, kind=kind, key=key, means=means, said=dict(marks), told_at=plan.at)
        for key, means, marks in said
    ]
    fields: Any = {"unique_fields": ["partnership", "kind", "key"], "update_fields": ["means", "said", "told_at"]}
    Tracked.objects.bulk_create(rows, update_conflicts=True, **fields)
