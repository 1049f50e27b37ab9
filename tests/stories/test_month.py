"""A month of a partnership: an invitation, a meeting, one reminder to all, an answer by letter, a second meeting."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from joinedup.frame.models import Letter
from joinedup.partners import actions
from joinedup.partners.tests.cast import LONG_AGO, Cast, publish
from joinedup.promises.models import Commitment
from tests.stories.conftest import Somebody
from tests.stories.visitor import Visitor

COOK = "fern@example.org"
DECISION = "Buy bread from the baker in Mill Street"
SAID = "Two bakers made an offer. The nearer one costs less."
ANSWER = "The kitchen has an oven now."


@pytest.fixture
def newcomer(cast: Cast) -> str:
    """Fern, who holds a post at the charity and has no account yet."""
    fern = actions.add_person(
        by=cast.ada,
        at=timezone.now(),
        name="Fern Abara",
        organisation=cast.charity,
        post="School cook",
        from_on=LONG_AGO,
    )
    return fern.reference


def test_a_month_from_an_invitation_to_the_second_meeting(
    live_server: LiveServer, somebody: Somebody, cast: Cast, promise: Commitment, newcomer: str
) -> None:
    publish(cast.partnership)
    here = cast.partnership.get_absolute_url()
    convenor = somebody(cast.ada)

    convenor.opens(f"{here}invitations/").selects("Fern Abara", of="Person")
    convenor.types(COOK, into="Their e-mail address").presses("Invite").reads("We write to them now.")
    cook = somebody()
    cook.opens(link_to(COOK)).follows("Make an account").types(COOK, into="E-mail address")
    cook.types("three words together", into="Choose a password").presses("Make an account")
    cook.opens(link_to(COOK)).presses("Yes, confirm it").presses("Accept").reads("Welcome.")

    plan(convenor, here, "First meeting", "21:00", "22:00")
    convenor.follows("Make the agenda").reads("This is what waits.").presses("Put these on the agenda")
    convenor.follows("Put something on by hand").types("Bread", into="What it is about")
    convenor.selects("to decide", of="What the meeting is asked").presses("Put it on").reads("Bread")
    cook.opens(f"{here}meetings/").follows("First meeting").reads("Bread", "Town Hall")

    hold(convenor, cast)
    reader = somebody().opens(f"{here}meetings/").follows("First meeting").follows("Read the minutes")
    reader.reads(SAID, DECISION, "Open Door", "Trustees").misses("Fern", "Ada Osei")

    convenor.opens(f"{here}chasing/").reads(promise.output)
    convenor.page.get_by_role("button", name=re.compile("^Remind ")).first.click()
    convenor.reads(promise.output)
    lead = somebody(viewport={"width": 390, "height": 800})
    lead.opens(link_to(cast.ben.email)).reads(promise.output, "Head of early years").picks("On track")
    lead.types(ANSWER, into="In your words").presses("Send this answer").reads("Thank you")
    lead.opens(link_to(cast.ben.email), status=410)

    plan(convenor, here, "Second meeting", "22:30", "23:30")
    convenor.follows("Make the agenda").presses("Put these on the agenda")
    second = urlsplit(convenor.page.url).path
    convenor.opens(f"{second}pack/").reads("Second meeting", DECISION, promise.output, "on track")
    convenor.opens(second).presses("Open meeting")
    convenor.opens(f"{here}meetings/").follows("First meeting").follows("Agree the minutes")
    convenor.selects("Second meeting", of="At which meeting").presses("Agree minutes")
    convenor.reads("Its minutes were agreed")
    reader.opens(promise.get_absolute_url()).reads(ANSWER)


def plan(convenor: Visitor, here: str, name: str, begins: str, ends: str) -> None:
    """Plan a public meeting for the rest of today."""
    convenor.opens(f"{here}meetings/").follows("Plan a meeting").types(name, into="What it is called")
    today = timezone.localdate()
    convenor.types(today.isoformat(), into="Day").types(begins, into="Begins").types(ends, into="Ends")
    convenor.types("Town Hall", into="Where").selects("Public", of="Who may see this")
    convenor.presses("Plan meeting").reads(name, "Town Hall")


def hold(convenor: Visitor, cast: Cast) -> None:
    """Open the first meeting, note who came, minute an item, take a decision in it and close."""
    convenor.presses("Open meeting").follows("Note who is here")
    convenor.selects("Ben Hughes", of="Somebody else who came").presses("Save").reads("Head of early years")
    item = convenor.main.locator("li", has_text="Bread").first
    address = item.get_by_role("link", name=re.compile("Take a decision")).get_attribute("href")
    minuted = item.get_by_role("link", name=re.compile("Take minutes")).first.get_attribute("href")
    assert address is not None
    assert minuted is not None
    convenor.opens(minuted.split("#")[0]).types(SAID, into="What was said").picks("This is settled").presses("Save")
    convenor.opens(address).types(DECISION, into="In a few words").types(DECISION, into="What was decided")
    convenor.selects("Open Door", of="Member").types("Trustees", into="Decided there by")
    convenor.types((timezone.localdate() + timedelta(days=60)).isoformat(), into="By").presses("Take it down")
    convenor.reads(DECISION)
    convenor.follows("Close the meeting").presses("Close the meeting").reads("Closed. The minutes can be corrected")


def link_to(address: str) -> str:
    """Where the letter that was last written to an address leads, on this site."""
    letter = Letter.objects.filter(to=address).latest("pk")
    link: str = re.findall(r"https?://\S+", letter.body)[0]
    return urlsplit(link).path
