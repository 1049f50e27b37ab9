"""B80 and B82 fire where a governing body never saw it and where a body was to end, and stay silent elsewhere."""

from datetime import date, timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS, Finding
from joinedup.partners import actions
from joinedup.partners.models import Body, Partnership, Seat, Standing
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.partners.tests.test_bodies import colleague, set_up, take_seat

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 6 May 2031."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def found(cast: Cast, number: str, asker: Asker = OPERATOR) -> list[Finding]:
    return list(TESTS[number].look(cast.partnership, asker))


def endorse(cast: Cast, on: date) -> None:
    for organisation in (cast.council, cast.health, cast.charity):
        actions.endorse(
            cast.partnership, by=cast.ada, at=NOW, organisation=organisation, governing_body="Board", endorsed_on=on
        )


# B80


def test_members_that_never_endorsed_it_are_found(cast: Cast) -> None:
    listed = found(cast, "B80")
    assert [one.words for one in listed] == [
        "Northshire Health: none is recorded.",
        "Northtown Council: none is recorded.",
        "Open Door: none is recorded.",
    ]
    assert listed[2].causes == (cast.partnership.reference, cast.charity.reference)
    assert listed[2].mend == f"/partnership/JU-1/endorsements/new/?organisation={cast.charity.reference}"


@pytest.mark.parametrize(
    ("on", "months", "count"),
    [
        (date(2030, 5, 6), 12, 0),
        (date(2030, 5, 5), 12, 3),
        (date(2030, 5, 5), 13, 0),
        (date(2031, 5, 6), 1, 0),
    ],
)
def test_an_endorsement_holds_for_the_months_that_the_partnership_set(
    cast: Cast, on: date, months: int, count: int
) -> None:
    Partnership.objects.filter(pk=cast.partnership.pk).update(months_between_endorsements=months)
    cast.partnership.refresh_from_db()
    endorse(cast, on)
    assert len(found(cast, "B80")) == count


def test_a_member_that_joined_lately_is_not_due_yet(cast: Cast) -> None:
    Standing.objects.update(from_on=TODAY - timedelta(days=300))
    assert found(cast, "B80") == []


def test_only_those_who_may_know_of_the_partnership_are_told_of_governing_bodies(cast: Cast) -> None:
    assert (found(cast, "B80", None), len(found(cast, "B80", cast.cara))) == ([], 3)
    publish(cast.partnership)
    assert len(found(cast, "B80", None)) == 3


# B82


def test_a_body_without_an_end_is_not_found(cast: Cast) -> None:
    take_seat(cast, set_up(cast))
    assert found(cast, "B82") == []


def test_a_team_past_its_end_is_found_until_it_is_wound_up(cast: Cast) -> None:
    team = set_up(cast, "Team", kind="project", until_on=TODAY + timedelta(days=9), renewal_test="Fewer fires.")
    take_seat(cast, team)
    assert found(cast, "B82") == []
    Body.objects.filter(pk=team.pk).update(until_on=date(2031, 5, 1))
    (one,) = found(cast, "B82")
    assert (one.causes, one.mend) == ((team.reference,), "/body/JU-1/end/")
    assert one.words == "This was to end on 1 May 2031, and people still sit in it."
    actions.end_body(team, by=cast.ada, at=NOW, until_on=date(2031, 5, 1))
    assert found(cast, "B82") == []
    assert Seat.objects.get().until_on == date(2031, 5, 1)


def test_a_team_that_is_to_end_without_a_renewal_test_is_found_until_it_has_one(cast: Cast) -> None:
    team = set_up(cast, "Team", kind="project", until_on=TODAY + timedelta(days=9))
    (one,) = found(cast, "B82")
    assert one.mend == "/body/JU-1/edit/"
    Body.objects.filter(pk=team.pk).update(renewal_test="Fewer fires.")
    assert found(cast, "B82") == []


def test_a_body_that_is_being_wound_up_needs_no_renewal_test(cast: Cast) -> None:
    board = set_up(cast)
    take_seat(cast, board)
    actions.end_body(board, by=cast.ada, at=NOW, until_on=TODAY + timedelta(days=30))
    assert found(cast, "B82") == []


def test_a_draft_is_told_to_the_convenor_only(cast: Cast) -> None:
    publish(cast.partnership)
    set_up(cast, "Team", kind="project", until_on=TODAY + timedelta(days=9), visibility="draft")
    assert [len(found(cast, "B82", who)) for who in (cast.ada, cast.dan, None)] == [1, 0, 0]


def test_both_take_as_many_queries_for_many_as_for_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for copies in (1, 10):
        for number in range(copies):
            said: dict[str, Any] = {"kind": "project", "until_on": TODAY + timedelta(days=9)}
            team = set_up(cast, f"Team {copies}.{number}", **said)
            take_seat(cast, team, person=colleague(cast, cast.charity))
        with django_assert_num_queries(2):
            assert len(found(cast, "B80")) == 3
        with django_assert_num_queries(2):
            assert len(found(cast, "B82")) >= copies
