"""How far people had a say in a conversation: promised, shown by the record, and felt."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from joinedup.voice.models import Annotation, Conversation, Felt, Influence, Statement
from joinedup.voice.reads.agreement_of_groups import agreed_in
from joinedup.voice.reads.tallies import Tally, tallies, verdict_of_statement
from joinedup.voice.rules import felt as rules
from joinedup.voice.rules.replies import ADOPTED

TAKEN_UP = (Annotation.State.ADOPTED, Annotation.State.PARTLY)
PLEDGES_SHOWN = 50


@dataclass(frozen=True)
class Say:
    """How far people had a say. felt: empty while fewer than ten have said. said: how many have, then."""

    promised: str
    evidenced: str
    felt: str
    said: int
    sees_it_differently: int
    counts: tuple[tuple[str, int], ...]

    @property
    def words(self) -> dict[str, str]:
        """The three levels in words."""
        levels = {"promised": self.promised, "evidenced": self.evidenced, "felt": self.felt}
        return {name: str(Influence(level).label) if level else "" for name, level in levels.items()}

    @property
    def below(self) -> list[str]:
        """Which of the two, the record and what people felt, lie below what was promised."""
        levels = {"evidenced": self.evidenced, "felt": self.felt}
        return [name for name, level in levels.items() if rules.is_below(level, self.promised)]


def says(found: Sequence[Conversation]) -> dict[int, Say]:
    """How far people had a say, by the key of the conversation. Five SQL queries, however many conversations."""
    keys = [one.pk for one in found]
    counted, agreed = tallies(Conversation.objects.filter(pk__in=keys)), agreed_in(keys)
    drafted = Counter(
        Annotation.objects.filter(draft__conversation__in=keys, state__in=TAKEN_UP).values_list(
            "draft__conversation", flat=True
        )
    )
    adopted = _adopted(keys, agreed)
    felt = _felt(keys)
    return {
        one.pk: _say(one, counted.get(one.pk, Tally()), drafted[one.pk], agreed.get(one.pk), adopted, felt)
        for one in found
    }


def _say(
    one: Conversation,
    tally: Tally,
    drafted: int,
    agreed: frozenset[int] | None,
    adopted: dict[int, set[int]],
    felt: dict[int, dict[str, tuple[int, int]]],
) -> Say:
    said = felt.get(one.pk, {})
    counts = {level: number for level, (number, _differently) in said.items()}
    total = sum(counts.values())
    is_shown = total >= rules.FEWEST_SHOWN
    is_over = one.answered_at is not None or (one.answer_by is not None and one.answer_by < timezone.localdate())
    is_agreed = agreed or frozenset()
    evidenced = rules.level_evidenced(
        is_due=is_over,
        answered=tally.answered,
        changed=tally.changed,
        drafted=drafted,
        agreed=len(is_agreed),
        agreed_adopted=len(is_agreed & adopted.get(one.pk, set())),
    )
    return Say(
        promised=one.influence,
        evidenced=evidenced,
        felt=rules.median_level(counts),
        said=total if is_shown else 0,
        sees_it_differently=sum(differently for _number, differently in said.values()) if is_shown else 0,
        counts=tuple((level, counts.get(level, 0)) for level in rules.LEVELS) if is_shown else (),
    )


def _adopted(keys: Iterable[int], agreed: dict[int, frozenset[int]]) -> dict[int, set[int]]:
    """The numbers of the statements that all groups agreed on and that were adopted, by conversation."""
    numbers = set().union(*agreed.values()) if agreed else set()
    asked = Statement.objects.filter(conversation__in=list(keys), number__in=numbers)
    adopted: dict[int, set[int]] = {}
    for key, number in (
        asked.annotate(verdict=verdict_of_statement()).filter(verdict=ADOPTED).values_list("conversation_id", "number")
    ):
        adopted.setdefault(key, set()).add(number)
    return adopted


def _felt(keys: Iterable[int]) -> dict[int, dict[str, tuple[int, int]]]:
    """How many felt each level, and how many of those see the question differently, by conversation."""
    said = Felt.objects.filter(participant__conversation__in=list(keys)).order_by()
    counted = said.values_list("participant__conversation", "influence").annotate(
        number=Count("pk"), differently=Count("pk", filter=Q(sees_it_differently=True))
    )
    felt: dict[int, dict[str, tuple[int, int]]] = {}
    for key, level, number, differently in counted:
        felt.setdefault(key, {})[level] = (number, differently)
    return felt


def say_of(conversation: Conversation) -> Say:
    """How far people had a say in one conversation. Five SQL queries."""
    return says([conversation])[conversation.pk]


def pledged(conversation: Conversation) -> list[Felt]:
    """What people say that they will do themselves, and what they say of it, for whoever runs it: none below ten."""
    said = Felt.objects.filter(participant__conversation=conversation)
    if said.count() < rules.FEWEST_SHOWN:
        return []
    return list(said.exclude(commits_to="", words="").order_by("commits_to", "words")[:PLEDGES_SHOWN])
