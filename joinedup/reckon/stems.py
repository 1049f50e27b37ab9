"""The stem of an English word: what "promise", "promised" and "promises" have in common.

Source: M. F. Porter, An algorithm for suffix stripping, Program 14 (1980) 130–137, with the author's own departures:
words of one or two letters stay as they are, "bli" becomes "ble" and "logi" becomes "log".
"""

import re
from collections.abc import Callable

_CONSONANT = "[^aeiou]"
_VOWEL = "[aeiouy]"
_CONSONANTS = f"{_CONSONANT}[^aeiouy]*"
_VOWELS = f"{_VOWEL}[aeiou]*"
_SOME = re.compile(f"^({_CONSONANTS})?{_VOWELS}{_CONSONANTS}")
_ONE = re.compile(f"^({_CONSONANTS})?{_VOWELS}{_CONSONANTS}({_VOWELS})?$")
_SEVERAL = re.compile(f"^({_CONSONANTS})?{_VOWELS}{_CONSONANTS}{_VOWELS}{_CONSONANTS}")
_HAS_VOWEL = re.compile(f"^({_CONSONANTS})?{_VOWEL}")
_SHORT = re.compile(f"^{_CONSONANTS}{_VOWEL}[^aeiouwxy]$")
_DOUBLED = re.compile(r"([^aeiouylsz])\1$")

_SECOND = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "bli": "ble", "alli": "al",
    "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al",
    "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al", "iviti": "ive", "biliti": "ble", "logi": "log",
}  # fmt: skip
_THIRD = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_FOURTH = dict.fromkeys(
    ("al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ou", "ism", "ate", "iti", "ous",
     "ive", "ize"),
    "",
)  # fmt: skip


def stem(word: str) -> str:
    """The stem of a word in small letters. Takes the word once through five steps, whatever its length.

    >>> [stem(word) for word in ("promise", "promised", "families", "organisation", "us")]
    ['promis', 'promis', 'famili', 'organis', 'us']
    """
    if len(word) < 3:
        return word
    initial_y = word[0] == "y"
    if initial_y:
        word = f"Y{word[1:]}"
    for step in (_plural, _past, _y, _second, _third, _fourth, _last):
        word = step(word)
    return f"y{word[1:]}" if initial_y else word


def _plural(word: str) -> str:
    if word.endswith(("sses", "ies")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _SOME.search(word[:-3]) else word
    for ending in ("ed", "ing"):
        if word.endswith(ending):
            root = word.removesuffix(ending)
            return _mended(root) if _HAS_VOWEL.search(root) else word
    return word


def _mended(root: str) -> str:
    if root.endswith(("at", "bl", "iz")) or _SHORT.search(root):
        return f"{root}e"
    return root[:-1] if _DOUBLED.search(root) else root


def _y(word: str) -> str:
    return f"{word[:-1]}i" if word.endswith("y") and _HAS_VOWEL.search(word[:-1]) else word


def _second(word: str) -> str:
    return _replaced(word, _SECOND, _SOME.search)


def _third(word: str) -> str:
    return _replaced(word, _THIRD, _SOME.search)


def _fourth(word: str) -> str:
    if word.endswith(("sion", "tion")):
        return word[:-3] if _SEVERAL.search(word[:-3]) else word
    return _replaced(word, _FOURTH, _SEVERAL.search)


def _last(word: str) -> str:
    if word.endswith("e"):
        root = word[:-1]
        if _SEVERAL.search(root) or (_ONE.search(root) and not _SHORT.search(root)):
            word = root
    return word[:-1] if word.endswith("ll") and _SEVERAL.search(word[:-1]) else word


def _replaced(word: str, endings: dict[str, str], may: Callable[[str], object]) -> str:
    """The word with its longest known ending replaced, if what stands before that ending may lose it."""
    for ending in sorted(endings, key=len, reverse=True):
        if word.endswith(ending):
            root = word.removesuffix(ending)
            return root + endings[ending] if may(root) else word
    return word
