"""What moderators look at, what they did, and what is known when they act."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import add
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format

from joinedup.frame.references import kind_of
from joinedup.frame.refusals import Refusal
from joinedup.partners.models import Account
from joinedup.partners.permissions import footing
from joinedup.reckon.likeness import alike
from joinedup.voice.models import Annotation, Appeal, Conversation, Move, Participant, Report, Statement, Submission
from joinedup.voice.rules import moderation as rules

Moderated = Statement | Submission | Annotation
KINDS: dict[str, type[Moderated]] = {"statement": Statement, "submission": Submission, "annotation": Annotation}
AUTHORS: dict[type[Moderated], str] = {Statement: "said_by", Submission: "given_by", Annotation: "said_by"}
HOMES: dict[type[Moderated], str] = {
    Statement: "conversation",
    Submission: "conversation",
    Annotation: "draft__conversation",
}
SINCE: dict[type[Moderated], str] = {Statement: "said_at", Submission: "given_at", Annotation: "said_at"}
MOST_LIKE = 3
OF_PROTECTION = (Move.Kind.PROTECT, Move.Kind.REOPEN)
REPORTED = Report.objects.filter(about=OuterRef("reference"), settled_at=None)
ON_SHOW = (rules.SHOWN, Annotation.State.OPEN)  # a note on a text is shown from the start, until it is settled
UNREAD = Q(state=rules.WAITING) | Q(state__in=ON_SHOW) & Exists(REPORTED)


def queue(conversation: Conversation) -> QuerySet[Any, Any]:
    """What waits for a moderator as pairs of reference and reports: reported ones first, then the oldest first."""
    statements, *others = (_queued(model, conversation) for model in KINDS.values())
    return statements.union(*others, all=True).order_by("-reports", "since", "reference")


def _queued(model: type[Moderated], conversation: Conversation) -> QuerySet[Any, Any]:
    number = REPORTED.order_by().values("about").annotate(number=Count("pk")).values("number")
    rows: QuerySet[Any, Any] = (
        model._default_manager.filter(UNREAD, **{HOMES[model]: conversation})
        .annotate(reports=Coalesce(Subquery(number, output_field=IntegerField()), Value(0)), since=F(SINCE[model]))
        .values_list("reference", "reports", "since")
    )
    return rows


def to_read(conversations: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """The conversations in which something waits for a moderator, with how much: `unread`."""
    unread = reduce(add, (_unread_of(model) for model in KINDS.values()))
    return conversations.annotate(unread=unread).filter(unread__gt=0)


def _unread_of(model: type[Moderated]) -> Coalesce:
    home = HOMES[model]
    here = model._default_manager.filter(UNREAD, **{home: OuterRef("pk")}).order_by().values(home)
    number = here.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), Value(0))


def to_read_by(account: Account) -> QuerySet[Conversation]:
    """The conversations that the account moderates and in which something waits, with how much: `unread`."""
    moderated = Conversation.objects.filter(partnership__in=footing(account).convened)
    return to_read(moderated).select_related("partnership").order_by("closes_on", "pk")


def pieces_named(conversation: Conversation, references: Iterable[str]) -> dict[str, Moderated]:
    """Statements, submissions and notes of a conversation by reference. One SQL query a kind."""
    return {each.reference: each for rows in _of_each_kind(conversation, references).values() for each in rows}


def locked_pieces(conversation: Conversation, references: Iterable[str]) -> list[Moderated]:
    """The same, locked in the order of their keys and with their authors' accounts. One SQL query a kind."""
    found: list[Moderated] = []
    for model, rows in _of_each_kind(conversation, references).items():
        found += rows.select_related(f"{AUTHORS[model]}__account").select_for_update(of=("self",)).order_by("pk")
    return found


def _of_each_kind(conversation: Conversation, references: Iterable[str]) -> dict[type[Moderated], QuerySet[Any]]:
    """The pieces of a conversation that are named, by kind; a kind of which none is named is left out."""
    named = set(references)
    of_kinds = {model: sorted(each for each in named if kind_of(each) == kind) for kind, model in KINDS.items()}
    return {
        model: model._default_manager.filter(**{HOMES[model]: conversation}, reference__in=of_kind)
        for model, of_kind in of_kinds.items()
        if of_kind
    }


def target_of(conversation: Conversation, number: int | None) -> Statement | None:
    """The statement of a conversation that bears a number. One SQL query, or none without a number."""
    return conversation.statements.filter(number=number).first() if number is not None else None


def facts_of(pieces: Sequence[Moderated], target: Statement | None) -> list[rules.Piece]:
    """What the rules ask of each piece. Two SQL queries."""
    statements = [one.pk for one in pieces if isinstance(one, Statement)]
    joined = set(Statement.objects.filter(merged_into__in=statements).values_list("merged_into", flat=True))
    waiting = Report.objects.filter(about__in=[one.reference for one in pieces], settled_at=None)
    reported = set(waiting.values_list("about", flat=True))
    return [
        rules.Piece(
            what=called(one),
            state=state_of(one),
            is_statement=isinstance(one, Statement),
            reported=one.reference in reported,
            others_joined=isinstance(one, Statement) and one.pk in joined,
            is_target=isinstance(one, Statement) and target is not None and one.pk == target.pk,
        )
        for one in pieces
    ]


def state_of(piece: Moderated) -> str:
    """How a piece stands for whoever moderates."""
    return rules.SHOWN if piece.state in ON_SHOW else piece.state


def conversation_of(piece: Moderated) -> Conversation:
    """The conversation in which something was said."""
    return piece.draft.conversation if isinstance(piece, Annotation) else piece.conversation


def called(piece: Moderated) -> str:
    """How a piece is called without its words: “Statement 7”."""
    if isinstance(piece, Statement):
        return f"Statement {piece.number}"
    name = "Note" if isinstance(piece, Annotation) else "Submission"
    return f"{name} {piece.reference.rpartition('-')[2]}"


def author_of(piece: Moderated) -> Participant | None:
    """Who said or gave it; nobody in particular for a first statement."""
    author: Participant | None = getattr(piece, AUTHORS[type(piece)])
    return author


def protection_of(conversation: Conversation, today: date) -> Move | None:
    """The move by which a conversation takes no statements today, if any. One SQL query."""
    last = conversation.moves.filter(about=conversation.reference, kind__in=OF_PROTECTION).order_by("-pk").first()
    protects = last is not None and last.kind == Move.Kind.PROTECT and last.until_on is not None
    return last if protects and last.until_on >= today else None  # type: ignore[union-attr, operator]


def refusals_while_protected(conversation: Conversation, today: date) -> tuple[Refusal, ...]:
    """Why nothing new is taken in a conversation today; empty if it is not protected. One SQL query."""
    protection = protection_of(conversation, today)
    if protection is None or protection.until_on is None:
        return ()
    day = date_format(protection.until_on)
    return (rules.TAKES_NOTHING_NOW.about(day=day, because=protection.reason),)


def reported_today(mark: str, since: datetime) -> int:
    """How many reports have come from a sender since a moment. One SQL query."""
    return Report.objects.filter(mark=mark, said_at__gte=since).count()


def moved_counts(conversation: Conversation) -> dict[str, int]:
    """How many moves of each kind there were. One SQL query."""
    counted = conversation.moves.order_by().values_list("kind").annotate(Count("pk"))
    return {str(kind): number for kind, number in counted}


def standing_counts(conversation: Conversation) -> dict[str, int]:
    """How many statements wait, are shown, hidden, put together or taken back. One SQL query."""
    counted = conversation.statements.order_by().values_list("state").annotate(Count("pk"))
    return {str(state): number for state, number in counted}


def appeal_counts(conversation: Conversation) -> dict[str, int]:
    """How many appeals wait, were upheld and were rejected. One SQL query."""
    counted = (
        Appeal.objects.filter(move__conversation=conversation).order_by().values_list("state").annotate(Count("pk"))
    )
    return {str(state): number for state, number in counted}


def moves_to(participant: Participant) -> list[Move]:
    """What moderators did to what a participant said, gave or noted, the latest first. Four SQL queries.

    For their own page: with each move its appeal, if there is one.
    """
    own = [
        *Statement.objects.filter(said_by=participant).values_list("reference", flat=True),
        *Submission.objects.filter(given_by=participant).values_list("reference", flat=True),
        *Annotation.objects.filter(said_by=participant).values_list("reference", flat=True),
    ]
    moves = Move.objects.filter(conversation=participant.conversation_id, about__in=own).select_related("appeal")
    return list(moves.order_by("-pk"))


def called_in(conversation: Conversation, moves: Iterable[Move]) -> list[tuple[Move, str]]:
    """Each move with how what it is about is called. One SQL query a kind."""
    moves = list(moves)
    pieces = pieces_named(conversation, [move.about for move in moves])
    return [(move, called(pieces[move.about]) if move.about in pieces else move.about_in_words) for move in moves]


def piece_of(move: Move) -> Moderated | None:
    """What a move was about, with its author; None for the conversation itself or a text. One SQL query."""
    model = KINDS.get(kind_of(move.about))
    if model is None:
        return None
    found: Any = model._default_manager.select_related(AUTHORS[model]).filter(reference=move.about).first()
    return found  # type: ignore[no-any-return]


def stands(move: Move, piece: Moderated | None) -> bool:
    """Whether what was moved is still as this move left it: no later move was made about it. One SQL query."""
    if piece is None or piece.state != rules.TRANSITIONS.get(move.kind, (frozenset(), ""))[1]:
        return False
    return not Move.objects.filter(about=move.about, pk__gt=move.pk).exclude(kind=Move.Kind.SHOW).exists()


@dataclass(frozen=True)
class Queued:
    """One row of the queue: what it is, its words, how it is called, since when, whether it is shown, the reports that
    wait by kind, and shown statements like it."""

    piece: Moderated
    words: str
    called: str
    since: datetime
    is_shown: bool
    reports: int
    reported_as: tuple[tuple[str, int], ...]
    told: tuple[str, ...]
    like: tuple[tuple[int, str], ...]


def queue_rows(conversation: Conversation, keys: Iterable[tuple[str, int, datetime]]) -> list[Queued]:
    """The rows of one page of the queue. Four SQL queries at most, whatever their number."""
    keys = list(keys)
    pieces = pieces_named(conversation, [reference for reference, _reports, _said in keys])
    reports = _reports_about([reference for reference, number, _said in keys if number])
    like = _like(conversation, [one for one in pieces.values() if isinstance(one, Statement)])
    return [
        Queued(
            piece=pieces[reference],
            words=_words_of(pieces[reference]),
            called=called(pieces[reference]),
            since=since,
            is_shown=state_of(pieces[reference]) == rules.SHOWN,
            reports=number,
            reported_as=tuple(Counter(str(one.get_kind_display()) for one in reports[reference]).most_common()),
            told=tuple(one.words for one in reports[reference] if one.words),
            like=like.get(reference, ()),
        )
        for reference, number, since in keys
        if reference in pieces
    ]


def _words_of(piece: Moderated) -> str:
    """All that a piece says: of a note, what it says and the words that it proposes."""
    return "\n".join(filter(None, (piece.words, piece.instead))) if isinstance(piece, Annotation) else piece.words


def _reports_about(references: list[str]) -> dict[str, list[Report]]:
    found: dict[str, list[Report]] = defaultdict(list)
    if references:
        for one in Report.objects.filter(about__in=references, settled_at=None).order_by("pk"):
            found[one.about].append(one)
    return found


def _like(conversation: Conversation, statements: list[Statement]) -> dict[str, tuple[tuple[int, str], ...]]:
    """For each of these the shown statements that say much the same: number and words, the most alike first."""
    if not statements:
        return {}
    shown = conversation.statements.filter(state=rules.SHOWN).values_list("number", "words")
    words = dict(shown)
    own = {one.reference: one.number for one in statements}
    near = alike({one.reference: one.words for one in statements}, words, most=MOST_LIKE + 1)
    return {
        reference: tuple((number, words[number]) for number, _share in found if number != own[reference])[:MOST_LIKE]
        for reference, found in near.items()
    }
