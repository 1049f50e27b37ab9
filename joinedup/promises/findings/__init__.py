"""What this room looks for."""

from joinedup.promises.findings import (
    agreements,
    boundaries,
    compacts,
    deals,
    decisions,
    freedoms,
    leading,
    plans,
    promises,
    relationships,
    roles,
    tenure,
    warnings,
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
__all__ = ["agreements", "boundaries", "deals", "decisions", "leading", "plans", "promises", "relationships", "tenure"]
__all__ = ["boundaries", "decisions", "leading", "plans", "promises", "relationships", "tenure", "warnings"]
__all__ = [
    "boundaries",
    "decisions",
    "freedoms",
    "leading",
    "plans",
    "promises",
    "relationships",
    "tenure",
    "warnings",
]
