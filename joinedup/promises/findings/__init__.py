"""What this room looks for."""

from joinedup.promises.findings import promises

__all__ = ["promises"]
