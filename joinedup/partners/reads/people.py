"""People and their posts."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone

from joinedup.partners.models import (
    Account,
    Membership,
    Organisation,
    Partnership,
    Person,
    Standing,
    live,
)
from joinedup.partners.permissions import Asker, Operator, footing
from joinedup.partners.reads.partnerships import organisations_open_to


def people_open_to(asker: Asker) -> QuerySet[Person]:
    """People who hold or held a post in an organisation that this asker may know of, each known by a post."""
    people = known_by_post(Person.objects.all())
    if isinstance(asker, Operator):
        return people
    held = Membership.objects.filter(organisation__in=organisations_open_to(asker).values("pk"))
    return people.filter(pk__in=held.values("person"))


def people_beside(person: Person, asker: Account) -> QuerySet[Person]:
    """People among whom an account may choose by name who takes over from a person: those in the same organisations,
    and in the members of the account's own partnerships; an administrator chooses among all.
    """
    if asker.is_administrator:
        return people_open_to(asker)
    held, stands = Membership.objects.filter(live(timezone.localdate())), footing(asker)
    members = Standing.objects.filter(live(timezone.localdate()), partnership__in=stands.own).values("organisation")
    same = Q(organisation__in=held.filter(person=person).values("organisation"))
    near = held.filter(same | Q(organisation__in=stands.organisations) | Q(organisation__in=members))
    return known_by_post(Person.objects.filter(pk__in=near.values("person")))


def known_by_post(people: QuerySet[Person]) -> QuerySet[Person]:
    """People, each known by the post that they hold, or else held last."""
    posts = Membership.objects.filter(person=OuterRef("pk")).order_by(F("until_on").desc(nulls_first=True), "from_on")
    in_words = Concat("post", Value(", "), "organisation__name", output_field=CharField())
    called = posts.annotate(called=in_words).values("called")[:1]
    return people.annotate(known_as=Subquery(called))


def live_posts(
    *, people: Iterable[int] | None = None, organisations: Iterable[int] | None = None
) -> QuerySet[Membership]:
    """Posts held today, of some people or in some organisations, with both. One SQL query."""
    posts = Membership.objects.filter(live(timezone.localdate())).select_related("person", "organisation")
    if people is not None:
        posts = posts.filter(person__in=people)
    if organisations is not None:
        posts = posts.filter(organisation__in=organisations)
    return posts.order_by("organisation__name", "post", "pk")


def post_of(person: Person, organisation: Organisation | None = None) -> Membership | None:
    """The post that a person has held longest of those held today, in an organisation or in any. One SQL query."""
    posts = live_posts(people=[person.pk], organisations=None if organisation is None else [organisation.pk])
    return posts.order_by("from_on", "pk").first()


def people_of_members(partnership: Partnership) -> QuerySet[Person]:
    """Everybody who holds a post today in an organisation that takes part today, by name."""
    standing = Standing.objects.filter(live(timezone.localdate()), partnership=partnership)
    held = live_posts().filter(organisation__in=standing.values("organisation"))
    return known_by_post(Person.objects.filter(pk__in=held.values("person"))).order_by("name")


def is_of_a_member(person: Person, partnership: Partnership) -> bool:
    """Whether a person holds a post today in an organisation that takes part today. One SQL query."""
    return people_of_members(partnership).filter(pk=person.pk).exists()


def may_take_part(person: Person, partnership: Partnership) -> bool:
    """Whether a person belongs to a partnership: of a member, or its convenor."""
    return person.pk == partnership.convenor_id or is_of_a_member(person, partnership)


def has_convenor(partnership: Partnership) -> bool:
    """Whether a convenor is named who holds a post today. One SQL query."""
    return live_posts().filter(person=partnership.convenor_id).exists()


def people_of(organisations: QuerySet[Organisation], partnership: Partnership) -> QuerySet[Person]:
    """Who holds a post today in some of a partnership's members, by name, each known by a post."""
    held = live_posts().filter(organisation__in=organisations.order_by().values("pk"))
    return people_of_members(partnership).filter(pk__in=held.values("person"))


def last_days(people: Iterable[int], partnership: Partnership) -> dict[int, date]:
    """When people are to leave the last of the posts that they hold today in a partnership's members, by key.

    Somebody of whom one post has no end in sight is missing, as is whoever noted to whom they hand over. One SQL
    query.
    """
    members = Standing.objects.filter(live(timezone.localdate()), partnership=partnership).values("organisation")
    posts = live_posts(people=people).filter(organisation__in=members).select_related(None).order_by()
    ends: dict[int, list[date | None]] = defaultdict(list)
    for person, until_on, expected_on, successor in posts.values_list(
        "person", "until_on", "expected_until_on", "hands_over_to"
    ):
        known = [day for day in (until_on, expected_on) if day is not None]
        ends[person].append(min(known) if known and successor is None else None)
    return {
        person: max(days) for person, said in ends.items() if len(days := [day for day in said if day]) == len(said)
    }
