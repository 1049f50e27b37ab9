"""A piece of a text around the words that were looked for, with those words marked. Never HTML: plain text."""

from dataclasses import dataclass
from unicodedata import normalize

import regex

from joinedup.frame.search.words import Phrase, Words
from joinedup.reckon.stems import stem

BEFORE, LONGEST = 60, 240
_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+")
_LINES, _SPACE = regex.compile(r"\s*\n\s*"), regex.compile(r"\s+")


@dataclass(frozen=True)
class Piece:
    """Some of a text, and whether it is a word that was looked for."""

    text: str
    is_match: bool = False


def has_match(text: str, words: Words) -> bool:
    """Whether any of the words stands in a text."""
    looked_for = _LookedFor(words)
    return any(looked_for.matches(match[0]) for match in _WORD.finditer(text))


def excerpt(text: str, words: Words) -> list[Piece]:
    """At most 240 characters of a text, its lines joined, from shortly before the first word that was looked for.

    >>> excerpt("Promises are kept.", Words((("promise",),)))
    [Piece(text='Promises', is_match=True), Piece(text=' are kept.', is_match=False)]
    """
    text, looked_for = _SPACE.sub(" ", _LINES.sub(" · ", text.strip())), _LookedFor(words)
    first = next((match.start() for match in _WORD.finditer(text) if looked_for.matches(match[0])), 0)
    start = 0 if first <= BEFORE else text.find(" ", first - BEFORE, first) + 1 or first
    end = len(text) if len(text) <= start + LONGEST else text.rfind(" ", start + 1, start + LONGEST)
    end = end if end > start else start + LONGEST
    shown = f"{'… ' if start else ''}{text[start:end]}{' …' if end < len(text) else ''}"
    return list(_pieces(shown, looked_for))


class _LookedFor:
    """The words that were looked for, folded and cut to their stems as both engines do."""

    def __init__(self, words: Words) -> None:
        self.stems = {stem(fold(word)) for phrase in words.wanted for word in phrase}
        self.stems |= {stem(fold(word)) for word in words.whole}
        self.begins = stem(fold(words.wanted[-1][-1])) if words.beginning else None

    def matches(self, word: str) -> bool:
        here = stem(fold(word))
        return here in self.stems or (self.begins is not None and here.startswith(self.begins))


def _pieces(text: str, looked_for: _LookedFor) -> "list[Piece]":
    made: list[Piece] = []
    done = 0
    for match in _WORD.finditer(text):
        if looked_for.matches(match[0]):
            made += [Piece(text[done : match.start()])] if match.start() > done else []
            made.append(Piece(match[0], is_match=True))
            done = match.end()
    return made + ([Piece(text[done:])] if done < len(text) else [])


def fold(word: str) -> str:
    """A word without its accents and in small letters, as it is compared.

    >>> fold("Café")
    'cafe'
    """
    plain = regex.sub(r"[\u0300-\u036f]", "", normalize("NFD", word.lower()))
    return normalize("NFC", plain)


__all__ = ["Phrase", "Piece", "excerpt", "fold", "has_match"]
