"""What in somebody's words looks personal: a warning before they are shown to everybody, never a refusal.

It finds what has a form of its own; it can't find a name or a story. Numbers that carry a check digit are only taken
for what they look like if it holds.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from django.utils.translation import gettext_noop

EMAIL, PHONE = gettext_noop("an e-mail address"), gettext_noop("a telephone number")
NHS, INSURANCE = gettext_noop("an NHS number"), gettext_noop("a National Insurance number")
ADDRESS, CARD = gettext_noop("somebody’s address"), gettext_noop("a card number")
ACCOUNT, PLATE = gettext_noop("a bank account"), gettext_noop("a car’s number plate")

MOST_READ = 20_000  # characters; longer than any text that is taken


@dataclass(frozen=True)
class Warned:
    """One piece of a text that looks personal, and what it looks like, in words to be translated."""

    like: str
    words: str


_APART = r"[ \-.\u2010-\u2015\u00a0]{0,2}"
_EMAIL = re.compile(r"[\w.+'\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,4}")
_DIGITS = re.compile(rf"(?<![\w£$€])\+?\(?\d(?:(?:{_APART}|\) ?| ?\()\d){{8,18}}(?!\w)")
_INSURANCE = re.compile(rf"(?<!\w)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]{_APART}(?:\d\d{_APART}){{3}}[A-D](?!\w)", re.I)
_NOT_GIVEN = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
_POSTCODE = r"[A-Z]{1,2}\d[A-Z\d]?\s{0,2}\d[ABD-HJLNP-UW-Z]{2}"
_STREET = (
    r"(?:street|st|road|rd|lane|ln|avenue|ave|close|drive|way|court|crescent|terrace|place|gardens|grove|hill|row|"
    r"walk|green|park|square|mews)"
)
_WITH_POSTCODE = re.compile(rf"(?<![\w£])(?:flat\s+)?\d{{1,4}}[a-z]?,?\s+[^\n\d]{{0,60}}?\b{_POSTCODE}\b", re.I)
_WITH_STREET = re.compile(
    rf"(?<![\w£])(?:[Ff]lat\s+\w+,?\s+)?\d{{1,4}}[a-zA-Z]?,?\s+(?:[A-Z][\w'’]+\s+){{1,3}}(?i:{_STREET})\b"
)
_AFTER_NUMBER = re.compile(
    r"^\d+[a-z]?,?\s+(?:of|in|on|at|the|or|and|to|for|from|by|with|people|cars|years|days)\b", re.I
)
_SIX = r"\d\d[ \-]?\d\d[ \-]?\d\d"
_SORT_CODE = re.compile(rf"\bsort\b[^\d\n]{{0,20}}({_SIX})(?!\d)|(?<!\d)({_SIX})(?=[^\d\n]{{1,30}}\d{{8}}(?!\d))", re.I)
_ACCOUNT = re.compile(r"\b(?:account|acc|a/c)\b[^\d\n]{0,20}(\d{8})(?!\d)", re.I)
_PLATE = re.compile(r"(?<!\w)[A-HJ-PR-Y][A-HJ-PR-Z](?:0[1-9]|[1-7]\d)\s?[A-HJ-PR-Z]{3}(?!\w)")


def warnings_in(words: str) -> tuple[Warned, ...]:
    """Everything in a text that looks personal, in the order in which it stands there, each once.

    Reads at most 20,000 characters, in time that grows with them.

    >>> [(one.like, one.words) for one in warnings_in("Ring me on 07700 900123 or write to jo@example.org.")]
    [('a telephone number', '07700 900123'), ('an e-mail address', 'jo@example.org')]
    """
    found = sorted(
        chain.from_iterable(look(words[:MOST_READ]) for look in _LOOKS), key=lambda one: (one[0][0], -one[0][1])
    )
    kept: list[Warned] = []
    until = -1
    for (start, end), warned in found:
        if start >= until and warned not in kept:
            kept.append(warned)
            until = end
    return tuple(kept)


def looks_like(words: str) -> tuple[str, ...]:
    """What a text seems to hold that is personal, in words to be translated, each once."""
    return tuple(dict.fromkeys(one.like for one in warnings_in(words)))


Found = Iterator[tuple[tuple[int, int], Warned]]


def _emails(words: str) -> Found:
    for match in _EMAIL.finditer(words):
        yield match.span(), Warned(EMAIL, match[0].rstrip("."))


def _numbers(words: str) -> Found:
    """Long numbers: of a telephone, of a patient, of a card."""
    for match in _DIGITS.finditer(words):
        digits = re.sub(r"\D", "", match[0])
        like = _like(digits, match[0])
        if like:
            yield match.span(), Warned(like, match[0].strip())


def _like(digits: str, written: str) -> str:
    if 13 <= len(digits) <= 19 and _luhn_holds(digits):
        return CARD
    if _is_phone(digits, written):
        return PHONE
    return NHS if is_nhs_number(digits) and len(set(digits)) > 1 else ""


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits bear the check digit of an NHS number (modulus 11)."""
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False))
    check = 11 - weighed % 11
    return len(digits) == 10 and check % 11 == int(digits[9]) and check != 10


def _is_phone(digits: str, written: str) -> bool:
    """UK numbers: 0 and nine or ten more that begin with 1, 2, 3, 7 or 8; or the same after +44 or 0044."""
    home = re.sub(r"^(?:00)?44(?:0)?", "0", digits) if written.startswith(("+44", "0044", "(+44")) else digits
    return re.fullmatch(r"0[12378]\d{8,9}", home) is not None


def _luhn_holds(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return len(set(digits)) > 1 and sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _insurance(words: str) -> Found:
    for match in _INSURANCE.finditer(words):
        if match[0][:2].upper() not in _NOT_GIVEN:
            yield match.span(), Warned(INSURANCE, match[0])


def _addresses(words: str) -> Found:
    for pattern in (_WITH_POSTCODE, _WITH_STREET):
        for match in pattern.finditer(words):
            if not _AFTER_NUMBER.match(match[0]):
                yield match.span(), Warned(ADDRESS, " ".join(match[0].split()))


def _accounts(words: str) -> Found:
    for match in _SORT_CODE.finditer(words):
        place = match.lastindex or 1
        yield match.span(place), Warned(ACCOUNT, match[place])
    for match in _ACCOUNT.finditer(words):
        yield match.span(1), Warned(ACCOUNT, match[1])


def _plates(words: str) -> Found:
    for match in _PLATE.finditer(words):
        yield match.span(), Warned(PLATE, match[0])


_LOOKS: tuple[Callable[[str], Found], ...] = (_emails, _numbers, _insurance, _addresses, _accounts, _plates)
