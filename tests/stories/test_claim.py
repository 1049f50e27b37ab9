"""A resident claims on an old phone, without an account, that a guarantee was not kept, and has it put right."""

from typing import Any

from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from joinedup.partners import actions as partners
from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Guarantee
from joinedup.promises.tests.guaranteed import SINCE
from tests.conftest import PHONE
from tests.stories.conftest import Somebody

HAPPENED = "The visitor never came to Mill Street."
REFUSED = "Our diary shows a visit on the Tuesday."
APPEALED = "My neighbour was here all day and saw nobody."
HEARD = "The neighbour is believed. A diary shows what was planned."
DONE = "The visitor came and stayed for an hour."


def guaranteed(cast: Cast) -> Guarantee:
    """A guarantee of the council; Dan sits where appeals go."""
    publish(cast.partnership)
    doing: Any = {"by": cast.ada, "at": timezone.now()}
    board = partners.set_up_body(cast.partnership, kind="committee", name="Appeals committee", from_on=SINCE, **doing)
    partners.take_seat(board, organisation=cast.charity, person=cast.dan.person, role="member", from_on=SINCE, **doing)
    return actions.give_guarantee(
        cast.partnership,
        organisation=cast.council,
        name="A visit within a week",
        standard="A health visitor comes within seven days of the birth.",
        redress="A visit on the next day, at an hour that you choose.",
        appeals_to=board,
        from_on=SINCE,
        visibility="public",
        **doing,
    )


def test_a_resident_claims_without_an_account_appeals_and_has_it_put_right(
    live_server: LiveServer, somebody: Somebody, cast: Cast
) -> None:
    guarantee = guaranteed(cast)
    resident = somebody(viewport=PHONE, has_touch=True)
    resident.opens(cast.partnership.get_absolute_url()).follows(guarantee.name)
    resident.reads("Nobody measures whether this is kept", "You need no account either")
    resident.follows("Claim: it was not kept").reads("nothing that you write is published")
    resident.presses("Send my claim", status=422).reads("Fill this in.")
    resident.types(HAPPENED, into="What happened?").presses("Send my claim")
    resident.reads("To be decided by", HAPPENED, "Only you have the address of this page")
    receipt = resident.page.url

    stranger = somebody()
    stranger.opens(guarantee.get_absolute_url()).misses(HAPPENED)
    stranger.opens(f"{cast.partnership.get_absolute_url()}questions/").misses(HAPPENED)

    official = somebody(cast.ben)
    official.opens("/desk/").reads("A claim to decide").follows(HAPPENED).reads("Nothing, or not said")
    official.picks("Not right").types(REFUSED, into="Why").presses("Decide").reads("Found not right on")

    resident.opens(receipt).reads("Found not right on", REFUSED, "You can appeal once")
    resident.types(APPEALED, into="Why do you think that this was wrong?").presses("Send my appeal")
    resident.reads("Your appeal", "people there who did not decide on your claim")
    appealed = resident.page.url

    hears = somebody(cast.dan)
    hears.opens("/desk/").reads("An appeal to hear").follows(APPEALED).reads("Against this decision")
    hears.picks("Right: it is put right").types(HEARD, into="Why").presses("Decide").reads("To be put right by")

    official.opens("/desk/").reads("A claim to put right").follows(APPEALED)
    official.types(DONE, into="What was done").presses("It has been put right").reads("Put right on")

    resident.opens(appealed).reads("Put right on", HEARD, DONE)
    stranger.opens(guarantee.get_absolute_url()).reads("Fewer than 10 claims have been decided").misses(DONE)
