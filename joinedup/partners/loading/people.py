"""People with their posts, many at once."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from joinedup.frame.loading import Cells, Plan, Row, Table, keys_of, said, update_each
from joinedup.frame.refusals import Refusal
from joinedup.partners import reads, rules
from joinedup.partners.loading.cells import column, day, refusals_to_period
from joinedup.partners.loading.standing import may_place_people_in
from joinedup.partners.models import Membership, Organisation, Person, Standing

CONSENT_IS_THEIRS = Refusal(
    "consent_is_theirs", "Only the person can agree to show the name. Ask them to do so.", "consents_to_name"
)


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
        posts = Membership.objects.filter(person__name__in=column(rows, "name"))
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
        may = may_place_people_in(plan, column(rows, "organisation"))
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
                row.refuse(refusals_to_period(row))
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
