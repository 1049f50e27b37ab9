"""The verbs of what is in the way: tell of it, say that it is the same as another, remove it or keep it, because."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.permissions import convenes
from joinedup.promises import permissions
from joinedup.promises.actions.entries import reference_of
from joinedup.promises.models import Barrier
from joinedup.promises.rules import barriers as rules
from joinedup.questions import actions as questions
from joinedup.questions.models import Question
from joinedup.record.actions import enter


@transaction.atomic
def report_barrier(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation,
    rule: str,
    words: str,
    owner: Organisation | None = None,
    owner_outside: str = "",
    hits: str = "",
    hours_a_year: int | None = None,
    outcome: Outcome | None = None,
    due_on: date | None = None,
    visibility: str = Visibility.PARTNERS,
    as_it_is: bool = False,
) -> Barrier:
    """Tell of a rule or practice that is in the way; its owner owes a reply. Raises Refused with every reason.

    hours_a_year: what it costs those whom it hits, as far as anybody can say.
    """
    refuse_if(
        rules.refusals_to_report(
            rules.Telling(
                rule=rule,
                has_owner=owner is not None,
                has_owner_outside=bool(owner_outside.strip()),
                outcome_belongs=outcome is None or outcome.partnership_id == partnership.pk,
            )
        )
    )
    question = questions.put(
        partnership,
        by=by,
        at=at,
        kind=Question.Kind.BARRIER,
        about=outcome.reference if outcome else partnership.reference,
        words=words,
        asking=organisation,
        of=owner,
        is_outside=bool(owner_outside.strip()),
        due_on=due_on,
        visibility=visibility,
        as_it_is=as_it_is,
    )
    return Barrier.objects.create(
        question=question,
        rule=rule,
        owner=owner,
        owner_outside=owner_outside,
        hits=hits,
        hours_a_year=hours_a_year,
        outcome=outcome,
    )


@transaction.atomic
def join_barriers(barrier: Barrier, *, by: Account, at: datetime, same_as: Barrier) -> Barrier:
    """Say that a barrier is the same as one that was told of before. Raises Refused with every reason against."""
    first, second = sorted((barrier.pk, same_as.pk))
    rows = {one.pk: one for one in Barrier.objects.select_for_update().filter(pk__in=(first, second)).order_by("pk")}
    stored, other = rows[barrier.pk], rows[same_as.pk]
    partnership = stored.question.partnership
    refuse_if(
        rules.refusals_to_join(
            convenes=convenes(by, partnership),
            is_itself=stored.pk == other.pk,
            belongs=other.question.partnership_id == partnership.pk,
            other_is_joined=other.same_as_id is not None,
            has_others=Barrier.objects.filter(same_as=stored).exists(),
            is_joined=stored.same_as_id is not None,
        )
    )
    stored.same_as = other
    stored.save(update_fields=["same_as"])
    _enter("joined barrier", stored, by=by, at=at, same_as=other.question.reference)
    return stored


@transaction.atomic
def remove_barrier(barrier: Barrier, *, by: Account, at: datetime, because: str) -> Barrier:
    """Say that a rule is no longer in the way, and what was changed. It answers the question, if that still waits."""
    stored = _settled(barrier, by=by, because=because)
    stored.removed_on = timezone.localdate(at)
    stored.save(update_fields=["removed_on"])
    _answer(stored, because, by=by, at=at)
    _enter("removed barrier", stored, by=by, at=at)
    return stored


@transaction.atomic
def keep_barrier(barrier: Barrier, *, by: Account, at: datetime, because: str) -> Barrier:
    """Say that a rule stays, because it is worth its price. It answers the question, if that still waits."""
    stored = _settled(barrier, by=by, because=because)
    stored.kept_because = tidy(because)
    stored.save(update_fields=["kept_because"])
    _answer(stored, because, by=by, at=at)
    _enter("kept barrier", stored, by=by, at=at)
    return stored


def settle_barrier(barrier: Barrier, *, by: Account, at: datetime, settled: str, because: str) -> Barrier:
    """Say what became of something in the way. settled: “removed” or “kept”."""
    settle = remove_barrier if settled == rules.REMOVED else keep_barrier
    return settle(barrier, by=by, at=at, because=because)


def _settled(barrier: Barrier, *, by: Account, because: str) -> Barrier:
    """The barrier, locked, of which a rule lets it be said what became of it."""
    question = locked(barrier.question)
    stored = locked(barrier)
    stored.question = question
    refuse_if(
        rules.refusals_to_settle(
            allowed=permissions.may_settle_barrier(by, stored),
            stands=rules.stands_as(is_removed=stored.removed_on is not None, kept_because=stored.kept_because),
            because=because,
        )
    )
    return stored


def _answer(barrier: Barrier, because: str, *, by: Account, at: datetime) -> None:
    if barrier.question.state == Question.State.OPEN:
        questions.answer(barrier.question, by=by, at=at, answer=because)


def _enter(verb: str, barrier: Barrier, *, by: Account, at: datetime, **facts: object) -> None:
    question = barrier.question
    terms = {"owner": reference_of(barrier.owner), "outcome": barrier.outcome.reference if barrier.outcome else ""}
    texts = {"rule": barrier.rule, "owner_outside": barrier.owner_outside, "kept_because": barrier.kept_because}
    partnership = question.partnership.reference
    enter(verb, question, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
