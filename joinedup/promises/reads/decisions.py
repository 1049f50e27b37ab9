"""Look-ups of decisions and of how members carry them out, always filtered by who asks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises import permissions
from joinedup.promises.models import Bearing, Decision, Enactment
from joinedup.promises.rules import decisions as rules


def decisions_open_to(asker: Asker) -> QuerySet[Decision]:
    """Decisions that this asker may see."""
    return Decision.objects.filter(permissions.decisions_open_to(asker))


def enactments_open_to(asker: Asker) -> QuerySet[Enactment]:
    """How members carry out the decisions that this asker may see."""
    return Enactment.objects.filter(decision__in=decisions_open_to(asker))


def standing() -> Q:
    """Decisions that stand: no later one that has been shared supersedes them."""
    later = Decision.objects.filter(supersedes=OuterRef("pk")).exclude(visibility=Visibility.DRAFT)
    return ~Q(Exists(later))


def by_day(decisions: QuerySet[Decision]) -> QuerySet[Decision]:
    """Decisions, the latest first; those without a day yet stand before them."""
    return decisions.order_by(F("decided_on").desc(nulls_first=True), "-pk")


@dataclass(frozen=True)
class Row:
    """A decision as a list shows it: when and where it was taken, and how many members carry it out."""

    reference: str
    name: str
    decided: str
    decided_on: date | None
    decided_by: str
    is_draft: bool
    is_choice: bool
    is_superseded: bool
    affected: int
    named: int
    enacted: int

    @property
    def address(self) -> str:
        return f"/{self.reference}/"


def counted(decisions: QuerySet[Decision]) -> QuerySet[Any, Any]:
    """Decisions with what a list says of each: whether it stands, and how far its members carry it out."""
    return decisions.annotate(
        stands=Exists(Decision.objects.filter(standing(), pk=OuterRef("pk"))),
        affected=Count("enactments"),
        named=Count("enactments", filter=~Q(enactments__kind="")),
        enacted=Count("enactments", filter=Q(enactments__enacted_on__isnull=False)),
    )


def rows(decisions: Iterable[Any]) -> list[Row]:
    """Decisions as a list shows them, from those that are `counted`. One SQL query."""
    return [
        Row(
            reference=one.reference,
            name=one.name,
            decided=_decided(one.decided_on, one.decided_by),
            decided_on=one.decided_on,
            decided_by=one.decided_by,
            is_draft=one.visibility == Visibility.DRAFT,
            is_choice=bool(one.loses),
            is_superseded=not one.stands,
            affected=one.affected,
            named=one.named,
            enacted=one.enacted,
        )
        for one in decisions
    ]


def _decided(decided_on: date | None, decided_by: str) -> str:
    day = date_format(decided_on) if decided_on else _("no day yet")
    return f"{day}, {decided_by}" if decided_by else day


def bearings_of(decision: Decision, asker: Asker) -> Mapping[str, list[Outcome]]:
    """The outcomes on which a decision bears, by how it does, as this asker may see them. Two SQL queries."""
    kinds = dict(Bearing.objects.filter(decision=decision).values_list("outcome", "kind"))
    found: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes_open_to(asker).filter(pk__in=kinds).order_by("name"):
        found[kinds[outcome.pk]].append(outcome)
    return found


def superseding(decision: Decision, asker: Asker) -> QuerySet[Decision]:
    """The later decisions that supersede one, as this asker may see them. One SQL query."""
    return decisions_open_to(asker).filter(supersedes=decision).order_by("decided_on", "pk")


def texts_of(decision: Decision) -> dict[str, str]:
    """What a decision says in words, by field."""
    return {name: getattr(decision, name) for name in TEXTS}


TEXTS = (
    "name",
    "words",
    "decided_by",
    "authority",
    "reason",
    "minute",
    "minute_url",
    "dissent",
    "options",
    "gains",
    "loses",
    "evidence",
)


def terms_of(decision: Decision, *, allowed: bool, bearings: Mapping[str, Iterable[Outcome]], on: date) -> rules.Terms:
    """What the rules ask of a decision, stored or about to be. bearings: outcomes by how it bears on them. No query."""
    outcomes = [outcome for those in bearings.values() for outcome in those]
    earlier, mandate = decision.supersedes, decision.mandate
    return rules.Terms(
        allowed=allowed,
        shared=decision.visibility != Visibility.DRAFT,
        words=decision.words,
        decided_by=decision.decided_by,
        decided_on=decision.decided_on,
        today=on,
        bearings=tuple(outcome.reference for outcome in outcomes),
        outcomes_belong=all(outcome.partnership_id == decision.partnership_id for outcome in outcomes),
        supersedes_shared=earlier is None or _may_be_superseded(earlier, decision),
        mandate_belongs=mandate is None or mandate.partnership_id == decision.partnership_id,
    )


def _may_be_superseded(earlier: Decision, by: Decision) -> bool:
    shared = earlier.visibility != Visibility.DRAFT
    return shared and earlier.partnership_id == by.partnership_id and earlier.pk != by.pk


def to_enact(organisation: Organisation, asker: Asker) -> QuerySet[Enactment]:
    """Decisions that a member is to carry out and has not yet, those that stand, by date."""
    stands = decisions_open_to(asker).filter(standing()).exclude(visibility=Visibility.DRAFT)
    left = Enactment.objects.filter(organisation=organisation, enacted_on=None, decision__in=stands.values("pk"))
    return left.select_related("decision").order_by(F("due_on").asc(nulls_last=True), "pk")


def to_supersede(partnership: Partnership, asker: Asker) -> QuerySet[Decision]:
    """Decisions that a later one may supersede: those that have been shared."""
    shared = decisions_open_to(asker).filter(partnership=partnership).exclude(visibility=Visibility.DRAFT)
    return by_day(shared)
