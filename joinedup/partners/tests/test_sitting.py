"""Who sits where on a day, who may read it, and the picture of it."""

from datetime import date, timedelta

import pytest
from django.core.cache import caches
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.partners import reads
from joinedup.partners.actions import add_place
from joinedup.partners.models import Partnership, Person
from joinedup.partners.permissions import OPERATOR, Asker, Preview
from joinedup.partners.picture import network_of, picture_of
from joinedup.partners.reads import Seating
from joinedup.partners.rules.overlaps import are_mostly_the_same, overlapping
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, asking, publish
from joinedup.partners.tests.seated import a_body, a_partnership, a_seat, many_seats

A_DAY = timedelta(days=1)


def person(cast: Cast, who: str = "dan") -> Person:
    found: Person = getattr(cast, who).person
    return found


def seen(cast: Cast, asker: Asker = OPERATOR, on: date | None = None) -> Seating:
    day = on or timezone.localdate()
    return reads.sitting([cast.partnership], asker, {day})[day]


def pairs(sitting: Seating) -> list[tuple[str, str]]:
    return sorted((one.organisation.name, one.where.name) for one in sitting.seats)


def test_who_sits_where_is_told_for_any_day(cast: Cast) -> None:
    today = timezone.localdate()
    board = a_body(cast)
    a_seat(board, cast.council)
    a_seat(board, cast.health, until_on=today)
    a_seat(board, cast.charity, from_on=today + A_DAY)
    ended = a_body(cast, "Old team", until_on=today)
    a_seat(ended, cast.council)
    assert pairs(seen(cast)) == [("Northtown Council", "Board")]
    assert pairs(seen(cast, on=today - A_DAY)) == [
        ("Northshire Health", "Board"),
        ("Northtown Council", "Board"),
        ("Northtown Council", "Old team"),
    ]
    assert pairs(seen(cast, on=today + A_DAY)) == [("Northtown Council", "Board"), ("Open Door", "Board")]
    assert pairs(seen(cast, on=LONG_AGO - A_DAY)) == []


def test_what_came_and_what_went_between_two_days(cast: Cast) -> None:
    today = timezone.localdate()
    board = a_body(cast)
    a_seat(board, cast.council)
    a_seat(board, cast.health, until_on=today)
    a_seat(board, cast.charity, from_on=today)
    days = reads.sitting([cast.partnership], OPERATOR, {today - A_DAY, today})
    came, went = reads.came_and_went(days[today - A_DAY], days[today])
    assert [(one.organisation.name, one.where.name) for one in came] == [("Open Door", "Board")]
    assert [(one.organisation.name, one.where.name) for one in went] == [("Northshire Health", "Board")]


def test_drafts_are_seen_by_the_convenor_and_what_is_for_partners_by_partners(cast: Cast) -> None:
    publish(cast.partnership)
    for name, visibility in (("Draft", "draft"), ("Inside", "partners"), ("Public", "public")):
        a_seat(a_body(cast, name, visibility=visibility), cast.council)
    askers: dict[str, Asker] = {
        "ada": asking(cast.ada),
        "dan": asking(cast.dan),
        "eve": asking(cast.eve),
        "nobody": None,
        "preview": Preview(cast.partnership.pk),
    }
    bodies = {who: [one.name for one in seen(cast, asker).bodies] for who, asker in askers.items()}
    inside, public = ["Inside", "Public"], ["Public"]
    assert bodies == {
        "ada": ["Draft", *inside],
        "dan": inside,
        "eve": public,
        "nobody": public,
        "preview": public,
    }


@pytest.mark.parametrize(("who", "sees"), [("dan", True), ("olu", True), ("eve", False), ("rosa", False)])
def test_posts_and_hours_are_for_those_who_take_part(cast: Cast, who: str, sees: bool) -> None:
    publish(cast.partnership)
    for name in ("Board", "Team"):
        a_seat(a_body(cast, name), cast.charity, person(cast), hours_a_month=4)
    sitting = seen(cast, asking(getattr(cast, who)))
    rows = reads.people_in_many_bodies(sitting)
    (row,) = (one for one in reads.organisation_rows(sitting) if one.organisation.name == "Open Door")
    assert (row.people, row.hours) == (1, 8 if sees else None)
    assert [(one.post, [where.name for where in one.wheres], one.hours) for one in rows] == (
        [("Manager", ["Board", "Team"], 8)] if sees else []
    )


def test_rows_name_every_role_and_count_people_once_and_seats_that_nobody_took(cast: Cast) -> None:
    board = a_body(cast)
    a_seat(board, cast.charity, person(cast), role="chair")
    a_seat(board, cast.charity, role="member")
    a_body(cast, "Empty")
    rows = reads.body_rows(seen(cast))
    said = [(row.where.name, [one.roles for one in row.seats], row.people, row.vacant) for row in rows]
    assert said == [("Board", [("chair", "member")], 1, 1), ("Empty", [], 0, 0)]
    organisations = reads.organisation_rows(seen(cast))
    assert [(one.organisation.name, len(one.seats), len(one.stands)) for one in organisations] == [
        ("Northshire Health", 0, 1),
        ("Northtown Council", 0, 1),
        ("Open Door", 1, 1),
    ]


def test_who_has_no_seat_hangs_on_the_partnership_and_an_empty_body_stands_alone(cast: Cast) -> None:
    board = a_body(cast)
    a_seat(board, cast.council, person(cast, "ada"), role="chair")
    a_seat(board, cast.council, person(cast, "ben"))
    a_body(cast, "Empty")
    network = network_of(seen(cast))
    assert {one.name: one.is_whole for one in network.anchors} == {
        "Board": False,
        "Empty": False,
        "Starting well": True,
    }
    assert {one.name: one.leads for one in network.floaters} == {
        "Northtown Council": True,
        "Northshire Health": False,
        "Open Door": False,
    }
    ties = {(one.floater, one.anchor): (one.people, one.is_loose) for one in network.ties}
    whole = cast.partnership.reference
    assert ties == {
        (cast.council.reference, board.reference): (2, False),
        (cast.health.reference, whole): (0, True),
        (cast.charity.reference, whole): (0, True),
    }


def test_bodies_of_several_partnerships_say_whose_they_are(cast: Cast) -> None:
    other = a_partnership(cast, "Ageing well", cast.council)
    for one in (cast.partnership, other):
        a_seat(a_body(cast, partnership=one), cast.council)
    today = timezone.localdate()
    sitting = reads.sitting([cast.partnership, other], OPERATOR, {today})[today]
    within = sorted(one.within for one in network_of(sitting).anchors)
    assert within == ["", "Ageing well", "Starting well"]
    assert {one.within for one in network_of(sitting.of(other.pk)).anchors} == {""}


def test_a_picture_is_drawn_once_for_all_who_may_see_the_same(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    caches["pictures"].clear()
    a_seat(a_body(cast), cast.council)
    secret = a_body(cast, "Secret board", visibility="partners")
    a_seat(secret, cast.charity)
    inside = picture_of(seen(cast, asking(cast.dan)), title="t", description="d")
    public = picture_of(seen(cast, None), title="t", description="d")
    assert "Secret board" in inside
    assert "Secret board" not in public
    assert secret.reference not in public
    again = seen(cast, asking(cast.eve))
    with django_assert_num_queries(1):
        assert picture_of(again, title="t", description="d") == public


def test_a_picture_is_another_one_as_soon_as_somebody_comes(cast: Cast) -> None:
    board = a_body(cast)
    a_seat(board, cast.council)
    before = picture_of(seen(cast), title="t", description="d")
    assert before.count("<circle") == picture_of(seen(cast), title="t", description="d").count("<circle")
    a_seat(board, cast.stranger)
    after = picture_of(seen(cast), title="t", description="d")
    assert ("Faraway Trust" in before, "Faraway Trust" in after) == (False, True)


@pytest.mark.parametrize("many", [3, 40])
def test_who_sits_where_takes_two_queries_however_many_sit(
    cast: Cast, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many_seats(cast, bodies=many, organisations=many)
    today = timezone.localdate()
    asker = asking(cast.dan)
    partnerships = list(Partnership.objects.all())
    with django_assert_num_queries(2):
        days = reads.sitting(partnerships, asker, {today, today - A_DAY})
    assert len(days[today].bodies) == many


def test_a_picture_takes_those_that_are_joined_to_most(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("joinedup.partners.picture.MOST_WHERES", 2)
    monkeypatch.setattr("joinedup.partners.picture.MOST_ORGANISATIONS", 1)
    quiet, busy, full = (a_body(cast, name) for name in "ABC")
    for body, members in (
        (quiet, [cast.council]),
        (busy, [cast.council, cast.health]),
        (full, [cast.council, cast.health]),
    ):
        for one in members:
            a_seat(body, one)
    a_seat(full, cast.charity)
    network = network_of(seen(cast))
    assert ([one.name for one in network.anchors], [one.name for one in network.floaters]) == (
        ["C", "B"],
        ["Northtown Council"],
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({1, 2, 3}, {1, 2, 3}, True),
        ({1, 2, 3}, {1, 2, 4}, True),
        ({1, 2, 3}, {1, 4, 5}, False),
        ({1, 2}, {1, 2}, False),
        ({1, 2, 3, 4}, {1, 2, 3, 4, 5, 6}, True),
        ({1, 2, 3, 4}, {1, 2, 3, 4, 5, 6, 7}, False),
    ],
)
def test_mostly_the_same_is_two_in_three_of_the_larger(one: set[int], other: set[int], same: bool) -> None:
    assert are_mostly_the_same(one, other) is same
    assert list(overlapping({1: one, 2: other})) == ([(1, 2)] if same else [])


def test_partnerships_overlap_only_around_the_same_place(cast: Cast) -> None:
    members = (cast.council, cast.health, cast.charity)
    a_partnership(cast, "Ageing well", *members, place=cast.millbrook)
    a_partnership(cast, "Growing well", *members, place=cast.county)
    southtown = add_place(by=cast.olu, at=NOW, name="Southtown", kind="city", within=cast.county)
    a_partnership(cast, "Away", *members, place=southtown)
    those = list(Partnership.objects.select_related("place"))
    today = timezone.localdate()
    found = reads.overlaps_among(those, reads.sitting(those, OPERATOR, {today})[today].members)
    assert [(one.name, other.name) for one, other in found] == [
        ("Ageing well", "Growing well"),
        ("Ageing well", "Starting well"),
        ("Away", "Growing well"),
        ("Growing well", "Starting well"),
    ]
