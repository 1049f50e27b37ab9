"""The verbs of answerability: draw a line, change it, end it, and give an account along it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.answers import permissions
from joinedup.answers.models import AccountGiven, AnswerLine
from joinedup.answers.reads import about as abouts
from joinedup.answers.reads import lines as reads
from joinedup.answers.rules import lines as rules
from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Body, Organisation, Partnership, Person, Standing, live
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises.reads import has_post, stands
from joinedup.record.actions import enter


@transaction.atomic
def draw_line(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    about: str,
    answers_for: str,
    organisation: Organisation,
    person: Person | None = None,
    done_by: Organisation | None = None,
    borne_by: Organisation | None = None,
    side: str = AnswerLine.Side.INSIDE,
    to_body: Body | None = None,
    to_organisation: Organisation | None = None,
    to_words: str = "",
    forum: str = "",
    information: str = "",
    every_months: int | None = None,
    may_do: str = "",
    public_may_ask: bool = True,
    visibility: str = Visibility.PUBLIC,
) -> AnswerLine:
    """Say who answers for one thing, to whom, in which forum, and how often. Raises Refused with every reason against.

    about: the reference of what is answered for: the partnership itself, an outcome, a promise, an exception.
    """
    keep_pause(partnership, visibility, at=at)
    line = AnswerLine(
        partnership=partnership,
        about=about,
        answers_for=answers_for,
        organisation=organisation,
        person=person,
        done_by=done_by,
        borne_by=borne_by,
        side=side,
        to_body=to_body,
        to_organisation=to_organisation,
        to_words=to_words,
        forum=forum,
        information=information,
        every_months=every_months,
        may_do=may_do,
        public_may_ask=public_may_ask,
        from_on=timezone.localdate(at),
        visibility=visibility,
    )
    refuse_if(rules.refusals_to_draw(_terms(line, by=by, at=at, allowed=_may_draw(line, by))))
    line.save()
    enter_line("drew line", line, by=by, at=at)
    return line


@transaction.atomic
def edit_line(line: AnswerLine, *, by: Account, at: datetime, version: int, **said: object) -> AnswerLine:
    """Change what a line says. said: its fields by name. Raises Edited if somebody else changed it meanwhile.

    Whoever changes it has to be allowed for the organisation that answers now and for the one that is to.
    """
    paused_until = hold_public(line.partnership, str(said["visibility"]), at=at)
    stored = locked(line)
    check_version(stored, version, said)
    was = stored.visibility
    allowed = permissions.may_keep_line(by, stored)
    wanted = AnswerLine(partnership=stored.partnership, from_on=stored.from_on, ended_on=stored.ended_on, **said)
    terms = _terms(wanted, by=by, at=at, was=was, allowed=allowed and _may_draw(wanted, by))
    exempt = bool(exempt_among([stored.reference]))
    shown = refusals_to_show(wanted.visibility, was=was, exempt=exempt, paused_until=paused_until)
    refuse_if((*rules.refusals_to_draw(terms), *(one.at("visibility") for one in shown)))
    if changed := save_changes(stored, said):
        enter_line("edited line", stored, by=by, at=at, changed=sorted(changed))
    return stored


@transaction.atomic
def end_line(line: AnswerLine, *, by: Account, at: datetime, because: str) -> AnswerLine:
    """End a line, with the reason. It stays to be read, with the accounts given along it."""
    stored = locked(line)
    has_ended = stored.ended_on is not None
    allowed = permissions.may_keep_line(by, stored)
    refuse_if(rules.refusals_to_end(allowed=allowed, has_ended=has_ended, because=because))
    save_changes(stored, {"ended_on": timezone.localdate(at), "ended_because": because})
    enter_line("ended line", stored, by=by, at=at)
    return stored


@transaction.atomic
def give_account(
    line: AnswerLine,
    *,
    by: Account,
    at: datetime,
    given_on: date,
    words: str,
    evidence_url: str = "",
    together_with: Sequence[Organisation] = (),
) -> AccountGiven:
    """Record that an account was given along a line, alone or by several organisations together. It is never changed.

    together_with: the other organisations that gave it; the words then say what each did.
    """
    stored = locked(line)
    today, others = timezone.localdate(at), sorted(together_with, key=lambda one: one.name)
    refuse_if(
        rules.refusals_to_give_account(
            allowed=permissions.may_keep_line(by, stored),
            has_ended=stored.ended_on is not None,
            given_on=given_on,
            today=today,
            with_itself=any(one.pk == stored.organisation_id for one in others),
            with_members=_all_stand(stored.partnership, others, today),
        )
    )
    given = AccountGiven.objects.create(
        line=stored,
        given_on=given_on,
        words=words,
        evidence_url=evidence_url,
        together_with=", ".join(one.name for one in others),
        recorded_by=by,
        recorded_at=at,
    )
    enter(
        "gave account",
        given,
        by=by,
        at=at,
        partnership=stored.partnership.reference,
        facts={
            "line": stored.reference,
            "given_on": given_on.isoformat(),
            "together_with": [one.reference for one in others],
        },
        texts={"words": given.words, "evidence_url": evidence_url},
    )
    return given


def _may_draw(line: AnswerLine, by: Account) -> bool:
    return permissions.may_draw(by, line.partnership, line.organisation_id)


def _terms(line: AnswerLine, *, by: Account, at: datetime, allowed: bool, was: str = Visibility.DRAFT) -> rules.Terms:
    """What the rules ask of a line, stored or about to be. Four SQL queries at most."""
    today = timezone.localdate(at)
    named = (line.to_body is not None, line.to_organisation is not None, bool(line.to_words.strip()))
    return rules.Terms(
        allowed=allowed,
        has_ended=line.ended_on is not None,
        about_belongs=abouts.belongs(line.about, line.partnership, by),
        stands=stands(line.partnership, line.organisation_id, today),
        audiences=sum(named),
        to_itself=line.to_organisation_id == line.organisation_id,
        body_belongs=line.to_body is None or line.to_body.partnership_id == line.partnership_id,
        person_belongs=line.person_id is None or has_post(line.person_id, line.organisation_id, today),
        every_months=line.every_months,
        was_shared=abouts.is_shared(was),
        is_draft=not abouts.is_shared(line.visibility),
    )


def _all_stand(partnership: Partnership, organisations: Sequence[Organisation], today: date) -> bool:
    if not organisations:
        return True
    wanted = {one.pk for one in organisations}
    standing = Standing.objects.filter(live(today), partnership=partnership, organisation__in=wanted)
    return set(standing.values_list("organisation", flat=True)) == wanted


def enter_line(verb: str, line: AnswerLine, *, by: Account, at: datetime, **facts: object) -> None:
    named = {
        "organisation": line.organisation,
        "person": line.person,
        "done_by": line.done_by,
        "borne_by": line.borne_by,
        "to_body": line.to_body,
        "to_organisation": line.to_organisation,
    }
    terms = {
        "about": line.about,
        "answers_for": line.answers_for,
        "side": line.side,
        "every_months": line.every_months or 0,
        "public_may_ask": line.public_may_ask,
        "visibility": line.visibility,
        **{name: noun.reference for name, noun in named.items() if noun is not None},
    }
    partnership = line.partnership.reference
    texts = reads.texts_of(line)
    enter(verb, line, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
