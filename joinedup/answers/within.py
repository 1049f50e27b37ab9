"""What lies in what: the references under which a change is told to whoever follows them.

One table says of each noun what it lies in. It is read upwards from what changed, for the daily letter, and downwards
from a noun, for the list of what changed in it. A place holds the places in it and the partnerships for them; a
partnership holds whatever the record enters under it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import Q
from django.urls import Resolver404, resolve

from joinedup.answers.models import AccountGiven, AnswerLine, Demand, Guarantor, Recommendation
from joinedup.frame.references import kind_of
from joinedup.outcomes.models import Contribution, Indicator, Outcome, Pitfall, Remit, Step
from joinedup.partners.models import (
    AgendaItem,
    Body,
    Interest,
    Mandate,
    Meeting,
    Partnership,
    Patch,
    Place,
    Seat,
    Succession,
)
from joinedup.promises.models import (
    AgreementVersion,
    Challenge,
    Clause,
    Comment,
    Commitment,
    Consent,
    Decision,
    Enactment,
    Evidence,
    Failure,
    Firing,
    Freedom,
    Guarantee,
    Intervention,
    Part,
    Party,
    Pledge,
    ProgressReport,
    Risk,
    Signature,
    SigningPower,
    Tripwire,
    Undertaking,
)
from joinedup.questions.models import Question
from joinedup.voice.models import (
    Annotation,
    Appeal,
    Conversation,
    Draft,
    Move,
    Reply,
    Statement,
    Submission,
    Theme,
    TradeOff,
    Wording,
)

ON_ANOTHERS_PAGE = {"part", "enactment", "item"}  # their addresses lead there
LEVELS = 4  # a report lies in a promise, that in an outcome, that in a problem and in a place


@dataclass(frozen=True)
class Lying:
    """Nouns of one table lie in what a path of theirs names. A path to no noun holds a reference of any kind."""

    table: Any
    path: str

    @property
    def kind(self) -> str:
        """The kind of what lies."""
        return str(self.table._meta.get_field("reference").kind)

    @property
    def into(self) -> str:
        """The kind of what it lies in; empty for any."""
        *steps, last = self.path.split("__")
        table = self.table
        for step in steps:
            table = table._meta.get_field(step).related_model
        return str(table._meta.get_field(last).kind) if steps else ""


TABLE = (
    Lying(ProgressReport, "commitment__reference"),
    Lying(Part, "commitment__reference"),
    Lying(Part, "organisation__reference"),
    Lying(Enactment, "decision__reference"),
    Lying(Enactment, "organisation__reference"),
    Lying(Contribution, "outcome__reference"),
    Lying(Contribution, "indicator__reference"),
    Lying(Pitfall, "contribution__reference"),
    Lying(Question, "about"),
    Lying(Question, "of__reference"),
    Lying(Commitment, "outcomes__reference"),
    Lying(Commitment, "organisation__reference"),
    Lying(Commitment, "place__reference"),
    Lying(Risk, "outcomes__reference"),
    Lying(Risk, "organisation__reference"),
    Lying(Decision, "outcomes__reference"),
    Lying(Decision, "meeting__reference"),
    Lying(AgendaItem, "meeting__reference"),
    Lying(Interest, "meeting__reference"),
    Lying(Mandate, "organisation__reference"),
    Lying(Seat, "body__reference"),
    Lying(Seat, "organisation__reference"),
    Lying(Remit, "body__reference"),
    Lying(Remit, "outcome__reference"),
    Lying(Meeting, "body__reference"),
    Lying(Body, "place__reference"),
    Lying(Succession, "heirs__organisation__reference"),
    Lying(Patch, "organisation__reference"),
    Lying(Indicator, "outcome__reference"),
    Lying(Indicator, "steward__reference"),
    Lying(Step, "leads_to__outcome__reference"),
    Lying(Step, "leads_to__step__reference"),
    Lying(Step, "organisation__reference"),
    Lying(Outcome, "problem__reference"),
    Lying(Outcome, "place__reference"),
    Lying(Partnership, "place__reference"),
    Lying(Clause, "agreement__reference"),
    Lying(AgreementVersion, "agreement__reference"),
    Lying(Comment, "clause__reference"),
    Lying(Party, "agreement__reference"),
    Lying(Signature, "version__reference"),
    Lying(SigningPower, "organisation__reference"),
    Lying(Undertaking, "organisation__reference"),
    Lying(Pledge, "agreement__reference"),
    Lying(Evidence, "agreement__reference"),
    Lying(Challenge, "agreement__reference"),
    Lying(Freedom, "outcome__reference"),
    Lying(Freedom, "organisation__reference"),
    Lying(Freedom, "place__reference"),
    Lying(Consent, "freedom__reference"),
    Lying(Tripwire, "about"),
    Lying(Firing, "tripwire__reference"),
    Lying(Intervention, "about"),
    Lying(Failure, "about"),
    Lying(Guarantee, "organisation__reference"),
    Lying(AnswerLine, "about"),
    Lying(AccountGiven, "line__reference"),
    Lying(Guarantor, "about"),
    Lying(Recommendation, "about"),
    Lying(Recommendation, "committee__reference"),
    Lying(Demand, "of__reference"),
    Lying(Conversation, "outcomes__reference"),
    Lying(Conversation, "places__reference"),
    Lying(Conversation, "programme__reference"),
    Lying(Statement, "conversation__reference"),
    Lying(Submission, "conversation__reference"),
    Lying(Theme, "conversation__reference"),
    Lying(Reply, "conversation__reference"),
    Lying(TradeOff, "conversation__reference"),
    Lying(Draft, "conversation__reference"),
    Lying(Wording, "draft__reference"),
    Lying(Annotation, "draft__reference"),
    Lying(Move, "conversation__reference"),
    Lying(Appeal, "move__reference"),
)

Pairs = set[tuple[str, str]]
Climb = Mapping[str, frozenset[str]]


def above(references: Iterable[str]) -> Climb:
    """Each reference with itself and all that it lies in. A bounded number of SQL queries, however many there are."""
    asked = set(references)
    upwards: dict[str, set[str]] = defaultdict(set)
    fresh = set(asked)
    for _level in range(LEVELS):
        found = _one_up(fresh)
        for lower, upper in found:
            upwards[lower].add(upper)
        fresh = {upper for _lower, upper in found} - upwards.keys()
    around = _places_around({one for ones in (asked, *upwards.values()) for one in ones})
    return {one: frozenset(_climbed(one, upwards, around)) for one in asked}


def entries_in(reference: str) -> Q:
    """The entries of the record that are told under a noun, as a condition. A bounded number of SQL queries."""
    if kind_of(reference) == "partnership":
        return Q(partnership=reference)
    below = _places_within(reference)
    fresh = set(below)
    for _level in range(LEVELS):
        fresh = {lower for lower, _upper in _one_down(fresh)} - below
        below |= fresh
    return Q(subject__in=below) | Q(partnership__in=[one for one in below if kind_of(one) == "partnership"])


def told_about(references: Iterable[str]) -> dict[str, str]:
    """The noun whose page tells of each reference: itself, or for what has no page what it lies in.

    Left out is what no page tells of, such as an invitation. One SQL query a kind of noun without a page, twice.
    """
    owners = {one: one for one in references}
    for _level in range(2):
        homeless = {one for one in owners.values() if not has_page(kind_of(one))}
        owned = _owned(homeless)
        owners = {one: owned.get(owner, owner) for one, owner in owners.items()}
    return {one: owner for one, owner in owners.items() if has_page(kind_of(owner))}


@cache
def has_page(kind: str) -> bool:
    """Whether nouns of a kind have a page of their own."""
    if kind in ON_ANOTHERS_PAGE:
        return False
    try:
        resolve(f"/{kind}/AA-1/")
    except Resolver404:
        return False
    return True


def homeless_kinds(kind: str) -> set[str]:
    """The kinds of noun without a page of their own that lie in a kind."""
    return {lying.kind for lying in TABLE if lying.into == kind and not has_page(lying.kind)}


def _one_up(references: Collection[str]) -> Pairs:
    """What each reference lies in directly."""
    kinds = _by_kind(references)
    return {
        pair
        for lying in TABLE
        if lying.kind in kinds
        for pair in lying.table.objects.filter(reference__in=kinds[lying.kind]).values_list("reference", lying.path)
        if pair[1]
    }


def _owned(references: Collection[str]) -> dict[str, str]:
    """What each reference belongs to: of what it lies in, what the table names first."""
    kinds = _by_kind(references)
    owned: dict[str, str] = {}
    for lying in reversed([lying for lying in TABLE if lying.kind in kinds]):
        pairs = lying.table.objects.filter(reference__in=kinds[lying.kind]).values_list("reference", lying.path)
        owned |= {lower: upper for lower, upper in pairs if upper}
    return owned


def _one_down(references: Collection[str]) -> Pairs:
    """What lies directly in each reference."""
    kinds = _by_kind(references)
    return {
        pair
        for lying in TABLE
        if (into := kinds.get(lying.into) if lying.into else references)
        for pair in lying.table.objects.filter(**{f"{lying.path}__in": into}).values_list("reference", lying.path)
    }


def _by_kind(references: Iterable[str]) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for reference in references:
        kinds[kind_of(reference)].append(reference)
    return kinds


def _climbed(reference: str, upwards: Mapping[str, set[str]], around: Mapping[str, set[str]]) -> set[str]:
    met, fresh = {reference}, {reference}
    while fresh:
        fresh = {upper for one in fresh for upper in upwards.get(one, ())} - met
        met |= fresh
    return met.union(*(around[one] for one in met if one in around))


def _places_around(references: Iterable[str]) -> dict[str, set[str]]:
    """Each place among the references with the places that it lies in. Two SQL queries, or none without a place."""
    asked = [one for one in references if kind_of(one) == "place"]
    if not asked:
        return {}
    lineages = dict(Place.objects.filter(reference__in=asked).values_list("reference", "lineage"))
    keys = {one: [int(key) for key in lineage.strip(".").split(".")] for one, lineage in lineages.items()}
    every = {key for some in keys.values() for key in some}
    named = dict(Place.objects.filter(pk__in=every).values_list("pk", "reference"))
    return {one: {named[key] for key in some} for one, some in keys.items()}


def _places_within(reference: str) -> set[str]:
    """A reference, and if it is a place the places in it. Two SQL queries at most."""
    if kind_of(reference) != "place":
        return {reference}
    lineages = Place.objects.filter(reference=reference).values_list("lineage", flat=True)
    return {
        one
        for lineage in lineages
        for one in Place.objects.filter(lineage__startswith=lineage).values_list("reference", flat=True)
    } | {reference}
