"""Look-ups of open drafts: the text as it stands with what was said of it, and how it came about."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone

from joinedup.partners.permissions import Asker
from joinedup.voice.models import Annotation, Conversation, Draft, Wording
from joinedup.voice.reads.conversations import annotations_open_to, drafts_open_to
from joinedup.voice.rules import drafts as rules


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of a text: its number from 1, how many notes on it wait, and whether different words do."""

    number: int
    words: str
    notes: int
    is_disputed: bool


def latest(draft: Draft) -> Wording:
    """The text as it stands. One SQL query."""
    return draft.wordings.order_by("-number")[0]


def known_of(draft: Draft, at: datetime) -> rules.Text:
    """How a draft stands at a moment, as the rules ask for it."""
    return rules.Text(
        state=draft.state,
        protected_until=draft.protected_until,
        is_open=draft.conversation.takes_people_on(timezone.localdate(at)),
        today=timezone.localdate(at),
    )


def paragraphs_of(wording: Wording) -> tuple[Paragraph, ...]:
    """The paragraphs of a text with what waits on each. One SQL query."""
    waiting = list(
        Annotation.objects.filter(wording=wording, state=Annotation.State.OPEN).values_list("paragraph", "instead")
    )
    notes, disputed = Counter(paragraph for paragraph, _instead in waiting), rules.disputed(waiting)
    return tuple(
        Paragraph(number, words, notes[number], number in disputed)
        for number, words in enumerate(rules.paragraphs(wording.text), start=1)
    )


def said_of(draft: Draft, asker: Asker) -> QuerySet[Annotation]:
    """What was said of a draft that this asker may read: what waits first, then the latest."""
    said = annotations_open_to(asker).filter(draft=draft).select_related("wording", "said_by__speaks_for")
    waits = Case(When(state=Annotation.State.OPEN, then=0), default=1)
    return said.order_by(waits, "-said_at", "-pk")


def put_back_lately(draft: Draft, today: date) -> bool:
    """Whether an earlier version was put back in the last days. One SQL query."""
    return draft.wordings.filter(reverts__isnull=False, made_at__date__gte=today - rules.REVERTS_COUNT_FOR).exists()


def drafts_of(conversation: Conversation, asker: Asker) -> QuerySet[Draft]:
    """The drafts of a conversation, each with the number of notes that wait as `waiting`. One SQL query."""
    waiting = Count("annotations", filter=Q(annotations__state=Annotation.State.OPEN))
    return drafts_open_to(asker).filter(conversation=conversation).annotate(waiting=waiting).order_by("pk")
