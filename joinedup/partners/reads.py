"""Look-ups of places, organisations, people and partnerships, always filtered by who asks."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Case, CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Concat, Length
from django.utils import timezone

from joinedup.partners import permissions, rules
from joinedup.partners.models import (
    Account,
    Exemption,
    Invitation,
    Mandate,
    Membership,
    Organisation,
    Partnership,
    Person,
    Place,
    Standing,
    live,
)
from joinedup.partners.permissions import Asker, Operator

# Sources from which a right to bind others can come: people who are only invited to speak have none.
MANDATING = (Mandate.Source.ELECTED, Mandate.Source.APPOINTED, Mandate.Source.CHOSEN, Mandate.Source.STATUTORY)


def mandates_open_to(asker: Asker) -> QuerySet[Mandate]:
    """Mandates that this asker may see."""
    return Mandate.objects.filter(permissions.mandates_seen_by(asker))


def mandates_in_force(partnership: Partnership, on: date) -> QuerySet[Mandate]:
    """Every mandate in a partnership that holds on a day, whoever asks, with its organisation."""
    return Mandate.objects.filter(live(on), partnership=partnership).select_related("organisation")


def mandated_among(partnership: Partnership, organisations: Iterable[int], on: date) -> set[int]:
    """Which of these organisations, by key, sit in a partnership by a recorded mandate in force on a day.

    A seat of somebody who was only invited, or of whom it is recorded that they have no mandate, is none of them. It
    is judged by all that is recorded, whoever asks. One SQL query.
    """
    held = mandates_in_force(partnership, on).filter(organisation__in=list(organisations), source__in=MANDATING)
    return set(held.values_list("organisation", flat=True))


def places_open_to(asker: Asker) -> QuerySet[Place]:
    """Every place: places are public."""
    return Place.objects.all()


def partnerships_open_to(asker: Asker) -> QuerySet[Partnership]:
    """Partnerships that this asker may know of."""
    return Partnership.objects.filter(permissions.partnerships_open_to(asker))


def organisations_open_to(asker: Asker) -> QuerySet[Organisation]:
    """Organisations that stand in a partnership that this asker may know of, and the asker's own.

    Administrators and convenors know every organisation: they take them in.
    """
    if isinstance(asker, Operator) or (isinstance(asker, Account) and permissions.may_add(asker)):
        return Organisation.objects.all()
    standings = Standing.objects.filter(partnership__in=partnerships_open_to(asker).values("pk"))
    known = Q(pk__in=standings.values("organisation"))
    if isinstance(asker, Account):
        known |= permissions.own_organisations(asker)
    return Organisation.objects.filter(known)


def people_open_to(asker: Asker) -> QuerySet[Person]:
    """People who hold or held a post in an organisation that this asker may know of, each known by a post."""
    people = _known_by_post(Person.objects.all())
    if isinstance(asker, Operator):
        return people
    held = Membership.objects.filter(organisation__in=organisations_open_to(asker).values("pk"))
    return people.filter(pk__in=held.values("person"))


def _known_by_post(people: QuerySet[Person]) -> QuerySet[Person]:
    posts = Membership.objects.filter(person=OuterRef("pk")).order_by(F("until_on").desc(nulls_first=True), "from_on")
    in_words = Concat("post", Value(", "), "organisation__name", output_field=CharField())
    called = posts.annotate(called=in_words).values("called")[:1]
    return people.annotate(known_as=Subquery(called))


def place_of_postcode(text: str) -> Place | None:
    """The place that a postcode, or its first half, belongs to; the longest beginning wins. One SQL query."""
    code = rules.postcode(text)
    if code is None:
        return None
    areas = Place.objects.filter(postcode_areas__beginning__in=rules.beginnings_of(code))
    return areas.order_by(Length("postcode_areas__beginning").desc()).first()


def lineage_of(place: Place) -> list[Place]:
    """A place and every place that it lies within, from the top. One SQL query."""
    keys = [int(key) for key in place.lineage.strip(".").split(".")]
    above = Place.objects.in_bulk(keys)
    return [above[key] for key in keys]


def within(place: Place) -> Q:
    """Places that are this one or lie in it, as a condition on places."""
    return Q(lineage__startswith=place.lineage)


def members_of(partnership: Partnership, asker: Asker, on: date | None = None) -> QuerySet[Standing]:
    """Who takes part in a partnership on a day, today unless told: standings with organisations, by name."""
    standings = Standing.objects.filter(live(on or timezone.localdate()), partnership=partnership)
    open_here = standings.filter(partnership__in=partnerships_open_to(asker).values("pk"))
    return open_here.select_related("organisation", "partnership").order_by("organisation__name")


def with_members(partnerships: QuerySet[Partnership]) -> QuerySet[Any, Any]:
    """What a list says of each partnership, with the number of its members today. One SQL query."""
    today = live(timezone.localdate(), "standings__")
    counted = partnerships.annotate(members=Count("standings", filter=today))
    return counted.values("reference", "name", "purpose", "stage", "place__name", "members")


def exemptions_of(partnership: Partnership) -> QuerySet[Exemption]:
    """What a partnership keeps from publication and why, with who decided. Never the item itself. One SQL query."""
    exemptions = Exemption.objects.filter(partnership=partnership)
    return exemptions.select_related("decided_by").order_by("review_on", "subject")


def exempt_among(references: Iterable[str]) -> set[str]:
    """Which items are exempt from publication. One SQL query."""
    return set(Exemption.objects.filter(subject__in=list(references)).values_list("subject", flat=True))


def partnerships_of(organisation: Organisation, asker: Asker) -> QuerySet[Standing]:
    """Where an organisation takes part today, of the partnerships that this asker may know of. One SQL query."""
    standings = Standing.objects.filter(live(timezone.localdate()), organisation=organisation)
    known = standings.filter(partnership__in=partnerships_open_to(asker).values("pk"))
    return known.select_related("partnership").order_by("partnership__name")


def partnerships_for(place: Place, asker: Asker) -> QuerySet[Partnership]:
    """Partnerships for a place, for one within it or for one that it lies in. One SQL query."""
    around = [int(key) for key in place.lineage.strip(".").split(".")]
    here = Q(place__lineage__startswith=place.lineage) | Q(place__in=around)
    return partnerships_open_to(asker).filter(here).select_related("place").order_by("name")


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
    return _known_by_post(Person.objects.filter(pk__in=held.values("person"))).order_by("name")


def people_to_invite(partnership: Partnership) -> QuerySet[Person]:
    """Who may be invited to a partnership: people of its members and its convenor, who have no account yet."""
    belong = Q(pk__in=people_of_members(partnership).values("pk")) | Q(pk=partnership.convenor_id)
    return _known_by_post(Person.objects.filter(belong, account=None)).order_by("name")


def is_of_a_member(person: Person, partnership: Partnership) -> bool:
    """Whether a person holds a post today in an organisation that takes part today. One SQL query."""
    return people_of_members(partnership).filter(pk=person.pk).exists()


def may_take_part(person: Person, partnership: Partnership) -> bool:
    """Whether a person belongs to a partnership: of a member, or its convenor."""
    return person.pk == partnership.convenor_id or is_of_a_member(person, partnership)


def has_convenor(partnership: Partnership) -> bool:
    """Whether a convenor is named who holds a post today. One SQL query."""
    return live_posts().filter(person=partnership.convenor_id).exists()


def has_verified(account: Account, email: str) -> bool:
    """Whether the account has shown that it receives letters at an address. One SQL query."""
    verified: bool = EmailAddress.objects.filter(user=account, verified=True, email__iexact=email).exists()
    return verified


def addresses_of_members(partnership: Partnership) -> list[str]:
    """Where to write to everybody with an account who belongs to a partnership. One SQL query."""
    people = Q(person__in=people_of_members(partnership).values("pk")) | Q(person=partnership.convenor_id)
    accounts = Account.objects.filter(people, is_active=True)
    return list(accounts.order_by("email").values_list("email", flat=True))


def invitations_of(partnership: Partnership, *, at: datetime) -> QuerySet[Invitation]:
    """Invitations to a partnership, newest first, each with its person and whether it is open. One SQL query."""
    is_open = Q(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    sent = Invitation.objects.filter(partnership=partnership).select_related("person")
    return sent.annotate(is_open=Case(When(is_open, then=Value(True)), default=Value(False))).order_by("-sent_at")


def open_invitation_to(account: Account, *, at: datetime) -> Invitation | None:
    """An invitation that this account could accept: sent to an address that it has verified. One SQL query."""
    verified = EmailAddress.objects.filter(user=account, verified=True).values("email")
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
    return None if account.person_id else waiting.filter(email__in=verified).order_by("-sent_at").first()


def may_preview(account: Account | None, partnership_id: int) -> bool:
    """Whether an account may see a partnership as the public will: its members may. No SQL query within a page."""
    return account is not None and partnership_id in permissions.footing(account).own


def partnership_named(reference: str) -> Partnership | None:
    """The partnership that an operator names: partnership/JU-1, or JU-1 in short. One SQL query."""
    whole = reference if "/" in reference else f"partnership/{reference}"
    return Partnership.objects.filter(reference=whole).first()


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
