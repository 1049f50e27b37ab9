"""How likely and how bad a risk is, in the ways in which risk logs say it. Pure.

A score that is a product of the two says neither, and is not taken apart.
"""

import re

from joinedup.exchange.values import Unreadable, shortened
from joinedup.frame.refusals import Refusal

NOT_A_GRADE = Refusal("not_a_grade", "“{text}” is none of 1 to 5, and neither low, medium nor high.")

WORDS = {
    "1": {"very low", "vl", "rare", "slight", "insignificant", "negligible", "remote", "very unlikely"},
    "2": {"low", "l", "unlikely", "minor"},
    "3": {"medium", "m", "med", "moderate", "possible"},
    "4": {"high", "h", "likely", "serious", "major", "significant"},
    "5": {"very high", "vh", "almost certain", "severe", "critical", "catastrophic", "certain"},
}
_NUMBERED = re.compile(r"([1-5])(?:\s*[-–—:(]\s*(.+?)\)?)?")
_BOTH = re.compile(
    r"\s*(?:l\s*[:=]?\s*)?([1-5])\s*[x×*/]\s*(?:i\s*[:=]?\s*)?([1-5])\s*(?:=\s*[0-9]+)?\s*", re.IGNORECASE
)


def grade(text: str) -> str:
    """A judgement from 1 to 5. Raises Unreadable.

    >>> grade("3"), grade("High"), grade("4 - likely")
    ('3', '4', '4')
    """
    plain = " ".join(text.casefold().split())
    if match := _NUMBERED.fullmatch(plain):
        return match[1]
    for number, words in WORDS.items():
        if plain in words:
            return number
    raise Unreadable(NOT_A_GRADE.about(text=shortened(text)))


def both(score: str) -> tuple[str, str]:
    """Likelihood and impact from a score that says both; two empty texts from one that does not.

    >>> both("4 x 3 = 12"), both("12")
    (('4', '3'), ('', ''))
    """
    match = _BOTH.fullmatch(score)
    return (match[1], match[2]) if match else ("", "")
