from joinedup.voice.models.conversations import (
    Channel,
    Conversation,
    Hearing,
    Influence,
    Known,
    Mending,
    Stage,
)
from joinedup.voice.models.drafts import Annotation, Draft, Wording
from joinedup.voice.models.moderation import Appeal, Burst, Move, Report
from joinedup.voice.models.programmes import Programme
from joinedup.voice.models.replies import Follows, Reply, Submission, Theme
from joinedup.voice.models.statements import OpinionMap, Statement, Vote
from joinedup.voice.models.taking_part import LETTERS, Admission, Felt, Participant
from joinedup.voice.models.trading import Choice, Effect, Option, TradeOff

__all__ = [
    "LETTERS",
    "Admission",
    "Annotation",
    "Appeal",
    "Burst",
    "Channel",
    "Choice",
    "Conversation",
    "Draft",
    "Effect",
    "Felt",
    "Follows",
    "Hearing",
    "Influence",
    "Known",
    "Mending",
    "Move",
    "OpinionMap",
    "Option",
    "Participant",
    "Programme",
    "Reply",
    "Report",
    "Stage",
    "Statement",
    "Submission",
    "Theme",
    "TradeOff",
    "Vote",
    "Wording",
]
