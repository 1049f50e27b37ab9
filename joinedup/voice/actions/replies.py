"""The verbs of answering: say what was decided, say what came of it, end a conversation."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked, save_changes
from joinedup.partners.actions import keep_pause
from joinedup.partners.models import Account, Person
from joinedup.promises.models import Decision
from joinedup.record.actions import enter
from joinedup.voice import permissions
from joinedup.voice.models import Conversation, Follows, Reply, Statement, Submission, Theme
from joinedup.voice.reads import replies as reads
from joinedup.voice.reads import replying
from joinedup.voice.rules import replies as rules

WORDS_OF_POST = 200


@transaction.atomic
def reply(
    thing: reads.Thing,
    *,
    by: Account,
    at: datetime,
    verdict: str,
    reason: str,
    changed: str = "",
    decided_on: date | None = None,
    later_on: date | None = None,
    follows: Sequence[str] = (),
    seen: str = "",
) -> Reply:
    """Say what was decided about a statement, a theme or a submission, why, and what follows from it.

    In the name of whoever the conversation names to decide. seen: the reference of the reply that stood when its writer
    looked; it is superseded, and stays to be read. follows: references. Raises Refused with every reason against.
    """
    today = timezone.localdate(at)
    keep_pause(thing.conversation.partnership, thing.conversation.visibility, at=at)
    conversation = locked(thing.conversation)
    stored = locked(thing)
    standing, day = reads.reply_of(stored), decided_on or today
    post = replying.post_of_decider(conversation, day)
    named = tuple(dict.fromkeys(follows))
    refuse_if(
        rules.refusals_to_reply(
            replying.facts_of(conversation, stored, by=by, seen=seen, standing=standing, follows=named, post=post),
            verdict=verdict,
            reason=reason,
            changed=changed,
            follows=named,
            decided_on=day,
            later_on=later_on,
            today=today,
        )
    )
    made = Reply.objects.create(
        conversation=conversation,
        statement=stored if isinstance(stored, Statement) else None,
        theme=stored if isinstance(stored, Theme) else None,
        submission=stored if isinstance(stored, Submission) else None,
        verdict=verdict,
        reason=reason,
        changed=changed,
        decider=_decider(conversation),
        post=post[:WORDS_OF_POST],
        decided_on=day,
        later_on=later_on,
        said_at=at,
        said_by=by,
        supersedes=standing,
    )
    Follows.objects.bulk_create(Follows(reply=made, about=about) for about in named)
    _enter("decided anew" if standing else "replied", made, by=by, at=at, to=stored.reference, follows=named)
    return made


@transaction.atomic
def say_what_came(reply: Reply, *, by: Account, at: datetime, came_of: str) -> Reply:
    """Say what became of what was decided, on the day on which it is said. Said once. Raises Refused."""
    keep_pause(reply.conversation.partnership, reply.conversation.visibility, at=at)
    conversation = locked(reply.conversation)
    stored = locked(reply)
    refuse_if(
        rules.refusals_to_say_what_came(
            allowed=permissions.may_answer_for(by, conversation),
            stands=not Reply.objects.filter(supersedes=stored).exists(),
            said=stored.came_of,
            words=came_of,
        )
    )
    save_changes(stored, {"came_of": tidy(came_of), "came_of_on": timezone.localdate(at)})
    _enter("said what came of a reply", stored, by=by, at=at)
    return stored


@transaction.atomic
def conclude(
    conversation: Conversation,
    *,
    by: Account,
    at: datetime,
    conclusion: str,
    cites_data: bool = False,
    cites_lived: bool = False,
    why_not_both: str = "",
    decision: Decision | None = None,
) -> Conversation:
    """End a conversation with what was decided on the whole. Raises Refused with all that is still unanswered."""
    keep_pause(conversation.partnership, conversation.visibility, at=at)
    stored = locked(conversation)
    ending = replying.ending_of(stored, by=by, today=timezone.localdate(at), decision=decision)
    refuse_if(
        rules.refusals_to_conclude(
            ending,
            conclusion=conclusion,
            cites_data=cites_data,
            cites_lived=cites_lived,
            why_not_both=why_not_both,
        )
    )
    ended = {
        "state": Conversation.State.ANSWERED,
        "answered_at": at,
        "conclusion": conclusion,
        "cites_data": cites_data,
        "cites_lived": cites_lived,
        "why_not_both": why_not_both,
        "decision": decision,
    }
    save_changes(stored, ended)
    enter(
        "concluded conversation",
        stored,
        by=by,
        at=at,
        partnership=stored.partnership.reference,
        facts={"decision": decision.reference if decision else ""},
        texts={"conclusion": stored.conclusion, "why_not_both": stored.why_not_both},
    )
    return stored


def _decider(conversation: Conversation) -> Person:
    if conversation.decider is None:
        raise Refused((rules.NO_DECIDER,))
    return conversation.decider


def _enter(verb: str, made: Reply, *, by: Account, at: datetime, to: str = "", follows: Sequence[str] = ()) -> None:
    facts = {
        "conversation": made.conversation.reference,
        "to": to,
        "verdict": made.verdict,
        "decided_on": made.decided_on.isoformat(),
        "later_on": made.later_on.isoformat() if made.later_on else "",
        "follows": sorted(follows),
        "supersedes": made.supersedes.reference if made.supersedes else "",
    }
    texts = {"reason": made.reason, "changed": made.changed, "came_of": made.came_of}
    enter(verb, made, by=by, at=at, partnership=made.conversation.partnership.reference, facts=facts, texts=texts)
