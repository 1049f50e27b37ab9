"""How this room's verbs enter what they did."""

from collections.abc import Mapping
from datetime import datetime

from joinedup.partners.models import Account, Partnership, Person, Place
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


def reference_of(noun: Place | Person | Partnership | None) -> str:
    """A noun as a fact of the record; empty for none."""
    return noun.reference if noun else ""
