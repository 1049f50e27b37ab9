"""How much of what people said has been answered, and how: counted, never listed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Case, CharField, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from joinedup.voice.models import Conversation, Reply, Statement, Submission, Theme
from joinedup.voice.rules import replies as rules

CURRENT = Q(superseded_by=None)
SAID, SEEDED, GIVEN, THEME = "said", "seeded", "given", "theme"
PEOPLE = (SAID, GIVEN)


@dataclass(frozen=True)
class Tally:
    """By what was said (statements of people, first statements, longer submissions, themes) how each was answered.

    The verdict is empty where nothing has been decided yet. What people said are their statements and submissions: a
    theme only puts them together, and first statements are whoever asked's own.
    """

    counts: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def _of(self, what: tuple[str, ...], verdicts: tuple[str, ...] | None = None) -> int:
        return sum(
            number
            for (one, verdict), number in self.counts.items()
            if one in what and (bool(verdict) if verdicts is None else verdict in verdicts)
        )

    @property
    def statements_left(self) -> int:
        return self._of((SAID, SEEDED), ("",))

    @property
    def themes_left(self) -> int:
        return self._of((THEME,), ("",))

    @property
    def submissions_left(self) -> int:
        return self._of((GIVEN,), ("",))

    @property
    def left(self) -> int:
        """Everything without an answer."""
        return self.statements_left + self.themes_left + self.submissions_left

    @property
    def people_said(self) -> int:
        """How many things people said that are shown."""
        return sum(number for (one, _verdict), number in self.counts.items() if one in PEOPLE)

    @property
    def answered(self) -> int:
        """How many of what people said have an answer."""
        return self._of(PEOPLE)

    @property
    def changed(self) -> int:
        """How many of them changed something: adopted, or in part."""
        return self._of(PEOPLE, rules.CHANGING)

    @property
    def not_changed(self) -> int:
        return self._of(PEOPLE, (rules.NOT,))

    @property
    def later(self) -> int:
        return self._of(PEOPLE, (rules.LATER,))

    @property
    def share(self) -> Decimal | None:
        """The share of what people said and was answered that changed something."""
        return rules.share_changed(self.changed, self.answered)


def verdict_of_statement() -> Any:
    """What was decided of a statement: its own reply before that to a theme that it is in, of several the latest."""
    return _of_statement("verdict", CharField())


def reply_to_statement() -> Any:
    """The key of the reply that answers a statement."""
    return _of_statement("pk", None)


def _of_statement(what: str, output: Any) -> Any:
    own = Reply.objects.filter(CURRENT, statement=OuterRef("pk")).values(what)[:1]
    themed = Reply.objects.filter(CURRENT, theme__statements=OuterRef("pk")).order_by("-pk").values(what)[:1]
    return Coalesce(Subquery(own), Subquery(themed), *([Value("")] if output else []))


def verdict_of(name: str) -> Any:
    """What was decided of a theme or a submission."""
    own = Reply.objects.filter(CURRENT, **{name: OuterRef("pk")}).values("verdict")[:1]
    return Coalesce(Subquery(own), Value(""))


def tallies(conversations: QuerySet[Conversation]) -> dict[int, Tally]:
    """How what people said was answered, by the key of its conversation. One SQL query, however many there are."""
    shown = Statement.objects.filter(conversation__in=conversations, state=Statement.State.SHOWN)
    given = Submission.objects.filter(conversation__in=conversations, state=Submission.State.SHOWN)
    themes = Theme.objects.filter(conversation__in=conversations)
    seeded = Case(When(seeded_by=None, then=Value(SAID)), default=Value(SEEDED), output_field=CharField())
    parts = (
        _counted(shown.annotate(what=seeded, verdict=verdict_of_statement())),
        _counted(given.annotate(what=Value(GIVEN, CharField()), verdict=verdict_of("submission"))),
        _counted(themes.annotate(what=Value(THEME, CharField()), verdict=verdict_of("theme"))),
    )
    found: dict[int, dict[tuple[str, str], int]] = defaultdict(dict)
    for key, what, verdict, number in parts[0].union(*parts[1:], all=True):
        found[key][what, verdict] = number
    return {key: Tally(counts) for key, counts in found.items()}


def tally_of(conversation: Conversation) -> Tally:
    """How what people said in a conversation was answered. One SQL query."""
    return tallies(Conversation.objects.filter(pk=conversation.pk)).get(conversation.pk, Tally())


def _counted(rows: QuerySet[Any]) -> Any:
    return rows.order_by().values_list("conversation_id", "what", "verdict").annotate(number=Count("pk"))
