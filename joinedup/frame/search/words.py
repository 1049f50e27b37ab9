"""What somebody typed into the search box, as words to look for. Every sign in it is harmless.

Words must all be there, in any order; the last one may be the beginning of a word. "Words in quotation marks" must
follow one another, and so must the pieces of a word such as step-by-step. A word with a minus before it must not be
there. Everything else is plain text.
"""

from dataclasses import dataclass
from enum import Enum
from unicodedata import normalize

import regex

LONGEST = 200
SHORTEST_BEGINNING = 3

Phrase = tuple[str, ...]

_QUOTES = str.maketrans("“”„«»", '"' * 5)
_TYPED = regex.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_WORD = regex.compile(r"[\p{L}\p{N}\p{M}]+")
_POSSESSIVE = regex.compile(r"['’]s$")
_ENDINGS = ("able", "ance", "ation", "ence", "ful", "ible", "ing", "ity", "ive", "ment", "ness")


class Tier(Enum):
    """How well a text fits: all words in its title, all words anywhere, or with the last word only begun."""

    TITLE = 1
    WORDS = 2
    BEGINNING = 3


@dataclass(frozen=True)
class Words:
    """What to look for. beginning: whether the last phrase wanted may end with the beginning of a word."""

    wanted: tuple[Phrase, ...] = ()
    without: tuple[Phrase, ...] = ()
    beginning: bool = False

    @property
    def tiers(self) -> tuple[Tier, ...]:
        """How texts may fit, the best first; none if there is nothing to look for."""
        if not self.wanted:
            return ()
        return (Tier.TITLE, Tier.WORDS, Tier.BEGINNING) if self.beginning else (Tier.TITLE, Tier.WORDS)

    @property
    def whole(self) -> tuple[str, ...]:
        """Words that the last one may become: an index keeps stems, so that "attendan" is no beginning of "attend".

        >>> Words((("attendan",),), beginning=True).whole
        ('attendance', 'attendaness')
        """
        if not self.beginning or len(self.wanted[-1]) > 1:
            return ()
        (begun,) = self.wanted[-1]
        cut = ((ending, length) for ending in _ENDINGS for length in range(1, len(ending)))
        return tuple(begun[:-length] + ending for ending, length in cut if begun.endswith(ending[:length]))


def words_of(typed: str) -> Words:
    """What a text that somebody typed asks for. Looks at its first 200 characters.

    >>> words_of('early "speech and language" -nursery')
    Words(wanted=(('early',), ('speech', 'and', 'language')), without=(('nursery',),), beginning=False)
    >>> words_of("A&E wait").wanted, words_of('") OR 1=1 --').wanted, words_of("-").wanted
    ((('a', 'e'), ('wait',)), (('or',), ('1', '1')), ())
    """
    text = normalize("NFC", typed[:LONGEST]).translate(_QUOTES)
    wanted: list[Phrase] = []
    without: list[Phrase] = []
    is_word = False
    for match in _TYPED.finditer(text):
        phrase = pieces(match["phrase"] if match["word"] is None else _POSSESSIVE.sub("", match["word"]))
        if phrase and match["minus"]:
            without.append(phrase)
        elif phrase:
            wanted.append(phrase)
            is_word = match["word"] is not None
    beginning = is_word and len(wanted[-1][-1]) >= SHORTEST_BEGINNING
    return Words(tuple(dict.fromkeys(wanted[:-1])) + tuple(wanted[-1:]), tuple(dict.fromkeys(without)), beginning)


def pieces(text: str) -> Phrase:
    """The words of a text in small letters, without the signs between them.

    >>> pieces("Step-by-step: 100% of “A&E”")
    ('step', 'by', 'step', '100', 'of', 'a', 'e')
    """
    return tuple(_WORD.findall(text.lower()))
