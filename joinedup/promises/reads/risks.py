"""Look-ups of risks, always filtered by who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import leads_shown
from joinedup.promises import permissions
from joinedup.promises.models import Risk
from joinedup.promises.reads.promises import has_post, stands
from joinedup.promises.rules import risks as rules


def risks_open_to(asker: Asker) -> QuerySet[Risk]:
    """Risks that this asker may see."""
    return Risk.objects.filter(permissions.risks_open_to(asker))


def by_review(risks: QuerySet[Risk]) -> QuerySet[Risk]:
    """Risks in the order in which they are to be looked at again; those that are closed stand last."""
    is_closed = Q(state=rules.CLOSED)
    return risks.alias(is_closed=is_closed).order_by("is_closed", F("review_on").asc(nulls_last=True), "pk")


def to_review_by(account: Account) -> QuerySet[Risk]:
    """Shared risks that the account's person owns and that go on, by the day on which each is to be looked at again."""
    own = Q(owner__account=account, organisation__in=permissions.organisations_of(account))
    shared = risks_open_to(account).filter(own).exclude(visibility=Visibility.DRAFT)
    return shared.exclude(state=rules.CLOSED).order_by("review_on", "pk")


def own_rows(risks: Iterable[Risk]) -> list[dict[str, Any]]:
    """Risks as their owner's desk shows them. One SQL query."""
    today = timezone.localdate()
    return [
        {
            "risk": risk,
            "judged": judged(risk.likelihood, risk.impact),
            "is_overdue": rules.is_overdue(risk.state, risk.review_on, today),
        }
        for risk in risks
    ]


@dataclass(frozen=True)
class Row:
    """A risk as a list shows it: two judgements in words, never one number."""

    reference: str
    name: str
    judged: str
    organisation: str
    owner: str
    review: str
    review_on: date | None
    is_overdue: bool
    state: str

    @property
    def address(self) -> str:
        return f"/{self.reference}/"


FIELDS = (
    "reference",
    "name",
    "likelihood",
    "impact",
    "organisation__name",
    "owner_id",
    "review_on",
    "state",
    "visibility",
)


def rows(fields: Iterable[dict[str, Any]], partnership: Partnership | None = None, asker: Asker = None) -> list[Row]:
    """Risks as a list shows them, from their FIELDS; owners too if all are of one partnership.

    One SQL query for the risks, at most four for the owners.
    """
    today = timezone.localdate()
    listed = list(fields)
    owners = {} if partnership is None else leads_shown({row["owner_id"] for row in listed}, partnership, asker)
    return [_row(row, str(owners.get(row["owner_id"], "")), today) for row in listed]


def _row(row: dict[str, Any], owner: str, today: date) -> Row:
    return Row(
        reference=row["reference"],
        name=row["name"],
        judged=judged(row["likelihood"], row["impact"]),
        organisation=row["organisation__name"] or "",
        owner=owner,
        review=_review(row["review_on"], row["state"]),
        review_on=row["review_on"],
        is_overdue=rules.is_overdue(row["state"], row["review_on"], today),
        state=row["state"] if row["visibility"] != Visibility.DRAFT else "draft",
    )


def judged(likelihood: int | None, impact: int | None) -> str:
    """How likely and how bad a risk is, in words; nothing that was not judged."""
    likely = str(Risk.Likelihood(likelihood).label) if likelihood else ""
    bad = _("{impact} impact").format(impact=Risk.Impact(impact).label) if impact else ""
    return _("{likely}, with {bad}").format(likely=likely, bad=bad) if likely and bad else likely or bad


def _review(review_on: date | None, state: str) -> str:
    if state == rules.CLOSED:
        return ""
    return _("review on {day}").format(day=date_format(review_on)) if review_on else _("no review date yet")


def terms_of(risk: Risk, *, allowed: bool, threatens: Iterable[Outcome], on: date) -> rules.Terms:
    """What the rules ask of a risk, stored or about to be. Two SQL queries at most."""
    organisation = risk.organisation_id
    return rules.Terms(
        allowed=allowed,
        shared=risk.visibility != Visibility.DRAFT,
        has_organisation=organisation is not None,
        organisation_stands=organisation is not None and stands(risk.partnership, organisation, on),
        owner_holds_post=risk.owner_id is None or has_post(risk.owner_id, organisation, on),
        outcomes_belong=all(outcome.partnership_id == risk.partnership_id for outcome in threatens),
        likelihood=risk.likelihood,
        impact=risk.impact,
        review_on=risk.review_on,
    )
