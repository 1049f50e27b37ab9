"""An employment zone: a rule in the way, an exception agreed by both sides, granted, tripped, suspended, acted on.

docs/promises.md tells it in the section “An exception granted, tripped and suspended”.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from joinedup.frame.models import Letter
from joinedup.frame.text import look
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Organisation, Standing
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish
from joinedup.promises.actions.watching import look_at_figures
from joinedup.promises.models import Freedom
from tests.stories.conftest import Somebody
from tests.stories.test_month import link_to
from tests.stories.visitor import Visitor

RULE = "Rent support stops on the first day of work"
STOPS = "Lone parents turn work down, since a month passes before the first wage."
NAME = "Start work and keep the rent paid"
FAIR = "Lone parents in Millbrook are treated better than those elsewhere for a year; all are told so."
LEARNS = "The council reports to the board in a year what it changed, and what not."
WARNING = "Fewer than forty in a hundred in work"
DONE = "Two advisers more from Monday; the trader that closed is named."
OFFICE = "Northshire Jobs Office"


@pytest.fixture
def office(cast: Cast) -> Organisation:
    """The jobs office, in which Eve works and which owns the rule."""
    Organisation.objects.filter(pk=cast.stranger.pk).update(name=OFFICE, look=look(OFFICE))
    Standing.objects.create(
        partnership=cast.partnership, organisation=cast.stranger, from_on=LONG_AGO, confirmed_at=NOW
    )
    cast.stranger.refresh_from_db()
    return cast.stranger


@pytest.fixture
def measure(cast: Cast) -> Indicator:
    """How many lone parents are in work, towards an outcome that Dan leads."""
    public: Any = {"by": cast.ada, "at": timezone.now(), "visibility": "public"}
    outcome = outcomes.set_outcome(cast.partnership, name="Lone parents find work", lead=cast.dan.person, **public)
    return outcomes.define_indicator(
        cast.partnership,
        outcome=outcome,
        name="Lone parents in work",
        definition="Of a hundred who are registered.",
        unit="%",
        better="higher",
        target=Decimal(60),
        steward=cast.council,
        **public,
    )


def test_an_exception_is_granted_tripped_and_suspended(
    live_server: LiveServer, somebody: Somebody, cast: Cast, office: Organisation, measure: Indicator
) -> None:
    publish(cast.partnership)
    here = cast.partnership.get_absolute_url()
    council, owner, charity, convenor = (somebody(who) for who in (cast.ben, cast.eve, cast.dan, cast.ada))

    tell_of_the_rule(council, here)
    ask_for_an_exception(council)
    page = Freedom.objects.get().get_absolute_url()

    owner.opens(link_to(cast.eve.email)).reads(NAME, STOPS)
    decide(owner, "Negotiate about it", "A year in one neighbourhood is worth a try.")
    owner.reads("Being negotiated", "Before it can be granted", "No local stakeholder has agreed yet.")
    owner.follows("Change the terms").types("Sixty in a hundred in work within a year.", into="What is to be reached")
    owner.presses("Save").reads("Sixty in a hundred in work within a year.")
    agree(owner)
    charity.opens(page).follows("Say whether they agree").picks("A local stakeholder")
    charity.selects("Open Door", of="Which member").picks("They agree to the terms").presses("Record this")
    charity.reads("Thank you. This has been recorded.", "Open Door", "Local stakeholder")

    owner.opens(page).reads("Set an early warning that shows when it goes wrong.").follows("Decide").picks("Grant it")
    owner.types("Both sides agree.", into="Why").presses("Publish this decision", status=422)
    owner.reads("Set an early warning that shows when it goes wrong.")
    set_a_warning(convenor.opens(page))
    owner.opens(page).misses("Before it can be granted")
    decide(owner, "Grant it", "Both sides agree.")
    reader = somebody(viewport={"width": 390, "height": 800})
    reader.opens(f"{here}exceptions/").reads("1 exception holds.").follows(NAME)
    reader.reads(f"Northtown Council need not keep to the rule “{RULE}” of {OFFICE}", FAIR, "Who agreed to this")

    record_a_figure(council, measure)
    assert look_at_figures(at=timezone.now()) == 1
    reader.opens(page).reads("Suspended: the rule", "By itself, because of the early warning", WARNING, LEARNS)
    told = set(Letter.objects.filter(subject__startswith="An exception is suspended").values_list("to", flat=True))
    assert told == {cast.dan.email, cast.eve.email}

    owner.opens(page).reads("An early warning has fired and nobody has said what was done about it.")
    charity.opens(page).follows(WARNING).reads("To be acted on by").follows("Say what was done")
    charity.types(DONE, into="What was done").presses("Keep this").reads(DONE)
    owner.opens(page).misses("An early warning has fired and nobody has said")
    decide(owner, "Let it hold again", "What was done is enough for now.")
    reader.opens(page).reads("Northtown Council need not keep to the rule", "What was done is enough for now.")


def tell_of_the_rule(council: Visitor, here: str) -> None:
    """Tell of the rule that is in the way, so that its owner owes a reply."""
    council.opens(f"{here}barriers/").reads("Nobody has told of anything yet.").follows("Tell what is in the way")
    council.types(RULE, into="Which rule or practice").types(STOPS, into="What it stops")
    council.selects(OFFICE, of="Whose rule").types("Lone parents in Millbrook", into="Whom it hits")
    council.types("600", into="Hours a year").selects("Lone parents find work", of="Which outcome")
    council.picks("Public").presses("Send").reads("An answer is due by", RULE, "600 hours a year")


def ask_for_an_exception(council: Visitor) -> None:
    """Turn what is in the way into an exception that is asked for, and share it."""
    council.follows("Ask for an exception from this rule").finds(RULE, into="Which rule")
    council.finds(STOPS, into="Why the rule is in the way").types(NAME, into="In a few words")
    council.types("Rent support goes on for eight weeks.", into="What is asked")
    council.selects("Lone parents in work", of="Which measure").types(FAIR, into="Who is treated differently")
    council.types(LEARNS, into="What is to be learned").types(
        "Northtown Council’s cabinet", into="Or which elected body"
    )
    council.types("Sixty in a hundred in work.", into="What is to be reached")
    today = timezone.localdate()
    council.types((today + timedelta(days=180)).isoformat(), into="Looked at again on")
    council.types((today + timedelta(days=365)).isoformat(), into="Ends on")
    council.presses("Save as a draft").reads("This is a draft.").follows("Share it").picks("Public")
    council.presses("Save").reads(f"Northtown Council asks {OFFICE} for an exception", "What was told about it")


def agree(owner: Visitor) -> None:
    """Give the consent of the rule's owner."""
    owner.follows("Say whether they agree").picks("They agree to the terms").presses("Record this")
    owner.reads("Thank you. This has been recorded.")


def set_a_warning(convenor: Visitor) -> None:
    """Set an early warning that suspends the exception at once."""
    convenor.follows("Set one").types(WARNING, into="What it warns of").picks("a figure below")
    convenor.selects("Lone parents in work", of="Which measure").types("40", into="The number that fires it")
    convenor.picks("the exception is suspended at once").picks("Public").presses("Set it").reads(WARNING)


def decide(who: Visitor, what: str, why: str) -> None:
    """Decide about the exception whose page is open."""
    who.follows("Decide").picks(what).types(why, into="Why").presses("Publish this decision").reads(why)


def record_a_figure(council: Visitor, measure: Indicator) -> None:
    """Record last month's figure: thirty-eight in a hundred."""
    last = timezone.localdate().replace(day=1) - timedelta(days=1)
    council.opens(f"{measure.get_absolute_url()}figures/").types(last.replace(day=1).isoformat(), into="First day")
    council.types(last.isoformat(), into="Last day").types("38", into="Value").presses("Record figure").reads("38")
