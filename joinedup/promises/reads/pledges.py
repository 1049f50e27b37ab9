"""Look-ups of pledges on condition, always filtered by who asks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Membership, Partnership, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import addresses_of
from joinedup.promises import permissions
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, Pledge
from joinedup.promises.rules import pledges as rules

SHARED = ~Q(visibility=Visibility.DRAFT)


def pledges_open_to(asker: Asker) -> QuerySet[Pledge]:
    """Pledges that this asker may see."""
    return Pledge.objects.filter(permissions.pledges_open_to(asker))


def counted(pledges: QuerySet[Pledge]) -> QuerySet[Any, Any]:
    """Pledges, each with how many have joined it, those by the nearest day first."""
    return pledges.select_related("organisation", "other").annotate(have_joined=Count("joined"))


@dataclass(frozen=True)
class Row:
    """A pledge as lists and pages show it. other: None if it rests on none, or on one that the reader may not see."""

    pledge: Pledge
    joined: int
    other: Pledge | None

    @property
    def reference(self) -> str:
        return self.pledge.reference

    @property
    def who(self) -> str:
        return str(self.pledge.organisation or self.pledge.people)

    @property
    def words(self) -> str:
        return self.pledge.words

    @property
    def state(self) -> str:
        return str(self.pledge.get_state_display())

    @property
    def by_on(self) -> date:
        return self.pledge.by_on

    @property
    def threshold(self) -> int | None:
        return self.pledge.threshold

    @property
    def share(self) -> int:
        """How much of the way to the number is done, in per cent, 100 at most."""
        return min(100, 100 * self.joined // self.pledge.threshold) if self.pledge.threshold else 0

    @property
    def missing(self) -> int:
        """How many more have to join."""
        return max(0, (self.pledge.threshold or 0) - self.joined)


def rows(pledges: Iterable[Any], asker: Asker) -> list[Row]:
    """Pledges that are `counted`, as lists show them. One SQL query, none if none rests on another."""
    listed = list(pledges)
    rest_on = {one.other_id for one in listed if one.other_id}
    seen = pledges_open_to(asker).select_related("organisation").in_bulk(rest_on) if rest_on else {}
    return [Row(one, one.have_joined, seen.get(one.other_id)) for one in listed]


def resting_on(pledge: Pledge, asker: Asker) -> QuerySet[Pledge]:
    """The pledges that rest on one, as this asker may see them. One SQL query."""
    return pledges_open_to(asker).filter(other=pledge).select_related("organisation").order_by("by_on", "pk")


def to_rest_on(partnership: Partnership, asker: Asker) -> QuerySet[Pledge]:
    """The pledges that another may rest on: those that have been shared and still can hold."""
    over = (rules.BROKEN, rules.LAPSED)
    return pledges_open_to(asker).filter(SHARED, partnership=partnership).exclude(state__in=over).order_by("by_on")


def terms_of(pledge: Pledge, *, allowed: bool, is_member: bool, today: date) -> rules.Terms:
    """What the rules ask of a pledge, stored or about to be. At most two SQL queries."""
    other, agreement = pledge.other, pledge.agreement
    belongs = other is None or (other.partnership_id == pledge.partnership_id and other.pk != pledge.pk)
    return rules.Terms(
        allowed=allowed,
        words=pledge.words,
        has_organisation=pledge.organisation_id is not None,
        people=pledge.people,
        is_member=is_member,
        condition=pledge.condition,
        threshold=pledge.threshold,
        has_other=other is not None,
        other_belongs=belongs,
        other_state=other.state if other else "",
        other_visibility=other.visibility if other else Visibility.PUBLIC,
        visibility=pledge.visibility,
        by_on=pledge.by_on,
        today=today,
        agreement_belongs=agreement is None or _is_deal_of(agreement, pledge.partnership_id),
    )


def _is_deal_of(agreement: Agreement, partnership: int) -> bool:
    return agreement.partnership_id == partnership and agreement_kinds()[agreement.kind].has_two_sides


def waiting_in(partnership: int) -> dict[int, rules.Waiting]:
    """The shared pledges of a partnership that wait, and those that they rest on, by key. Two SQL queries."""
    shared = Pledge.objects.filter(SHARED, partnership=partnership)
    waits = shared.filter(state=rules.OFFERED)
    asked = shared.filter(Q(pk__in=waits.values("pk")) | Q(pk__in=waits.values("other")))
    fields = ("pk", "condition", "by_on", "state", "threshold", "joined_count", "other")
    found = asked.annotate(joined_count=Count("joined")).values_list(*fields)
    return {
        pk: rules.Waiting(condition, by_on, state, threshold or 0, joined, other)
        for pk, condition, by_on, state, threshold, joined, other in found
    }


def partnerships_with_due(today: date) -> QuerySet[Pledge, int]:
    """The keys of the partnerships in which a pledge waits whose day has come or gone. One SQL query."""
    due = Q(by_on__lt=today) | Q(condition=rules.DAY, by_on__lte=today)
    return (
        Pledge.objects.filter(due, SHARED, state=rules.OFFERED)
        .order_by("partnership")
        .values_list("partnership", flat=True)
        .distinct()
    )


def is_rested_on(pledge: Pledge) -> bool:
    """Whether any pledge that waits rests on this one. One SQL query."""
    return Pledge.objects.filter(SHARED, other=pledge, state=rules.OFFERED).exists()


def addresses_to_tell(pledge: Pledge, on: date) -> list[str]:
    """Where to write to whoever takes part in a pledge: the convenor, and the people of the organisations that
    pledge this one, the one that it rests on and those that rest on it. Three SQL queries.
    """
    near = Pledge.objects.filter(Q(pk=pledge.pk) | Q(pk=pledge.other_id) | Q(other=pledge))
    posts = Membership.objects.filter(live(on), organisation__in=near.values("organisation"))
    people = {*posts.values_list("person", flat=True), pledge.partnership.convenor_id}
    return sorted(set(addresses_of(one for one in people if one is not None).values()))


def pledges_of_agreement(agreement: Agreement, asker: Asker) -> QuerySet[Pledge]:
    """The pledges on condition that stand under an agreement, as this asker may see them."""
    return pledges_open_to(asker).filter(agreement=agreement).order_by("by_on", "pk")
