"""What the tests of conversations start from, made by actions."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast, asking
from joinedup.voice.actions import conversations, statements, taking_part
from joinedup.voice.models import Channel, Conversation, Hearing, Known, Participant, Statement

OPENED = datetime(2026, 1, 1, 9, 30, tzinfo=UTC)
TODAY, CLOSES, ANSWERED, DECIDED = date(2031, 5, 6), date(2031, 6, 6), date(2031, 7, 6), date(2031, 7, 1)


def doing(account: Account, at: datetime = NOW) -> dict[str, Any]:
    """By whom and when something is done."""
    return {"by": asking(account), "at": at}


def a_draft(cast: Cast, **terms: Any) -> Conversation:
    """A conversation that says everything that it has to, not opened yet."""
    said: dict[str, Any] = {
        "kind": "open",
        "name": "Streets where children can play",
        "question": "Which streets should be closed to cars after school?",
        "decider": cast.ben.person,
        "deciding": cast.council,
        "decides_on": DECIDED,
        "answer_by": ANSWERED,
        "what_is_open": "Which streets, on which days, and who looks after the barriers.",
        "what_is_fixed": "Buses keep their routes: the law says so.",
        "limits": "There is £40,000 a year, enough for about 10 streets.",
        "driver": Conversation.Driver.WISH,
        "influence": "advises",
        "closes_on": CLOSES,
        **terms,
    }
    draft = conversations.start(cast.partnership, **doing(cast.ada), **said)
    Known.objects.create(
        conversation=draft, kind="data", words="Traffic fell by a third.", source="Council count, 2030"
    )
    Known.objects.create(conversation=draft, kind="lived", words="My son learned to cycle here.", consented=True)
    for group, share in (("Under 16", "0.2"), ("16 to 64", "0.6"), ("65 and over", "0.2")):
        Hearing.objects.create(conversation=draft, dimension="Age", group=group, share=share, reached_by="At school.")
    Channel.objects.create(conversation=draft, kind="online")
    Channel.objects.create(conversation=draft, kind="paper", where="Northtown library", when="Every day")
    return draft


def a_conversation(cast: Cast, *, visibility: str = Visibility.PUBLIC, **terms: Any) -> Conversation:
    """An open conversation without statements, public unless told."""
    return conversations.open_it(a_draft(cast, **terms), **doing(cast.ada), visibility=visibility)


def a_guest(conversation: Conversation, mark: str = "guest", at: datetime = NOW) -> Participant:
    """Somebody without an account who takes part."""
    return taking_part.join(conversation, at=at, guest_mark=mark)


def some_guests(conversation: Conversation, number: int) -> list[Participant]:
    """As many guests."""
    return [a_guest(conversation, f"guest {each}") for each in range(number)]


def a_seed(cast: Cast, conversation: Conversation, words: str = "Close Mill Lane on Fridays.") -> Statement:
    """A statement that the convenor put there; it is shown."""
    return statements.seed(conversation, **doing(cast.ada), words=words)


def a_saying(participant: Participant, words: str = "Close the whole quarter.", at: datetime = NOW) -> Statement:
    """What a participant says; it waits, unless the conversation shows at once."""
    return statements.say(participant, at=at, words=words)


def votes(statement: Statement, voters: list[Participant], values: list[int]) -> None:
    """One vote of each, in turn."""
    for number, (voter, value) in enumerate(zip(voters, values, strict=True)):
        statements.vote(voter, statement, at=NOW + timedelta(seconds=number), value=value)
