"""What a conversation says before it opens, as the rules ask for it."""

from django.db.models import Count, Q

from joinedup.voice.models import Conversation, Known
from joinedup.voice.rules.conversations import Prepared


def said_of(conversation: Conversation) -> Prepared:
    """What a conversation says. Three SQL queries."""
    known = conversation.known.aggregate(
        data=Count("pk", filter=Q(kind=Known.Kind.DATA)), lived=Count("pk", filter=Q(kind=Known.Kind.LIVED))
    )
    heard = conversation.hearings.aggregate(all=Count("pk"), reached=Count("pk", filter=~Q(reached_by="")))
    return Prepared(
        question=conversation.question,
        has_decider=conversation.deciding_id is not None and conversation.decider_id is not None,
        decides_on=conversation.decides_on,
        what_is_open=conversation.what_is_open,
        what_is_fixed=conversation.what_is_fixed,
        limits=conversation.limits,
        driver=conversation.driver,
        influence=conversation.influence,
        data=known["data"],
        lived=known["lived"],
        hearings=heard["all"],
        hearings_reached=heard["reached"],
        channels=conversation.channels.count(),
        closes_on=conversation.closes_on,
        answer_by=conversation.answer_by,
    )
