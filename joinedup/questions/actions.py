"""The verbs of this room: ask, put, let through, decline, answer, say its effect. The only code that writes here."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from joinedup.frame import letters
from joinedup.frame.findings import TESTS
from joinedup.frame.references import named
from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import hold_public
from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, live
from joinedup.partners.permissions import Preview, acts_for, convenes, takes_part
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.questions import permissions, reads, rules
from joinedup.questions.models import Question
from joinedup.record.actions import enter


@transaction.atomic
def ask(
    partnership: Partnership,
    *,
    by: Account | None,
    at: datetime,
    kind: str,
    about: str,
    words: str,
    asker_email: str = "",
    asked_from: str = "",
    as_it_is: bool = False,
) -> Question:
    """Ask a partnership, with or without an account. A letter with the receipt goes to the address, if one is given.

    asked_from: the day's mark of the sender (`frame.senders.sender`), empty where no page stands between. as_it_is: the
    asker was warned of personal details in the words and sends them nevertheless.
    """
    stored = locked(partnership)
    today = timezone.localdate(at)
    asked = reads.asked_on(stored, today)
    asking = rules.Asking(
        takes_questions=stored.takes_questions,
        in_scope=reads.askable(stored, about, by) is not None,
        here_today=asked.count(),
        limit_here=stored.questions_a_day,
        yours_today=asked.filter(asked_from=asked_from).count() if asked_from else 0,
        words=words,
        as_it_is=as_it_is,
        next_on=formats.date_format(today + timedelta(days=1), "DATE_FORMAT"),
    )
    refuse_if(rules.refusals_to_ask(asking))
    question = Question.objects.create(
        partnership=stored,
        kind=kind,
        about=about,
        words=words,
        asked_at=at,
        asked_by=by,
        asker_email=asker_email,
        asked_from=asked_from,
        due_on=today + timedelta(days=stored.days_to_answer),
        supporters_needed=rules.SUPPORTERS_FOR_A_REVIEW if kind == rules.REVIEW else None,
    )
    _write(question, at=at, subject=_("We have received your question"), news=_RECEIVED)
    facts = {"kind": kind, "about": about, "due_on": question.due_on.isoformat()}
    _enter("asked", question, by=by, at=at, **facts)
    return question


@transaction.atomic
def put(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    kind: str,
    about: str,
    words: str,
    asking: Organisation,
    of: Organisation | None,
    is_outside: bool = False,
    direction: str = "",
    due_on: date | None = None,
    visibility: str = Visibility.PARTNERS,
    as_it_is: bool = False,
) -> Question:
    """Put a question to a member in another member's name. It waits for its answer at once: nobody checks it first.

    is_outside: whoever is to answer stands outside the partnership, and the convenor gives their answer. due_on: the
    partnership's own period if not given. Public only where everybody may see what it is about.
    """
    paused_until = hold_public(partnership, visibility, at=at)
    today = timezone.localdate(at)
    due = due_on or today + timedelta(days=partnership.days_to_answer)
    question = Question(
        partnership=partnership,
        kind=kind,
        state=Question.State.OPEN,
        about=about,
        words=words,
        asked_at=at,
        asked_by=by,
        asking=asking,
        direction=direction,
        of=of,
        due_on=due,
    )
    question.visibility = _visibility(question, [about]) if visibility == Visibility.PUBLIC else Visibility.PARTNERS
    putting = rules.Putting(
        allowed=acts_for(by, asking.pk) or convenes(by, partnership),
        asker_stands=reads.stands(partnership, asking, today),
        in_scope=reads.askable(partnership, about, by) is not None,
        kind=kind,
        direction=direction,
        asks_itself=of == asking,
        has_asked=of is not None,
        is_outside=is_outside,
        asked_stands=of is None or reads.stands(partnership, of, today),
        words=words,
        as_it_is=as_it_is,
        due_on=due,
        today=today,
    )
    shown = refusals_to_show(question.visibility, exempt=False, paused_until=paused_until)
    refuse_if((*rules.refusals_to_put(putting), *shown))
    question.save()
    asked = {"asking": asking.reference, "of": of.reference if of else "", "direction": direction}
    _enter("put", question, by=by, at=at, kind=kind, about=about, due_on=due.isoformat(), **asked)
    return question


@transaction.atomic
def let_through(question: Question, *, by: Account, at: datetime, of: Organisation) -> Question:
    """Publish a question and name who is to answer it; a request for a review gathers support first."""
    paused_until = hold_public(question.partnership, Visibility.PUBLIC, at=at)
    stored = locked(question)
    on = timezone.localdate(at)
    stands = reads.stands(stored.partnership, of, on)
    mine = convenes(by, stored.partnership)
    shown = _visibility(stored, [stored.about])
    refused = rules.refusals_to_let_through(convenes=mine, state=stored.state, organisation_stands=stands)
    refuse_if((*refused, *refusals_to_show(shown, exempt=False, paused_until=paused_until)))
    stored.state = Question.State.GATHERS if stored.kind == rules.REVIEW else Question.State.OPEN
    stored.of = of
    stored.decided_at, stored.decided_by = at, by.person
    stored.visibility = shown
    stored.version += 1
    stored.save(update_fields=["state", "of", "decided_at", "decided_by", "visibility", "version"])
    _enter("let through", stored, by=by, at=at, of=of.reference, visibility=stored.visibility)
    return stored


def open_once_supported(question: Question, *, at: datetime) -> bool:
    """Let the clock of a request for a review run once enough support it; whether it does from now on.

    The question is to be locked already, so that of two who complete the number one starts the clock.
    """
    enough = question.state == rules.GATHERS and question.supports.count() >= (question.supporters_needed or 0)
    if enough:
        question.state, question.enough_at = Question.State.OPEN, at
        question.due_on = timezone.localdate(at) + timedelta(days=question.partnership.days_to_answer)
        question.version += 1
        question.save(update_fields=["state", "enough_at", "due_on", "version"])
        _write(question, at=at, subject=_("Enough people support your request"), news=_ENOUGH)
        _enter("was supported by enough", question, by=None, at=at, due_on=question.due_on.isoformat())
    return enough


@transaction.atomic
def decline(question: Question, *, by: Account, at: datetime, reason: str) -> Question:
    """Do not publish a question; whoever asked reads why."""
    stored = locked(question)
    mine = convenes(by, stored.partnership)
    refuse_if(rules.refusals_to_decline(convenes=mine, state=stored.state, reason=reason))
    stored.state, stored.reason = Question.State.DECLINED, reason
    stored.decided_at, stored.decided_by = at, by.person
    stored.version += 1
    stored.save(update_fields=["state", "reason", "decided_at", "decided_by", "version"])
    _write(stored, at=at, subject=_("Your question will not be published"), news=_DECLINED)
    _enter("declined", stored, by=by, at=at)
    return stored


@transaction.atomic
def answer(question: Question, *, by: Account, at: datetime, answer: str) -> Question:
    """Answer a question in public. A letter tells whoever asked that the answer is there."""
    stored = locked(question)
    may = permissions.may_answer(by, stored)
    refuse_if(rules.refusals_to_answer(may_answer=may, state=stored.state, answer=answer))
    _put_answer(stored, answer, by=by, at=at)
    stored.version += 1
    stored.save(update_fields=[*_ANSWER, "version"])
    _write(stored, at=at, subject=_("Your question has been answered"), news=_ANSWERED)
    _enter("answered", stored, by=by, at=at)
    return stored


@transaction.atomic
def say_effect(question: Question, *, by: Account, at: datetime, effect: str) -> Question:
    """Say what came of an answer: what was changed, or that nothing was and why. It is said once."""
    stored = locked(question)
    may = permissions.may_answer(by, stored)
    refuse_if(rules.refusals_to_say_effect(may_answer=may, state=stored.state, effect=effect, said=stored.effect))
    save_changes(stored, {"effect": tidy(effect), "effect_on": timezone.localdate(at)})
    _enter("said effect", stored, by=by, at=at)
    return stored


@transaction.atomic
def answer_finding(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    number: str,
    key: str,
    causes: Sequence[str],
    answer: str,
    mend_by: date | None = None,
) -> Question:
    """Answer in public something that a partnership still has to settle. Answering again replaces the answer.

    key: `frame.findings.Found.key`. When the causes change the key changes, and the answer is not shown any more.
    """
    stored = locked(partnership)
    today = timezone.localdate(at)
    takes = takes_part(by, stored)
    refuse_if(rules.refusals_to_answer_finding(takes_part=takes, answer=answer, mend_by=mend_by, today=today))
    question = Question.objects.filter(partnership=stored, finding_key=key).first() or Question(
        partnership=stored,
        kind=Question.Kind.FINDING,
        finding_key=key,
        about=rules.finding_about(tuple(causes), stored.reference),
        words=_title_of(number),
        asked_at=at,
        asked_by=by,
        due_on=today + timedelta(days=stored.days_to_answer),
    )
    shown, was = _visibility(question, causes), question.visibility if question.pk else ""
    paused_until = hold_public(stored, shown, at=at)
    refuse_if(refusals_to_show(shown, was=was, exempt=False, paused_until=paused_until))
    question.mend_by, question.visibility = mend_by, shown
    _put_answer(question, answer, by=by, at=at)
    if question.pk is not None:
        question.version += 1
    question.save()
    facts = {"number": number, "key": key, "causes": sorted(causes), "mend_by": mend_by.isoformat() if mend_by else ""}
    _enter("answered", question, by=by, at=at, **facts)
    return question


_ANSWER = ("state", "answer", "answered_at", "answered_by", "answering_post")
_RECEIVED = gettext_noop("It is being checked before it is published. An answer is due by {due_on}.")
_ENOUGH = gettext_noop("Now it has to be answered, by {due_on}.")
_DECLINED = gettext_noop("The page says why.")
_ANSWERED = gettext_noop("The answer stands on the page.")


def _put_answer(question: Question, answer: str, *, by: Account, at: datetime) -> None:
    question.state, question.answer, question.answered_at = Question.State.ANSWERED, answer, at
    question.answered_by = _person(by)
    question.answering_post = _post_of(by, question, timezone.localdate(at))


def _title_of(number: str) -> str:
    test = TESTS.get(number)
    return test.title if test else number


def _visibility(question: Question, about: Sequence[str]) -> str:
    """Public if the public may see all that it is about once the partnership is published, else for partners.

    A question that is exempt from publication is for partners.
    """
    seen = named(about, Preview(question.partnership_id))
    shown = all(reference in seen for reference in about) and not exempt_among([question.reference])
    return Visibility.PUBLIC if shown else Visibility.PARTNERS


def _write(question: Question, *, at: datetime, subject: str, news: str) -> None:
    """A letter to whoever asked, if an address was given. It holds nothing that the asker wrote."""
    if not question.asker_email:
        return
    due_on = formats.date_format(question.due_on, "DATE_FORMAT")
    sentences = (subject + ".", _(news).format(due_on=due_on), f"{settings.SITE_URL}{question.receipt}")
    letters.write(question.asker_email, subject, "\n\n".join(sentences) + "\n", at=at)


def _person(account: Account) -> Person:
    if account.person is None:
        raise Refused((rules.NOT_ANSWERER,))
    return account.person


def _post_of(account: Account, question: Question, on: date) -> str:
    """The post in which somebody answers: one in the organisation that is asked before any other."""
    held = Membership.objects.filter(live(on), person__account=account).select_related("organisation")
    first = sorted(held, key=lambda post: (post.organisation_id != question.of_id, post.pk))
    return f"{first[0].post}, {first[0].organisation.name}"[:200] if first else ""


def _enter(verb: str, question: Question, *, by: Account | None, at: datetime, **facts: object) -> None:
    texts = {"words": question.words, "reason": question.reason, "answer": question.answer}
    texts |= {"effect": question.effect} if question.effect else {}
    enter(verb, question, by=by, at=at, partnership=question.partnership.reference, facts=facts, texts=texts)
