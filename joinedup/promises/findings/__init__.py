"""What this room looks for."""

from joinedup.promises.findings import (
    agreements,
    boundaries,
    compacts,
    decisions,
    leading,
    plans,
    promises,
    relationships,
    roles,
    tenure,
)

__all__ = [
    "agreements",
    "boundaries",
    "compacts",
    "decisions",
    "leading",
    "plans",
    "promises",
    "relationships",
    "roles",
    "tenure",
]
