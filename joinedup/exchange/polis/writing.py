"""A conversation as files in the shape of Polis: streamed, the same for everybody, and naming nobody.

docs/decisions/votes-are-given-out-after-closing.md says what is left out, and why.
"""

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice

from django.db.models import Count, Q
from django.utils import timezone

from joinedup.frame.lists.files import Line
from joinedup.frame.neutral import neutral
from joinedup.voice.models import Conversation, Statement
from joinedup.voice.reads.sealing import AT_ONCE, cast_in

VOTES = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
STATEMENTS = (
    "timestamp",
    "datetime",
    "comment-id",
    "author-id",
    "agrees",
    "disagrees",
    "moderated",
    "comment-body",
)
KEPT, TAKEN_OUT = 1, -1
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
NOBODY = ""
READ_BY_ALL = (Statement.State.SHOWN, Statement.State.MERGED)


def votes_of(conversation: Conversation) -> Iterator[str]:
    """The votes of a sealed conversation in the order of the seal. Every line bears the day on which it closed.

    One SQL query; memory does not grow with the votes.
    """
    yield ",".join(VOTES) + "\r\n"
    moment = ",".join(_moment(_closed_on(conversation)))
    votes = cast_in(conversation)
    while some := list(islice(votes, AT_ONCE)):
        yield "".join(f"{moment},{statement},{voter},{value}\r\n" for statement, voter, value in some)


def statements_of(conversation: Conversation, *, with_counts: bool) -> Iterator[str]:
    """The statements that were read, by number; what nobody may read has no words.

    with_counts: how many agree and disagree; else these are empty. One SQL query, two with counts.
    """
    writer = csv.writer(Line())
    yield writer.writerow(STATEMENTS)
    counts = _counts(conversation) if with_counts else {}
    every = conversation.statements.exclude(state=Statement.State.WAITING).order_by("number")
    rows = every.values_list("number", "words", "state", "said_at").iterator(chunk_size=AT_ONCE)
    for number, words, state, said_at in rows:
        body = neutral(words) if state in READ_BY_ALL else ""
        moderated = KEPT if state == Statement.State.SHOWN else TAKEN_OUT
        agree, disagree = counts.get(number, (0, 0) if with_counts else ("", ""))
        yield writer.writerow([*_moment(timezone.localdate(said_at)), number, NOBODY, agree, disagree, moderated, body])


def _counts(conversation: Conversation) -> dict[int, tuple[int, int]]:
    counted = conversation.statements.values_list("number").annotate(
        agree=Count("votes", filter=Q(votes__value=1)), disagree=Count("votes", filter=Q(votes__value=-1))
    )
    return {number: (agree, disagree) for number, agree, disagree in counted}


def _closed_on(conversation: Conversation) -> date:
    return timezone.localdate(conversation.closed_at) if conversation.closed_at else timezone.localdate()


def _moment(day: date) -> tuple[str, str]:
    """The first moment of a day as these files say it: milliseconds since 1970, and in words.

    >>> _moment(date(2031, 5, 6))
    ('1935792000000', 'Tue May 06 00:00:00 UTC 2031')
    """
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    words = f"{DAYS[day.weekday()]} {MONTHS[day.month - 1]} {day.day:02d} 00:00:00 UTC {day.year}"
    return str(int(at.timestamp()) * 1000), words
