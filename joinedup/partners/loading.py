"""The verbs of Who? over many rows at once, for the workbook: the same rules as single actions.

Places, organisations and people belong to the whole site. A workbook adds them, and changes those that whoever loads
it may change; the others are kept as they are. An empty cell changes nothing here: a post that has ended since stays
ended when an older workbook comes in again.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from joinedup.frame.loading import BATCH, Cells, Plan, Row, Table, keys_of, said, update_each
from joinedup.frame.refusals import Refusal
from joinedup.frame.text import look
from joinedup.partners import permissions, reads, rules
from joinedup.partners.models import (
    Alias,
    Membership,
    Organisation,
    Partnership,
    Person,
    Place,
    PostcodeArea,
    Standing,
    live,
)

HAND_OVER = Refusal("hand_over", "A workbook does not change who convenes. Hand over on the partnership's own page.")
MOVE = Refusal("move", "A workbook does not move a partnership to another place. Change it on the partnership's page.")
ANOTHER = Refusal(
    "another_partnership", "This workbook belongs to another partnership ({code}). Upload it there.", "code"
)
CONSENT_IS_THEIRS = Refusal(
    "consent_is_theirs", "Only the person can agree to show the name. Ask them to do so.", "consents_to_name"
)
CONVENOR_OR_PLACE = Refusal("needed_to_start", "A new partnership needs this.")


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
        for place in Place.objects.filter(name__in=_given(rows, "name")).select_related("within"):
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
        codes = _twice(row.cells.get("gss_code", "") for row in new) | set(
            Place.objects.filter(gss_code__in=_given(new, "gss_code")).values_list("gss_code", flat=True)
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
        looks = {row.number: look(row.cells.get("name", "")) for row in rows}
        known = dict(Organisation.objects.filter(look__in=looks.values()).values_list("look", "reference"))
        return {number: known[seen] for number, seen in looks.items() if seen in known}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        may = may_place_people_in(plan, [row.reference for row in rows]) | _own(plan)
        alike = self._alike(rows)
        ids = dict(Organisation.objects.filter(org_id__in=_given(rows, "org_id")).values_list("org_id", "reference"))
        looks = _twice(look(row.wanted.get("name", "")) for row in rows)
        ids_twice = _twice(row.wanted.get("org_id", "") for row in rows)
        for row in rows:
            row.kept = row.stored is not None and row.reference not in may
            if row.kept:
                continue
            wanted = row.wanted
            row.cells["sector"] = wanted.get("sector", "") or Organisation.Sector.COMMUNITY
            seen, org_id = look(wanted.get("name", "")), wanted.get("org_id", "")
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
        looks = [look(row.wanted.get("name", "")) for row in rows]
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
            look=look(cells["name"]),
            sector=cells["sector"],
            org_id=cells.get("org_id") or None,
            place_id=keys.get(cells.get("place", "")),
            website=cells.get("website", ""),
        )

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        super().change(plan, rows, also)
        looks = [(look(row.wanted["name"]), row.reference) for row in rows]
        update_each("UPDATE partners_organisation SET look = %s WHERE reference = %s", looks)


class People(Table):
    """People with their posts: one row a post. A post is the same if person, organisation, title and day are."""

    sheet, kind, model = "People", "person", Person
    empty_keeps = True
    fields = ("name", "consents_to_name")
    post_fields = ("organisation", "post", "is_senior", "from_on", "until_on")
    needed = ("organisation", "post")

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Person]:
        """Who holds or held a post in an organisation of the partnership, its convenor, and whom its plan names."""
        if partnership is None:
            return Person.objects.none()
        members = Standing.objects.filter(partnership=partnership).values("organisation")
        held = Membership.objects.filter(organisation__in=members).values("person")
        inside = Q(pk__in=held) | Q(pk=partnership.convenor_id)
        for keys in used:
            inside |= Q(pk__in=keys)
        return Person.objects.filter(inside).order_by("pk")

    def known(self, plan: Plan, references: Sequence[str]) -> dict[str, str]:
        people = Person.objects.all() if plan.by is None else reads.people_open_to(plan.by)
        return dict(people.filter(reference__in=references).values_list("reference", "name"))

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        """People of the same name who hold or held a post in the same organisation."""
        posts = Membership.objects.filter(person__name__in=_given(rows, "name"))
        found: dict[tuple[str, str], set[str]] = defaultdict(set)
        for name, organisation, person in posts.values_list(
            "person__name", "organisation__reference", "person__reference"
        ):
            found[name, organisation].add(person)
        named = {row.number: found[row.cells.get("name", ""), row.cells.get("organisation", "")] for row in rows}
        return {number: next(iter(fits)) for number, fits in named.items() if len(fits) == 1}

    def find(self, plan: Plan, rows: Sequence[Row]) -> None:
        super().find(plan, rows)
        posts = self._posts(row.reference for row in rows if row.stored is not None)
        for row in rows:
            if row.stored is not None:
                row.stored |= self._post_of(row, posts[row.reference])
                row.keep_what_is_not_said()

    def _posts(self, references: Iterable[str]) -> dict[str, list[Cells]]:
        found: dict[str, list[Cells]] = defaultdict(list)
        posts = Membership.objects.filter(person__reference__in=list(references)).order_by("pk")
        for person, *values in posts.values_list(
            "person__reference", "organisation__reference", "post", "is_senior", "from_on", "until_on"
        ):
            found[person].append({name: said(value) for name, value in zip(self.post_fields, values, strict=True)})
        return found

    def _post_of(self, row: Row, posts: Sequence[Cells]) -> Cells:
        """The stored post that the row means. A row that names no whole post changes none."""
        if not row.cells.get("organisation") or not row.cells.get("post"):
            return {name: row.cells.get(name, "") for name in self.post_fields}
        for stored in posts:
            same = all(stored[name] == row.cells[name] for name in ("organisation", "post"))
            if same and row.cells.get("from_on", "") in {stored["from_on"], ""}:
                row.cells["from_on"] = stored["from_on"]
                return stored
        return {}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        may = may_place_people_in(plan, _given(rows, "organisation"))
        own = plan.by.person.reference if plan.by is not None and plan.by.person else ""
        posts = Counter(self._post_key(row) for row in rows)
        for row in rows:
            self._fill_in(row, plan.today)
            row.key = " ".join(self._post_key(row))
            cells = row.cells
            whole = bool(cells.get("organisation") and cells.get("post"))
            row.missing = [name for name in self.needed if not cells.get(name)]
            row.refuse(rules.refusals_to_call(row.wanted.get("name", "")))
            if row.becomes == "unchanged":
                continue
            if whole:
                allowed = plan.by is None or cells["organisation"] in may
                held = posts[self._post_key(row)] > 1
                row.refuse(
                    refusal.at(refusal.field or "organisation")
                    for refusal in rules.refusals_to_give_post(allowed=allowed, post=cells["post"], held=held)
                )
                row.refuse(_refusals_to_period(row))
            theirs = row.stored is not None and "consents_to_name" in row.changes and cells["consents_to_name"] == "yes"
            if theirs and plan.by is not None and row.reference != own:
                row.refuse((CONSENT_IS_THEIRS,))

    def _post_key(self, row: Row) -> tuple[str, ...]:
        if not row.cells.get("post"):
            return (row.reference, str(row.number))
        return (row.reference, *(row.cells.get(name, "") for name in ("organisation", "post", "from_on")))

    def _fill_in(self, row: Row, today: date) -> None:
        for name in ("is_senior", "consents_to_name"):
            row.cells[name] = row.cells.get(name) or (row.stored or {}).get(name) or "no"
        if row.cells.get("post") and not row.cells.get("from_on"):
            row.cells["from_on"] = today.isoformat()

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        """Store new people once each, and every post."""
        known = keys_of(Person, (row.reference for row in rows))
        first: dict[str, Row] = {}
        for row in rows:
            if row.reference not in known:
                first.setdefault(row.reference, row)
        super().add(plan, list(first.values()))
        self._add_posts(rows)

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Person:
        consents = row.cells.get("consents_to_name") == "yes"
        return Person(reference=row.reference, name=row.cells["name"], consents_to_name=consents)

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        renamed = {row.reference: row for row in rows if row.changes.keys() & set(self.fields)}
        super().change(plan, list(renamed.values()), also)
        posted = [row for row in rows if row.changes.keys() & set(self.post_fields)]
        standing = [row for row in posted if (row.stored or {}).get("post")]
        self._add_posts([row for row in posted if not (row.stored or {}).get("post")])
        people = keys_of(Person, (row.reference for row in standing))
        places = keys_of(Organisation, (row.cells["organisation"] for row in standing))
        update_each(
            "UPDATE partners_membership SET is_senior = %s, until_on = %s"
            " WHERE person_id = %s AND organisation_id = %s AND post = %s AND from_on = %s",
            [
                (
                    row.wanted["is_senior"] == "yes",
                    day(row.wanted.get("until_on", "")),
                    people[row.reference],
                    places[row.cells["organisation"]],
                    row.cells["post"],
                    day(row.cells["from_on"]),
                )
                for row in standing
            ],
        )

    def _add_posts(self, rows: Sequence[Row]) -> None:
        whole = [row for row in rows if row.cells.get("organisation") and row.cells.get("post")]
        people = keys_of(Person, (row.reference for row in whole))
        organisations = keys_of(Organisation, (row.cells["organisation"] for row in whole))
        Membership.objects.bulk_create(
            Membership(
                person_id=people[row.reference],
                organisation_id=organisations[row.cells["organisation"]],
                post=row.cells["post"],
                is_senior=row.cells["is_senior"] == "yes",
                from_on=date.fromisoformat(row.cells["from_on"]),
                until_on=date.fromisoformat(row.cells["until_on"]) if row.cells.get("until_on") else None,
            )
            for row in whole
        )

    def stored_with_posts(self, rows: QuerySet[Any], organisations: QuerySet[Any]) -> Iterator[Cells]:
        """People in canonical form with one row a post in some organisations; who has none there has one row."""
        people = list(self.stored(rows))
        shown = set(organisations.values_list("reference", flat=True))
        posts = self._posts(person["reference"] for person in people)
        for person in people:
            here = [post for post in posts[person["reference"]] if post["organisation"] in shown]
            for post in here or [dict.fromkeys(self.post_fields, "")]:
                yield {**person, **post}


class Partnerships(Table):
    """The partnership itself: one row, with its settings."""

    sheet, kind, model = "Partnership", "partnership", Partnership
    empty_keeps = True
    fields = (
        "name",
        "purpose",
        "place",
        "convenor",
        "names_senior_posts",
        "takes_questions",
        "days_to_answer",
        "questions_a_day",
        "most_top_priorities",
        "periods_without_figure",
        "days_without_news",
    )
    needed = ("purpose", "place", "convenor")

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Partnership]:
        return Partnership.objects.filter(pk__in=[partnership.pk] if partnership else [])

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        own = plan.partnership
        if own is None:
            return {}
        return {row.number: own.reference for row in rows if row.cells.get("name") == own.name}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        for row in rows:
            cells = row.cells
            row.missing = [name for name in self.needed if not row.wanted.get(name)]
            if row.stored is None and plan.partnership is not None:
                row.refuse((ANOTHER.about(code=cells.get("code", "")),))
            if row.stored is None:
                row.refuse(CONVENOR_OR_PLACE.at(name) for name in ("place",) if not cells.get(name))
            if row.stored is not None and "convenor" in row.changes:
                row.refuse((HAND_OVER.at("convenor"),))
            if row.stored is not None and "place" in row.changes:
                row.refuse((MOVE.at("place"),))
            settings = {name: int(row.wanted[name]) for name in rules.SETTINGS if row.wanted.get(name)}
            taken = Partnership.objects.filter(
                name=row.wanted.get("name", ""), place__reference=row.wanted.get("place", "")
            ).exclude(reference=row.reference)
            facts = rules.PartnershipFacts(allowed=True, name=row.wanted.get("name", ""), name_taken=taken.exists())
            row.refuse(rules.refusals_to_partnership(facts, settings))

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Partnership:
        given = {name: value for name, value in row.cells.items() if name in self.fields and value}
        return Partnership(
            reference=row.reference,
            name=given["name"],
            purpose=given.get("purpose", ""),
            place_id=keys[given["place"]],
            convenor_id=keys.get(given.get("convenor", "")),
            **{name: given[name] == "yes" for name in ("names_senior_posts", "takes_questions") if name in given},
            **{name: int(given[name]) for name in rules.SETTINGS if name in given},
        )


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
            row.refuse(_refusals_to_period(row))
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


PLACES, ORGANISATIONS, PEOPLE, PARTNERSHIP, MEMBERS = Places(), Organisations(), People(), Partnerships(), Members()


def day(text: str) -> date | None:
    """A day from its canonical form; None for nothing."""
    return date.fromisoformat(text) if text else None


def may_place_people_in(plan: Plan, references: Sequence[str]) -> set[str]:
    """In which of some organisations whoever loads may give posts. At most three SQL queries; see permissions."""
    if plan.by is None or plan.by.is_administrator:
        return set(references)
    convened = Q(partnership__in=Partnership.objects.filter(permissions.convened(plan.by)).values("pk"))
    standings = Standing.objects.filter(live(plan.today), organisation__reference__in=references)
    confirmed = set(
        standings.filter(convened, confirmed_at__isnull=False).values_list("organisation__reference", flat=True)
    )
    elsewhere = set(standings.exclude(convened).values_list("organisation__reference", flat=True))
    return confirmed | (set(references) - elsewhere)


def members_among(plan: Plan, references: Iterable[str]) -> set[str]:
    """Which organisations stand or stood in the partnership, those that this workbook takes in included."""
    wanted = [reference for reference in set(references) if reference]
    standing = Standing.objects.filter(partnership=plan.partnership, organisation__reference__in=wanted)
    coming = plan.coming("Members", wanted)
    return {*standing.values_list("organisation__reference", flat=True), *(row["organisation"] for row in coming)}


def refuse_to_show_exempt(rows: Sequence[Row]) -> None:
    """Let no workbook make public what is exempt from publication. One SQL query."""
    exempt = reads.exempt_among(row.reference for row in rows if "visibility" in row.changes)
    for row in rows:
        row.refuse(rules.refusals_to_show(row.changes.get("visibility", ""), exempt=row.reference in exempt))


def posts_of(plan: Plan, references: Iterable[str]) -> dict[str, set[str]]:
    """In which organisations people hold or held posts, those that this workbook gives them included."""
    wanted = [reference for reference in set(references) if reference]
    found: dict[str, set[str]] = defaultdict(set)
    posts = Membership.objects.filter(person__reference__in=wanted)
    for person, organisation in posts.values_list("person__reference", "organisation__reference"):
        found[person].add(organisation)
    for row in plan.coming("People", wanted):
        found[row["reference"]].add(row.get("organisation", ""))
    return found


def keep_codes(partnership: Partnership, kind: str, codes: Iterable[tuple[str, str]], *, new: bool) -> None:
    """Keep a workbook's own codes, as pairs of code and reference.

    new: of new nouns; a code that has been taken meanwhile is an IntegrityError. A known noun keeps the code it has.
    """
    own = {reference: code for code, reference in reversed(list(codes)) if code != reference}
    Alias.objects.bulk_create(
        [Alias(partnership=partnership, kind=kind, code=own[one], reference=one) for one in reversed(own)],
        ignore_conflicts=not new,
    )


def codes_of(partnership: Partnership, references: Iterable[str]) -> dict[str, str]:
    """The codes of nouns in a partnership's workbook, by reference. One SQL query."""
    aliases = Alias.objects.filter(partnership=partnership, reference__in=list(references))
    return dict(aliases.values_list("reference", "code"))


def _own(plan: Plan) -> set[str]:
    """The organisations in which whoever loads holds a post."""
    if plan.by is None:
        return set()
    own = Organisation.objects.filter(permissions.own_organisations(plan.by))
    return set(own.values_list("reference", flat=True))


def _refusals_to_period(row: Row) -> tuple[Refusal, ...]:
    from_on, until_on = day(row.wanted.get("from_on", "")), day(row.wanted.get("until_on", ""))
    if from_on is None or until_on is None:
        return ()
    return rules.refusals_to_end(allowed=True, from_on=from_on, ended_on=None, until_on=until_on)


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


def _given(rows: Sequence[Row], name: str) -> list[str]:
    return [row.cells[name] for row in rows if row.cells.get(name)]


def _twice(values: Iterable[str]) -> set[str]:
    return {value for value, times in Counter(values).items() if value and times > 1}
