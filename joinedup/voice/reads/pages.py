"""What the page of a conversation shows of what it says about itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from joinedup.frame.references import kind_of
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Membership, Partnership, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import Lead, leads_shown
from joinedup.voice.kinds import conversation_kinds, pathways
from joinedup.voice.kinds.shape import ConversationKind, Pathway
from joinedup.voice.models import Channel, Conversation, Hearing, Known, Mending, Programme, Stage
from joinedup.voice.reads.conversations import conversations_open_to, programmes_open_to
from joinedup.voice.rules.languages import named
from joinedup.voice.rules.pounds import in_pounds

State = Conversation.State
STANDS = {
    "draft": Q(state=State.DRAFT),
    "open": Q(state=State.OPEN),
    "waiting": Q(state=State.CLOSED),
    "answered": Q(state=State.ANSWERED),
}


@dataclass(frozen=True)
class Standing:
    """How a conversation stands on a day. days_late: by how many days its answer is overdue, nought if it is not."""

    state: str
    takes_people: bool
    begins_later: bool
    days_late: int


@dataclass(frozen=True)
class Told:
    """What the page of a conversation shows, as one asker may see it.

    asks: pairs of something known and what it conflicts with, each shown as a question.
    """

    conversation: Conversation
    standing: Standing
    decider: Lead | None
    nobody_decides: bool
    programme: Programme | None
    serves: Sequence[tuple[str, str]]
    stages: Sequence[tuple[Stage, str]]
    channels: Sequence[tuple[Channel, str]]
    hearings: Sequence[Hearing]
    data: Sequence[Known]
    lived: Sequence[Known]
    asks: Sequence[tuple[Known, Known]]
    mendings: Sequence[Mending]
    pathway: Pathway | None
    kind: ConversationKind | None

    @property
    def budget(self) -> tuple[str, str, str]:
        """Money a year now, and the change in it, in words, and whether it is "less", "more" or "same"."""
        now, change = self.conversation.budget_now, self.conversation.budget_change
        if change is None:
            return (in_pounds(now) if now is not None else "", "", "")
        which = "less" if change < 0 else "more" if change else "same"
        return (in_pounds(now) if now is not None else "", in_pounds(abs(change)), which)

    @property
    def languages(self) -> list[str]:
        """The languages in which it is held, each by its own name."""
        return named(self.conversation.languages)


def seen(asker: Asker) -> "QuerySet[Any]":
    """Conversations that this asker may see, with all that their page asks of the row itself. One SQL query."""
    held = Membership.objects.filter(
        live(timezone.localdate()), person=OuterRef("decider"), organisation=OuterRef("deciding")
    )
    programmes = programmes_open_to(asker).filter(pk=OuterRef("programme"))
    return (
        conversations_open_to(asker)
        .select_related("partnership", "deciding", "programme")
        .annotate(
            is_mended=Exists(Mending.objects.filter(conversation=OuterRef("pk"))),
            decider_is_there=Exists(held),
            shows_programme=Exists(programmes),
        )
    )


def told_of(one: Any, asker: Asker, today: date) -> Told:
    """What the page of a conversation shows. one: as `seen` reads it. Seven SQL queries at most."""
    known = list(one.known.order_by("pk"))
    by_key = {each.pk: each for each in known}
    leads = leads_shown([one.decider_id], one.partnership, asker)
    return Told(
        conversation=one,
        standing=standing_of(one, today),
        decider=leads.get(one.decider_id) if one.decider_is_there else None,
        nobody_decides=one.decider_id is not None and not one.decider_is_there,
        programme=one.programme if one.shows_programme else None,
        serves=_served(one, asker),
        stages=[(stage, _when(stage, today)) for stage in one.stages.order_by("from_on", "until_on", "pk")],
        channels=[(channel, *named(channel.language)) for channel in one.channels.order_by("pk")],
        hearings=list(one.hearings.order_by("dimension", "pk")),
        data=[each for each in known if each.kind == Known.Kind.DATA],
        lived=[each for each in known if each.kind == Known.Kind.LIVED],
        asks=[(each, by_key[each.conflicts_with_id]) for each in known if each.conflicts_with_id in by_key],
        mendings=list(one.mendings.order_by("-said_at", "-pk")) if one.is_mended else [],
        pathway=pathways().get(one.pathway),
        kind=conversation_kinds().get(one.kind),
    )


def standing_of(one: Conversation, today: date) -> Standing:
    """How a conversation stands on a day. No SQL query."""
    owed = one.state in (State.OPEN, State.CLOSED) and one.answer_by is not None
    late = (today - one.answer_by).days if owed and one.answer_by else 0
    return Standing(
        state=one.state,
        takes_people=one.takes_people_on(today),
        begins_later=one.state == State.OPEN and one.opens_on is not None and one.opens_on > today,
        days_late=max(0, late),
    )


def rows(conversations: Sequence[Conversation], today: date) -> list[tuple[Conversation, Standing]]:
    """Conversations as lists show them, each with how it stands. No SQL query."""
    return [(one, standing_of(one, today)) for one in conversations]


def in_turn(conversations: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """Conversations in the order in which people need them: by their last day, the latest first."""
    return conversations.select_related("deciding").order_by("-closes_on", "-pk")


def due_to_close(today: date) -> "QuerySet[Conversation]":
    """Conversations that are open although their last day is past."""
    return Conversation.objects.filter(state=State.OPEN, closes_on__lt=today).order_by("pk")


def programmes_of(partnership: Partnership, asker: Asker) -> "QuerySet[Programme]":
    """A partnership's programmes, the latest to begin first."""
    return programmes_open_to(asker).filter(partnership=partnership).order_by("-from_on", "-pk")


def _served(one: Conversation, asker: Asker) -> list[tuple[str, str]]:
    """The outcomes and places that a conversation serves: address and name of each. One SQL query."""
    outcomes = outcomes_open_to(asker).filter(conversations=one).order_by().values_list("reference", "name")
    places = one.places.order_by().values_list("reference", "name")
    both = sorted(outcomes.union(places), key=lambda pair: (kind_of(pair[0]), pair[1]))
    return [(f"/{reference}/", name) for reference, name in both]


def _when(stage: Stage, today: date) -> str:
    """Whether a stage is "over", goes on "now" or comes "later"."""
    if stage.until_on < today:
        return "over"
    return "now" if stage.from_on <= today else "later"
