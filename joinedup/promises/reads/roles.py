"""What partners say of their roles, always filtered by who asks: the board, what is unmet, what is due again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Organisation, Partnership, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.promises import permissions
from joinedup.promises.models import Undertaking
from joinedup.promises.rules import roles as rules

SHARED = ~Q(visibility=Visibility.DRAFT)
LAST_SAID = Coalesce("confirmed_on", "said_on")
RELATED = ("organisation", "of", "met_by__organisation")


def undertakings_open_to(asker: Asker) -> QuerySet[Undertaking]:
    """What partners say of their roles, as far as this asker may see it."""
    return Undertaking.objects.filter(permissions.undertakings_open_to(asker))


def still_held(undertakings: QuerySet[Undertaking]) -> QuerySet[Undertaking]:
    """Those that have not been withdrawn, and whose organisation takes part today."""
    today = timezone.localdate()
    standing = Standing.objects.filter(
        live(today), partnership=OuterRef("partnership"), organisation=OuterRef("organisation")
    )
    return undertakings.filter(Exists(standing), withdrawn_on=None)


def holding(partnership: Partnership, asker: Asker) -> QuerySet[Undertaking]:
    """What the members of a partnership say of their roles and still hold, drafts among it, in the order said."""
    said = undertakings_open_to(asker).filter(partnership=partnership)
    return still_held(said).order_by("said_on", "pk")


def shared(partnership: Partnership, asker: Asker) -> QuerySet[Undertaking]:
    """The same without drafts, which nobody has said yet."""
    return holding(partnership, asker).filter(SHARED)


def with_answers(expectations: QuerySet[Undertaking]) -> QuerySet[Any]:
    """Expectations, each with the kind of what answers it and still holds: `answered_by` is None if nothing does."""
    answers = still_held(Undertaking.objects.filter(pk=OuterRef("met_by")))
    return expectations.annotate(answered_by=answers.values("kind")[:1])


def left_open(partnership: Partnership, asker: Asker) -> QuerySet[Any]:
    """Expectations that are shared and that nothing answers, or that a partner refused."""
    expected = with_answers(shared(partnership, asker).filter(kind=Undertaking.Kind.EXPECTS))
    return expected.filter(Q(answered_by=None) | Q(answered_by=Undertaking.Kind.WILL_NOT))


def due_again(partnership: Partnership, asker: Asker) -> QuerySet[Undertaking]:
    """What was said or confirmed a year ago or earlier and is to be confirmed again, the oldest first."""
    day = timezone.localdate() - rules.SAID_AGAIN_AFTER
    return shared(partnership, asker).alias(said=LAST_SAID).filter(said__lte=day).order_by("said", "pk")


def silent_members(partnership: Partnership, asker: Asker) -> QuerySet[Organisation]:
    """Members that say nothing of their role, of what this asker may see. Drafts are not said."""
    speaking = shared(partnership, asker).order_by().values("organisation")
    return members(partnership).exclude(pk__in=speaking)


def members(partnership: Partnership) -> QuerySet[Organisation]:
    """The organisations that take part in a partnership today, by name."""
    standings = Standing.objects.filter(live(timezone.localdate()), partnership=partnership)
    return Organisation.objects.filter(pk__in=standings.values("organisation")).order_by("name", "pk")


@dataclass(frozen=True)
class Shown:
    """A statement as pages show it: how it stands if it is an expectation, by what, and whether it is due again.

    answer: what answers it, None as well where the asker may not read that.
    """

    undertaking: Undertaking
    standing: str
    answer: Undertaking | None
    is_due: bool

    @property
    def address(self) -> str:
        return self.undertaking.get_absolute_url()

    @property
    def of(self) -> str:
        """Of whom it is expected; empty for everybody."""
        return str(self.undertaking.of or self.undertaking.of_people)


def shown(undertakings: QuerySet[Undertaking], asker: Asker) -> list[Shown]:
    """Statements as pages show them, in their order. Two SQL queries at most."""
    listed = list(with_answers(undertakings).annotate(last_said=LAST_SAID).select_related(*RELATED))
    wanted = [one.met_by_id for one in listed if one.met_by_id is not None]
    readable = set(undertakings_open_to(asker).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    today = timezone.localdate()
    return [_shown(one, readable, today) for one in listed]


def _shown(one: Any, readable: set[int], today: date) -> Shown:
    answered_by: str | None = one.answered_by
    last_said: date = one.last_said
    expects = one.kind == Undertaking.Kind.EXPECTS
    return Shown(
        undertaking=one,
        standing=rules.standing_of(answered_by) if expects else "",
        answer=one.met_by if answered_by and one.met_by_id in readable else None,
        is_due=one.withdrawn_on is None and rules.is_due_again(last_said, today),
    )


@dataclass
class Row:
    """A partner on the board: what it will do, will not do and expects of others."""

    organisation: Organisation
    will: list[Shown] = field(default_factory=list)
    will_not: list[Shown] = field(default_factory=list)
    expects: list[Shown] = field(default_factory=list)

    @property
    def reference(self) -> str:
        return self.organisation.reference

    @property
    def is_silent(self) -> bool:
        """Whether nothing is said here of its role."""
        return not (self.will or self.will_not or self.expects)


def rows(partnership: Partnership, organisations: Iterable[Organisation], asker: Asker) -> list[Row]:
    """Partners as the board shows them. Two SQL queries."""
    board = {one.pk: Row(one) for one in organisations}
    said = holding(partnership, asker).filter(organisation__in=list(board))
    for one in shown(said, asker):
        getattr(board[one.undertaking.organisation_id], one.undertaking.kind).append(one)
    return list(board.values())


def suggested_for(expectation: Undertaking, asker: Asker) -> list[Undertaking]:
    """What may answer an expectation, by its words: three statements at most. Two SQL queries."""
    offered = answers_to_choose(expectation, asker)
    said = [rules.Said(pk, organisation, words) for pk, organisation, words in _words_of(offered)]
    keys = rules.suggestions(expectation.words, of=expectation.of_id, expecting=expectation.organisation_id, said=said)
    found = offered.select_related("organisation").in_bulk(keys)
    return [found[key] for key in keys]


def _words_of(offered: QuerySet[Undertaking]) -> Sequence[tuple[int, int, str]]:
    return list(offered.values_list("pk", "organisation", "words"))


def answers_to_choose(expectation: Undertaking, asker: Asker) -> QuerySet[Undertaking]:
    """What others say that may answer an expectation: of the partner that is asked, or of any other member."""
    said = shared(expectation.partnership, asker).exclude(kind=Undertaking.Kind.EXPECTS)
    others = said.exclude(organisation=expectation.organisation_id)
    own = others if expectation.of_id is None else others.filter(organisation=expectation.of_id)
    return own.order_by(F("organisation__name"), "said_on", "pk")
