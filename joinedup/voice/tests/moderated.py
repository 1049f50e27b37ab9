"""What the tests of moderation start from."""

from datetime import datetime
from typing import Any

from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.voice.actions import appeals, moderation, taking_part
from joinedup.voice.models import Appeal, Conversation, Move, Participant, Submission
from joinedup.voice.reads.moderation import Moderated, conversation_of
from joinedup.voice.tests.made import a_saying, doing


def moderated(cast: Cast, piece: Moderated, kind: str, reason: str = "So.", at: datetime = NOW, **more: Any) -> Move:
    """What Ada does to one statement or submission."""
    about = [piece.reference]
    return moderation.moderate(
        conversation_of(piece), **doing(cast.ada, at), kind=kind, about=about, reason=reason, **more
    )[0]


def rosas(conversation: Conversation, account: Account) -> Participant:
    """Somebody who takes part by an account."""
    return taking_part.join(conversation, at=NOW, account=account)


def a_hidden(cast: Cast, conversation: Conversation, words: str = "Zebra crossings are for zebras.") -> Move:
    """The move by which Ada hid what Rosa said."""
    return moderated(cast, a_saying(rosas(conversation, cast.rosa), words), "hide")


def an_appeal(cast: Cast, conversation: Conversation, **said: str) -> Appeal:
    """What Rosa says against it."""
    move = a_hidden(cast, conversation, **said)
    return appeals.appeal(move, by=rosas(conversation, cast.rosa), at=NOW, words="It was a joke.")


def a_submission(conversation: Conversation, by: Participant, words: str = "We lived by the road.") -> Submission:
    """Something longer that waits to be read."""
    return Submission.objects.create(conversation=conversation, given_by=by, words=words, given_at=NOW)
