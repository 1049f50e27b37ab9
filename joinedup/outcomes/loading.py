"""The verbs of What should change? over many rows at once, for the workbook: the same rules as single actions."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from joinedup.frame.loading import BATCH, CHANGED_MEANWHILE, Cells, Plan, Row, Table, keys_of, said, update_each
from joinedup.frame.refusals import Refusal, Refused
from joinedup.outcomes import rules
from joinedup.outcomes.judgement import judge
from joinedup.outcomes.models import Indicator, Link, Measurement, Outcome, Problem, Step
from joinedup.outcomes.periods import after
from joinedup.partners.loading import keep_from_public, members_among, posts_of

JUDGED_AT_ONCE = 20
REST_SECONDS = 0.05  # whoever waits to write on SQLite looks now and then only: leave a gap in which to get in

# Staged figures become rows within the database. What stands in braces is SQL of our own, see `_cells`.
INSERT = """
INSERT INTO outcomes_measurement (indicator_id, from_on, until_on, value, numerator, denominator, provenance,
  revision, is_current, recorded_at, recorded_by_id)
SELECT outcomes_indicator.id, {from_on}, {until_on}, {value}, {numerator}, {denominator}, {provenance},
  staged.version + 1, %s, %s, CAST(%s AS bigint) FROM {figures}
"""
END_REVISED = """
UPDATE outcomes_measurement SET is_current = %s WHERE is_current AND (indicator_id, from_on, revision) IN
  (SELECT outcomes_indicator.id, {from_on}, staged.version FROM {figures} WHERE staged.version > 0)
"""
KINDS = {
    "indicator": "text",
    "from_on": "date",
    "until_on": "date",
    "value": "numeric",
    "numerator": "numeric",
    "denominator": "numeric",
    "provenance": "text",
}

BACK_TO_DRAFT = Refusal(
    "back_to_draft",
    "This has been shared already, so a workbook cannot make it a draft again. Change that on its own page.",
    "visibility",
)
NO_MEASURE = Refusal("no_measure", "Say which measure this is a figure of.", "indicator")
NO_PERIOD = Refusal("no_period", "Say on which day the period starts.", "from_on")
NO_STEP = Refusal("no_step", "Say which step leads there.", "lower")
NO_GOAL = Refusal("no_goal", "Say to which step or outcome it leads.", "to")
KIND_STANDS = Refusal("kind_stands", "The kind of a step stays as it is. Give a new step a code of its own.", "kind")


class Texts(Table):
    """Problems and outcomes: changed words are a new wording, which every partner signs anew."""

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        for row in rows:
            _settle(self, row)
            row.refuse(rules.refusals_to_make(self.facts(row)))
        keep_from_public(plan, rows)

    def facts(self, row: Row) -> rules.MakingFacts:
        return rules.MakingFacts(is_convenor=True, name=row.wanted.get("name", ""))

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        reworded = [row for row in rows if row.changes.keys() & {"name", "statement"}]
        super().change(plan, reworded, ", wording = wording + 1")
        super().change(plan, [row for row in rows if row not in reworded])


class Problems(Texts):
    sheet, kind, model = "Problems", "problem", Problem
    fields = ("name", "statement", "visibility")
    needed = ("statement",)


class Outcomes(Texts):
    sheet, kind, model = "Outcomes", "outcome", Outcome
    fields = ("name", "statement", "problem", "place", "lead", "lead_may", "priority", "visibility")
    needed = ("lead",)

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        super().judge(plan, rows)
        refuse_leads_without_post(plan, rows)


class Steps(Table):
    sheet, kind, model = "Ladder", "step", Step
    fields = ("kind", "name", "organisation", "visibility")
    needed = ("organisation",)

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        members = members_among(plan, (row.wanted.get("organisation", "") for row in rows))
        for row in rows:
            row.cells["kind"] = row.cells.get("kind") or (row.stored or {}).get("kind") or Step.Kind.ACTIVITY
            _settle(self, row)
            row.refuse((KIND_STANDS,) if row.stored is not None and "kind" in row.changes else ())
            facts = rules.MakingFacts(
                is_convenor=True,
                name=row.wanted.get("name", ""),
                outsiders=outsiders(row, "organisation", members),
            )
            row.refuse(rules.refusals_to_make(facts))
        keep_from_public(plan, rows)


class Links(Table):
    """What each step leads to, known by both ends."""

    sheet, model = "Links", Link
    fields = ("lower", "to", "assumption", "evidence")

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Link]:
        return Link.objects.filter(lower__partnership=partnership).order_by("pk")

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        return {}

    def stored(self, rows: QuerySet[Any], *also: str) -> Iterator[Cells]:
        paths = ("lower__reference", "step__reference", "outcome__reference", "assumption", "evidence")
        for lower, step, outcome, *texts in rows.values_list(*paths).iterator(chunk_size=BATCH):
            yield dict(zip(self.fields, (lower, step or outcome, *texts), strict=True))

    def find(self, plan: Plan, rows: Sequence[Row]) -> None:
        lower = [row.cells.get("lower", "") for row in rows]
        known = {
            (stored["lower"], stored["to"]): stored
            for stored in self.stored(self.rows(plan.partnership).filter(lower__reference__in=lower))
        }
        for row in rows:
            ends = (row.cells.get("lower", ""), row.cells.get("to", ""))
            row.key, row.stored = " ".join(ends), known.get(ends)

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        ends = [row.cells.get(name, "") for row in rows for name in ("lower", "to")]
        kinds = dict(Step.objects.filter(reference__in=ends).values_list("reference", "kind"))
        kinds |= {row["reference"]: row.get("kind", "") for row in plan.coming("Ladder", ends)}
        for row in rows:
            lower, to = row.cells.get("lower", ""), row.cells.get("to", "")
            row.refuse((NO_STEP,) if not lower and "lower" not in row.problems else ())
            row.refuse((NO_GOAL,) if not to and "to" not in row.problems else ())
            if lower and to:
                refusals = rules.refusals_to_link(lower=kinds[lower], upper=kinds.get(to, "outcome"))
                row.refuse(refusals)

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        steps, outcomes = self._ends(rows)
        Link.objects.bulk_create(
            Link(
                lower_id=steps[row.cells["lower"]],
                step_id=steps.get(row.cells["to"]),
                outcome_id=outcomes.get(row.cells["to"]),
                assumption=row.cells.get("assumption", ""),
                evidence=row.cells.get("evidence", ""),
            )
            for row in rows
        )

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        steps, outcomes = self._ends(rows)
        put = "UPDATE outcomes_link SET assumption = %s, evidence = %s WHERE lower_id = %s AND "
        for column, keys in (("step_id", steps), ("outcome_id", outcomes)):
            values = [
                (row.wanted["assumption"], row.wanted["evidence"], steps[row.cells["lower"]], keys[row.cells["to"]])
                for row in rows
                if row.cells["to"] in keys
            ]
            update_each(f"{put}{column} = %s", values)

    def _ends(self, rows: Sequence[Row]) -> tuple[dict[str, int], dict[str, int]]:
        ends = [row.cells[name] for row in rows for name in ("lower", "to")]
        return keys_of(Step, ends), keys_of(Outcome, ends)


class Indicators(Table):
    """Measures. The unit of one that has figures stands."""

    sheet, kind, model = "Measures", "indicator", Indicator
    fields = (
        "outcome",
        "name",
        "definition",
        "caveat",
        "unit",
        "per",
        "better",
        "level",
        "is_experience",
        "rhythm",
        "source",
        "source_url",
        "steward",
        "baseline",
        "baseline_on",
        "target",
        "target_on",
        "judged_by",
        "visibility",
    )
    needed = ("outcome", "definition", "better", "steward")

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        members = members_among(plan, (row.wanted.get("steward", "") for row in rows))
        with_figures = self._with_figures(rows)
        for row in rows:
            self._fill_in(row)
            _settle(self, row)
            making = rules.MakingFacts(
                is_convenor=True, name=row.wanted.get("name", ""), outsiders=outsiders(row, "steward", members)
            )
            changes = bool(row.stored) and bool(row.changes.keys() & {"unit", "per"})
            facts = rules.MeasureFacts(
                unit=row.wanted.get("unit", ""),
                per=int(row.wanted.get("per") or 1),
                numbers=tuple((name, _number(row.wanted.get(name, ""))) for name in ("baseline", "target")),
                unit_changes_under_figures=changes and row.reference in with_figures,
            )
            row.refuse((*rules.refusals_to_make(making), *rules.refusals_to_measure(facts)))
        keep_from_public(plan, rows)

    def _fill_in(self, row: Row) -> None:
        """What a measure is unless the row says otherwise."""
        stored = row.stored or {}
        per = "100" if row.wanted.get("unit") == "%" else "1"
        for name, usual in (("per", per), ("level", "outcome"), ("is_experience", "no"), ("rhythm", "month")):
            row.cells[name] = row.cells.get(name) or stored.get(name) or usual

    def _with_figures(self, rows: Sequence[Row]) -> set[str]:
        changed = [row.reference for row in rows if row.stored and row.changes.keys() & {"unit", "per"}]
        known = Measurement.objects.filter(indicator__reference__in=changed) if changed else Measurement.objects.none()
        return set(known.values_list("indicator__reference", flat=True).distinct())


class Figures(Table):
    """Figures, known by measure and first day. One that stands is revised by a new row; the one before it stays."""

    sheet, model = "Figures", Measurement
    fields = ("indicator", "from_on", "until_on", "value", "numerator", "denominator", "provenance")

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Measurement]:
        mine = Measurement.objects.filter(indicator__partnership=partnership, is_current=True)
        return mine.order_by("indicator", "from_on")

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        return {}

    def stored(self, rows: QuerySet[Any], *also: str) -> Iterator[Cells]:
        names = (*self.fields, *also)
        paths = ("indicator__reference", *names[1:])
        for values in rows.values_list(*paths).iterator(chunk_size=BATCH):
            yield {name: said(value) for name, value in zip(names, values, strict=True)}

    def find(self, plan: Plan, rows: Sequence[Row]) -> None:
        """Three SQL queries: the measures here, those that the workbook brings, the figures that stand."""
        references = sorted({row.cells["indicator"] for row in rows if row.cells.get("indicator")})
        measures = self._measures(plan, references)
        for row in rows:
            self._fill_in(row, measures.get(row.cells.get("indicator", ""), {}))
        standing = self._standing(rows, references)
        for row in rows:
            row.key = f"{row.cells.get('indicator', '')} {row.cells.get('from_on', '')}"
            stored = standing.get((row.cells.get("indicator", ""), row.cells.get("from_on", "")))
            if stored is not None:
                row.stored = dict(stored)
                row.version = int(row.stored.pop("revision"))

    def _measures(self, plan: Plan, references: Sequence[str]) -> dict[str, Cells]:
        names = ("unit", "per", "rhythm")
        known = Indicator.objects.filter(reference__in=references).values_list("reference", *names)
        found = {
            reference: {name: said(value) for name, value in zip(names, values, strict=True)}
            for reference, *values in known
        }
        return found | {row["reference"]: row for row in plan.coming("Measures", references)}

    def _fill_in(self, row: Row, measure: Cells) -> None:
        """The end of a period by the measure's rhythm, and the value that a count and what it is out of make."""
        cells = row.cells
        row.cells |= {f"_{name}": measure.get(name, "") for name in ("unit", "per")}
        if cells.get("from_on") and not cells.get("until_on") and measure:
            cells["until_on"] = after(date.fromisoformat(cells["from_on"]), 1, measure["rhythm"]).isoformat()
        figure = _figure(cells)
        computable = figure is not None and figure.numerator is not None and figure.denominator
        if figure is not None and computable and not cells.get("value") and "value" not in row.problems:
            cells["value"] = said(rules.value_of(figure, per=int(measure.get("per") or 1)))

    def _standing(self, rows: Sequence[Row], references: Sequence[str]) -> dict[tuple[str, str], Cells]:
        days = [row.cells["from_on"] for row in rows if row.cells.get("from_on")]
        if not days:
            return {}
        current = Measurement.objects.filter(
            indicator__reference__in=references, is_current=True, from_on__range=(min(days), max(days))
        )
        found = {}
        for stored in self.stored(current, "revision"):
            found[stored["indicator"], stored["from_on"]] = stored
        return found

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        around = self._around(rows)
        for row in rows:
            unit, per = row.cells.pop("_unit"), row.cells.pop("_per")
            missing = ((NO_MEASURE, "indicator"), (NO_PERIOD, "from_on"))
            row.refuse(why for why, name in missing if not row.cells.get(name) and name not in row.problems)
            figure = _figure(row.cells)
            if figure is None or row.problems or row.becomes == "unchanged":
                continue
            standing = around.get(row.cells["indicator"], ())
            refusals = rules.refusals_to_record(figure, standing=standing, unit=unit, per=int(per or 1), on=plan.today)
            row.refuse(refusals)

    def _around(self, rows: Sequence[Row]) -> dict[str, list[rules.Period]]:
        """The periods that stand near those given, by measure: only they can overlap. One SQL query."""
        found: dict[str, list[rules.Period]] = defaultdict(list)
        whole = [row.cells for row in rows if row.cells.get("from_on") and row.cells.get("until_on")]
        if not whole:
            return found
        near = Measurement.objects.filter(
            indicator__reference__in={cells["indicator"] for cells in whole if cells.get("indicator")},
            is_current=True,
            from_on__lt=max(cells["until_on"] for cells in whole),
            until_on__gt=min(cells["from_on"] for cells in whole),
        )
        for reference, from_on, until_on in near.values_list("indicator__reference", "from_on", "until_on"):
            found[reference].append(rules.Period(from_on, until_on))
        return found

    def store_staged(self, plan: Plan, staged: QuerySet[Any]) -> None:
        """Store every staged figure in two statements: end those that are revised, then add all.

        staged: rows with `cells` in canonical form and `version`, the revision that each stands on (0 for none).
        """
        source, parameters = staged.values_list("cells", "version").query.sql_with_params()
        figures = f"({source}) AS staged JOIN outcomes_indicator ON reference = {_cells()['indicator']}"
        by, at = plan.by.pk if plan.by else None, connection.ops.adapt_datetimefield_value(plan.at)
        with connection.cursor() as cursor:
            self._end_revised(cursor, staged, figures, parameters)
            cursor.execute(INSERT.format(figures=figures, **_cells()), [True, at, by, *parameters])

    def _end_revised(self, cursor: Any, staged: QuerySet[Any], figures: str, parameters: Sequence[Any]) -> None:
        revised = staged.filter(version__gt=0).count()
        if not revised:
            return
        cursor.execute(END_REVISED.format(figures=figures, **_cells()), [False, *parameters])
        if cursor.rowcount != revised:
            raise Refused((CHANGED_MEANWHILE,))

    def clash(self, before: Row, row: Row) -> Refusal | None:
        """Why a figure cannot stand beside the one before it, in the order of measures and days."""
        same = before.cells.get("indicator") == row.cells.get("indicator")
        if not same or not row.cells.get("indicator") or before.cells.get("until_on", "") <= row.cells["from_on"]:
            return None
        return rules.PERIOD_TWICE.about(from_on=row.cells["from_on"])


PROBLEMS, OUTCOMES, STEPS, LINKS = Problems(), Outcomes(), Steps(), Links()
INDICATORS, FIGURES = Indicators(), Figures()


def judge_measures(references: Iterable[str]) -> None:
    """Judge measures afresh after an import, a few in a transaction, so that others can write in between."""
    waiting = iter(references)
    while batch := list(islice(waiting, JUDGED_AT_ONCE)):
        with transaction.atomic():
            judge(Indicator.objects.select_for_update().filter(reference__in=batch).order_by("pk"))
        time.sleep(REST_SECONDS)


def refuse_leads_without_post(plan: Plan, rows: Sequence[Row]) -> None:
    """A lead holds a post in a member, or held one: whoever has left stays on view, as a finding."""
    changed = [row for row in rows if row.wanted.get("lead") and (row.stored is None or "lead" in row.changes)]
    posts = posts_of(plan, (row.wanted["lead"] for row in changed))
    members = members_among(plan, (organisation for held in posts.values() for organisation in held))
    for row in changed:
        if not posts[row.wanted["lead"]] & members:
            row.refuse((rules.LEAD_WITHOUT_POST,))


def outsiders(row: Row, name: str, members: set[str]) -> tuple[tuple[str, str], ...]:
    """The field that names an organisation which is no member, if the row says so anew."""
    organisation = row.wanted.get(name, "")
    says_so = organisation and (row.stored is None or name in row.changes)
    return ((name, organisation),) if says_so and organisation not in members else ()


def _settle(table: Table, row: Row) -> None:
    table.settle_audience(row)
    if row.stored is not None and row.changes.get("visibility") == "draft":
        row.refuse((BACK_TO_DRAFT,))


def _figure(cells: Cells) -> rules.Figure | None:
    """The figure that cells say; None while its period is not known."""
    if not cells.get("from_on") or not cells.get("until_on"):
        return None
    return rules.Figure(
        date.fromisoformat(cells["from_on"]),
        date.fromisoformat(cells["until_on"]),
        _number(cells.get("value", "")),
        _number(cells.get("numerator", "")),
        _number(cells.get("denominator", "")),
        cells.get("provenance", ""),
    )


def _number(text: str) -> Decimal | None:
    return Decimal(text) if text else None


def _cells() -> dict[str, str]:
    """SQL for each staged cell, on either engine. SQLite's columns turn text into numbers by themselves."""
    if connection.vendor == "postgresql":
        cells = {name: f"staged.cells ->> '{name}'" for name in KINDS}
        typed = {name: f"CAST(NULLIF({cell}, '') AS {KINDS[name]})" for name, cell in cells.items()}
    else:
        cells = {name: f"json_extract(staged.cells, '$.{name}')" for name in KINDS}
        typed = {name: f"NULLIF({cell}, '')" for name, cell in cells.items()}
    return {name: f"COALESCE({cells[name]}, '')" if kind == "text" else typed[name] for name, kind in KINDS.items()}
