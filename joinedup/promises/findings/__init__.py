"""What this room looks for."""

from joinedup.promises.findings import decisions, plans, promises, tenure

__all__ = ["decisions", "plans", "promises", "tenure"]
