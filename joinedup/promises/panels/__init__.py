"""What this room adds to the pages of lower nouns."""

from joinedup.promises.panels import decisions, maps, meetings, promises, risks

__all__ = ["decisions", "meetings", "promises", "risks"]
__all__ = ["decisions", "maps", "promises", "risks"]
