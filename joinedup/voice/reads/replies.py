"""What was decided about what people said: as rows of a page, and for whoever said it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, footing
from joinedup.voice.models import Conversation, Participant, Reply, Statement, Submission, Theme, Vote
from joinedup.voice.reads.agreement_of_groups import agreed_by_all_groups
from joinedup.voice.reads.conversations import conversations_open_to, replies_open_to
from joinedup.voice.reads.standing import Standing, standing
from joinedup.voice.reads.tallies import CURRENT, reply_to_statement, verdict_of
from joinedup.voice.rules import replies as rules

FIRST_WORDS = 3  # statements of a theme that a row quotes
MERGED_DEEP = 5  # how often what was put together may have been put together again
Thing = Statement | Theme | Submission
SHOWN = Statement.State.SHOWN


@dataclass(frozen=True)
class Row:
    """One reply as a list shows it. agreed: how many of the statements most in every group agreed with."""

    reply: Reply
    words: str
    quoted: tuple[Statement, ...]
    more: int
    follows: tuple[Standing, ...]
    agreed: int

    @property
    def address(self) -> str:
        return self.reply.get_absolute_url()

    @property
    def who(self) -> str:
        """Who decided, by post."""
        deciding = self.reply.conversation.deciding
        return ", ".join(filter(None, (self.reply.post, deciding.name if deciding else "")))

    @property
    def against_agreement(self) -> bool:
        """Whether it says no to something that most in every group agreed with."""
        return self.reply.verdict == rules.NOT and self.agreed > 0


def current(conversation: Conversation, asker: Asker) -> QuerySet[Reply]:
    """The replies that stand in a conversation, themes first, then statements by their numbers, then submissions.

    What is hidden or was taken back since is left out.
    """
    seen = replies_open_to(asker).filter(CURRENT, STILL_SHOWN, conversation=conversation)
    return in_turn(seen)


STILL_SHOWN = Q(theme__isnull=False) | Q(statement__state=SHOWN) | Q(submission__state=Submission.State.SHOWN)


def in_turn(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    """Replies in the order of lists, with what their rows need."""
    ordered = replies.order_by(F("theme").asc(nulls_last=True), F("statement__number").asc(nulls_last=True), "pk")
    return with_what_rows_need(ordered)


def with_what_rows_need(replies: QuerySet[Reply]) -> QuerySet[Reply]:
    """Replies with what they answer and what follows from them."""
    shown = Statement.objects.filter(state=SHOWN).order_by("number")
    quoted = shown.only("reference", "number", "words", "state", "conversation")
    return replies.select_related(
        "conversation__deciding", "conversation__partnership", "statement", "theme", "submission"
    ).prefetch_related("follows", Prefetch("theme__statements", queryset=quoted, to_attr="shown"))


def thing_of(reply: Reply) -> Thing:
    """What a reply answers."""
    thing: Thing | None = reply.statement or reply.theme or reply.submission
    if thing is None:
        raise LookupError(reply.reference)
    return thing


def rows(replies: Iterable[Reply], asker: Asker) -> list[Row]:
    """Replies as lists show them, all of one conversation. Six SQL queries at most, besides those of the replies."""
    listed = list(replies)
    stands = standing({one.about for reply in listed for one in reply.follows.all()}, asker)
    refused = any(reply.verdict == rules.NOT for reply in listed)
    agreed = agreed_by_all_groups(listed[0].conversation) if refused else frozenset()
    return [_row(reply, stands, agreed) for reply in listed]


def _row(reply: Reply, stands: dict[str, Standing], agreed: frozenset[int]) -> Row:
    within = _statements_of(reply)
    return Row(
        reply=reply,
        words=str(thing_of(reply)),
        quoted=tuple(within[:FIRST_WORDS]) if reply.theme else (),
        more=max(0, len(within) - FIRST_WORDS) if reply.theme else 0,
        follows=tuple(stands[one.about] for one in reply.follows.all() if one.about in stands),
        agreed=sum(one.number in agreed for one in within),
    )


def _statements_of(reply: Reply) -> Sequence[Statement]:
    if reply.statement is not None:
        return [reply.statement]
    return list(getattr(reply.theme, "shown", ())) if reply.theme else []


def reply_of(thing: Thing) -> Reply | None:
    """The reply that stands to a statement, a theme or a submission itself. One SQL query."""
    return thing.replies.filter(CURRENT).first()


def answering(thing: Thing) -> Reply | None:
    """The reply by which something is answered: its own, or a theme’s. Two SQL queries at most."""
    own = reply_of(thing)
    if own is not None or not isinstance(thing, Statement):
        return own
    return Reply.objects.filter(CURRENT, theme__statements=thing).order_by("-pk").first()


def history_of(reply: Reply) -> list[Reply]:
    """Everything that was decided of the same thing, the first first. One SQL query."""
    same = {"statement": reply.statement_id, "theme": reply.theme_id, "submission": reply.submission_id}
    return list(Reply.objects.filter(conversation=reply.conversation_id, **same).order_by("pk"))


@dataclass(frozen=True)
class Own:
    """Something that a participant said, with the reply that answers it.

    root: the statement that it counts for, itself or another. is_voted_on: whether somebody else voted on it, so that
    it stays.
    """

    thing: Statement | Submission
    reply: Reply | None
    root: Statement | None = None
    is_voted_on: bool = True

    @property
    def counts_for(self) -> Statement | None:
        """What it was put together with, if it was."""
        return self.root if self.root != self.thing else None

    @property
    def has_page(self) -> bool:
        """Whether there is a page to lead to: what waits, is hidden or was taken back has none."""
        return self.thing.state in {SHOWN, Statement.State.MERGED}

    @property
    def may_be_taken_back(self) -> bool:
        """Whether its words may still go: nobody else has voted on it, and it is not decided to be hidden or merged."""
        return not self.is_voted_on and self.thing.state in {SHOWN, Statement.State.WAITING}

    @property
    def through_theme(self) -> Theme | None:
        """The theme by which it is answered, if it is not answered by itself."""
        return self.reply.theme if self.reply else None


def of_participant(participant: Participant) -> list[Own]:
    """Everything that a participant said, in its order, each with what became of it: what was decided and why.

    Six SQL queries, and one for each time that what was put together was put together again.
    """
    others = Vote.objects.filter(statement=OuterRef("pk")).exclude(participant=participant)
    said = list(participant.statements.annotate(is_voted_on=Exists(others)).order_by("number"))
    given = list(participant.submissions.order_by("pk").annotate(answered_by=_answer_of_submission()))
    roots = _counts_for(said)
    keys = {roots[one.pk].pk for one in said}
    answered = dict(Statement.objects.filter(pk__in=keys).annotate(key=reply_to_statement()).values_list("pk", "key"))
    wanted = {*answered.values(), *(one.answered_by for one in given)} - {None}
    replies = Reply.objects.select_related("theme", "conversation__deciding").in_bulk(list(wanted))
    reply_to = {root: replies.get(key or 0) for root, key in answered.items()}
    own = [Own(one, reply_to.get(roots[one.pk].pk), roots[one.pk], one.is_voted_on) for one in said]
    return own + [Own(one, replies.get(one.answered_by)) for one in given]


def _counts_for(statements: Iterable[Statement]) -> dict[int, Statement]:
    """Each statement's key with the one that it counts for: itself, or what it was put together with."""
    roots = {one.pk: one for one in statements}
    for _time in range(MERGED_DEEP):
        further = {one.merged_into_id for one in roots.values() if one.merged_into_id}
        if not further:
            break
        found = Statement.objects.in_bulk(list(further))
        roots = {pk: found.get(one.merged_into_id or 0, one) for pk, one in roots.items()}
    return roots


def _answer_of_submission() -> Any:
    return Subquery(Reply.objects.filter(CURRENT, submission=OuterRef("pk")).values("pk")[:1])


def counts_for(statement: Statement) -> Statement:
    """The statement that one counts for: itself, or what it was put together with. One SQL query at most each time."""
    return _counts_for([statement])[statement.pk]


def merged_roots(conversation: Conversation) -> dict[int, int]:
    """Each statement that was put together with another and the one that it counts for, by keys. One SQL query."""
    into = dict(conversation.statements.exclude(merged_into=None).values_list("pk", "merged_into"))
    return {pk: _root(pk, into) for pk in into}


def _root(pk: int, into: dict[int, int | None]) -> int:
    for _time in range(MERGED_DEEP):
        further = into.get(pk)
        if further is None:
            break
        pk = further
    return pk


def without_answer(conversation: Conversation, asker: Asker) -> QuerySet[Statement]:
    """The statements of a conversation that are shown and not answered, by their numbers."""
    shown = Statement.objects.filter(state=SHOWN, conversation=conversation)
    own = Reply.objects.filter(CURRENT, statement=OuterRef("pk"))
    themed = Reply.objects.filter(CURRENT, theme__statements=OuterRef("pk"))
    return shown.filter(~Exists(own), ~Exists(themed), conversation__in=conversations_open_to(asker)).order_by("number")


def themes_without_answer(conversation: Conversation) -> QuerySet[Theme]:
    """The themes of a conversation that are not answered, by name."""
    return conversation.themes.annotate(verdict=verdict_of("theme")).filter(verdict="").order_by("name")


def submissions_without_answer(conversation: Conversation) -> QuerySet[Submission]:
    """The submissions of a conversation that are shown and not answered."""
    shown = conversation.submissions.filter(state=Submission.State.SHOWN)
    return shown.annotate(verdict=verdict_of("submission")).filter(verdict="").order_by("pk")


def later_past(conversation: Conversation, today: date) -> int:
    """How many answers said “later”, by a day that has passed, and nothing came of it yet. One SQL query."""
    stands = conversation.replies.filter(CURRENT, STILL_SHOWN, verdict=rules.LATER, came_of="")
    return stands.filter(later_on__lt=today).count()


def following(reference: str, asker: Asker) -> QuerySet[Reply]:
    """The replies that stand from which this follows."""
    named = replies_open_to(asker).filter(CURRENT, STILL_SHOWN, follows__about=reference)
    return named.select_related("conversation", "statement", "theme", "submission").order_by("-decided_on", "-pk")


def to_answer_by(account: Account) -> QuerySet[Conversation]:
    """Closed conversations in which the account owes an answer: its organisation decides, or it convenes."""
    stands = footing(account)
    theirs = Q(deciding__in=stands.organisations) | Q(partnership__in=stands.convened)
    closed = conversations_open_to(account).filter(theirs, state=Conversation.State.CLOSED)
    return closed.select_related("partnership", "deciding").order_by("answer_by", "pk")


def is_overdue(conversation: Conversation) -> bool:
    """Whether the day by which a conversation was to be answered has passed without its answer."""
    waits = conversation.state in (Conversation.State.OPEN, Conversation.State.CLOSED)
    return waits and conversation.answer_by is not None and conversation.answer_by < timezone.localdate()
