"""Members, many at once."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from joinedup.frame.loading import BATCH, Cells, Plan, Row, Table, said, update_each
from joinedup.partners import rules
from joinedup.partners.loading.cells import day, refusals_to_period
from joinedup.partners.models import Standing


class Members(Table):
    """Organisations' standings in the partnership, known by organisation and first day."""

    sheet, model = "Members", Standing
    fields = ("organisation", "role", "from_on", "until_on")

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        return {}

    def find(self, plan: Plan, rows: Sequence[Row]) -> None:
        known: dict[str, list[Cells]] = defaultdict(list)
        standings = self.rows(plan.partnership).filter(
            organisation__reference__in=[row.cells.get("organisation", "") for row in rows]
        )
        for stored in self.stored(standings):
            known[stored["organisation"]].append(stored)
        for row in rows:
            said_from = row.cells.get("from_on", "")
            row.stored = next(
                (
                    stored
                    for stored in known[row.cells.get("organisation", "")]
                    if stored["from_on"] == said_from or (not said_from and not stored["until_on"])
                ),
                None,
            )
            row.cells["from_on"] = said_from or (row.stored or {}).get("from_on") or plan.today.isoformat()
            row.cells["role"] = row.cells.get("role") or (row.stored or {}).get("role") or Standing.Role.DELIVERS
            row.keep_what_is_not_said()
            row.reference = row.cells.get("organisation", "")
            row.key = f"{row.reference} {row.cells['from_on']}"

    def stored(self, rows: QuerySet[Any], *also: str) -> Iterator[Cells]:
        paths = ("organisation__reference", "role", "from_on", "until_on")
        for values in rows.values_list(*paths).iterator(chunk_size=BATCH):
            yield {name: said(value) for name, value in zip(self.fields, values, strict=True)}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        organisations = [row.cells.get("organisation", "") for row in rows]
        standing = self.rows(plan.partnership).filter(until_on=None, organisation__reference__in=organisations)
        open_since = {
            organisation: said(from_on)
            for organisation, from_on in standing.values_list("organisation__reference", "from_on")
        }
        open_rows = Counter(row.cells.get("organisation", "") for row in rows if not row.cells.get("until_on"))
        for row in rows:
            organisation = row.cells.get("organisation", "")
            row.refuse(refusals_to_period(row))
            since = open_since.get(organisation, row.cells["from_on"])
            goes_on = not row.cells.get("until_on")
            if organisation and goes_on and (since != row.cells["from_on"] or open_rows[organisation] > 1):
                row.refuse((rules.STANDS_ALREADY.about(organisation=organisation),))

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Standing:
        return Standing(
            partnership=plan.partnership,
            organisation_id=keys[row.cells["organisation"]],
            role=row.cells["role"],
            from_on=date.fromisoformat(row.cells["from_on"]),
            until_on=day(row.cells.get("until_on", "")),
        )

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        keys = self.keys(rows)
        update_each(
            "UPDATE partners_standing SET role = %s, until_on = %s"
            " WHERE partnership_id = %s AND organisation_id = %s AND from_on = %s",
            [
                (
                    row.wanted["role"],
                    day(row.wanted.get("until_on", "")),
                    plan.partnership.pk,
                    keys[row.cells["organisation"]],
                    day(row.cells["from_on"]),
                )
                for row in rows
            ],
        )
