"""B79 fires for a lead who will be gone too early, and is told to members only."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS, Finding
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.models import Membership
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises.models import Commitment
from joinedup.promises.tests.made import a_promise, an_outcome


def found(cast: Cast, asker: Asker = OPERATOR) -> list[Finding]:
    return list(TESTS["B79"].look(cast.partnership, asker))


def leaves(cast: Cast, **said: Any) -> date:
    """Ben is expected to leave at the end of 2039."""
    day = date(2040, 1, 1)
    Membership.objects.filter(person=cast.ben.person).update(**{"expected_until_on": day, **said})
    return day


def led(cast: Cast) -> dict[str, Any]:
    return {"lead": cast.ben.person, "lead_may": "Spend £40,000."}


def horizon(outcome: Outcome, day: date, **said: Any) -> None:
    given = {"partnership": outcome.partnership, "outcome": outcome, "name": "It", "visibility": "public"}
    Indicator.objects.create(**{**given, "target": 1, "target_on": day, **said})


def test_a_lead_who_is_not_known_to_leave_is_not_found(cast: Cast) -> None:
    outcome = an_outcome(cast, **led(cast))
    horizon(outcome, date(2090, 1, 1))
    assert found(cast) == []


def test_a_lead_gone_before_the_outcomes_latest_target_is_found(cast: Cast) -> None:
    outcome = an_outcome(cast, **led(cast))
    day = leaves(cast)
    assert found(cast) == []
    horizon(outcome, day)
    assert found(cast) == []
    horizon(outcome, day + timedelta(days=1))
    (one,) = found(cast)
    assert cast.ben.person is not None
    assert one.causes == (outcome.reference, cast.ben.person.reference)
    assert one.mend == f"/{cast.ben.person.reference}/posts/expected/"
    assert one.words.startswith("The lead is to leave by ")
    assert one.words.endswith("Nobody is noted to take over.")


def test_the_target_of_a_draft_measure_is_no_horizon(cast: Cast) -> None:
    outcome = an_outcome(cast, **led(cast))
    horizon(outcome, leaves(cast) + timedelta(days=9), visibility="draft")
    assert found(cast) == []


@pytest.mark.parametrize("end", ["expected_until_on", "until_on"])
def test_a_lead_gone_before_the_promise_is_due_is_found_and_a_handover_settles_it(cast: Cast, end: str) -> None:
    commitment = a_promise(cast, **led(cast))
    day = leaves(cast, expected_until_on=None)
    leaves(cast, **{"expected_until_on": None, end: day})
    Commitment.objects.update(due_on=day + timedelta(days=1))
    assert [one.causes[0] for one in found(cast)] == [commitment.reference]
    leaves(cast, **{"expected_until_on": None, end: day, "hands_over_to": cast.ada.person})
    assert found(cast) == []


def test_when_somebody_means_to_leave_is_told_to_members_only(cast: Cast) -> None:
    publish(cast.partnership)
    a_promise(cast, **led(cast))
    day = leaves(cast)
    Commitment.objects.update(due_on=day + timedelta(days=1), visibility="public")
    askers: list[Asker] = [cast.ada, cast.dan, cast.eve, cast.rosa, cast.olu, None]
    assert [len(found(cast, asker)) for asker in askers] == [1, 1, 0, 0, 0, 0]


def test_it_takes_three_queries_however_many_are_led(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(10):
        a_promise(cast, **led(cast))
        an_outcome(cast, **led(cast))
    Commitment.objects.update(due_on=leaves(cast) + timedelta(days=1))
    with django_assert_num_queries(3):
        assert len(found(cast)) == 10
