"""In a pause no problem, outcome, step or measure becomes public, by whichever verb."""

from datetime import timedelta
from typing import Any

import pytest

from joinedup.frame.refusals import Refused
from joinedup.outcomes import actions
from joinedup.partners.actions import plan_pause
from joinedup.partners.tests.cast import NOW, Cast, publish

AFTER = NOW + timedelta(days=10)
MAKE: list[tuple[Any, dict[str, Any]]] = [
    (actions.state_problem, {"name": "Loneliness"}),
    (actions.set_outcome, {"name": "Nobody is lonely"}),
    (actions.add_step, {"name": "Visits", "kind": "activity"}),
    (actions.define_indicator, {"name": "Visits", "unit": "visits", "better": "higher"}),
]


@pytest.mark.parametrize(("make", "said"), MAKE)
def test_whatever_is_new_waits_until_the_pause_is_over(cast: Cast, make: Any, said: dict[str, Any]) -> None:
    publish(cast.partnership)
    before = make(cast.partnership, by=cast.ada, at=NOW, visibility="public", **said)
    days: Any = {"from_on": NOW.date(), "until_on": AFTER.date()}
    plan_pause(cast.partnership, by=cast.ada, at=NOW, name="Elections", **days)
    with pytest.raises(Refused) as refused:
        make(cast.partnership, by=cast.ada, at=NOW, visibility="public", **said)
    assert [one.code for one in refused.value.refusals] == ["paused"]
    shared = make(cast.partnership, by=cast.ada, at=NOW, visibility="partners", **said)
    with pytest.raises(Refused) as refused:
        actions.share(shared, by=cast.ada, at=NOW, visibility="public")
    assert [one.code for one in refused.value.refusals] == ["paused"]
    actions.share(before, by=cast.ada, at=NOW, visibility="public")
    actions.share(shared, by=cast.ada, at=AFTER, visibility="public")
    before.refresh_from_db()
    shared.refresh_from_db()
    assert (before.visibility, shared.visibility) == ("public", "public")
