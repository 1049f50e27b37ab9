"""Text rules, in one place: what may stand in a line, in prose and in a name, however it got here.

Text is stored in Unicode normal form C, without control or direction-changing characters, and of a stated length in
characters as a reader counts them (grapheme clusters, Unicode UAX 29).
"""

import unicodedata
from typing import Any

import regex
from django.db import models

from joinedup.frame.fields import CharField, TextField
from joinedup.frame.refusals import Refusal, refuse_if

LINE_LIMIT, PROSE_LIMIT = 200, 10_000
MARKS_IN_A_ROW = 4

TOO_LONG = Refusal("text_too_long", "This has {length} characters; at most {limit} fit. Make it shorter.")
FORBIDDEN = Refusal(
    "text_forbidden",
    "This contains an invisible or direction-changing character ({name}). Type it again by hand.",
)
TOO_MANY_MARKS = Refusal("text_marks", "This contains letters with too many marks on them. Type it again by hand.")
MIXED_SCRIPTS = Refusal(
    "name_mixed_scripts", "This name mixes letters of different alphabets that look alike. Use one alphabet."
)

_FORBIDDEN = regex.compile(r"[\p{Cc}\p{Cs}\p{Bidi_Control}\u200b\u2060\ufeff\u00ad--\n\t]", regex.V1)
_MARKS = regex.compile(rf"\p{{M}}{{{MARKS_IN_A_ROW + 1},}}")
_LOOK_ALIKE_SCRIPTS = (
    regex.compile(r"\p{Latin}"),
    regex.compile(r"\p{Cyrillic}"),
    regex.compile(r"\p{Greek}"),
)
_SAME_LOOK = str.maketrans("01357$@|", "olestsal")


def tidy(text: str) -> str:
    """The text as it is stored: normal form C, plain line ends, no white space around it."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def refusals_to_text(text: str, *, limit: int, field: str = "") -> tuple[Refusal, ...]:
    """Every reason why a tidied text may not be stored."""
    forbidden = _FORBIDDEN.search(text)
    too_long = len(text) > limit and _length(text) > limit
    checks = (
        (not too_long and len(text) <= limit * 8, TOO_LONG.about(length=len(text), limit=limit)),
        (forbidden is None, FORBIDDEN.about(name=_name_of(forbidden[0]) if forbidden else "")),
        (_MARKS.search(text[: limit * 8]) is None, TOO_MANY_MARKS),
    )
    return tuple(refusal.at(field) for holds, refusal in checks if not holds)


def refusals_to_name(name: str, *, field: str = "") -> tuple[Refusal, ...]:
    """Every reason why a tidied name may not be given: a name that mixes look-alike alphabets could pose as another."""
    scripts = sum(bool(script.search(name)) for script in _LOOK_ALIKE_SCRIPTS)
    return (MIXED_SCRIPTS.at(field),) if scripts > 1 else ()


def look(name: str) -> str:
    """How a name looks at a glance: two names with the same look would be taken for each other."""
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_SAME_LOOK)
    letters: str = regex.sub(r"[\W_\p{M}]+", "", plain)
    return letters.replace("rn", "m").replace("vv", "w")


def _length(text: str) -> int:
    return sum(1 for _ in regex.finditer(r"\X", text))


def _name_of(character: str) -> str:
    return unicodedata.name(character, f"U+{ord(character):04X}")


class _TextField:
    """A model field that tidies its text and refuses what the rules forbid, whichever way it is stored."""

    text_limit: int

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        attname: str = self.attname  # type: ignore[attr-defined]
        text = getattr(instance, attname)
        if isinstance(text, str):
            text = tidy(text)
            refuse_if(refusals_to_text(text, limit=self.text_limit, field=attname))
            setattr(instance, attname, text)
        return text


class LineField(_TextField, CharField):
    """A single line of text: a name, a title, a post."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": LINE_LIMIT, **options})

    @property
    def text_limit(self) -> int:  # type: ignore[override]
        return self.max_length or LINE_LIMIT


class ProseField(_TextField, TextField):
    """Text of several paragraphs."""

    text_limit = PROSE_LIMIT
