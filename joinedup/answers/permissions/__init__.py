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
from joinedup.answers.permissions.demands import demands_seen_by, may_keep_demand, may_settle_demand
from joinedup.answers.permissions.findings import mendable

__all__ = [
    "demands_seen_by",
    "guarantors_seen_by",
    "lines_seen_by",
    "may_close",
    "may_draw",
    "may_keep_demand",
    "may_keep_guarantor",
    "may_keep_line",
    "may_name",
    "may_reply",
    "may_settle_demand",
    "may_share",
    "mendable",
    "recommendations_seen_by",
]
