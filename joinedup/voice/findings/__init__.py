"""What this room looks for."""

from joinedup.voice.findings import answering, conversations, drafts, seats, staying, taking_part

__all__ = ["answering", "conversations", "drafts", "seats", "staying", "taking_part"]
