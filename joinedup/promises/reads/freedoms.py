"""Look-ups of agreed exceptions, always filtered by who asks."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Body, Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import addresses_of, leads_shown, live_posts
from joinedup.promises import permissions
from joinedup.promises.models import Consent, Firing, Freedom, FreedomMove, Tripwire
from joinedup.promises.reads.promises import stands
from joinedup.promises.rules import freedoms as rules

SHARED = ~Q(visibility=Visibility.DRAFT)
WRITTEN_TO_AT_MOST = 10


def freedoms_open_to(asker: Asker) -> QuerySet[Freedom]:
    """Exceptions that this asker may see."""
    return Freedom.objects.filter(permissions.freedoms_open_to(asker))


def consents_open_to(asker: Asker) -> QuerySet[Consent]:
    """What was said of the exceptions that this asker may see."""
    return Consent.objects.filter(freedom__in=freedoms_open_to(asker))


def in_order(freedoms: QuerySet[Freedom]) -> QuerySet[Freedom]:
    """Exceptions in the order of what is to be decided: those in force by their end, then those that are asked for.

    How one fared plays no part in the order.
    """
    rank = Case(
        When(state__in=rules.IN_FORCE, then=Value(0)), When(state__in=rules.LIVE, then=Value(1)), default=Value(2)
    )
    return freedoms.order_by(rank, F("expires_on").asc(nulls_last=True), "pk")


@dataclass(frozen=True)
class Row:
    """An exception as a list shows it."""

    reference: str
    name: str
    rule: str
    owner: str
    organisation: str
    outcome: str
    state: str
    state_said: str
    is_draft: bool
    granted_on: date | None
    review_on: date | None
    expires_on: date | None

    @property
    def address(self) -> str:
        return f"/{self.reference}/"

    @property
    def until(self) -> str:
        """Until when it holds, in words; nothing for one that is not in force."""
        if self.state not in rules.IN_FORCE or self.expires_on is None:
            return ""
        return _("until {day}").format(day=date_format(self.expires_on))


def rows(freedoms: Iterable[Freedom], asker: Asker) -> list[Row]:
    """Exceptions as a list shows them, each with its outcome if the asker may see that. One SQL query."""
    listed = list(freedoms)
    outcomes = outcomes_open_to(asker).filter(pk__in={one.outcome_id for one in listed if one.outcome_id})
    names = dict(outcomes.values_list("pk", "name"))
    return [
        Row(
            reference=one.reference,
            name=one.name,
            rule=one.rule,
            owner=owner_of(one),
            organisation=one.organisation.name,
            outcome=names.get(one.outcome_id or 0, ""),
            state=one.state,
            state_said=str(one.get_state_display()),
            is_draft=one.visibility == Visibility.DRAFT,
            granted_on=one.granted_on,
            review_on=one.review_on,
            expires_on=one.expires_on,
        )
        for one in listed
    ]


def with_names(freedoms: QuerySet[Freedom]) -> QuerySet[Freedom]:
    """Exceptions with what a list says of each."""
    return freedoms.select_related("owner", "organisation")


def owner_of(freedom: Freedom) -> str:
    """Whose rule it is, in words."""
    return freedom.owner.name if freedom.owner else freedom.owner_outside


@dataclass(frozen=True)
class Heard:
    """The latest word of the rule's owner or of one local stakeholder."""

    consent: Consent
    speaker: str
    said_by: str = ""

    @property
    def agrees(self) -> bool:
        return self.consent.stance == rules.AGREES


def key_of(consent: Consent) -> tuple[str, int | None, str]:
    """Whose word it is: the owner has one, whoever owns the rule by now; a stakeholder each its own."""
    if consent.side == rules.OWNER_SIDE:
        return (consent.side, None, "")
    return (consent.side, consent.organisation_id, consent.who.casefold())


def speaker_of(consent: Consent) -> str:
    """Who said it, in words."""
    return consent.organisation.name if consent.organisation else consent.who


def heard(freedom: Freedom) -> list[Heard]:
    """The latest word of each who was heard: the owner first, then in the order in which they spoke. One SQL query."""
    latest: dict[tuple[str, int | None, str], Consent] = {}
    for consent in freedom.consents.select_related("organisation").order_by("pk"):
        latest[key_of(consent)] = consent
    said = sorted(latest.values(), key=lambda one: (one.side != rules.OWNER_SIDE, one.pk))
    return [Heard(one, speaker_of(one)) for one in said]


def heard_by(freedom: Freedom, asker: Asker) -> list[Heard]:
    """The same with the post in which somebody said it, as this asker may see it. At most three SQL queries."""
    words = heard(freedom)
    shown = leads_shown([one.consent.person_id for one in words], freedom.partnership, asker)
    return [replace(one, said_by=str(shown.get(one.consent.person_id or 0, ""))) for one in words]


def story(freedom: Freedom) -> list[FreedomMove]:
    """What was decided about an exception, newest first, each with the early warning that caused it. One SQL query."""
    return list(freedom.moves.select_related("firing__tripwire").order_by("-pk"))


def warnings_on(freedom: Freedom) -> QuerySet[Tripwire]:
    """The early warnings that are set on an exception and not retired."""
    return Tripwire.objects.filter(about=freedom.reference, retired_on=None)


def asking_of(freedom: Freedom, *, allowed: bool, on: date) -> rules.Asking:
    """What the rules ask of an exception, stored or about to be. Four SQL queries at most."""
    outcome, indicator, body, barrier = freedom.outcome, freedom.indicator, freedom.revoking_body, freedom.barrier
    partnership = freedom.partnership_id
    return rules.Asking(
        allowed=allowed,
        organisation_stands=stands(freedom.partnership, freedom.organisation_id, on),
        rule=freedom.rule,
        has_owner=freedom.owner_id is not None,
        has_owner_outside=bool(freedom.owner_outside.strip()),
        owner_asks=freedom.owner_id == freedom.organisation_id,
        owner_stands=freedom.owner_id is None or stands(freedom.partnership, freedom.owner_id, on),
        outcome_belongs=outcome is None or outcome.partnership_id == partnership,
        measure_belongs=indicator is None or (outcome is not None and indicator.outcome_id == outcome.pk),
        body_belongs=body is None or body.partnership_id == partnership,
        barrier_belongs=barrier is None or barrier.question.partnership_id == partnership,
        review_on=freedom.review_on,
        expires_on=freedom.expires_on,
    )


def facts_of(freedom: Freedom, *, roles: frozenset[str], reason: str, on: date) -> rules.Facts:
    """What is so of an exception when it is to be moved on. At most seven SQL queries."""
    words = heard(freedom)
    owner = [one for one in words if one.consent.side == rules.OWNER_SIDE]
    local = [one for one in words if one.consent.side == rules.LOCAL_SIDE]
    watched = warnings_on(freedom)
    return rules.Facts(
        roles=roles,
        state=freedom.state,
        is_shared=freedom.visibility != Visibility.DRAFT,
        is_public=freedom.visibility == Visibility.PUBLIC,
        has_result=has_result(freedom),
        result_lives=result_lives(freedom),
        is_watched=watched.exists(),
        is_fair=bool(freedom.fairness.strip()),
        is_learned_from=bool(freedom.learning.strip()),
        can_be_revoked=freedom.revoking_body_id is not None or bool(freedom.may_revoke.strip()),
        review_on=freedom.review_on,
        expires_on=freedom.expires_on,
        today=on,
        owner_agrees=any(one.agrees for one in owner),
        locals_agree=any(one.agrees for one in local),
        against=tuple(one.speaker for one in local if not one.agrees),
        earned_by_periods=freedom.earned_by_periods,
        stood_at_target=stood_at_target(freedom),
        warnings_open=Firing.objects.filter(tripwire__about=freedom.reference, acted_at=None).count(),
        reason=reason,
    )


def has_result(freedom: Freedom) -> bool:
    """Whether an outcome, its measure and what is to be reached are promised for it."""
    return freedom.outcome_id is not None and freedom.indicator_id is not None and bool(freedom.promised.strip())


def result_lives(freedom: Freedom) -> bool:
    """Whether what is promised for it is still pursued: outcome and measure are shared, and it is not put off."""
    outcome, indicator = freedom.outcome, freedom.indicator
    if outcome is None or indicator is None:
        return False
    shared = Visibility.DRAFT not in (outcome.visibility, indicator.visibility)
    return shared and outcome.priority != Outcome.Priority.NOT_NOW and indicator.outcome_id == outcome.pk


def stood_at_target(freedom: Freedom) -> int:
    """How many periods in a row its measure has stood at its target, as far as it has to. One SQL query at most."""
    measure: Indicator | None = freedom.indicator
    if measure is None or not freedom.earned_by_periods:
        return 0
    latest = measure.measurements.filter(is_current=True).order_by("-from_on")[: freedom.earned_by_periods]
    figures = [rules.Figure(one.from_on, one.until_on, one.value) for one in latest]
    return rules.periods_at_target(figures, target=measure.target, better=measure.better)


def expired(on: date) -> QuerySet[Freedom]:
    """Exceptions in force whose last day has come."""
    return Freedom.objects.filter(state__in=rules.IN_FORCE, expires_on__lte=on).order_by("pk")


def bodies_to_choose(partnership: Partnership) -> QuerySet[Body]:
    """The bodies of a partnership that have not ended and everybody in it may see, by name."""
    shared = Body.objects.filter(partnership=partnership, until_on=None).exclude(visibility=Visibility.DRAFT)
    return shared.order_by("name")


def told_of(freedom: Freedom) -> list[str]:
    """Where letters about an exception go: to the outcome's lead and to the rule's owner, else to the convenor.

    Of the owner it is whoever gave its consent, else the holders of senior posts, else of all, ten at most. Each
    address once. At most five SQL queries.
    """
    convenor = freedom.partnership.convenor_id
    lead = freedom.outcome.lead_id if freedom.outcome else None
    owner: list[int | None] = [*_of_owner(freedom)]
    people = {one for one in (lead or convenor, *(owner or [convenor])) if one is not None}
    return sorted({address.lower(): address for address in addresses_of(people).values()}.values())


def _of_owner(freedom: Freedom) -> list[int]:
    if freedom.owner_id is None:
        return []
    spoke = freedom.consents.filter(side=rules.OWNER_SIDE, person__isnull=False).order_by("-pk")
    if (person := spoke.values_list("person", flat=True).first()) is not None:
        return [person]
    posts = list(live_posts(organisations=[freedom.owner_id]).values_list("person", "is_senior"))
    senior = [person for person, is_senior in posts if is_senior]
    return (senior or [person for person, _is_senior in posts])[:WRITTEN_TO_AT_MOST]


@dataclass(frozen=True)
class Counts:
    """How many exceptions there are, by how they stand."""

    granted: int
    suspended: int
    open: int
    over: int


def counts(freedoms: QuerySet[Freedom]) -> Counts:
    """Count shared exceptions by how they stand. One SQL query."""
    counted = freedoms.order_by().aggregate(
        granted=Count("pk", filter=Q(state=rules.GRANTED)),
        suspended=Count("pk", filter=Q(state=rules.SUSPENDED)),
        open=Count("pk", filter=SHARED & Q(state__in=rules.OPEN_TO_CHANGE)),
        over=Count("pk", filter=Q(state__in=[rules.ENDED, rules.REFUSED])),
    )
    return Counts(**counted)
