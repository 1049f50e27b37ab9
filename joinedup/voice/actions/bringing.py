"""Taking in a conversation that was held elsewhere, with all that was said and voted in it, or nothing of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.references import allocate
from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.text import look, tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.reads import post_of
from joinedup.record.models import Entry
from joinedup.voice import permissions
from joinedup.voice.actions.entries import entered
from joinedup.voice.models import Conversation, Influence, Participant, Statement, Vote
from joinedup.voice.rules import bringing as rules
from joinedup.voice.rules.conversations import NOT_YOURS

KIND = "open"
VERB = "brought in conversation"
AT_ONCE = 2_000


@dataclass(frozen=True)
class Named:
    """What whoever takes a conversation in says of it."""

    name: str
    question: str
    answer_by: date


@transaction.atomic
def bring_in(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    said: Named,
    statements: Sequence[rules.GivenStatement],
    votes: rules.GivenVotes,
    hashes: Mapping[str, str],
) -> Conversation:
    """Take a conversation in, closed and as a draft, with one entry. hashes: of the files, by what they hold.

    Participants keep the numbers of the files and are otherwise nobody. Raises Refused with every reason against.
    """
    partnership = locked(partnership)
    first, last = _span(statements, votes, at)
    _refuse(partnership, by, said, timezone.localdate(last), hashes)
    conversation = Conversation.objects.create(
        partnership=partnership,
        kind=KIND,
        name=said.name,
        question=said.question,
        deciding=_deciding(by),
        what_is_open=_("This conversation was held elsewhere. What was open then, its organisers said there."),
        influence=Influence.HEARD,
        state=Conversation.State.CLOSED,
        opens_on=timezone.localdate(first),
        closes_on=timezone.localdate(last),
        opened_at=first,
        closed_at=last,
        answer_by=said.answer_by,
    )
    people = _people(conversation, statements, votes, by=by, at=first)
    lines = _statements(conversation, statements, set(votes.statements), people, by=by, at=last)
    _votes(votes, lines, people, at=last)
    facts = {
        **hashes,
        "statements": str(len(statements)),
        "participants": str(len(people)),
        "votes": str(len(votes.values)),
    }
    texts = {"name": said.name, "question": said.question}
    entered("brought in conversation", conversation, by=by, at=at, facts=facts, texts=texts)
    return conversation


def _refuse(partnership: Partnership, by: Account, said: Named, last_on: date, hashes: Mapping[str, str]) -> None:
    same = Entry.objects.filter(verb=VERB, partnership=partnership.reference, facts__votes_hash=hashes["votes_hash"])
    refuse_if(
        rules.refusals_to_bring_in(
            allowed=None if permissions.may_keep(by, partnership) else NOT_YOURS,
            name=tidy(said.name),
            question=tidy(said.question),
            last_on=last_on,
            answer_by=said.answer_by,
            is_new=not same.exists(),
        )
    )


def _deciding(by: Account) -> Organisation:
    """Whoever answers, until the convenor says otherwise: the convenor's own organisation."""
    post = post_of(by.person) if by.person else None
    if post is None:
        raise Refused((rules.NO_POST,))
    return post.organisation


def _span(
    statements: Sequence[rules.GivenStatement], votes: rules.GivenVotes, at: datetime
) -> tuple[datetime, datetime]:
    """From when until when something was said or voted; the present where no file says it."""
    moments = [one.said_at for one in statements if one.said_at]
    moments += [rules.moment_of(one) for one in (min(votes.moments), max(votes.moments)) if one]
    return (min(moments), max(moments)) if moments else (at, at)


def _people(
    conversation: Conversation,
    statements: Sequence[rules.GivenStatement],
    votes: rules.GivenVotes,
    *,
    by: Account,
    at: datetime,
) -> dict[int, Participant]:
    """Whoever voted or said something, by their number."""
    numbers = {*votes.participants, *(one.author for one in statements if one.author is not None)}
    made = Participant.objects.bulk_create(
        (
            Participant(conversation=conversation, entered_by=by, slip=str(number), number=number, joined_at=at)
            for number in sorted(numbers)
        ),
        batch_size=AT_ONCE,
    )
    return {one.number: one for one in made if one.number is not None}


def _statements(
    conversation: Conversation,
    statements: Sequence[rules.GivenStatement],
    voted: set[int],
    people: Mapping[int, Participant],
    *,
    by: Account,
    at: datetime,
) -> dict[int, Statement]:
    """What was said, by its number."""
    why = _("It was taken out where this conversation was held.")
    made = []
    references = allocate("statement", len(statements)) if statements else []
    for reference, one in zip(references, sorted(statements, key=lambda one: one.number), strict=True):
        state = rules.state_of(one, has_votes=one.number in voted)
        made.append(
            Statement(
                reference=reference,
                conversation=conversation,
                number=one.number,
                words=one.words,
                look=look(one.words)[:64],
                said_by=None if one.author is None else people[one.author],
                seeded_by=by if one.is_seed else None,
                said_at=one.said_at or at,
                state=state,
                state_at=at,
                because=why if state == Statement.State.HIDDEN else "",
            )
        )
    Statement.objects.bulk_create(made, batch_size=AT_ONCE)
    return {one.number: one for one in made}


def _votes(
    votes: rules.GivenVotes,
    statements: Mapping[int, Statement],
    people: Mapping[int, Participant],
    *,
    at: datetime,
) -> None:
    def each() -> Iterator[Vote]:
        rows = zip(votes.statements, votes.participants, votes.values, votes.moments, strict=True)
        for statement, voter, value, moment in rows:
            yield Vote(
                statement_id=statements[statement].pk,
                participant_id=people[voter].pk,
                value=value,
                at=rules.moment_of(moment) if moment else at,
            )

    rows = each()
    while some := list(islice(rows, AT_ONCE)):
        Vote.objects.bulk_create(some)
