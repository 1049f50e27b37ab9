"""What this room looks for."""

from joinedup.voice.findings import answering, drafts, seats, staying, taking_part

__all__ = ["answering", "drafts", "seats", "staying", "taking_part"]
