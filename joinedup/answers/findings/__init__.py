"""What this room looks for."""

from joinedup.answers.findings import answering

__all__ = ["answering"]
