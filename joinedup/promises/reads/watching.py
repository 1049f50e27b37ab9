"""What the worker needs to know to tell whether time has fired an early warning, and whom it tells."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils import timezone

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.periods import figure_due_on
from joinedup.partners.models import Membership, live
from joinedup.partners.reads import addresses_of
from joinedup.promises.models import Commitment, Consent, Firing, Tripwire
from joinedup.promises.reads.promises import LIVE
from joinedup.promises.reads.warnings import Watched, claims_of
from joinedup.promises.rules import warnings as rules


@dataclass(frozen=True)
class Facts:
    """What is so on a day: who holds posts where, when claims were made, when promises were last heard of."""

    at: datetime
    today: date
    posts: frozenset[tuple[int, int]]
    claims: Mapping[str, Sequence[datetime]]
    heard: Mapping[str, date]

    def is_led(self, over: Watched) -> bool:
        """Whether somebody leads who holds a post: in the promising organisation, or for an outcome anywhere."""
        if over.organisation is not None:
            return (over.lead, over.organisation) in self.posts
        return any(person == over.lead for person, _organisation in self.posts)

    def quiet_since(self, over: Watched) -> date | None:
        """Since when nothing was heard of a promise, or of any live promise towards an outcome."""
        return over.quiet_since or self.heard.get(over.reference)

    def news_of(self, one: Tripwire) -> datetime | None:
        """When something last happened that fires it anew: a claim; of a vacancy, that its time to act is over."""
        if one.kind == rules.CLAIMS:
            return max(self.claims.get(one.about, ()), default=None)
        return self.at - timedelta(days=one.days_to_act)


def facts_of(tripwires: Iterable[Tripwire], over: Mapping[str, Watched], *, at: datetime) -> Facts:
    """What the early warnings among these need to know. Three SQL queries at most."""
    many, today = list(tripwires), timezone.localdate(at)
    leads = {over[one.about].lead for one in many if one.kind == rules.VACANT} - {None}
    held = Membership.objects.filter(live(today), person__in=leads) if leads else Membership.objects.none()
    counted = {one.about for one in many if one.kind == rules.CLAIMS}
    quiet = {one.about for one in many if one.kind == rules.SILENCE}
    return Facts(
        at=at,
        today=today,
        posts=frozenset(held.values_list("person", "organisation")),
        claims=claims_of(counted, at - rules.CLAIMS_WITHIN) if counted else {},
        heard=_heard_of(quiet) if quiet else {},
    )


def _heard_of(outcomes: Iterable[str]) -> dict[str, date]:
    """When a live promise towards each outcome was last heard of, else started. One SQL query."""
    shared = Commitment.objects.filter(LIVE, outcomes__reference__in=set(outcomes)).exclude(visibility=Visibility.DRAFT)
    last = shared.values("outcomes__reference").annotate(last=Max(Coalesce("heard_on", "starts_on")))
    return {row["outcomes__reference"]: row["last"] for row in last.order_by() if row["last"]}


def due_on(one: Tripwire) -> date:
    """The day after whose end a measure's next figure is missing: so many days after its period ends.

    A measure without any figure has so many days from when the early warning was set.
    """
    measure, days = one.indicator, one.days or 0
    if measure is None or measure.latest_on is None:
        return timezone.localdate(one.set_at) + timedelta(days=days)
    return figure_due_on(measure.latest_on, measure.rhythm, days=days)


def whom_to_tell(fired: Sequence[Firing], over: Mapping[str, Watched], today: date) -> dict[int, set[str]]:
    """Where letters about early warnings go, by early warning: to the lead and to the rule's owner.

    For the rule's owner that is whoever gave its consent to the exception, else its senior posts. Where nobody of
    these can be reached it is the convenor. Three SQL queries.
    """
    nouns = {one.tripwire.pk: over.get(one.tripwire.about) for one in fired}
    owners = _people_of_owners([noun for noun in nouns.values() if noun and noun.owner], today)
    people: dict[int, set[int]] = {}
    for key, noun in nouns.items():
        lead = {noun.lead} if noun and noun.lead else set()
        people[key] = {*lead, *owners.get(noun.reference if noun else "", set())}
    convenors = {one.tripwire.pk: one.tripwire.partnership.convenor_id for one in fired}
    everybody = {person for some in people.values() for person in some} | {one for one in convenors.values() if one}
    addresses = addresses_of(everybody)
    told = {key: {addresses[one] for one in some if one in addresses} for key, some in people.items()}
    return {
        key: found or {addresses[one] for one in [convenors[key]] if one in addresses} for key, found in told.items()
    }


def _people_of_owners(freedoms: Sequence[Watched], today: date) -> dict[str, set[int]]:
    """Who speaks for the owners of rules, by the exception. Two SQL queries, none without any."""
    if not freedoms:
        return {}
    people: dict[str, set[int]] = defaultdict(set)
    consents = Consent.objects.filter(
        freedom__reference__in=[one.reference for one in freedoms], side=Consent.Side.OWNER, person__isnull=False
    )
    for reference, person in consents.values_list("freedom__reference", "person"):
        people[reference].add(person)
    silent = [one for one in freedoms if one.reference not in people]
    senior: dict[int, set[int]] = defaultdict(set)
    posts = Membership.objects.filter(live(today), organisation__in={one.owner for one in silent}, is_senior=True)
    for organisation, person in posts.values_list("organisation", "person"):
        senior[organisation].add(person)
    for one in silent:
        people[one.reference] |= senior[one.owner or 0]
    return people
