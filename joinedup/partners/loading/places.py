"""Places, many at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from joinedup.frame.loading import Cells, Plan, Row, Table, keys_of, update_each
from joinedup.partners import rules
from joinedup.partners.loading.cells import column, twice
from joinedup.partners.models import Place, PostcodeArea


class Places(Table):
    """Places: a workbook adds new ones with their postcodes. Known ones stay as they are."""

    sheet, kind, model = "Places", "place", Place
    fields = ("name", "kind", "within", "gss_code")
    needed = ("kind",)

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Place]:
        """The partnership's place and all in it, every place that is used, and whatever these lie in."""
        if partnership is None:
            return Place.objects.none()
        inside = Q(lineage__startswith=partnership.place.lineage)
        for keys in used:
            inside |= Q(pk__in=keys)
        lineages = Place.objects.filter(inside).values_list("lineage", flat=True)
        keys_around = {int(key) for lineage in lineages for key in lineage.strip(".").split(".")}
        return Place.objects.filter(pk__in=keys_around).order_by("pk")

    def known(self, plan: Plan, references: Sequence[str]) -> dict[str, str]:
        return dict(Place.objects.filter(reference__in=references).values_list("reference", "name"))

    def called(self, plan: Plan, names: Sequence[str]) -> Iterable[tuple[str, str]]:
        return Place.objects.filter(name__in=names).values_list("name", "reference")

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        """Known places of the same name; where the row says within what, the known one must lie there."""
        known: dict[str, list[tuple[str, set[str]]]] = defaultdict(list)
        for place in Place.objects.filter(name__in=column(rows, "name")).select_related("within"):
            around = {place.within.reference, place.within.name} if place.within else set()
            known[place.name].append((place.reference, around))
        said_of = _callers(rows)
        meant: dict[int, str] = {}
        while new := self._newly_meant(rows, meant, known, said_of):
            meant |= new
        return meant

    def _newly_meant(
        self,
        rows: Sequence[Row],
        meant: Mapping[int, str],
        known: Mapping[str, list[tuple[str, set[str]]]],
        said_of: Mapping[str, set[int]],
    ) -> dict[int, str]:
        new: dict[int, str] = {}
        for row in rows:
            within = row.cells.get("within", "")
            above = {within} | {meant[number] for number in said_of.get(within, ()) if number in meant}
            places = known.get(row.cells.get("name", ""), []) if row.number not in meant else []
            fits = [reference for reference, around in places if not within or above & around]
            if len(fits) == 1:
                new[row.number] = fits[0]
        return new

    def stored(self, rows: QuerySet[Any], *also: str) -> Iterator[Cells]:
        places = list(super().stored(rows, *also))
        areas = PostcodeArea.objects.filter(place__reference__in=[place["reference"] for place in places])
        beginnings: dict[str, list[str]] = defaultdict(list)
        for reference, beginning in areas.order_by("beginning").values_list("place__reference", "beginning"):
            beginnings[reference].append(beginning)
        for place in places:
            yield {**place, "postcodes": "\n".join(beginnings[place["reference"]])}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        new = [row for row in rows if row.stored is None]
        parents = {row.reference: row.cells.get("within", "") for row in new}
        taken = self._taken(new)
        codes = twice(row.cells.get("gss_code", "") for row in new) | set(
            Place.objects.filter(gss_code__in=column(new, "gss_code")).values_list("gss_code", flat=True)
        )
        named = Counter((row.cells.get("within", ""), row.cells.get("name", "")) for row in new)
        for row in rows:
            row.kept = row.stored is not None
        for row in new:
            row.cells.setdefault("kind", "")
            row.cells["kind"] = row.cells["kind"] or Place.Kind.AREA
            name, within = row.cells.get("name", ""), row.cells.get("within", "")
            inside = _leads_back(row.reference, parents)
            facts = rules.PlaceFacts(
                allowed=True,
                name=name,
                name_taken=(within, name) in taken or named[within, name] > 1,
                code_taken=row.cells.get("gss_code", "") in codes,
                lineage="." if inside else "",
                parent_lineage="." if inside else "",
            )
            row.refuse(rules.refusals_to_place(facts))
        self._judge_postcodes(new)

    def _taken(self, new: Sequence[Row]) -> set[tuple[str, str]]:
        known = Place.objects.filter(name__in=[row.cells.get("name", "") for row in new])
        return {(within or "", name) for within, name in known.values_list("within__reference", "name")}

    def _judge_postcodes(self, new: Sequence[Row]) -> None:
        given = {row.number: row.cells.get("postcodes", "").split("\n") for row in new if row.cells.get("postcodes")}
        written = {text: rules.beginning(text) or text for texts in given.values() for text in texts}
        areas = PostcodeArea.objects.filter(beginning__in=written.values())
        taken = dict(areas.values_list("beginning", "place__name"))
        names = {row.number: row.cells.get("name", "") for row in new}
        for row in new:
            texts = given.get(row.number, [])
            double = {text: taken[written[text]] for text in texts if written[text] in taken}
            row.refuse(refusal.at("postcodes") for refusal in rules.refusals_to_add_postcodes(texts, taken=double))
            row.cells["postcodes"] = "\n".join(sorted({written[text] for text in texts}))
            taken |= {written[text]: names[row.number] for text in texts}

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        """Store new places, then where each lies, from the top down."""
        flat = [Row(row.number, {**row.cells, "within": ""}, row.reference) for row in rows]
        super().add(plan, flat)
        keys = keys_of(Place, [*(row.reference for row in rows), *(row.cells.get("within", "") for row in rows)])
        lineages = dict(Place.objects.filter(pk__in=keys.values()).values_list("reference", "lineage"))
        waiting = list(rows)
        while waiting:
            ready = [row for row in waiting if lineages.get(row.cells.get("within", "")) or not row.cells.get("within")]
            for row in ready:
                within = row.cells.get("within", "")
                lineages[row.reference] = rules.lineage_of(lineages.get(within, ""), keys[row.reference])
            waiting = [row for row in waiting if not lineages[row.reference]]
        values = [(keys.get(row.cells.get("within", "")), lineages[row.reference], keys[row.reference]) for row in rows]
        update_each("UPDATE partners_place SET within_id = %s, lineage = %s WHERE id = %s", values)
        PostcodeArea.objects.bulk_create(
            PostcodeArea(beginning=beginning, place_id=keys[row.reference])
            for row in rows
            for beginning in row.cells.get("postcodes", "").split("\n")
            if beginning
        )

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Place:
        cells = row.cells
        return Place(
            reference=row.reference, name=cells["name"], kind=cells["kind"], gss_code=cells.get("gss_code") or None
        )


def _leads_back(reference: str, parents: Mapping[str, str]) -> bool:
    """Whether a place would lie within itself."""
    seen, above = {reference}, parents.get(reference, "")
    while above:
        if above in seen:
            return above == reference
        seen.add(above)
        above = parents.get(above, "")
    return False


def _callers(rows: Sequence[Row]) -> dict[str, set[int]]:
    """Row numbers by the codes and names under which other rows may speak of them."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for name in ("code", "name"):
            if row.cells.get(name):
                found[row.cells[name]].add(row.number)
    return found
