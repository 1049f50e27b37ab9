"""Who may see what this room holds, and who may do what in it."""

from joinedup.answers.permissions.answering import (
    guarantors_seen_by,
    lines_seen_by,
    may_close,
    may_draw,
    may_keep_guarantor,
    may_keep_line,
    may_name,
    may_reply,
    may_share,
    recommendations_seen_by,
)
from joinedup.answers.permissions.findings import mendable

__all__ = [
    "guarantors_seen_by",
    "lines_seen_by",
    "may_close",
    "may_draw",
    "may_keep_guarantor",
    "may_keep_line",
    "may_name",
    "may_reply",
    "may_share",
    "mendable",
    "recommendations_seen_by",
]
