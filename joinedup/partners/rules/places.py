"""Where a place may stand, and which postcodes belong to it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from string import ascii_uppercase, digits

from joinedup.frame.refusals import Refusal
from joinedup.partners.rules.naming import NAME_TAKEN, Refusals, against, refusals_to_call, refusals_unless

DEEPEST_LINEAGE = 1000
WITHIN_ITSELF = Refusal(
    "within_itself", "{place} cannot move there: that place lies within {place} itself. Choose another.", "within"
)
TOO_DEEP = Refusal("too_deep", "Places are nested too deeply there. Choose a place further up.", "within")
CODE_TAKEN = Refusal("gss_code_taken", "Another place has this code already. Check the code.", "gss_code")
NO_POSTCODE = Refusal(
    "not_a_postcode", "“{text}” is not the beginning of a postcode. Write it like OX, OX4 or OX4 6.", "beginnings"
)
POSTCODE_TAKEN = Refusal(
    "postcode_taken", "Postcodes that begin with {text} belong to {place} already. Leave it out.", "beginnings"
)
_OUTWARD = r"[A-Z]{1,2}[0-9][A-Z0-9]?"
_WHOLE = re.compile(rf"({_OUTWARD})([0-9][A-Z]{{2}})")
_BEGINNING = re.compile(rf"[A-Z]{{1,2}}|{_OUTWARD}(?: [0-9][A-Z]{{0,2}})?")


def postcode(text: str) -> str | None:
    """A postcode, or the first half of one, as it is written: OX4 6AB. None if it is neither.

    >>> postcode("ox4  6ab"), postcode("OX46AB"), postcode("ox4"), postcode("Oxford")
    ('OX4 6AB', 'OX4 6AB', 'OX4', None)
    """
    plain = "".join(text.upper().split())
    if whole := _WHOLE.fullmatch(plain):
        return f"{whole[1]} {whole[2]}"
    return plain if re.fullmatch(_OUTWARD, plain) else None


def beginning(text: str) -> str | None:
    """The beginning of postcodes as it is written: OX, OX4, OX4 6 or OX4 6AB. None if it cannot be one.

    >>> beginning(" ox4  6"), beginning("ox46ab"), beginning("4OX")
    ('OX4 6', 'OX4 6AB', None)
    """
    spaced = " ".join(text.upper().split())
    return spaced if _BEGINNING.fullmatch(spaced) else postcode(text)


def beginnings_of(code: str) -> tuple[str, ...]:
    """Everything that may stand as the beginning of a postcode. OX1 is none of OX10 1AB.

    >>> beginnings_of("OX10 1AB")
    ('OX', 'OX10', 'OX10 1', 'OX10 1A', 'OX10 1AB')
    >>> beginnings_of("EC1A 1BB")[:3]
    ('EC', 'EC1', 'EC1A')
    """
    outward, _, inward = code.partition(" ")
    district = outward.rstrip(ascii_uppercase)
    letters = district.rstrip(digits)
    sectors = (f"{outward} {inward[:length]}" for length in range(1, len(inward) + 1))
    return tuple(dict.fromkeys((letters, district, outward, *sectors)))


def lineage_of(parent_lineage: str, key: int) -> str:
    """The keys from the top of the tree down to a place.

    >>> lineage_of(".1.7.", 12)
    '.1.7.12.'
    """
    return f"{parent_lineage or '.'}{key}."


@dataclass(frozen=True)
class PlaceFacts:
    """What is known when a place is added or moved."""

    allowed: bool
    name: str
    name_taken: bool = False
    code_taken: bool = False
    lineage: str = ""
    parent_lineage: str = ""
    deepest_below: int = 0


def refusals_to_place(facts: PlaceFacts) -> Refusals:
    """Every reason why a place may not stand within another."""
    inside = bool(facts.lineage) and facts.parent_lineage.startswith(facts.lineage)
    reach = len(facts.parent_lineage) + max(facts.deepest_below, 20)
    return (
        *refusals_unless(facts.allowed),
        *refusals_to_call(facts.name),
        *against(
            (not facts.name_taken, NAME_TAKEN),
            (not facts.code_taken, CODE_TAKEN),
            (not inside, WITHIN_ITSELF.about(place=facts.name)),
            (inside or reach <= DEEPEST_LINEAGE, TOO_DEEP),
        ),
    )


def refusals_to_add_postcodes(given: Collection[str], *, taken: Mapping[str, str]) -> Refusals:
    """Every reason against beginnings of postcodes. taken: beginning -> name of the place that has it."""
    wrong = (NO_POSTCODE.about(text=text) for text in given if beginning(text) is None)
    double = (POSTCODE_TAKEN.about(text=text, place=place) for text, place in taken.items())
    return (*wrong, *double)
