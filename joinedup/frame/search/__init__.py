"""Finding nouns by their words: one protocol, an engine for each database behind it."""

from joinedup.frame.search.registry import SEARCHABLE, Searchable, searchable

__all__ = ["SEARCHABLE", "Searchable", "searchable"]
