from joinedup.voice.permissions.conversations import (
    conversations_open_to,
    may_answer_for,
    may_keep,
    may_moderate,
    within,
)

__all__ = ["conversations_open_to", "may_answer_for", "may_keep", "may_moderate", "within"]
