"""Who takes part in a conversation beside who lives here, as everybody may read it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from joinedup.voice.models import Channel, Conversation, Hearing, Participant, Statement
from joinedup.voice.rules import equity as rules


@dataclass(frozen=True)
class Group:
    """One group: how many of it take part and what share that is of those who said, None where that is withheld.

    population: its share of the people who live here, from 0 to 1, if known. far_below: its share is less than half.
    """

    name: str
    count: int | None
    share: Decimal | None
    population: Decimal | None
    source: str
    reached_by: str
    far_below: bool


@dataclass(frozen=True)
class Dimension:
    """The groups of one sort. unsaid: how many did not say, which tells of no group who belongs to it."""

    name: str
    groups: tuple[Group, ...]
    unsaid: int

    @property
    def is_withheld(self) -> bool:
        """Whether any count of it is withheld."""
        return any(one.count is None for one in self.groups)


@dataclass(frozen=True)
class Mix:
    """By which way people took part, how many did so for the first time, and who said most."""

    total: int
    left: int
    channels: tuple[tuple[str, int], ...]
    newcomers: int | None
    by_account: int | None
    most_active: Decimal | None
    sayers: int | None


def dimensions_of(conversation: Conversation) -> tuple[Dimension, ...]:
    """The groups that should be heard, by sort, beside how many of each take part. Three SQL queries."""
    here = Participant.objects.filter(conversation=conversation, left_at=None)
    total = here.count()
    counted = dict(here.exclude(groups=None).order_by().values_list("groups").annotate(Count("pk")))
    found: dict[str, list[Hearing]] = {}
    for one in conversation.hearings.order_by("pk"):
        found.setdefault(one.dimension, []).append(one)
    return tuple(_dimension(name, hearings, counted, total) for name, hearings in found.items())


def _dimension(name: str, hearings: list[Hearing], counted: Mapping[int, int], total: int) -> Dimension:
    counts = {one.pk: counted.get(one.pk, 0) for one in hearings}
    known = sum(counts.values())
    shown = rules.shown(counts)
    shares = rules.shares(shown, known)
    groups = tuple(
        Group(
            name=one.group,
            count=shown[one.pk],
            share=_exact(shares[one.pk]),
            population=one.share,
            source=one.share_source,
            reached_by=one.reached_by,
            far_below=_is_far_below(one, counts[one.pk], known),
        )
        for one in hearings
    )
    return Dimension(name, groups, max(0, total - known))


def _is_far_below(hearing: Hearing, count: int, known: int) -> bool:
    share = float(hearing.share) if hearing.share is not None else None
    return rules.is_far_below(count, known=known, share=share)


def _exact(share: float | None) -> Decimal | None:
    return None if share is None else Decimal(repr(share))


def mix_of(conversation: Conversation) -> Mix:
    """How people took part. Four SQL queries, however many there are."""
    everybody = Participant.objects.filter(conversation=conversation)
    here = everybody.filter(left_at=None)
    channels = by_channel(conversation)
    before = Participant.objects.filter(
        account=OuterRef("account"), conversation__partnership=conversation.partnership_id
    ).exclude(conversation=conversation)
    accounts = here.exclude(account=None).annotate(was_here=Exists(before))
    ways = accounts.aggregate(new=Count("pk", filter=Q(was_here=False)), old=Count("pk", filter=Q(was_here=True)))
    shown = rules.shown({"new": ways["new"], "old": ways["old"]})
    made = list(made_in([conversation.pk]).get(conversation.pk, ()))
    return Mix(
        total=sum(number for _words, number in channels),
        left=everybody.exclude(left_at=None).count(),
        channels=channels,
        newcomers=shown["new"],
        by_account=rules.total_of(ways.values()),
        most_active=_exact(rules.share_of_most_active(made)),
        sayers=rules.total_of([len(made)]),
    )


def by_channel(conversation: Conversation) -> tuple[tuple[str, int], ...]:
    """How many take part by each way that somebody used. One SQL query."""
    here = Participant.objects.filter(conversation=conversation, left_at=None).order_by()
    counted = dict(here.values_list("channel").annotate(Count("pk")))
    return tuple((str(words), counted[key]) for key, words in Channel.Kind.choices if key in counted)


def made_in(conversations: Iterable[int]) -> dict[int, list[int]]:
    """How many statements each maker made, by key of conversation; those taken back left out. One SQL query."""
    said = Statement.objects.filter(conversation__in=conversations).exclude(said_by=None)
    kept = said.exclude(state=Statement.State.WITHDRAWN)
    rows: Any = kept.order_by().values_list("conversation", "said_by").annotate(Count("pk"))
    found: dict[int, list[int]] = {}
    for conversation, _maker, number in rows:
        found.setdefault(conversation, []).append(number)
    return found
