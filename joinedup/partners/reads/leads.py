"""People as a reader may see them: by post, by name only if the reader may know it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When
from django.utils import timezone

from joinedup.partners import permissions
from joinedup.partners.models import (
    Account,
    Membership,
    Partnership,
    Standing,
    live,
)
from joinedup.partners.permissions import Asker, Operator
from joinedup.partners.reads.partnerships import partnerships_open_to


@dataclass(frozen=True)
class Lead:
    """A named person as a reader may see them: by post, by name only if the reader may know it."""

    reference: str
    post: str
    organisation: str
    name: str = ""
    has_left: bool = False

    @property
    def address(self) -> str:
        return f"/{self.reference}/"

    def __str__(self) -> str:
        """For example “Head of early years, Northtown Council”, with the name before it if it may be read.

        >>> str(Lead("person/JU-1", "Manager", "Open Door", name="Dan Mistry"))
        'Dan Mistry, Manager, Open Door'
        """
        return ", ".join(part for part in (self.name, self.post, self.organisation) if part)


def leads_shown(person_ids: Collection[int | None], partnership: Partnership, asker: Asker) -> dict[int, Lead]:
    """People as a partnership's pages show them to a reader. At most two SQL queries however many people.

    Each is shown by a post held today in an organisation that takes part, else by another, else by the last one. A
    person without a post in an organisation that takes part has left.
    """
    wanted = {pk for pk in person_ids if pk is not None}
    if not wanted:
        return {}
    sees_names = _sees_names(asker, partnership)
    shown: dict[int, Lead] = {}
    for post in _posts_best_first(wanted, partnership):
        if post.person_id not in shown:
            shown[post.person_id] = _lead(
                post,
                names_person=sees_names or (partnership.names_senior_posts and post.is_senior),
                has_left=not (post.held_today and post.of_a_member),
            )
    return shown


def posts_shown(posts: Iterable[Membership], asker: Asker) -> list[Lead]:
    """Posts as a reader may see them outside any one partnership. At most three SQL queries however many posts.

    A name is shown by consent, to those who share a partnership with the post's organisation, and for senior posts
    where a partnership that the reader may know of says so.
    """
    standings = Standing.objects.filter(live(timezone.localdate()))
    naming = partnerships_open_to(asker).filter(names_senior_posts=True)
    naming_senior = set(standings.filter(partnership__in=naming).values_list("organisation", flat=True))
    shared: set[int] = set()
    if isinstance(asker, Account):
        own = Partnership.objects.filter(permissions.own_partnerships(asker))
        shared = set(standings.filter(partnership__in=own).values_list("organisation", flat=True))
    sees_all = isinstance(asker, Operator) or (isinstance(asker, Account) and asker.is_administrator)
    return [
        _lead(
            post,
            names_person=sees_all
            or post.organisation_id in shared
            or (post.is_senior and post.organisation_id in naming_senior),
            has_left=post.until_on is not None and post.until_on <= timezone.localdate(),
        )
        for post in posts
    ]


def _posts_best_first(person_ids: Collection[int], partnership: Partnership) -> QuerySet[Any]:
    today = timezone.localdate()
    stands = Standing.objects.filter(live(today), partnership=partnership, organisation=OuterRef("organisation"))
    held_today = Case(When(live(today), then=Value(True)), default=Value(False))
    posts = Membership.objects.filter(person__in=person_ids).select_related("person", "organisation")
    posts = posts.annotate(held_today=held_today, of_a_member=Exists(stands))
    return posts.order_by("-held_today", "-of_a_member", F("until_on").desc(nulls_first=True), "from_on", "pk")


def _lead(post: Membership, *, names_person: bool, has_left: bool) -> Lead:
    person = post.person
    return Lead(
        reference=person.reference,
        post=post.post,
        organisation=post.organisation.name,
        name=person.name if names_person or person.consents_to_name else "",
        has_left=has_left,
    )


def _sees_names(asker: Asker, partnership: Partnership) -> bool:
    if isinstance(asker, Account):
        return asker.is_administrator or permissions.takes_part(asker, partnership)
    return isinstance(asker, Operator)
