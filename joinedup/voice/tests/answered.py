"""What the tests of answering start from: a closed conversation in which people said something."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.voice.actions import conversations, taking_part
from joinedup.voice.actions import replies as actions
from joinedup.voice.actions.submissions import give
from joinedup.voice.actions.themes import gather
from joinedup.voice.models import Conversation, OpinionMap, Participant, Reply, Statement, Submission, Theme
from joinedup.voice.reads.replies import Thing
from joinedup.voice.tests.made import a_conversation, a_guest, a_saying, a_seed, doing

CLOSED_AT, REPLIED_AT = datetime(2031, 6, 6, 18, tzinfo=UTC), datetime(2031, 6, 20, 9, tzinfo=UTC)
REPLIED_ON, LATER_ON = date(2031, 6, 20), date(2031, 9, 1)
REASON = "The barriers cost less than the crossing patrol did."


@dataclass
class Said:
    """A seed, two statements of a guest and one of Rosa, who has an account, and what she sent in; all are shown."""

    conversation: Conversation
    seed: Statement
    first: Statement
    second: Statement
    rosas: Statement
    submission: Submission
    guest: Participant
    rosa: Participant


def said(cast: Cast, **terms: Any) -> Said:
    """A closed conversation with everything in it shown."""
    conversation = a_conversation(cast, moderation="after", **terms)
    guest, rosa = a_guest(conversation), taking_part.join(conversation, at=NOW, account=cast.rosa)
    made = Said(
        conversation=conversation,
        seed=a_seed(cast, conversation),
        first=a_saying(guest),
        second=a_saying(guest, "Close it on Sundays too."),
        rosas=a_saying(rosa, "Buy the barriers from the school."),
        submission=give(rosa, at=NOW, words="How it was\nWe played there every summer."),
        guest=guest,
        rosa=rosa,
    )
    Submission.objects.update(state=Submission.State.SHOWN)
    made.conversation = conversations.close(conversation, **doing(cast.ada, CLOSED_AT))
    for one in (made.seed, made.first, made.second, made.rosas, made.submission, guest, rosa):
        one.refresh_from_db()
    return made


def replied(thing: Thing, by: Account, verdict: str = "adopted", **terms: Any) -> Reply:
    """What was decided, by the council's people."""
    usual: dict[str, Any] = {"reason": REASON, "changed": "Barriers from May on."}
    usual |= {"later_on": LATER_ON} if verdict == "later" else {}
    return actions.reply(thing, **doing(by, terms.pop("at", REPLIED_AT)), verdict=verdict, **{**usual, **terms})


def themed(cast: Cast, *within: Statement, name: str = "More days") -> Theme:
    """Some statements, put together by Ben of the council."""
    return gather(within[0].conversation, **doing(cast.ben, REPLIED_AT), statements=within, name=name)


def answered_all(cast: Cast, made: Said) -> None:
    """Answer everything that was said."""
    for one in (made.seed, made.first, made.second, made.rosas, made.submission):
        replied(one, cast.ben)


def ended(cast: Cast, made: Said, **terms: Any) -> Conversation:
    """End it with its conclusion."""
    usual: dict[str, Any] = {"conclusion": "Ten streets close on Fridays.", "cites_data": True, "cites_lived": True}
    return actions.conclude(made.conversation, **doing(cast.ben, REPLIED_AT), **{**usual, **terms})


def a_map(conversation: Conversation, agreeing: dict[int, list[float]]) -> OpinionMap:
    """A map of opinion that says of each statement's number which share of each group agrees."""
    statements = [
        {
            "id": number,
            "group_informed_consensus": [0.5, 0.1],
            "groups": [{"group": name, "agree": share} for name, share in zip("ABC", shares, strict=False)],
        }
        for number, shares in agreeing.items()
    ]
    result = {"published": {"statements": statements}}
    return OpinionMap.objects.create(
        conversation=conversation, drawn_at=CLOSED_AT, votes=40, participants=20, result=result, result_hash="0" * 64
    )
