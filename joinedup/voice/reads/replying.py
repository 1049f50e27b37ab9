"""What is known when somebody says what was decided, ends a conversation, or puts statements together."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone

from joinedup.partners.models import Account, Membership, live
from joinedup.promises.models import Decision
from joinedup.voice import permissions
from joinedup.voice.models import Conversation, Reply, Statement, Submission, Theme
from joinedup.voice.reads.replies import Thing, later_past
from joinedup.voice.reads.standing import unknown_among
from joinedup.voice.reads.tallies import tally_of
from joinedup.voice.rules.replies import Ending, Replying
from joinedup.voice.rules.themes import Gathering


def post_of_decider(conversation: Conversation, on: date) -> str:
    """The post in which whoever decides holds office in the deciding organisation on a day; empty if in none."""
    held = Membership.objects.filter(live(on), person=conversation.decider_id, organisation=conversation.deciding_id)
    post: str | None = held.order_by("pk").values_list("post", flat=True).first()
    return post or ""


def facts_of(
    conversation: Conversation,
    thing: Thing,
    *,
    by: Account,
    seen: str,
    standing: Reply | None,
    follows: Sequence[str],
    post: str,
) -> Replying:
    """What is known when a reply is given. seen: the reference of the reply that its writer saw, if there was one.

    Five SQL queries at most, one a kind of what follows.
    """
    closed = conversation.closed_at
    return Replying(
        allowed=permissions.may_answer_for(by, conversation),
        is_shown=is_shown(thing),
        closed_on=timezone.localdate(closed) if closed else None,
        has_decider=conversation.decider_id is not None and conversation.deciding_id is not None,
        decider_holds_post=bool(post),
        organisation=conversation.deciding.name if conversation.deciding else "",
        seen_latest=seen == (standing.reference if standing else ""),
        unknown=unknown_among(follows, conversation.partnership, by),
    )


def is_shown(thing: Thing) -> bool:
    """Whether this can be answered by itself: a theme, or what is shown. What was put together is answered there."""
    if isinstance(thing, Theme):
        return True
    return thing.state in (Statement.State.SHOWN, Submission.State.SHOWN)


def ending_of(conversation: Conversation, *, by: Account | None, today: date, decision: Decision | None) -> Ending:
    """How far a conversation is from its end. Four SQL queries."""
    tally = tally_of(conversation)
    waiting = conversation.statements.filter(state=Statement.State.WAITING).count()
    return Ending(
        allowed=permissions.may_answer_for(by, conversation),
        is_closed=conversation.state == Conversation.State.CLOSED,
        statements=tally.statements_left,
        themes=tally.themes_left,
        submissions=tally.submissions_left,
        unread=waiting + conversation.submissions.filter(state=Submission.State.WAITING).count(),
        later_past=later_past(conversation, today),
        decision_belongs=decision is None or decision.partnership_id == conversation.partnership_id,
    )


def gathering_of(
    conversation: Conversation, statements: Sequence[Statement], *, by: Account, name: str, theme: Theme | None
) -> Gathering:
    """What is known when statements are put together, in a new theme or in one that is there. Two SQL queries."""
    others = conversation.themes.exclude(pk=theme.pk) if theme else conversation.themes
    return Gathering(
        allowed=permissions.may_answer_for(by, conversation),
        statements=len(statements),
        all_shown=all(one.conversation_id == conversation.pk and is_shown(one) for one in statements),
        name_taken=others.filter(name=name).exists(),
        is_answered=theme is not None and theme.replies.exists(),
    )
