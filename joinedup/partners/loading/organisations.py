"""Organisations, many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from joinedup.frame.loading import Cells, Plan, Row, Table, update_each
from joinedup.partners import permissions, rules
from joinedup.partners.loading.cells import column, twice
from joinedup.partners.loading.standing import may_place_people_in
from joinedup.partners.models import Organisation, Standing


class Organisations(Table):
    """Organisations: recognised by how their name looks; changed by their own people and who may place people."""

    sheet, kind, model = "Organisations", "organisation", Organisation
    empty_keeps = True
    fields = ("name", "sector", "org_id", "place", "website")
    needed = ("sector",)

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Organisation]:
        """Those that stand or stood in the partnership, and those that its plan names."""
        if partnership is None:
            return Organisation.objects.none()
        inside = Q(pk__in=Standing.objects.filter(partnership=partnership).values("organisation"))
        for keys in used:
            inside |= Q(pk__in=keys)
        return Organisation.objects.filter(inside).order_by("pk")

    def known(self, plan: Plan, references: Sequence[str]) -> dict[str, str]:
        return dict(Organisation.objects.filter(reference__in=references).values_list("reference", "name"))

    def called(self, plan: Plan, names: Sequence[str]) -> Iterable[tuple[str, str]]:
        return Organisation.objects.filter(name__in=names).values_list("name", "reference")

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        looks = {row.number: _look(row.cells) for row in rows}
        known = dict(Organisation.objects.filter(look__in=looks.values()).values_list("look", "reference"))
        return {number: known[seen] for number, seen in looks.items() if seen in known}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        may = may_place_people_in(plan, [row.reference for row in rows]) | _own(plan)
        alike = self._alike(rows)
        ids = dict(Organisation.objects.filter(org_id__in=column(rows, "org_id")).values_list("org_id", "reference"))
        looks = twice(_look(row.wanted) for row in rows)
        ids_twice = twice(row.wanted.get("org_id", "") for row in rows)
        for row in rows:
            row.kept = row.stored is not None and row.reference not in may
            if row.kept:
                continue
            wanted = row.wanted
            row.cells["sector"] = wanted.get("sector", "") or Organisation.Sector.COMMUNITY
            seen, org_id = _look(wanted), wanted.get("org_id", "")
            other = next((name for reference, name in alike[seen] if reference != row.reference), "")
            id_taken = org_id in ids_twice or ids.get(org_id, row.reference) != row.reference
            facts = rules.OrganisationFacts(
                allowed=True,
                name=wanted.get("name", ""),
                look=seen,
                looks_like=other or (wanted["name"] if seen in looks else ""),
                org_id=org_id or None,
                org_id_of=ids.get(org_id, "Another row") if id_taken else "",
                website=wanted.get("website", ""),
            )
            row.refuse(rules.refusals_to_organisation(facts))

    def _alike(self, rows: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
        looks = [_look(row.wanted) for row in rows]
        alike: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for seen, reference, name in Organisation.objects.filter(look__in=looks).values_list(
            "look", "reference", "name"
        ):
            alike[seen].append((reference, name))
        return alike

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Organisation:
        cells = row.cells
        return Organisation(
            reference=row.reference,
            name=cells["name"],
            look=_look(cells),
            sector=cells["sector"],
            org_id=cells.get("org_id") or None,
            place_id=keys.get(cells.get("place", "")),
            website=cells.get("website", ""),
        )

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        super().change(plan, rows, also)
        looks = [(_look(row.wanted), row.reference) for row in rows]
        update_each("UPDATE partners_organisation SET look = %s WHERE reference = %s", looks)


def _look(cells: Cells) -> str:
    return rules.look_of(cells.get("name", ""), cells.get("org_id"))


def _own(plan: Plan) -> set[str]:
    """The organisations in which whoever loads holds a post."""
    if plan.by is None:
        return set()
    own = Organisation.objects.filter(permissions.own_organisations(plan.by))
    return set(own.values_list("reference", flat=True))
