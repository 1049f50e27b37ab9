"""What this room adds to its own pages and to those of others."""

from joinedup.partners.panels import bodies, meetings

__all__ = ["bodies", "meetings"]
