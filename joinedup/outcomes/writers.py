"""Who took part in writing, many at once, for the workbook: the same rules as single actions."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from joinedup.frame.loading import BATCH, Cells, Plan, Row, Table, keys_of, said, update_each
from joinedup.frame.references import allocate
from joinedup.frame.refusals import Refusal
from joinedup.outcomes import rules
from joinedup.outcomes.models import Contribution, Indicator, Outcome
from joinedup.partners.loading import day, members_among
from joinedup.partners.models import Organisation

NOTHING_WRITTEN = Refusal("nothing_written", "Say which outcome or measure they took part in writing.", "to")
IDENTITY = ("to", "organisation", "group", "role", "stage")


class Writers(Table):
    """Who took part in writing outcomes and targets, known by all but the day."""

    sheet, model = "Who took part in writing", Contribution
    fields = (*IDENTITY, "took_part_on")

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Contribution]:
        here = Q(outcome__partnership=partnership) | Q(indicator__partnership=partnership)
        return Contribution.objects.filter(here).order_by("pk")

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        return {}

    def stored(self, rows: QuerySet[Any], *also: str) -> Iterator[Cells]:
        paths = ("outcome__reference", "indicator__reference", "organisation__reference", *self.fields[2:], *also)
        for outcome, indicator, *values in rows.values_list(*paths).iterator(chunk_size=BATCH):
            names = (*self.fields, *also)
            yield dict(zip(names, (outcome or indicator, *(said(value) for value in values)), strict=True))

    def find(self, plan: Plan, rows: Sequence[Row]) -> None:
        written = [row.cells.get("to", "") for row in rows]
        here = self.rows(plan.partnership)
        about = here.filter(Q(outcome__reference__in=written) | Q(indicator__reference__in=written))
        known = {_identity(stored): stored for stored in self.stored(about, "reference", "version")}
        for row in rows:
            row.cells["role"] = row.cells.get("role") or Contribution.Role.WROTE
            row.cells["stage"] = row.cells.get("stage") or Contribution.Stage.DRAFTING
            stored = known.get(_identity(row.cells))
            if stored is not None:
                row.stored = dict(stored)
                row.reference, row.version = row.stored.pop("reference"), int(row.stored.pop("version"))
            row.key = " ".join(_identity(row.cells))

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        members = members_among(plan, (row.cells.get("organisation", "") for row in rows))
        for row in rows:
            row.refuse((NOTHING_WRITTEN,) if not row.cells.get("to") and "to" not in row.problems else ())
            if "organisation" in row.problems or row.becomes == "unchanged":
                continue
            facts = rules.ContributionFacts(
                allowed=True,
                organisation=row.cells.get("organisation", ""),
                group=row.cells.get("group", ""),
                is_member=row.stored is not None or row.cells.get("organisation", "") in members,
                took_part_on=day(row.cells.get("took_part_on", "")),
            )
            row.refuse(rules.refusals_to_contribute(facts, today=plan.today))

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        written = [row.cells["to"] for row in rows]
        outcomes, indicators = keys_of(Outcome, written), keys_of(Indicator, written)
        organisations = keys_of(Organisation, (row.cells.get("organisation", "") for row in rows))
        references = allocate("contribution", len(rows)) if rows else []
        Contribution.objects.bulk_create(
            Contribution(
                reference=reference,
                outcome_id=outcomes.get(row.cells["to"]),
                indicator_id=indicators.get(row.cells["to"]),
                organisation_id=organisations.get(row.cells.get("organisation", "")),
                group=row.cells.get("group", ""),
                role=row.cells["role"],
                stage=row.cells["stage"],
                took_part_on=day(row.cells.get("took_part_on", "")),
            )
            for row, reference in zip(rows, references, strict=True)
        )

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        put = "UPDATE outcomes_contribution SET took_part_on = %s, version = version + 1"
        values: list[tuple[date | None, str, int]] = [
            (day(row.wanted.get("took_part_on", "")), row.reference, row.version) for row in rows
        ]
        update_each(f"{put} WHERE reference = %s AND version = %s", values)


WRITERS = Writers()


def _identity(cells: Cells) -> tuple[str, ...]:
    return tuple(cells.get(name, "") for name in IDENTITY)
