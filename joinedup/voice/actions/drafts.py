"""The verbs of an open draft: start, write, put back, protect, open again, finish."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import Edited, locked
from joinedup.partners.models import Account
from joinedup.promises.actions.entries import post_of
from joinedup.voice import permissions
from joinedup.voice.actions.entries import entered
from joinedup.voice.actions.moving import made
from joinedup.voice.models import Annotation, Conversation, Draft, Move, Wording
from joinedup.voice.reads import drafts as reads
from joinedup.voice.rules import drafts as rules


@transaction.atomic
def start(conversation: Conversation, *, by: Account, at: datetime, name: str, house_rule: str, text: str) -> Draft:
    """Put a text before people, so that they annotate and amend it. Raises Refused with every reason against."""
    conversation, text = locked(conversation), tidy(text)
    known = rules.Text("open", None, is_open=True, today=timezone.localdate(at))
    allowed = permissions.may_answer_for(by, conversation)
    refuse_if(rules.refusals_to_write(known, allowed=allowed, words=text, before=""))
    if conversation.state not in (Conversation.State.DRAFT, Conversation.State.OPEN):
        raise Refused((rules.NOT_OPEN,))
    draft = Draft.objects.create(conversation=conversation, name=name, house_rule=house_rule)
    Wording.objects.create(draft=draft, number=1, text=text, made_at=at, made_by=by)
    facts = {"draft": draft.reference}
    entered("put a draft before people", conversation, by=by, at=at, facts=facts, texts={"text": text})
    return draft


@transaction.atomic
def write(draft: Draft, *, by: Account, at: datetime, text: str, note: str = "", version: int) -> Wording:
    """Make a new version. version: the number that was read; Edited is raised if there is a later one by now.

    Notes that wait move on to it where their paragraph stands there word for word.
    """
    draft, text = locked(draft), tidy(text)
    last = reads.latest(draft)
    if last.number != version:
        raise Edited({"text": last.text}, last.number)
    allowed = permissions.may_answer_for(by, draft.conversation)
    refuse_if(rules.refusals_to_write(reads.known_of(draft, at), allowed=allowed, words=text, before=last.text))
    return make(draft, last, text, by=by, at=at, note=note)


@transaction.atomic
def put_back(wording: Wording, *, by: Account, at: datetime, reason: str) -> Wording:
    """Make an earlier version the text again, with a public reason. Raises Refused with every reason against."""
    draft = locked(wording.draft)
    last = reads.latest(draft)
    allowed = permissions.may_answer_for(by, draft.conversation)
    known = reads.known_of(draft, at)
    refuse_if(rules.refusals_to_write(known, allowed=allowed, words=wording.text, before=last.text))
    if not reason.strip():
        raise Refused((rules.NO_REASON,))
    _move(draft, Move.Kind.REVERT, reason, by=by, at=at)
    return make(draft, last, wording.text, by=by, at=at, reverts=wording)


@transaction.atomic
def protect(draft: Draft, *, by: Account, at: datetime, until_on: date, reason: str) -> Draft:
    """Let nobody say anything more of a text until a day, at most 14 days on, with a public reason. Raises Refused."""
    draft = locked(draft)
    allowed = permissions.may_answer_for(by, draft.conversation)
    known = reads.known_of(draft, at)
    refuse_if(rules.refusals_to_protect(known, allowed=allowed, until_on=until_on, reason=reason.strip()))
    draft.state, draft.protected_until, draft.protected_because = Draft.State.PROTECTED, until_on, reason
    draft.save(update_fields=["state", "protected_until", "protected_because"])
    _move(draft, Move.Kind.PROTECT, reason, by=by, at=at, until_on=until_on)
    return draft


@transaction.atomic
def reopen(draft: Draft, *, by: Account, at: datetime, reason: str) -> Draft:
    """End a protection before its day. Raises Refused with every reason against."""
    draft = locked(draft)
    allowed = permissions.may_answer_for(by, draft.conversation)
    refuse_if(rules.refusals_to_reopen(reads.known_of(draft, at), allowed=allowed))
    if not reason.strip():
        raise Refused((rules.NO_REASON,))
    draft.state, draft.protected_until, draft.protected_because = Draft.State.OPEN, None, ""
    draft.save(update_fields=["state", "protected_until", "protected_because"])
    _move(draft, Move.Kind.REOPEN, reason, by=by, at=at)
    return draft


@transaction.atomic
def finish(draft: Draft, *, by: Account, at: datetime) -> Draft:
    """Finish a text once every note on it is settled. Raises Refused with every reason against."""
    draft = locked(draft)
    allowed = permissions.may_answer_for(by, draft.conversation)
    unsettled = draft.annotations.filter(state=Annotation.State.OPEN).count()
    refuse_if(rules.refusals_to_finish(reads.known_of(draft, at), allowed=allowed, unsettled=unsettled))
    draft.state, draft.protected_until, draft.protected_because = Draft.State.ADOPTED, None, ""
    draft.save(update_fields=["state", "protected_until", "protected_because"])
    entered("finished draft", draft.conversation, by=by, at=at, facts={"draft": draft.reference})
    return draft


def make(
    draft: Draft,
    last: Wording,
    text: str,
    *,
    by: Account,
    at: datetime,
    note: str = "",
    reverts: Wording | None = None,
) -> Wording:
    """Store the next version of a draft that is locked, and move on the notes that wait where they still fit."""
    new = Wording.objects.create(
        draft=draft, number=last.number + 1, text=text, note=note, made_at=at, made_by=by, reverts=reverts
    )
    for waiting in draft.annotations.filter(state=Annotation.State.OPEN, wording=last):
        place = rules.where_now(last.text, text, waiting.paragraph)
        if place is not None:
            Annotation.objects.filter(pk=waiting.pk).update(wording=new, paragraph=place)
    facts = {"draft": draft.reference, "number": str(new.number)}
    entered("wrote a version of a draft", draft.conversation, by=by, at=at, facts=facts, texts={"text": text})
    return new


def _move(draft: Draft, kind: str, reason: str, *, by: Account, at: datetime, until_on: date | None = None) -> None:
    post, about = post_of(by, None, timezone.localdate(at)), draft.reference
    made(draft.conversation, about, kind=kind, reason=reason, by=by, at=at, post=post, until_on=until_on)
