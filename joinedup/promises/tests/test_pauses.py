"""In a pause no promise, risk or decision becomes public, by whichever verb."""

from datetime import timedelta
from typing import Any

import pytest

from joinedup.frame.refusals import Refused
from joinedup.partners.actions import plan_pause
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Commitment
from joinedup.promises.tests.made import a_decision, a_promise, a_risk

AFTER = NOW + timedelta(days=10)
MADE_AND_SHARED = [
    (a_promise, actions.share),
    (a_risk, actions.share_risk),
    (a_decision, actions.share_decision),
]


def paused(cast: Cast) -> None:
    publish(cast.partnership)
    days: Any = {"from_on": NOW.date(), "until_on": AFTER.date()}
    plan_pause(cast.partnership, by=cast.ada, at=NOW, name="Elections", **days)


@pytest.mark.parametrize(("make", "share"), MADE_AND_SHARED)
def test_sharing_with_everybody_waits_until_the_pause_is_over(cast: Cast, make: Any, share: Any) -> None:
    made = make(cast, visibility="partners")
    paused(cast)
    with pytest.raises(Refused) as refused:
        share(made, by=cast.ada, at=NOW, visibility="public")
    assert [one.code for one in refused.value.refusals] == ["paused"]
    assert share(made, by=cast.ada, at=AFTER, visibility="public").visibility == "public"


@pytest.mark.parametrize(("make", "share"), MADE_AND_SHARED)
def test_what_is_public_stays_so_in_a_pause_and_nothing_is_made_so(cast: Cast, make: Any, share: Any) -> None:
    made = make(cast, visibility="public")
    paused(cast)
    assert share(made, by=cast.ada, at=NOW, visibility="public").visibility == "public"
    with pytest.raises(Refused) as refused:
        make(cast, visibility="public")
    assert [one.code for one in refused.value.refusals] == ["paused"]


def test_sharing_a_whole_plan_shares_nothing_in_a_pause(cast: Cast) -> None:
    a_promise(cast, visibility="partners")
    paused(cast)
    assert actions.share_plan(cast.partnership, by=cast.ada, at=NOW) == (0, 1)
    assert Commitment.objects.get().visibility == "partners"
