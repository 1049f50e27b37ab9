"""A compact whose term lengthens, as docs/promises.md tells it: shown, challenged, repaired, heard and renewed."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django.live_server_helper import LiveServer

from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Agreement
from joinedup.promises.rules.terms import after
from joinedup.promises.tests.agreed import a_clause, an_agreement
from joinedup.promises.tests.compacted import a_year_shown, on, years_ago
from joinedup.promises.tests.signing import a_power, given, shown
from tests.stories.conftest import Somebody

NAME = "Families first"
EARNED = (
    "12 months, and 12 for each of the 2 years in which everything was shown, replied to, repaired and met: 36 months."
)
CONCLUSION = "Two years were kept. We renew for three."
CHALLENGE = "Nobody visited us within ten days."
REPLY = "That is so: two visitors were ill, and nobody stood in."
REPAIR = "Two more visitors started, and yours has come."


@pytest.fixture
def compact(cast: Cast) -> Agreement:
    """A compact that the council and health signed two years ago, and for which everything was shown each year."""
    begun: Any = on(years_ago(2))
    made = an_agreement(cast, kind="compact", name=NAME, at=begun)
    a_clause(cast, made, section="goals", words="Every new family is visited within ten days.", at=begun)
    for organisation, account in ((cast.council, cast.ben), (cast.health, cast.cara)):
        a_power(cast, organisation, account, at=begun)
    actions.offer_to_sign(made, by=cast.ada, at=begun, seen_hash=shown(made))
    for organisation, account in ((cast.council, cast.ben), (cast.health, cast.cara)):
        given(made, account, organisation, at=begun)
    for years in (2, 1):
        a_year_shown(cast, made, years_ago(years))
    a_year_shown(cast, made, years_ago(0), without=("honest",))
    return Agreement.objects.get(pk=made.pk)


def test_a_compact_whose_term_lengthens(
    live_server: LiveServer, somebody: Somebody, cast: Cast, compact: Agreement
) -> None:
    publish(cast.partnership)
    here, today = compact.get_absolute_url(), timezone.localdate()
    reader = somebody().opens(here).reads(NAME, "What it rests on", EARNED, "Nobody has challenged it yet.")

    resident = somebody(cast.rosa).opens(here).follows("Challenge it: something was not kept")
    resident.presses("Challenge it", status=422).reads("Fill this in.")
    resident.types(CHALLENGE, into="What was agreed, and how it was not kept").presses("Challenge it")
    resident.reads(CHALLENGE, "It waits for a reply")
    reader.opens(here).reads("1 challenge waits for a reply.").misses(CHALLENGE)

    party = somebody(cast.ben).opens(here).follows(CHALLENGE).follows("Reply")
    party.types(REPLY, into="Your reply").presses("Reply").reads("It is to be put right by", REPLY)
    party.follows("Say how it was put right").types(REPAIR, into="How it was put right").presses("Say so")
    party.reads("It was put right on")
    reader.opens(here).follows(CHALLENGE).reads("a resident", CHALLENGE, REPLY, REPAIR)

    convenor = somebody(cast.ada).opens(here).follows("Hold a renewal hearing")
    convenor.finds(compact.reference, into="What it looks at")
    convenor.types((today + timedelta(days=14)).isoformat(), into="Takes answers until")
    convenor.presses("Start this review").reads("It takes answers until", NAME)
    hearing = convenor.page.url
    party.opens(hearing).follows("Answer").selects("Northtown Council", of="You answer for")
    party.picks("4").presses("Send these answers").reads("1 has answered so far.")
    convenor.opens(hearing).follows("Close it").presses("Close review")
    convenor.follows("Say what you make of it").types(CONCLUSION, into="What we make of it")
    convenor.presses("Put this on record").reads(CONCLUSION)

    convenor.opens(here).reads("is concluded.").follows("Renew the term").reads(EARNED)
    convenor.types("48", into="For how many months").presses("Renew it", status=422)
    convenor.reads("The record of this compact carries 36 months at most.", "Failures are told openly")
    told = party.opens(here).main.locator("li", has_text="Failures are told openly")
    party.opens(told.get_by_role("link", name="Show it").get_attribute("href") or "")
    party.types("Two failures, told within a week.", into="What shows it").presses("Lay it down")
    party.reads("Two failures, told within a week.")
    convenor.types("36", into="For how many months").presses("Renew it")
    until = date_format(after(today, 36))
    reader.opens(here).reads(f"Renewed for 36 months, until {until}.", f"It runs until {until}.")
