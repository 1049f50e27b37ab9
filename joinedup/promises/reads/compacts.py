"""What a compact rests on, how it was challenged, and the term that its record carries; filtered by who asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from joinedup.outcomes.models import Indicator, Measurement
from joinedup.partners.permissions import Asker
from joinedup.promises import permissions
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.kinds.shape import AgreementKind, Slot, Term
from joinedup.promises.models import Agreement, Challenge, Evidence, Renewal, SigningRound
from joinedup.promises.rules import compacts as rules
from joinedup.promises.rules import terms
from joinedup.promises.rules.texts import read
from joinedup.reviews.models import Review

HEARING = "compact"
SETTLED = (Challenge.State.REPAIRED, Challenge.State.REJECTED)


def evidence_open_to(asker: Asker) -> QuerySet[Evidence]:
    """Evidence that this asker may see."""
    return Evidence.objects.filter(permissions.evidence_open_to(asker))


def challenges_open_to(asker: Asker) -> QuerySet[Challenge]:
    """Challenges whose words this asker may read."""
    return Challenge.objects.filter(permissions.challenges_open_to(asker))


def kinds_with_slots() -> list[str]:
    """The kinds of agreement that rest on things that have to be shown anew."""
    return [key for key, kind in agreement_kinds().items() if kind.slots]


def in_force() -> Q:
    """Compacts that are in force, those of which a next version is open to be signed among them."""
    return Q(kind__in=kinds_with_slots(), in_force__isnull=False) & ~Q(state=Agreement.State.ENDED)


def in_force_by(day: date) -> Q:
    """Agreements of which a version was in force on a day already, whichever is in force now."""
    rounds = SigningRound.objects.filter(version__agreement=OuterRef("pk"), ended_as=SigningRound.End.IN_FORCE)
    return Q(in_force_from__lte=day) | Q(Exists(rounds.filter(ended_at__date__lte=day)))


def kind_of(agreement: Agreement) -> AgreementKind | None:
    """The kind of an agreement if it rests on things that have to be shown; None for any other."""
    kind = agreement_kinds().get(agreement.kind)
    return kind if kind is not None and kind.slots else None


def is_in_force(agreement: Agreement) -> bool:
    """Whether a version of an agreement is in force and it has not ended."""
    return agreement.in_force_id is not None and agreement.state != Agreement.State.ENDED


@dataclass(frozen=True)
class Shown:
    """One thing that a compact rests on, with the evidence that counts longest, whether or not it still does."""

    slot: Slot
    latest: Evidence | None
    counts: bool

    @property
    def is_old(self) -> bool:
        """Whether it was shown once and what showed it is too old."""
        return self.latest is not None and not self.counts


def slots_of(kind: AgreementKind, evidence: Iterable[Evidence], today: date) -> list[Shown]:
    """The things that a compact rests on, in the order of its kind, as they stood on a day. No query."""
    latest: dict[str, Evidence] = {}
    by_then = [one for one in evidence if one.shown_on <= today]
    for one in sorted(by_then, key=lambda one: (one.valid_until, one.pk)):
        latest[one.slot] = one
    return [_shown(slot, latest.get(slot.key), today) for slot in kind.slots]


def _shown(slot: Slot, latest: Evidence | None, today: date) -> Shown:
    return Shown(slot, latest, counts=latest is not None and today < latest.valid_until)


def first_in_force(agreement: Agreement) -> date | None:
    """The day on which any version of an agreement first came into force, None if none did. One SQL query."""
    rounds = SigningRound.objects.filter(version__agreement=agreement, ended_as=SigningRound.End.IN_FORCE)
    begun = [timezone.localdate(ended_at) for ended_at in rounds.values_list("ended_at", flat=True) if ended_at]
    return min((day for day in (*begun, agreement.in_force_from) if day is not None), default=None)


def track_record(
    agreement: Agreement, kind: AgreementKind, since: date, today: date
) -> tuple[terms.TrackRecord, list[Evidence]]:
    """What the term of a compact rests on, and all that was shown for it. Four SQL queries at most."""
    evidence = list(agreement.evidence.order_by("shown_on", "pk"))
    challenges = agreement.challenges.values_list("raised_on", "replied_on", "state", "repaired_on")
    record = terms.TrackRecord(
        since=since,
        today=today,
        slots=tuple(slot.key for slot in kind.slots),
        proofs=tuple(terms.Proof(one.slot, terms.Period(one.shown_on, one.valid_until)) for one in evidence),
        contests=tuple(_contest(*one) for one in challenges),
        aims=tuple(_aims_of(agreement, today)),
    )
    return record, evidence


def _contest(raised_on: date, replied_on: date | None, state: str, repaired_on: date | None) -> terms.Contest:
    settled_on = replied_on if state == Challenge.State.REJECTED else repaired_on
    return terms.Contest(raised_on, replied_on, settled_on)


def _aims_of(agreement: Agreement, today: date) -> list[terms.Aim]:
    """The targets of the measures in the clauses that were signed, of those whose day is over. Two SQL queries.

    A target is met by the latest figure for a period that began by its day; without one it is not.
    """
    if agreement.in_force is None:
        return []
    _number, text = read(agreement.in_force.text)
    named = {clause.indicator for clause in text.clauses if clause.indicator}
    figures = Measurement.objects.filter(indicator=OuterRef("pk"), is_current=True, from_on__lte=OuterRef("target_on"))
    latest = Subquery(figures.order_by("-from_on").values("value")[:1])
    due = Indicator.objects.filter(reference__in=named, target__isnull=False, target_on__lt=today)
    rows = due.annotate(latest=latest).values_list("target_on", "target", "latest", "better")
    return [
        terms.Aim(due_on, is_met=value is not None and _reaches(value, target, better))
        for due_on, target, value, better in rows
        if due_on is not None
    ]


def _reaches(value: object, target: object, better: str) -> bool:
    if better == Indicator.Better.LOWER:
        return bool(value <= target)  # type: ignore[operator]
    return bool(value >= target)  # type: ignore[operator]


@dataclass(frozen=True)
class Standing:
    """How a compact stands: what it rests on, the term that its record carries, and the terms agreed so far."""

    agreement: Agreement
    kind: AgreementKind
    term: Term
    slots: list[Shown]
    earned: terms.Earned
    renewals: Sequence[Renewal]

    @property
    def not_shown(self) -> list[Slot]:
        """What nothing shows today."""
        return [one.slot for one in self.slots if not one.counts]


def standing_of(agreement: Agreement, today: date | None = None) -> Standing | None:
    """How a compact stands today; None for an agreement without a term rule. Six SQL queries at most."""
    kind, today = kind_of(agreement), today or timezone.localdate()
    if kind is None or kind.term is None:
        return None
    record, evidence = track_record(agreement, kind, first_in_force(agreement) or today, today)
    return Standing(
        agreement=agreement,
        kind=kind,
        term=kind.term,
        slots=slots_of(kind, evidence, today),
        earned=terms.earned(record, kind.term),
        renewals=list(agreement.renewals.order_by("-pk")),
    )


def months_carried(agreement: Agreement, today: date) -> int | None:
    """For how many months an agreement may run at most, where a rule says so; None where none does."""
    standing = standing_of(agreement, today)
    return standing.earned.months if standing else None


def first_term(kind: str) -> int | None:
    """For how many months an agreement of a kind runs at first, where a rule says so."""
    known = agreement_kinds().get(kind)
    return known.term.first_months if known is not None and known.term is not None else None


def hearing_of(agreement: Agreement) -> Review | None:
    """The latest review that asks whether a compact is to be renewed. One SQL query."""
    held = Review.objects.filter(partnership=agreement.partnership_id, kit=HEARING, about=agreement.reference)
    return held.order_by("-pk").first()


def hearing_facts(review: Review | None) -> rules.Hearing | None:
    """What the rules ask of a hearing. One SQL query at most."""
    if review is None:
        return None
    return rules.Hearing(
        state=review.state,
        closed_on=timezone.localdate(review.closed_at) if review.closed_at else None,
        is_used=Renewal.objects.filter(review=review.reference).exists(),
    )


def log_of(agreement: Agreement, asker: Asker) -> QuerySet[Challenge]:
    """The challenges of a compact whose words this asker may read, the latest first."""
    return challenges_open_to(asker).filter(agreement=agreement).order_by("-raised_on", "-pk")


def unread(agreement: Agreement, asker: Asker) -> int:
    """How many challenges wait for a reply and keep their words from this asker until then. One SQL query."""
    raised = agreement.challenges.filter(state=Challenge.State.RAISED)
    return raised.exclude(pk__in=challenges_open_to(asker).values("pk")).count()


def from_outside(since: date) -> QuerySet[Challenge]:
    """Challenges raised since a day by somebody who speaks for none of the compact's own parties."""
    own = Q(raised_by__person__memberships__organisation=F("agreement__parties__organisation"))
    return Challenge.objects.filter(raised_on__gte=since).exclude(pk__in=Challenge.objects.filter(own).values("pk"))
