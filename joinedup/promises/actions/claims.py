"""The verbs of claims against guarantees: claim, decide, put right, appeal, decide an appeal.

What was decided is kept in the record as a salted hash only: how many claims were right is told by the figures alone,
which withhold what is about few people.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from joinedup.frame import letters
from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.versions import locked
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account
from joinedup.partners.permissions import acts_for
from joinedup.promises import permissions
from joinedup.promises.actions.entries import post_of
from joinedup.promises.models import Claim, Guarantee
from joinedup.promises.reads import claims as reads
from joinedup.promises.reads.guarantees import holds_on, is_heard_here
from joinedup.promises.rules import guarantees as rules
from joinedup.questions import unpublished
from joinedup.questions.models import Question
from joinedup.questions.rules import OPEN
from joinedup.record.actions import enter


@transaction.atomic
def claim(
    guarantee: Guarantee,
    *,
    by: Account | None,
    at: datetime,
    words: str,
    happened_on: date | None = None,
    shown: str = "",
    asker_email: str = "",
    asked_from: str = "",
) -> Claim:
    """Claim that a guarantee was not kept, with or without an account, whatever somebody can show of who they are.

    It goes to the organisation at once and is never published. A letter with the receipt goes to the address, if one
    is given. asked_from: the day's mark of the sender, as for a question.
    """
    partnership, today = locked(guarantee.partnership), timezone.localdate(at)
    stored = locked(guarantee)
    claimed = reads.claimed_on(partnership, today)
    claiming = rules.Claiming(
        shared=stored.visibility != Visibility.DRAFT,
        in_force=holds_on(stored, happened_on or today),
        happened_on=happened_on,
        today=today,
        words=words,
        here_today=claimed.count(),
        limit_here=partnership.questions_a_day,
        yours_today=claimed.filter(asked_from=asked_from).count() if asked_from else 0,
        next_on=formats.date_format(today + timedelta(days=1), "DATE_FORMAT"),
    )
    refuse_if(rules.refusals_to_claim(claiming))
    question = unpublished.receive(
        partnership,
        by=by,
        at=at,
        kind=Question.Kind.CLAIM,
        about=stored.reference,
        of=stored.organisation,
        words=words,
        asker_email=asker_email,
        asked_from=asked_from,
    )
    made = Claim.objects.create(question=question, guarantee=stored, happened_on=happened_on, shown=shown)
    _write(made, at=at, subject=_("We have received your claim"), news=_RECEIVED)
    _enter("claimed", made, by=by, at=at)
    return made


@transaction.atomic
def decide_claim(
    claim: Claim,
    *,
    by: Account,
    at: datetime,
    outcome: str,
    answer: str,
    for_want_of_proof: bool = False,
    would_do: str = "",
) -> Claim:
    """Say whether a claim is right, in full or in part, or not, and why.

    for_want_of_proof: it is refused because something could not be shown; `would_do` then says what else would do.
    """
    stored = _locked(claim)
    refused = () if permissions.may_give(by, stored.guarantee) and not stored.appeal_of_id else (rules.NOT_ALLOWED,)
    return _decide(stored, refused, rules.Decided(outcome, answer, for_want_of_proof, would_do), by=by, at=at)


@transaction.atomic
def decide_appeal(
    claim: Claim,
    *,
    by: Account,
    at: datetime,
    outcome: str,
    answer: str,
    for_want_of_proof: bool = False,
    would_do: str = "",
) -> Claim:
    """Hear an appeal, as somebody who sits in the body that the guarantee names and did not decide on the claim."""
    stored = _locked(claim)
    first = stored.appeal_of
    refused = rules.refusals_to_hear(
        sits=first is not None and permissions.sits_where_appeals_go(by, stored.guarantee),
        decided_it=first is not None and first.decided_by_id == by.pk,
        acts_for_giver=acts_for(by, stored.guarantee.organisation_id),
    )
    return _decide(stored, refused, rules.Decided(outcome, answer, for_want_of_proof, would_do), by=by, at=at)


@transaction.atomic
def put_right(claim: Claim, *, by: Account, at: datetime, remedy: str, put_right_on: date) -> Claim:
    """Say what was done to put a claim right, and on which day."""
    stored = _locked(claim)
    replaced = Claim.objects.filter(appeal_of=stored, outcome__in=rules.RIGHT).exists()
    refuse_if(
        rules.refusals_to_put_right(
            allowed=permissions.may_give(by, stored.guarantee),
            outcome="" if replaced else stored.outcome,
            is_right=stored.put_right_on is not None,
            remedy=remedy,
            on=put_right_on,
            claimed_on=timezone.localdate(stored.question.asked_at),
            today=timezone.localdate(at),
        )
    )
    stored.remedy, stored.put_right_on = remedy, put_right_on
    stored.save(update_fields=["remedy", "put_right_on"])
    _write(stored, at=at, subject=_("Your claim has been put right"), news=_PUT_RIGHT)
    _enter("put right", stored, by=by, at=at)
    return stored


@transaction.atomic
def appeal(claim: Claim, *, by: Account | None, at: datetime, words: str, shown: str = "") -> Claim:
    """Appeal against what was decided on a claim, once, from its receipt. A letter goes to the claim's own address."""
    stored = _locked(claim)
    question, today = stored.question, timezone.localdate(at)
    refuse_if(
        rules.refusals_to_appeal(
            is_appeal=stored.appeal_of_id is not None,
            decided_on=reads.decided_on_day(stored),
            is_appealed=Claim.objects.filter(appeal_of=stored).exists(),
            is_heard_here=is_heard_here(stored.guarantee, today),
            words=words,
            today=today,
        )
    )
    asked = unpublished.receive(
        question.partnership,
        by=by,
        at=at,
        kind=Question.Kind.APPEAL,
        about=question.about,
        of=stored.guarantee.organisation,
        words=words,
        asker_email=question.asker_email,
        asked_from="",
    )
    made = Claim.objects.create(question=asked, guarantee=stored.guarantee, appeal_of=stored, shown=shown)
    _write(made, at=at, subject=_("We have received your appeal"), news=_RECEIVED)
    _enter("appealed", made, by=by, at=at, against=question.reference)
    return made


_RECEIVED = gettext_noop("It is read by those who decide on it, and never published. You will have an answer by {due}.")
_DECIDED = gettext_noop("The page says what was decided and why.")
_PUT_RIGHT = gettext_noop("The page says what was done.")


def _decide(stored: Claim, refused: Iterable[Refusal], decided: rules.Decided, *, by: Account, at: datetime) -> Claim:
    question, guarantee = stored.question, stored.guarantee
    facts = rules.Standpoint(is_open=question.state == OPEN, needs_proof=guarantee.needs_proof)
    refuse_if((*refused, *rules.refusals_to_decide(facts, decided)))
    today = timezone.localdate(at)
    post = post_of(by, None if stored.appeal_of_id else guarantee.organisation_id, today)
    unpublished.settle(question, by=by.person, at=at, answer=decided.answer, post=post)
    stored.outcome, stored.would_do, stored.decided_by = decided.outcome, decided.would_do, by
    is_right = decided.outcome in rules.RIGHT
    stored.put_right_by = today + timedelta(days=guarantee.days_to_right) if is_right else None
    stored.save(update_fields=["outcome", "would_do", "decided_by", "put_right_by"])
    is_appeal = stored.appeal_of_id is not None
    subject = _("Your appeal has been decided") if is_appeal else _("Your claim has been decided")
    _write(stored, at=at, subject=subject, news=_DECIDED)
    _enter("decided appeal" if is_appeal else "decided claim", stored, by=by, at=at)
    return stored


def _locked(claim: Claim) -> Claim:
    """The claim as it is stored now, with its question locked first: whatever happens to a claim waits for that."""
    locked(claim.question)
    return reads.with_all(Claim.objects.filter(pk=claim.pk)).get()


def _write(claim: Claim, *, at: datetime, subject: str, news: str) -> None:
    """A letter to whoever claimed, if an address was given. It holds nothing that anybody wrote of the claim."""
    question = claim.question
    if not question.asker_email:
        return
    due = formats.date_format(question.due_on, "DATE_FORMAT")
    sentences = (subject + ".", _(news).format(due=due), f"{settings.SITE_URL}{reads.receipt_of(claim)}")
    letters.write(question.asker_email, subject, "\n\n".join(sentences) + "\n", at=at)


def _enter(verb: str, claim: Claim, *, by: Account | None, at: datetime, **facts: object) -> None:
    question = claim.question
    told = {"about": question.about, "due_on": question.due_on.isoformat(), **facts}
    texts = {
        "words": question.words,
        "answer": question.answer,
        "outcome": claim.outcome,
        "would_do": claim.would_do,
        "remedy": claim.remedy,
    }
    enter(verb, question, by=by, at=at, partnership=question.partnership.reference, facts=told, texts=texts)
