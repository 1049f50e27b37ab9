"""What this room adds to the pages of lower nouns."""

from joinedup.promises.panels import promises

__all__ = ["promises"]
