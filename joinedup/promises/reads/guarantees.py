"""Look-ups of guarantees and of what came of claims against them, always filtered by who asks."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator
from joinedup.outcomes.reads import indicators_open_to
from joinedup.partners.models import Body, Partnership, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import bodies_open_to
from joinedup.partners.reads.bodies import goes_on
from joinedup.promises import permissions
from joinedup.promises.models import Claim, Guarantee
from joinedup.promises.reads.promises import stands
from joinedup.promises.rules import guarantees as rules

CLAIMS = Q(appeal_of=None)
IN_THE_END_RIGHT = Q(outcome__in=rules.RIGHT) | Q(appeals__outcome__in=rules.RIGHT)


def guarantees_open_to(asker: Asker) -> QuerySet[Guarantee]:
    """Guarantees that this asker may see."""
    return Guarantee.objects.filter(permissions.guarantees_open_to(asker))


def shared(guarantees: QuerySet[Guarantee]) -> QuerySet[Guarantee]:
    """Guarantees that people may rely on: those that are no drafts."""
    return guarantees.exclude(visibility=Visibility.DRAFT)


def by_name(guarantees: QuerySet[Guarantee]) -> QuerySet[Guarantee]:
    """Guarantees as lists show them: those that hold first, by name."""
    over = Q(until_on__isnull=False, until_on__lte=timezone.localdate())
    return guarantees.alias(is_over=over).order_by("is_over", "name", "pk")


def measured(asker: Asker) -> Q:
    """Guarantees whose measure this asker may see, with a figure at least: somebody measures whether they are kept."""
    return Q(indicator__in=indicators_open_to(asker).filter(latest_on__isnull=False).values("pk"))


def claims_upheld_since(guarantees: Collection[int], since: date) -> Mapping[int, int]:
    """How many claims against each of these guarantees, by key, were found right from a day on; none are left out.

    An appeal that was right counts as the claim that it is about, once, on the day of its first decision. One SQL
    query.
    """
    decided = Claim.objects.filter(CLAIMS, IN_THE_END_RIGHT, guarantee__in=guarantees)
    recent = decided.filter(question__answered_at__date__gte=since)
    return dict(recent.order_by().values_list("guarantee").annotate(Count("pk")))


def figures_of(guarantees: Collection[int]) -> dict[int, tuple[rules.Figures, int]]:
    """The whole figures of these guarantees, by key, and how many claims were put right. One SQL query.

    They are for those who may read the claims; what everybody may read is `rules.for_the_public` of them.
    """
    decided: dict[int, list[_Settled]] = defaultdict(list)
    claims = Claim.objects.filter(CLAIMS, guarantee__in=guarantees).exclude(outcome="")
    for row in claims.values_list("guarantee", *_FIELDS):
        decided[row[0]].append(_settled(*row[1:]))
    return {key: _figures(decided[key]) for key in guarantees}


_FIELDS = (
    "question__asked_at",
    "outcome",
    "put_right_by",
    "put_right_on",
    "appeals__outcome",
    "appeals__put_right_by",
    "appeals__put_right_on",
)


@dataclass(frozen=True)
class _Settled:
    """A claim that was decided: what came of it in the end, and when it was and should have been put right."""

    outcome: str
    claimed_on: date
    right_by: date | None
    right_on: date | None


def _settled(
    asked_at: Any,
    first: str,
    by: date | None,
    on: date | None,
    appeal: str | None,
    later: date | None,
    then: date | None,
) -> _Settled:
    claimed_on = timezone.localdate(asked_at)
    if appeal in rules.RIGHT:
        return _Settled(rules.final_outcome(first, appeal or ""), claimed_on, later, then)
    return _Settled(first, claimed_on, by, on)


def _figures(settled: Iterable[_Settled]) -> tuple[rules.Figures, int]:
    all_of_them = tuple(settled)
    right = [one for one in all_of_them if one.right_on is not None]
    days = tuple((one.right_on - one.claimed_on).days for one in right if one.right_on)
    in_time = sum(one.right_on <= one.right_by for one in right if one.right_on and one.right_by)
    return rules.figures(tuple(one.outcome for one in all_of_them), days, in_time), len(right)


@dataclass(frozen=True)
class Row:
    """A guarantee as a list shows it, with the figures that its reader may see."""

    guarantee: Guarantee
    is_over: bool
    is_measured: bool
    figures: rules.Figures

    @property
    def state(self) -> str:
        """How it stands, for the list's words."""
        if self.guarantee.visibility == Visibility.DRAFT:
            return "draft"
        return "over" if self.is_over else "holds"


def rows(guarantees: Iterable[Guarantee], asker: Asker) -> list[Row]:
    """Guarantees, with their organisations, as a list shows them. Two SQL queries."""
    listed, today = list(guarantees), timezone.localdate()
    figures = figures_of([one.pk for one in listed])
    kept = {one.pk for one in listed}
    seen = set(Guarantee.objects.filter(measured(asker), pk__in=kept).values_list("pk", flat=True))
    return [
        Row(
            guarantee=one,
            is_over=is_over(one, today),
            is_measured=one.pk in seen,
            figures=rules.for_the_public(*figures[one.pk]),
        )
        for one in listed
    ]


def is_over(guarantee: Guarantee, today: date) -> bool:
    """Whether a guarantee has ended."""
    return guarantee.until_on is not None and guarantee.until_on <= today


def holds_on(guarantee: Guarantee, day: date) -> bool:
    """Whether a guarantee held on a day."""
    return guarantee.from_on <= day and (guarantee.until_on is None or day < guarantee.until_on)


def fails_again_and_again(guarantee: Guarantee, today: date) -> bool:
    """Whether it was found not kept three times or more in the past ninety days. One SQL query."""
    since = today - rules.REPEATED_WITHIN
    return claims_upheld_since([guarantee.pk], since).get(guarantee.pk, 0) >= rules.REPEATED


def measure_of(guarantee: Guarantee, asker: Asker) -> Indicator | None:
    """The measure that shows whether a guarantee is kept, if this asker may see it. One SQL query at most."""
    if guarantee.indicator_id is None:
        return None
    return indicators_open_to(asker).filter(pk=guarantee.indicator_id).first()


def bodies_for_appeals(partnership: Partnership, asker: Asker) -> QuerySet[Body]:
    """The bodies of a partnership that go on and can hear appeals, by name."""
    return bodies_open_to(asker).filter(goes_on(), partnership=partnership).order_by("name")


def is_heard_here(guarantee: Guarantee, today: date) -> bool:
    """Whether appeals are heard by a body of the partnership that goes on. One SQL query at most."""
    body = guarantee.appeals_to_id
    return body is not None and Body.objects.filter(live(today), pk=body).exists()


def terms_of(guarantee: Guarantee, *, allowed: bool, on: date) -> rules.Terms:
    """What the rules ask of a guarantee, stored or about to be. Two SQL queries at most."""
    measure, body = guarantee.indicator, guarantee.appeals_to
    here = guarantee.partnership_id
    return rules.Terms(
        allowed=allowed,
        shared=guarantee.visibility != Visibility.DRAFT,
        organisation_stands=stands(guarantee.partnership, guarantee.organisation_id, on),
        redress=guarantee.redress,
        days_to_right=guarantee.days_to_right,
        measure_belongs=measure is None or measure.partnership_id == here,
        body_belongs=body is None or (body.partnership_id == here and (body.until_on is None or body.until_on > on)),
        has_appeal=body is not None or bool(guarantee.appeals_to_words.strip()),
    )


TERMS = (
    "name",
    "standard",
    "redress",
    "days_to_right",
    "indicator",
    "appeals_to",
    "appeals_to_words",
    "needs_proof",
    "from_on",
    "organisation",
)


def fields_of(guarantee: Guarantee) -> dict[str, Any]:
    """What a guarantee says, by field, with where it belongs and who may read it."""
    return {name: getattr(guarantee, name) for name in (*TERMS, "partnership", "visibility")}


def texts_of(guarantee: Guarantee) -> dict[str, str]:
    """What a guarantee says in words, by field."""
    return {name: getattr(guarantee, name) for name in ("name", "standard", "redress", "appeals_to_words")}
