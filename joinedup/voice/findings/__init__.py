"""What this room looks for."""

from joinedup.voice.findings import drafts, seats, staying

__all__ = ["drafts", "seats", "staying"]
