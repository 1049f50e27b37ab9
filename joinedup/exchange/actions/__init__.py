"""The verbs of the exchange: try a file, say how it is laid out and what its names mean, store it whole or not."""

from joinedup.exchange.actions.files import harmless, hash_of
from joinedup.exchange.actions.mappings import save_mapping
from joinedup.exchange.actions.standing import forget, plan_of
from joinedup.exchange.actions.storing import has_problems, is_stopped, store
from joinedup.exchange.actions.tables import (
    answer,
    begin_layout,
    first_rows,
    is_being_read,
    lay_out,
    refusals_to_use,
    take_in,
    try_table,
)
from joinedup.exchange.actions.trying import Items, try_out

__all__ = [
    "Items",
    "answer",
    "begin_layout",
    "first_rows",
    "forget",
    "harmless",
    "has_problems",
    "hash_of",
    "is_being_read",
    "is_stopped",
    "lay_out",
    "plan_of",
    "refusals_to_use",
    "save_mapping",
    "store",
    "take_in",
    "try_out",
    "try_table",
]
