"""Who a tracker's cell for the owner names: people, titles, initials, an organisation in brackets. Pure."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from joinedup.frame.refusals import Refusal
from joinedup.frame.text import look

SEVERAL_OWNERS = Refusal("several_owners", "“{text}” names more than one. Write who answers for it first of all.")
NO_OWNER_YET = Refusal("no_owner_yet", "“{text}” names nobody yet. Write who answers for it.")

NOBODY = frozenset({"tbc", "tba", "tbd", "to be confirmed", "to be agreed", "vacant", "vacancy", "n/a", "none", "all"})
TITLE_WORDS = frozenset(
    {"head", "director", "manager", "lead", "leader", "officer", "chief", "chair", "coordinator", "co-ordinator"}
    | {"commissioner", "executive", "inspector", "superintendent", "team", "nurse", "consultant", "deputy", "assistant"}
    | {"of", "for", "the", "service", "services", "headteacher", "principal", "warden", "clerk", "councillor"}
)

_BRACKETS = re.compile(r"(?P<before>.+?)\s*[(\[](?P<inside>[^()\[\]]+)[)\]]\s*")
_APART = re.compile(r"\s*(?:/|;|\n|\+|,)\s*")
_SEPARATORS = re.compile(r"(\s*(?:[/;\n+,()\[\]&]|\band\b)\s*)")
_AND = re.compile(r"\s+(?:and|&)\s+")
_INITIALS = re.compile(r"(?:[A-Z]\.? ?){2,4}")


@dataclass(frozen=True)
class Owner:
    """Who is named: people or titles as they are written, and the organisation that is named with them, or ""."""

    people: tuple[str, ...]
    organisation: str = ""


def owner(text: str, bodies: Collection[str] = ()) -> Owner:
    """What a cell names. bodies: how the names of organisations look that are known here.

    >>> owner("Jane Smith (Northshire Health)")
    Owner(people=('Jane Smith',), organisation='Northshire Health')
    >>> owner("AB / Jane Smith").people, owner("Head of Health and Housing").people
    (('AB', 'Jane Smith'), ('Head of Health and Housing',))
    >>> owner("Open Door", {look("Open Door")})
    Owner(people=(), organisation='Open Door')
    """
    words = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if look(words) in bodies:
        return Owner((), words)
    if match := _BRACKETS.fullmatch(words):
        before = owner(match["before"], bodies)
        return Owner(before.people, match["inside"].strip()) if not before.organisation else before
    parts = [part for part in _APART.split(words) if part]
    named = [part for part in parts if look(part) in bodies]
    people = [one for part in parts if part not in named for one in _joined(part)]
    if len(named) == 1:
        return Owner(tuple(people), named[0])
    return Owner(tuple(dict.fromkeys(people)) if not named else tuple(parts))


def is_nobody(text: str) -> bool:
    """Whether a cell says that nobody is named yet.

    >>> is_nobody("TBC"), is_nobody("?"), is_nobody("Tom Lee")
    (True, True, False)
    """
    plain = text.casefold().strip(" .?-–")
    return not plain or plain in NOBODY


def is_initials(text: str) -> bool:
    """
    >>> is_initials("JS"), is_initials("J.S."), is_initials("Jane")
    (True, True, False)
    """
    return _INITIALS.fullmatch(text.strip()) is not None


def is_title(text: str) -> bool:
    """Whether a text names a post and not a person.

    >>> is_title("Head of Housing"), is_title("Jane Smith")
    (True, False)
    """
    return bool(TITLE_WORDS & {word.casefold().strip(",.") for word in text.split()})


def initials_of(name: str) -> str:
    """
    >>> initials_of("Jane Ann Smith-Lee")
    'JASL'
    """
    return "".join(part[0].upper() for part in re.split(r"[\s.-]+", name) if part[:1].isalpha())


def discreet(text: str) -> str:
    """The words of an owner's cell as they may be kept: people by their initials, since a promise's words are shared.

    >>> discreet("AB / Jane Smith"), discreet("Head of Housing"), discreet("TBC")
    ('AB / J.S.', 'Head of Housing', 'TBC')
    """
    parts = _SEPARATORS.split(text.strip())
    return "".join(part if place % 2 else _short(part) for place, part in enumerate(parts))


def _short(text: str) -> str:
    known = is_initials(text) or is_title(text) or is_nobody(text) or not any(sign.isalpha() for sign in text)
    return text if known else "".join(f"{sign}." for sign in initials_of(text.partition("@")[0]))


def spelled_out(initials: str, names: Iterable[str]) -> str:
    """The one name that initials stand for among some; "" if none or several could be meant.

    >>> spelled_out("JS", ["Jane Smith", "Tom Lee"]), spelled_out("JS", ["Jane Smith", "John Stone"])
    ('Jane Smith', '')
    """
    plain = "".join(sign for sign in initials if sign.isalpha())
    fits = {name for name in names if plain in {initials_of(name), _first_and_last(name)}}
    return next(iter(fits)) if len(fits) == 1 else ""


def _first_and_last(name: str) -> str:
    parts = name.split()
    return (parts[0][0] + parts[-1][0]).upper() if parts else ""


def _joined(text: str) -> list[str]:
    """Two people joined by “and”; a title may have that word in it."""
    parts = _AND.split(text)
    return parts if len(parts) > 1 and not is_title(text) and all(_is_person(part) for part in parts) else [text]


def _is_person(text: str) -> bool:
    return is_initials(text) or all(word[:1].isupper() for word in text.split())
