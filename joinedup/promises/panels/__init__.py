"""What this room adds to the pages of lower nouns."""

from joinedup.promises.panels import (
    agreements,
    compacts,
    deals,
    decisions,
    freedoms,
    guarantees,
    maps,
    meetings,
    promises,
    requests,
    risks,
    roles,
    signing,
    warnings,
)

__all__ = ["agreements", "compacts", "decisions", "maps", "meetings", "promises", "risks", "roles", "signing"]
__all__ = ["agreements", "deals", "decisions", "maps", "meetings", "promises", "risks", "signing"]
__all__ = ["decisions", "maps", "meetings", "promises", "risks", "warnings"]
__all__ = ["decisions", "guarantees", "maps", "meetings", "promises", "risks"]
__all__ = [
    "decisions",
    "freedoms",
    "maps",
    "meetings",
    "promises",
    "requests",
    "risks",
    "warnings",
]
