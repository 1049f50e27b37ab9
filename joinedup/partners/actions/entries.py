"""How this room's verbs enter what they did."""

from collections.abc import Mapping
from datetime import datetime

from joinedup.partners.models import Account, Body, Partnership, Person, Place, Seat
from joinedup.record.actions import enter


def enter_for(
    verb: str,
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    facts: Mapping[str, object],
    texts: Mapping[str, str] | None = None,
) -> None:
    """Enter what was done to a partnership."""
    enter(verb, partnership, by=by, at=at, partnership=partnership.reference, facts=facts, texts=texts)


def enter_about(
    verb: str,
    noun: Body | Seat,
    *,
    by: Account,
    at: datetime,
    facts: Mapping[str, object],
    texts: Mapping[str, str] | None = None,
) -> None:
    """Enter what was done to a body or to a seat in one, under its partnership."""
    body = noun if isinstance(noun, Body) else noun.body
    enter(verb, noun, by=by, at=at, partnership=body.partnership.reference, facts=facts, texts=texts)


def reference_of(noun: Place | Person | Partnership | Body | None) -> str:
    """A noun as a fact of the record; empty for none."""
    return noun.reference if noun else ""
