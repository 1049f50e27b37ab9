"""What this room looks for."""

from joinedup.voice.findings import drafts, seats, staying, taking_part

__all__ = ["drafts", "seats", "staying", "taking_part"]
