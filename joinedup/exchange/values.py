"""The kinds of value that a cell may hold: how each is read into its canonical form and shown again. No database.

Canonical forms are those of `frame.loading`: a day is 2027-03-31, a number 93.4, several stand on several lines.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from joinedup.frame.loading import said
from joinedup.frame.refusals import Refusal
from joinedup.frame.text import LINE_LIMIT, PROSE_LIMIT, refusals_to_text, tidy
from joinedup.reckon.periods import MONTHS

NOT_A_DAY = Refusal("not_a_day", "“{text}” is not a date. Write it like 31 March 2027 or 31/03/2027, day first.")
SHORT_YEAR = Refusal("short_year", "Write the year of “{text}” with four figures, like 2027.")
NOT_A_NUMBER = Refusal("not_a_number", "“{text}” is not a number. Write it like 1234.56.")
NOT_A_WHOLE_NUMBER = Refusal("not_whole", "“{text}” is not a whole number from 0. Write it like 100.")
TOO_LARGE = Refusal("too_large", "“{text}” is too large: at most 14 figures may stand before the point.")
NOT_A_CHOICE = Refusal("not_a_choice", "“{text}” is not one of the choices: {choices}.")
NOT_AN_ADDRESS = Refusal("not_an_address", "“{text}” is not a web address. Start it with https:// or leave it empty.")
CELL_ERROR = Refusal("cell_error", "The cell shows the error {text}. Correct its formula or write the value.")

CELL_ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA"})
DECIMALS = Decimal("0.000001")

_ISO = re.compile(r"([0-9]{4})[-/]([0-9]{1,2})[-/]([0-9]{1,2})(?:[T ][0-9:.]+)?", re.ASCII)
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4})", re.ASCII)
_IN_WORDS = re.compile(r"([0-9]{1,2})(?:st|nd|rd|th)?[ \-]([A-Za-z]{3,9})\.?,?[ \-]([0-9]{4})", re.ASCII)
_SHORT = re.compile(r"[0-9]{1,2}[/.\- ](?:[0-9]{1,2}|[A-Za-z]{3,9})[/.\- ][0-9]{2}", re.ASCII)
_NUMBER = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?: [0-9]{3})+)?(?:\.[0-9]*)?", re.ASCII)


class Unreadable(Exception):
    """A cell's text is no value of its kind; carries the reason."""

    def __init__(self, *refusals: Refusal) -> None:
        super().__init__(" ".join(str(refusal) for refusal in refusals))
        self.refusals = refusals


@dataclass(frozen=True)
class Text:
    """A line of text."""

    limit: int = LINE_LIMIT

    def read(self, text: str) -> str:
        """The text as it is stored.

        >>> Text().read("  Better starts ")
        'Better starts'
        """
        text = tidy(text)
        refusals = refusals_to_text(text, limit=self.limit)
        if refusals:
            raise Unreadable(*refusals)
        return text

    def show(self, value: str) -> str:
        return value


@dataclass(frozen=True)
class Prose(Text):
    """Text of several paragraphs."""

    limit: int = PROSE_LIMIT


@dataclass(frozen=True)
class Address(Text):
    """A web address."""

    def read(self, text: str) -> str:
        text = super().read(text)
        if text and not re.fullmatch(r"https?://[^\s<>\"]+", text):
            raise Unreadable(NOT_AN_ADDRESS.about(text=shortened(text)))
        return text


@dataclass(frozen=True)
class Day:
    """A date, day first where figures leave it open. `last`: the cell names the last day, the table the day after."""

    last: bool = False

    def read(self, text: str) -> str:
        """A date in any of the usual ways of writing it.

        >>> Day().read("03/04/2027"), Day().read("3 April 2027"), Day().read("2027-04-03")
        ('2027-04-03', '2027-04-03', '2027-04-03')
        """
        day = _day(text.strip())
        return date.fromordinal(day.toordinal() + 1).isoformat() if self.last else day.isoformat()

    def show(self, value: str) -> str:
        if not self.last:
            return value
        return date.fromordinal(date.fromisoformat(value).toordinal() - 1).isoformat()


@dataclass(frozen=True)
class Number:
    """A decimal number. `whole`: a whole number from 0."""

    whole: bool = False

    def read(self, text: str) -> str:
        """A number, with thousands separated or not, or a percentage.

        >>> Number().read("1,234.50"), Number().read("93.4%"), Number().read("−5")
        ('1234.5', '93.4', '-5')
        """
        plain = text.strip().replace("\u2212", "-").replace("\u00a0", " ").replace("\u202f", " ").replace("\u2009", " ")
        plain = plain.removesuffix("%").strip()
        if not _NUMBER.fullmatch(plain) or not any(sign.isdigit() for sign in plain):
            raise Unreadable(NOT_A_NUMBER.about(text=shortened(text)))
        if len(plain) > 100:
            raise Unreadable(TOO_LARGE.about(text=shortened(text)))
        number = Decimal(plain.replace(",", "").replace(" ", ""))
        if number.adjusted() >= 14:
            raise Unreadable(TOO_LARGE.about(text=shortened(text)))
        if self.whole and (number != int(number) or not 0 <= number <= 1_000_000):
            raise Unreadable(NOT_A_WHOLE_NUMBER.about(text=shortened(text)))
        return said(round(number, 6))

    def show(self, value: str) -> str:
        return value


@dataclass(frozen=True)
class Choice:
    """One of some words: the word on the screen or the code's own are both read."""

    words: Mapping[str, str] = field(hash=False)

    def read(self, text: str) -> str:
        """
        >>> Choice({"not_now": "not now"}).read("Not now")
        'not_now'
        """
        asked = " ".join(text.casefold().split())
        for value, word in self.words.items():
            if asked in {value.casefold(), str(word).casefold()}:
                return value
        choices = ", ".join(str(word) for word in self.words.values())
        raise Unreadable(NOT_A_CHOICE.about(text=shortened(text), choices=choices))

    def show(self, value: str) -> str:
        return str(self.words[value])


@dataclass(frozen=True)
class Texts:
    """Several short texts, separated by semicolons or line ends."""

    def read(self, text: str) -> str:
        """
        >>> Texts().read("OX4 6; OX4 7")
        'OX4 6\\nOX4 7'
        """
        read = (Text(60).read(one) for one in re.split(r"[;\n\r]", text))
        return "\n".join(sorted({one for one in read if one}))

    def show(self, value: str) -> str:
        return value.replace("\n", "; ")


@dataclass(frozen=True)
class Named:
    """A row of another sheet, by its code, its reference or its exact name."""

    sheets: tuple[str, ...]
    several: bool = False

    def read(self, text: str) -> str:
        """What names the row: the exchange looks it up. Several are separated by semicolons or line ends."""
        if not self.several:
            return Text().read(text)
        read = (Text().read(one) for one in re.split(r"[;\n\r]", text))
        return "\n".join(dict.fromkeys(one for one in read if one))

    def show(self, value: str) -> str:
        return value.replace("\n", "; ")


Value = Text | Day | Number | Choice | Texts | Named


def read(value: Value, text: str) -> str:
    """A cell's canonical form; "" for an empty one. Raises Unreadable with every reason."""
    if not text.strip():
        return ""
    if text.strip() in CELL_ERRORS:
        raise Unreadable(CELL_ERROR.about(text=text.strip()))
    return value.read(text)


def shortened(text: str) -> str:
    """Enough of a text to recognise it by in a sentence."""
    plain = " ".join(text.split())
    return plain if len(plain) <= 40 else f"{plain[:39]}…"


def _day(text: str) -> date:
    for pattern, order in ((_ISO, (0, 1, 2)), (_DAY_FIRST, (2, 1, 0)), (_IN_WORDS, (2, 1, 0))):
        if match := pattern.fullmatch(text):
            year, month, day = (match.groups()[place] for place in order)
            try:
                return datetime(int(year), _month(month), int(day)).date()  # noqa: DTZ001 — a day has no zone
            except ValueError:
                break
    if _SHORT.fullmatch(text):
        raise Unreadable(SHORT_YEAR.about(text=text))
    raise Unreadable(NOT_A_DAY.about(text=shortened(text)))


def _month(text: str) -> int:
    """The month that a number or three or more letters of its name stand for."""
    if text.isdigit():
        return int(text)
    for place, name in enumerate(MONTHS, 1):
        if len(text) >= 3 and name.startswith(text.casefold()):
            return place
    raise ValueError(text)
