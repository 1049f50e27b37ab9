from joinedup.voice.permissions.conversations import (
    conversations_open_to,
    may_answer_for,
    may_keep,
    may_moderate,
    within,
)
from joinedup.voice.permissions.moderation import appeals_seen_by, may_decide_appeals

__all__ = [
    "appeals_seen_by",
    "conversations_open_to",
    "may_answer_for",
    "may_decide_appeals",
    "may_keep",
    "may_moderate",
    "within",
]
