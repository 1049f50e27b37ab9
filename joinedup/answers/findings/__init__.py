"""What this room looks for."""

from joinedup.answers.findings import answering

__all__ = ["answering"]

from joinedup.answers.findings import demands

__all__ = ["demands"]
