"""Facts for the rules of this room, and its entries in the record."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from joinedup.outcomes.models import Indicator, Outcome, Problem, Step
from joinedup.outcomes.rules import MakingFacts
from joinedup.partners.models import Account, Membership, Organisation, Partnership, Person, Standing, live
from joinedup.partners.permissions import convenes
from joinedup.record.actions import enter

FREE_TEXTS = frozenset({"name", "statement", "definition", "caveat", "unit", "source", "source_url", "judged_by"})


def making_facts(
    partnership: Partnership,
    by: Account,
    *,
    name: str = "-",
    lead: Person | None = None,
    **named: Problem | Outcome | Step | Organisation | None,
) -> MakingFacts:
    """Facts for the rule of making and editing; `named` are the other nouns that are spoken of, by field."""
    strays = [field for field, noun in named.items() if _strays(noun, partnership)]
    outsiders = [
        (field, noun.name)
        for field, noun in named.items()
        if isinstance(noun, Organisation) and not is_member(partnership, noun)
    ]
    return MakingFacts(
        is_convenor=convenes(by, partnership),
        name=name,
        strays=tuple(strays),
        outsiders=tuple(outsiders),
        lead_without_post=lead is not None and not _holds_post(lead, partnership),
    )


def _strays(noun: object, partnership: Partnership) -> bool:
    return isinstance(noun, Problem | Outcome | Step) and noun.partnership_id != partnership.pk


def is_member(partnership: Partnership, organisation: Organisation) -> bool:
    today = live(timezone.localdate())
    return Standing.objects.filter(today, partnership=partnership, organisation=organisation).exists()


def _holds_post(person: Person, partnership: Partnership) -> bool:
    today = timezone.localdate()
    members = Standing.objects.filter(live(today), partnership=partnership).values("organisation")
    return Membership.objects.filter(live(today), person=person, organisation__in=members).exists()


def enter_noun(
    verb: str,
    noun: Problem | Outcome | Step | Indicator,
    by: Account,
    at: datetime,
    *,
    facts: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
) -> None:
    enter(verb, noun, by=by, at=at, partnership=noun.partnership.reference, facts=facts, texts=texts)


def facts_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """What of it is no free text, as the record keeps it: references, numbers as strings, days."""
    return {name: _plain(value) for name, value in said.items() if name not in FREE_TEXTS}


def texts_of(said: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in said.items() if name in FREE_TEXTS}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal | date):
        return str(value)
    return getattr(value, "reference", value)


def reference_of(noun: Any) -> str:
    return noun.reference if noun else ""
