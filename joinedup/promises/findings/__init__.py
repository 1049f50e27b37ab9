"""What this room looks for."""

from joinedup.promises.findings import promises, tenure

__all__ = ["promises", "tenure"]
