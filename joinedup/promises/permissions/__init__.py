"""Who may see what this room holds, and who may do what in it: one predicate a noun."""

from joinedup.promises.permissions.commitments import (
    commitments_open_to,
    decisions_open_to,
    is_its_lead,
    may_accept,
    may_change,
    may_enact,
    may_keep,
    may_promise,
    may_write,
    organisations_of,
    risks_open_to,
)

__all__ = [
    "commitments_open_to",
    "decisions_open_to",
    "is_its_lead",
    "may_accept",
    "may_change",
    "may_enact",
    "may_keep",
    "may_promise",
    "may_write",
    "organisations_of",
    "risks_open_to",
]
