"""What this room adds to the pages of lower nouns."""

from joinedup.promises.panels import decisions, promises, risks

__all__ = ["decisions", "promises", "risks"]
