"""A resident finds a promise by postcode on a phone, asks about it without an account, and reads the answer."""

from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises.models import Commitment
from tests.conftest import PHONE
from tests.stories.conftest import Somebody

ASKED = "Which schools open their kitchen first?"
ANSWERED = "Millbrook Primary in March, the others by May."


def test_a_resident_finds_a_promise_by_postcode_asks_about_it_and_reads_the_answer(
    somebody: Somebody, cast: Cast, promise: Commitment
) -> None:
    publish(cast.partnership)
    resident = somebody(viewport=PHONE, has_touch=True)
    resident.opens("/").types("nt4 6ab", into="Your postcode or place").presses("Find")
    resident.reads("Millbrook").follows(promise.output).reads("Northtown Council will do this by 1 June 2036")
    resident.follows("Ask about this").reads("You need no account")
    resident.types(ASKED, into="What do you want to ask or report?").presses("Send")
    resident.reads("Being checked", ASKED, "Only you have the address of this page")
    receipt = resident.page.url

    stranger = somebody()
    stranger.opens(promise.get_absolute_url()).reads("Nobody has asked about this yet").misses(ASKED)

    convenor = somebody(cast.ada)
    convenor.opens(cast.partnership.get_absolute_url()).follows("All questions").follows(ASKED).reads("Being checked")
    convenor.selects("Northtown Council", of="Who is to answer it").presses("Publish").reads("An answer is due by")

    official = somebody(cast.ben)
    official.opens(promise.get_absolute_url()).follows(ASKED)
    official.types(ANSWERED, into="Your answer").presses("Publish this answer").reads("Answered on", ANSWERED)

    resident.opens(receipt).reads("Answered on", ANSWERED, "Head of early years, Northtown Council", ASKED)
    stranger.opens(promise.get_absolute_url()).reads(ASKED, ANSWERED)
