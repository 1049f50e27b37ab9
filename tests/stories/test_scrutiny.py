"""A councillor recommends something, reads the reply in the papers, and closes it once it is done."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from joinedup.outcomes import actions as outcomes
from joinedup.partners import actions as partners
from joinedup.partners.models import Body
from joinedup.partners.tests.cast import LONG_AGO, Cast, publish
from joinedup.promises.models import Commitment
from tests.stories.conftest import Somebody

ASKED = "Publish each month how many children came to breakfast."
DONE = "The figures stand on the school’s page."
MADE_OF_IT = "We read them. Thank you."


def test_a_councillor_recommends_and_closes_what_was_done(somebody: Somebody, cast: Cast, promise: Commitment) -> None:
    committee = scrutiny(cast, promise)
    publish(cast.partnership)
    councillor, lead, reader = somebody(cast.dan), somebody(cast.ben), somebody()
    papers = f"{cast.partnership.get_absolute_url()}pack/"

    councillor.opens(committee.get_absolute_url()).follows("Scrutiny desk")
    councillor.reads("0 recommendations are open.", "Nobody learns hungry").follows("Recommend something")
    councillor.types(ASKED, into="What the committee recommends")
    councillor.selects("Nobody learns hungry", of="What it is about")
    councillor.selects("Northtown Council", of="Who is asked").presses("Recommend")
    councillor.reads(ASKED, "Waits for a reply", "Nobody has replied yet.")

    reader.opens(papers).reads("Recommendations of scrutiny", ASKED, "Waits for a reply")
    lead.opens("/desk/").reads(ASKED).follows("Reply")
    in_a_month = timezone.localdate() + timedelta(days=30)
    lead.picks("Accepted").selects("Ben Hughes – Head of early years, Northtown Council", of="Who sees to it")
    lead.types(in_a_month.isoformat(), into="Done by").presses("Send the reply").reads("Accepted", "sees to it")
    lead.opens("/desk/").follows("Report it done").types(DONE, into="What was done").presses("Report it done")
    lead.reads("Reported as done", DONE).misses("Close this recommendation")

    reader.opens(papers).reads(ASKED, "Reported as done")
    councillor.opens(f"{committee.get_absolute_url()}scrutiny/").reads("One recommendation is open.").follows(ASKED)
    councillor.follows("Close this recommendation").types(MADE_OF_IT, into="What the committee makes of it")
    councillor.presses("Close it").reads("Closed by the committee", MADE_OF_IT)
    reader.opens(papers).misses("Recommendations of scrutiny")
    reader.opens(f"{cast.partnership.get_absolute_url()}recommendations/").reads(ASKED, "Closed by the committee")


def scrutiny(cast: Cast, promise: Commitment) -> Body:
    """A committee that Dan chairs, which looks into what the promise is for."""
    doing: Any = {"by": cast.ada, "at": timezone.now()}
    committee = partners.set_up_body(
        cast.partnership,
        kind="committee",
        name="Children’s scrutiny committee",
        purpose="Asks on behalf of voters.",
        from_on=LONG_AGO,
        **doing,
    )
    partners.take_seat(
        committee, organisation=cast.charity, person=cast.dan.person, role="chair", from_on=LONG_AGO, **doing
    )
    outcomes.take_on(committee, outcome=promise.outcomes.get(), **doing)
    return committee
