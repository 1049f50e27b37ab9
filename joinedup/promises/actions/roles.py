"""The verbs of the board of roles. What was said stands as it was said: it is confirmed, withdrawn or said anew."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.permissions import acts_for, convenes
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises import permissions
from joinedup.promises.actions.entries import reference_of
from joinedup.promises.models import Undertaking
from joinedup.promises.reads import roles as reads
from joinedup.promises.rules import roles as rules
from joinedup.record.actions import enter


@transaction.atomic
def undertake(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation,
    kind: str,
    words: str,
    of: Organisation | None = None,
    of_people: str = "",
    visibility: str = Visibility.DRAFT,
) -> Undertaking:
    """Say what an organisation will do, will not do, or expects of others. Raises Refused with every reason against.

    of: the partner of whom it is expected; of_people: people in words. Without either, of every other partner.
    """
    keep_pause(partnership, visibility, at=at)
    members = set(reads.members(partnership).values_list("pk", flat=True))
    refuse_if(
        rules.refusals_to_undertake(
            rules.Statement(
                allowed=permissions.may_speak_for(by, partnership, organisation.pk),
                kind=kind,
                words=words,
                organisation=organisation.pk,
                is_member=organisation.pk in members,
                of=of.pk if of else None,
                of_is_member=of is not None and of.pk in members,
                of_people=of_people.strip(),
            )
        )
    )
    said = Undertaking.objects.create(
        partnership=partnership,
        organisation=organisation,
        kind=kind,
        words=words,
        of=of,
        of_people=of_people,
        said_on=timezone.localdate(at),
        visibility=visibility,
    )
    _enter("undertook", said, by=by, at=at, visibility=visibility)
    return said


@transaction.atomic
def confirm_undertaking(undertaking: Undertaking, *, by: Account, at: datetime) -> Undertaking:
    """Say that it still holds. Asked for every year. Raises Refused with every reason against."""
    stored, today = locked(undertaking), timezone.localdate(at)
    refuse_if(
        rules.refusals_to_confirm(
            allowed=_may_speak(by, stored),
            is_withdrawn=stored.withdrawn_on is not None,
            said_on=stored.confirmed_on or stored.said_on,
            today=today,
        )
    )
    _change(stored, "confirmed undertaking", by=by, at=at, confirmed_on=today)
    return stored


@transaction.atomic
def withdraw_undertaking(undertaking: Undertaking, *, by: Account, at: datetime) -> Undertaking:
    """Say that it holds no longer. What it answered is unanswered again. Raises Refused with every reason against."""
    stored = locked(undertaking)
    is_withdrawn = stored.withdrawn_on is not None
    refuse_if(rules.refusals_to_withdraw(allowed=_may_speak(by, stored), is_withdrawn=is_withdrawn))
    _change(stored, "withdrew undertaking", by=by, at=at, withdrawn_on=timezone.localdate(at))
    return stored


@transaction.atomic
def match_expectation(
    undertaking: Undertaking, *, by: Account, at: datetime, version: int, met_by: Undertaking
) -> Undertaking:
    """Say what answers an expectation: what a partner will do meets it, what it will not do refuses it.

    Raises Refused with every reason against, or Edited if somebody else answered it meanwhile.
    """
    first, second = sorted((undertaking, met_by), key=lambda one: one.pk)
    stored = {one.pk: locked(one) for one in (first, second)}
    expectation, answer = stored[undertaking.pk], stored[met_by.pk]
    check_version(expectation, version, {"met_by": answer})
    refuse_if(rules.refusals_to_match(_facts_of(expectation, answer, by=by)))
    if save_changes(expectation, {"met_by": answer}):
        _enter("answered expectation", expectation, by=by, at=at, met_by=answer.reference, answer=answer.kind)
    return expectation


@transaction.atomic
def share_undertaking(undertaking: Undertaking, *, by: Account, at: datetime, visibility: str) -> Undertaking:
    """Show a statement to the partners or to everybody. It never becomes a draft again. Raises Refused."""
    paused_until = hold_public(undertaking.partnership, visibility, at=at)
    stored = locked(undertaking)
    was, kept_back = stored.visibility, bool(exempt_among([stored.reference]))
    shown = refusals_to_show(visibility, was=was, exempt=kept_back, paused_until=paused_until)
    refuse_if((*rules.refusals_to_share(allowed=_may_speak(by, stored), was=was, visibility=visibility), *shown))
    if visibility != was:
        _change(stored, "shared", by=by, at=at, visibility=visibility)
    return stored


def _facts_of(expectation: Undertaking, answer: Undertaking, *, by: Account) -> rules.Answer:
    here = reads.still_held(Undertaking.objects.filter(partnership=expectation.partnership))
    shared = answer.visibility != Visibility.DRAFT
    return rules.Answer(
        convenes=convenes(by, expectation.partnership),
        asked=permissions.may_match(by, expectation),
        speaks_for_answer=acts_for(by, answer.organisation_id),
        is_expectation=expectation.kind == Undertaking.Kind.EXPECTS,
        is_withdrawn=expectation.withdrawn_on is not None,
        of=expectation.of_id,
        expecting=expectation.organisation_id,
        answering=answer.organisation_id,
        answer_kind=answer.kind,
        answer_holds=shared and here.filter(pk=answer.pk).exists(),
        expectation_audience=expectation.visibility,
        answer_audience=answer.visibility,
    )


def _may_speak(by: Account, undertaking: Undertaking) -> bool:
    return permissions.may_speak_for(by, undertaking.partnership, undertaking.organisation_id)


def _change(undertaking: Undertaking, verb: str, *, by: Account, at: datetime, **changes: object) -> None:
    save_changes(undertaking, changes)
    facts = {name: value.isoformat() if isinstance(value, date) else value for name, value in changes.items()}
    _enter(verb, undertaking, by=by, at=at, **facts)


def _enter(verb: str, said: Undertaking, *, by: Account, at: datetime, **facts: object) -> None:
    terms = {"organisation": reference_of(said.organisation), "kind": said.kind, "of": reference_of(said.of)}
    texts = {"words": said.words, "of_people": said.of_people}
    partnership = said.partnership.reference
    enter(verb, said, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
