"""What this room looks for."""

from joinedup.promises.findings import boundaries, decisions, leading, plans, promises, relationships, tenure

__all__ = ["decisions", "plans", "promises", "relationships", "tenure"]
__all__ = ["decisions", "leading", "plans", "promises", "tenure"]
__all__ = ["boundaries", "decisions", "plans", "promises", "tenure"]
