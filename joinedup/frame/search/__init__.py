"""Finding nouns by their words: one protocol, an engine for each database behind it."""

from joinedup.frame.search.excerpts import Piece, excerpt, has_match
from joinedup.frame.search.finding import Found, Place, search
from joinedup.frame.search.registry import SEARCHABLE, Searchable, searchable
from joinedup.frame.search.words import Words, words_of

__all__ = [
    "SEARCHABLE",
    "Found",
    "Piece",
    "Place",
    "Searchable",
    "Words",
    "excerpt",
    "has_match",
    "search",
    "searchable",
    "words_of",
]
