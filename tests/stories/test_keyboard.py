"""Everything can be reached and done without a mouse, and one always sees where one is."""

from joinedup.partners.tests.cast import Cast
from joinedup.promises.models import Commitment
from tests.stories.conftest import Somebody


def test_a_lead_comes_from_home_to_a_report_by_keyboard_alone(
    somebody: Somebody, cast: Cast, promise: Commitment
) -> None:
    lead = somebody(cast.ben).opens("/")
    assert lead.hears("Tab") == "Skip to main content"
    lead.page.keyboard.press("Enter")
    assert lead.page.evaluate("document.activeElement.id || location.hash") in {"main", "#main"}

    lead.tabs_to("Your postcode or place")
    lead.page.keyboard.type("NT4 6AB")
    lead.enters().reads("Millbrook")
    lead.tabs_to(promise.output).enters()
    lead.tabs_to("Report progress").enters()
    lead.tabs_to("On track")
    assert lead.hears("ArrowDown") == "Late, with a new date"
    assert lead.hears("ArrowDown") == "Kept: it is done"
    lead.tabs_to("In your words")
    lead.page.keyboard.type("All five kitchens open at eight.")
    lead.tabs_to("Report progress").enters()
    lead.reads("has been kept.", "Northtown Council has kept this promise.", "All five kitchens open at eight.")
