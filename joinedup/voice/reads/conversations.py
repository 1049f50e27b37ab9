"""Look-ups of conversations and what lies in them, always filtered by who asks."""

from django.db.models import Q, QuerySet

from joinedup.partners.permissions import Asker
from joinedup.voice import permissions
from joinedup.voice.models import (
    Annotation,
    Appeal,
    Conversation,
    Draft,
    Move,
    Programme,
    Reply,
    Statement,
    Submission,
    Theme,
    TradeOff,
    Wording,
)

READ_BY_ALL = Q(state=Statement.State.SHOWN) | Q(state=Statement.State.MERGED, merged_into__state=Statement.State.SHOWN)


def programmes_open_to(asker: Asker) -> QuerySet[Programme]:
    """Programmes that this asker may see."""
    return Programme.objects.filter(permissions.conversations_open_to(asker))


def conversations_open_to(asker: Asker) -> QuerySet[Conversation]:
    """Conversations that this asker may see."""
    return Conversation.objects.filter(permissions.conversations_open_to(asker))


def statements_open_to(asker: Asker) -> QuerySet[Statement]:
    """Statements that this asker may read: those that wait, are hidden or were taken back only whoever runs it."""
    return Statement.objects.filter(permissions.within(asker, READ_BY_ALL))


def submissions_open_to(asker: Asker) -> QuerySet[Submission]:
    """Longer submissions that this asker may read."""
    return Submission.objects.filter(permissions.within(asker, Q(state=Submission.State.SHOWN)))


def themes_open_to(asker: Asker) -> QuerySet[Theme]:
    """Themes of conversations that this asker may see."""
    return Theme.objects.filter(permissions.within(asker))


def replies_open_to(asker: Asker) -> QuerySet[Reply]:
    """What was decided about what this asker may read."""
    read = Q(statement__state__in=(Statement.State.SHOWN, Statement.State.MERGED))
    about = Q(theme__isnull=False) | read | Q(submission__state=Submission.State.SHOWN)
    return Reply.objects.filter(permissions.within(asker, about))


def trade_offs_open_to(asker: Asker) -> QuerySet[TradeOff]:
    """Trade-offs of conversations that this asker may see."""
    return TradeOff.objects.filter(permissions.within(asker))


def drafts_open_to(asker: Asker) -> QuerySet[Draft]:
    """Open drafts of conversations that this asker may see."""
    return Draft.objects.filter(permissions.within(asker))


def wordings_open_to(asker: Asker) -> QuerySet[Wording]:
    """Versions of the drafts that this asker may see."""
    return Wording.objects.filter(permissions.within(asker, prefix="draft__conversation__"))


def annotations_open_to(asker: Asker) -> QuerySet[Annotation]:
    """What was said of drafts that this asker may see, but for what was hidden or taken back."""
    said = ~Q(state__in=(Annotation.State.HIDDEN, Annotation.State.WITHDRAWN))
    return Annotation.objects.filter(permissions.within(asker, said, prefix="draft__conversation__"))


def moves_open_to(asker: Asker) -> QuerySet[Move]:
    """What moderators did in conversations that this asker may see."""
    return Move.objects.filter(permissions.within(asker))


def appeals_open_to(asker: Asker) -> QuerySet[Appeal]:
    """Appeals against moves, once decided; those that wait only those who run the conversation or may decide read."""
    return Appeal.objects.filter(permissions.appeals_seen_by(asker))
