"""The tables that trackers and risk logs fill: those of the workbook, except that a row in doubt becomes a draft.

Problems mark the user's cells and stop nothing: a cell in doubt is left empty, its words stand in the detail, and the
row stays a draft until somebody fills the gap. Beside the columns of the workbook stand some that only we write: they
carry how a promise goes, and what the tracker said, to where the row is stored.
"""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy

from joinedup.exchange.sheets import PROMISES, RISKS, SHEETS, Column, Sheet
from joinedup.exchange.trackers.memory import key_of, marks_of, remember
from joinedup.exchange.values import Prose, Text
from joinedup.frame.loading import Plan, Row, Table
from joinedup.frame.text import PROSE_LIMIT
from joinedup.promises.loading.promises import Promises
from joinedup.promises.loading.reports import Told, tell
from joinedup.promises.loading.risks import Risks

SAYS = "says"
OURS = ("given", "key", "told", "kept", "report", "new_due_on")
COLUMNS_OF_OURS = tuple(Column(f"({name})", name, Prose(), "") for name in (SAYS, *OURS))


class Tracked(Table):
    """What is the same for promises and risks that a tracker brings. Stands before the table of the workbook."""

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        """Whoever translated the file has looked up what its rows mean, and has given references to the others."""
        return {row.number: row.cells["given"] for row in rows if row.cells.get("given")}

    def find(self, plan: Plan, rows: Sequence[Row]) -> None:
        super().find(plan, rows)
        for row in rows:
            if row.stored is not None:
                row.stored |= {name: row.cells.get(name, "") for name in OURS} | {SAYS: ""}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        """Mark what is in doubt; what the rules refuse is left out of the row too, until nothing is refused."""
        read = [(row, dict(row.problems)) for row in rows]
        for row in rows:
            if row.problems and row.stored is None:
                row.cells["visibility"] = "draft"
            row.problems, row.unread = {}, set()
        super().judge(plan, rows)
        refused: dict[int, dict[str, list[str]]] = defaultdict(dict)
        while waiting := [row for row in rows if row.problems.keys() - refused[row.number].keys()]:
            for row in waiting:
                refused[row.number] |= self._leave_out(row)
            super().judge(plan, waiting)
        for row, problems in read:
            row.problems = {**refused[row.number], **problems}
            if row.stored is None and (row.missing or row.problems):
                row.cells["visibility"] = "draft"
            self._keep_silent_if_draft(plan, row)

    def _leave_out(self, row: Row) -> dict[str, list[str]]:
        """Leave out what is refused, and keep its words; the organisation first, since people are judged by it."""
        kept: Mapping[str, str] = json.loads(row.cells.get("kept") or "{}")
        first = {name: said for name, said in row.problems.items() if name == "organisation"}
        left_out = first or row.problems
        for name in left_out:
            row.cells[name] = (row.stored or {}).get(name, "")
            if row.stored is None and kept.get(name):
                self.add_words(row, kept[name])
        row.problems = {}
        if row.stored is None:
            row.cells["visibility"] = "draft"
        return left_out

    def _keep_silent_if_draft(self, plan: Plan, row: Row) -> None:
        """Nobody reports on a draft, nor at the command line: the words stand in the detail."""
        nobody = plan.by is None or plan.by.person is None
        if row.cells.get(SAYS) and (nobody or row.wanted.get("visibility") == "draft"):
            self.add_words(row, row.cells["report"])
            row.cells |= {SAYS: "", "report": "", "new_due_on": ""}

    def add_words(self, row: Row, words: str) -> None:
        """Add a paragraph to the row's prose, unless it stands there."""
        name = self.words(row)
        there = row.cells.get(name, "")
        if words not in there:
            row.cells[name] = f"{there}\n\n{words}".strip()[:PROSE_LIMIT]

    def words(self, row: Row) -> str:
        """The field of a row that keeps words for which there is no other."""
        return "detail"

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        super().add(plan, rows)
        self._remember(plan, rows)

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        super().change(plan, [row for row in rows if row.changes.keys() - {SAYS}], also)
        self._remember(plan, rows)

    def _remember(self, plan: Plan, rows: Sequence[Row]) -> None:
        said = []
        for row in rows:
            told: Any = json.loads(row.cells.get("told") or "{}")
            moved = {"due_on": row.cells["new_due_on"]} if row.cells.get("new_due_on") else {}
            marks = marks_of(told, row.wanted | moved, {*told, *self.told_fields})
            by_words = key_of(row.cells.get("code", ""), row.wanted[self.title], row.wanted.get("organisation", ""))
            said.append((row.cells.get("key") or by_words, row.reference, marks))
        remember(plan, self.kind, said)

    @property
    def told_fields(self) -> tuple[str, ...]:
        """The fields of which it is remembered what the tracker said."""
        return (*self.fields, "outcomes")


class TrackedPromises(Tracked, Promises):
    """Promises that a tracker brings, with news of how they go."""

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        super().add(plan, rows)
        self._tell(plan, rows)

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        super().change(plan, rows, also)
        self._tell(plan, rows)

    def _tell(self, plan: Plan, rows: Sequence[Row]) -> None:
        told = [
            Told(row.reference, row.cells[SAYS], row.cells["report"], _day(row.cells["new_due_on"]))
            for row in rows
            if row.cells.get(SAYS)
        ]
        tell(plan, told)


class TrackedRisks(Tracked, Risks):
    """Risks that a risk log brings."""

    def words(self, row: Row) -> str:
        return words_of_risk(row.cells)


class Aside(Table):
    """Rows of a file that cannot even be a draft: listed and marked, never stored."""

    sheet, fields = "Left aside", ("what",)

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        return {}

    def find(self, plan: Plan, rows: Sequence[Row]) -> None:
        for row in rows:
            row.stored = dict(row.cells)

    @property
    def title(self) -> str:
        return "what"


def words_of_risk(cells: Mapping[str, str]) -> str:
    """The field of a risk that keeps other words: one that says something already, so that no gap is hidden."""
    return "cause" if cells.get("cause") and not cells.get("effect") else "effect"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


TRACKED_PROMISES = replace(PROMISES, table=TrackedPromises(), columns=(*PROMISES.columns, *COLUMNS_OF_OURS))
TRACKED_RISKS = replace(RISKS, table=TrackedRisks(), columns=(*RISKS.columns, *COLUMNS_OF_OURS))
ASIDE = Sheet(
    "promises",
    "Left aside",
    Aside(),
    gettext_lazy("Rows that say neither what is to be done nor what could go wrong."),
    (Column("Row", "what", Text(), ""),),
)


def sheets_filled(*tracked: Sheet) -> tuple[Sheet, ...]:
    """The sheets of the workbook, some of them taken as a tracker brings them, and the rows that are left aside."""
    by_title = {sheet.title: sheet for sheet in tracked}
    return (*(by_title.get(sheet.title, sheet) for sheet in SHEETS), ASIDE)
