"""What a conversation says before it opens, as the rules ask for it."""

from django.db.models import Count, Q
from django.utils import timezone

from joinedup.partners.models import Membership, Partnership, live
from joinedup.partners.reads import members_to_choose
from joinedup.voice.models import Conversation, Hearing, Known
from joinedup.voice.rules.conversations import Prepared
from joinedup.voice.rules.editing import Change


def said_of(conversation: Conversation) -> Prepared:
    """What a conversation says. Five SQL queries."""
    known = conversation.known.aggregate(
        data=Count("pk", filter=Q(kind=Known.Kind.DATA)), lived=Count("pk", filter=Q(kind=Known.Kind.LIVED))
    )
    heard = conversation.hearings.aggregate(all=Count("pk"), reached=Count("pk", filter=~Q(reached_by="")))
    return Prepared(
        question=conversation.question,
        has_decider=decider_is_there(conversation),
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
        without_choice=conversation.trade_offs.annotate(options_given=Count("options"))
        .filter(options_given__lt=2)
        .count(),
        closes_on=conversation.closes_on,
        answer_by=conversation.answer_by,
    )


def decider_is_there(conversation: Conversation) -> bool:
    """Whether whoever is named as deciding holds a post today in the organisation that decides. One SQL query."""
    return decides_today(conversation.decider_id, conversation.deciding_id)


def decides_today(person: int | None, organisation: int | None) -> bool:
    """Whether a person holds a post in an organisation today, by their keys. One SQL query, none without both."""
    if person is None or organisation is None:
        return False
    held = Membership.objects.filter(live(timezone.localdate()), person=person, organisation=organisation)
    return held.exists()


def change_of(
    stored: Conversation, wanted: Conversation, fields: frozenset[str], *, allowed: bool, because: str, belongs: bool
) -> Change:
    """A change as the rules ask for it. Six SQL queries at most."""
    names_somebody = bool({"decider", "deciding"} & fields)
    both = wanted.decider_id is not None and wanted.deciding_id is not None
    return Change(
        allowed=allowed,
        state=stored.state,
        fields=fields,
        because=because.strip(),
        wanted=said_of(wanted),
        opens_on=wanted.opens_on,
        told_until=stored.closes_on,
        has_begun=stored.state != Conversation.State.DRAFT and not _begins_later(stored),
        is_member="deciding" not in fields or _is_member(stored.partnership, wanted.deciding_id),
        is_there=not (names_somebody and both) or decider_is_there(wanted),
        same_drivers=bool(wanted.driver) and wanted.driver == wanted.other_driver,
        belongs=belongs,
    )


def is_chosen(hearing: Hearing) -> bool:
    """Whether somebody who takes part has said that they belong to a group. One SQL query."""
    return hearing.participants.exists()


def _begins_later(stored: Conversation) -> bool:
    return stored.opens_on is not None and stored.opens_on > timezone.localdate()


def _is_member(partnership: Partnership, organisation: int | None) -> bool:
    return organisation is None or members_to_choose(partnership).filter(pk=organisation).exists()
