"""Look-ups of promises, always filtered by who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator, Outcome, Problem, Step
from joinedup.outcomes.reads import indicators_open_to, outcomes_open_to, problems_open_to, steps_open_to
from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, live
from joinedup.partners.permissions import OPERATOR, Asker, convenes, own_organisations
from joinedup.partners.reads import Lead, exemptions_of, leads_shown, members_of
from joinedup.promises import permissions, rules
from joinedup.promises.models import Commitment, Decision, Part
from joinedup.promises.reads.decisions import decisions_open_to

LIVE = ~Q(state__in=sorted(rules.OVER))
DECLINED = Q(lead_word=Commitment.LeadWord.DECLINED)

Item = Problem | Outcome | Step | Indicator | Commitment | Decision


def commitments_open_to(asker: Asker) -> QuerySet[Commitment]:
    """Promises that this asker may see."""
    return Commitment.objects.filter(permissions.commitments_open_to(asker))


def parts_open_to(asker: Asker) -> QuerySet[Part]:
    """Parts of the promises that this asker may see."""
    return Part.objects.filter(commitment__in=commitments_open_to(asker))


def live_commitments(partnership: Partnership, asker: Asker) -> QuerySet[Commitment]:
    """A partnership's promises that are neither kept nor given up, as this asker may see them."""
    return commitments_open_to(asker).filter(LIVE, partnership=partnership)


def mine(account: Account) -> QuerySet[Commitment]:
    """Promises that the account's person leads, or of which its organisations take a part, by date."""
    parts = Part.objects.filter(organisation__in=permissions.organisations_of(account))
    own = Q(lead__account=account) | Q(pk__in=parts.values("commitment"))
    return commitments_open_to(account).filter(own).order_by("due_on", "pk")


def owed_by(account: Account) -> QuerySet[Commitment]:
    """What the account's person has to report on, or has a part in to accept for an organisation, by date.

    What somebody declined to lead, or an organisation to take, is owed no more.
    """
    own = permissions.organisations_of(account)
    waiting = Part.objects.filter(organisation__in=own, accepted_at=None, declined_at=None)
    leads = Q(lead__account=account, organisation__in=own) & ~DECLINED
    owed = leads | Q(pk__in=waiting.exclude(role=Part.Role.INFORMED).values("commitment"))
    shared = commitments_open_to(account).filter(LIVE, owed).exclude(visibility=Visibility.DRAFT)
    return shared.order_by("due_on", "pk")


def takes_reports(commitment: Commitment) -> bool:
    """Whether a promise is still reported on: it has been shared and is not over."""
    return commitment.visibility != Visibility.DRAFT and commitment.state not in rules.OVER


def waits_for_word(commitment: Commitment, account: Account | None) -> bool:
    """Whether the account's person is named to lead a promise that goes on and has not said yet that they do."""
    unsaid = commitment.lead_word != Commitment.LeadWord.ACCEPTED and takes_reports(commitment)
    return unsaid and permissions.is_its_lead(account, commitment)


@dataclass(frozen=True)
class Counts:
    """How many promises were made, and what became of them. Drafts count among `all` only."""

    all: int
    made: int
    kept: int
    late: int
    not_done: int


def counts(commitments: QuerySet[Commitment]) -> Counts:
    """Count promises by what became of them. One SQL query."""
    shared = ~Q(visibility=Visibility.DRAFT)
    counted = commitments.aggregate(
        all=Count("pk"),
        made=Count("pk", filter=shared),
        **{state: Count("pk", filter=shared & Q(state=state)) for state in (rules.KEPT, rules.LATE, rules.NOT_DONE)},
    )
    return Counts(**counted)


def kept_of_promised(outcome_ids: Iterable[int], asker: Asker) -> dict[int, tuple[int, int]]:
    """How many promises towards each outcome are kept, and how many were made; drafts do not count. One SQL query."""
    made = commitments_open_to(asker).exclude(visibility=Visibility.DRAFT).filter(outcomes__in=list(outcome_ids))
    counted = made.values("outcomes").annotate(kept=Count("pk", filter=Q(state=rules.KEPT)), made=Count("pk"))
    return {row["outcomes"]: (row["kept"], row["made"]) for row in counted.order_by()}


def holds_post(on: date) -> Q:
    """Promises whose lead holds a post on a day in the promising organisation, or in any if none promises yet."""
    held = Membership.objects.filter(live(on), person=OuterRef("lead"))
    here = Exists(held.filter(organisation=OuterRef("organisation")))
    return Q(here) | Q(Exists(held), organisation=None)


def people_to_name(commitment: Commitment) -> QuerySet[Person]:
    """Who can be named as lead: holders of posts in the promising organisation, each with a post as `known_as`."""
    posts = Membership.objects.filter(live(timezone.localdate()))
    if commitment.organisation_id is None:
        members = members_of(commitment.partnership, OPERATOR)
        posts = posts.filter(organisation__in=members.values("organisation"))
    else:
        posts = posts.filter(organisation=commitment.organisation_id)
    by_post = Concat("post", Value(", "), "organisation__name", output_field=CharField())
    known_as = posts.filter(person=OuterRef("pk")).annotate(known_as=by_post).values("known_as")[:1]
    return Person.objects.filter(pk__in=posts.values("person")).annotate(known_as=Subquery(known_as)).order_by("name")


def organisations_to_promise(partnership: Partnership, account: Account) -> QuerySet[Organisation]:
    """Members for which the account may make promises: the convenor for all, others for their own. One SQL query."""
    members = members_of(partnership, OPERATOR).order_by()
    organisations = Organisation.objects.filter(pk__in=members.values("organisation")).order_by("name")
    return organisations if convenes(account, partnership) else organisations.filter(own_organisations(account))


def silent(today: date, days: int) -> Q:
    """Promises that go on and of which nothing was heard for `days`; as `rules.shown_state` says it of one."""
    since = today - timedelta(days=days)
    return LIVE & (Q(heard_on__lt=since) | Q(heard_on=None, starts_on__lt=since))


def shown_as(state: str, today: date, days: int) -> Q:
    """Promises that pages show in a state."""
    shared = ~Q(visibility=Visibility.DRAFT)
    if state == rules.NO_NEWS:
        return shared & silent(today, days)
    return shared & (Q(state=state) if state in rules.OVER else Q(state=state) & ~silent(today, days))


@dataclass(frozen=True)
class Row:
    """A promise as a list shows it."""

    reference: str
    output: str
    organisation: str
    lead: str
    due: str
    due_on: date | None
    heard_on: date | None
    state: str

    @property
    def address(self) -> str:
        return f"/{self.reference}/"


FIELDS = (
    "reference",
    "output",
    "organisation__name",
    "lead_id",
    "lead_word",
    "starts_on",
    "due_on",
    "state",
    "heard_on",
    "visibility",
    "partnership__days_without_news",
)


def rows(fields: Iterable[dict[str, Any]], *, partnership: Partnership | None = None, asker: Asker = None) -> list[Row]:
    """Promises as a list shows them, from their FIELDS; leads too if all are of one partnership.

    One SQL query for the promises, at most four for the leads.
    """
    today = timezone.localdate()
    listed = list(fields)
    leads = {} if partnership is None else leads_shown({row["lead_id"] for row in listed}, partnership, asker)
    due = {due_on: _by(due_on) for due_on in {row["due_on"] for row in listed}}
    return [_row(row, leads, due, today) for row in listed]


def _row(row: dict[str, Any], leads: dict[int, Lead], due: dict[date | None, str], today: date) -> Row:
    days = row["partnership__days_without_news"]
    state = rules.shown_state(row["state"], row["heard_on"], row["starts_on"], today, days)
    return Row(
        reference=row["reference"],
        output=row["output"],
        organisation=row["organisation__name"] or "",
        lead="" if row["lead_word"] == Commitment.LeadWord.DECLINED else _by_post(leads.get(row["lead_id"])),
        due=due[row["due_on"]],
        due_on=row["due_on"],
        heard_on=row["heard_on"],
        state=state if row["visibility"] != Visibility.DRAFT else rules.DRAFT,
    )


def _by(due_on: date | None) -> str:
    return _("by {due}").format(due=date_format(due_on, "DATE_FORMAT")) if due_on else _("no date yet")


def _by_post(lead: Lead | None) -> str:
    return ", ".join(part for part in (lead.name, lead.post) if part) if lead else ""


def terms_of(
    commitment: Commitment, *, allowed: bool, towards: Iterable[Outcome], lead_id: int | None, on: date
) -> rules.Terms:
    """What the rules ask of a promise, stored or about to be. Three SQL queries at most."""
    organisation = commitment.organisation
    return rules.Terms(
        allowed=allowed,
        shared=commitment.visibility != Visibility.DRAFT,
        has_organisation=organisation is not None,
        organisation_stands=organisation is not None and stands(commitment.partnership, organisation.pk, on),
        lead_holds_post=lead_id is None or has_post(lead_id, commitment.organisation_id, on),
        outcomes_belong=all(outcome.partnership_id == commitment.partnership_id for outcome in towards),
        starts_on=commitment.starts_on,
        due_on=commitment.due_on,
    )


def stands(partnership: Partnership, organisation_id: int, on: date) -> bool:
    """Whether an organisation stands in a partnership on a day. One SQL query."""
    return partnership.standings.filter(live(on), organisation=organisation_id).exists()


def has_post(person_id: int, organisation_id: int | None, on: date) -> bool:
    """Whether a person holds a post on a day, in this organisation or, without one, in any. One SQL query."""
    held = Membership.objects.filter(live(on), person=person_id)
    return (held if organisation_id is None else held.filter(organisation=organisation_id)).exists()


def unseen(partnership: Partnership, asker: Asker) -> list[Item]:
    """What of a plan is not public though this asker sees it, in its order; no exempt items. Seven queries.

    Risks are not among them: a partnership may keep what it fears to itself.
    """
    exempt = list(exemptions_of(partnership).values_list("subject", flat=True))
    plan = (
        problems_open_to,
        outcomes_open_to,
        steps_open_to,
        indicators_open_to,
        commitments_open_to,
        decisions_open_to,
    )
    hidden = ~Q(visibility=Visibility.PUBLIC) & ~Q(reference__in=exempt)
    return [
        noun
        for open_to in plan
        for noun in open_to(asker).filter(hidden, partnership=partnership).select_related("partnership").order_by("pk")
    ]
