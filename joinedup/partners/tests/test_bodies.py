"""Bodies and seats: who sets them up and changes them, what is refused, and what is read of them."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners import actions, reads
from joinedup.partners.models import Account, Body, Membership, Organisation, Person, Seat
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish
from joinedup.partners.tests.test_mandates import mandate, refused
from joinedup.record.models import Entry

TODAY = NOW.date()


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is 6 May 2031."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def set_up(cast: Cast, name: str = "Board", **said: Any) -> Body:
    given = {"by": cast.ada, "at": NOW, "kind": "board", "from_on": LONG_AGO}
    return actions.set_up_body(cast.partnership, name=name, **{**given, **said})


def person(account: Account) -> Person:
    assert account.person is not None
    return account.person


def take_seat(cast: Cast, body: Body, **said: Any) -> Seat:
    given = {
        "by": cast.ada,
        "at": NOW,
        "organisation": cast.charity,
        "person": cast.dan.person,
        "role": "member",
        "from_on": LONG_AGO,
    }
    return actions.take_seat(body, **{**given, **said})


def colleague(cast: Cast, organisation: Organisation, name: str = "Gita Rao") -> Person:
    other = Person.objects.create(name=name)
    Membership.objects.create(person=other, organisation=organisation, post="Deputy", from_on=LONG_AGO)
    return other


def edit(body: Body, cast: Cast, **said: Any) -> Body:
    given = {"by": cast.ada, "at": NOW, "version": body.version, "kind": body.kind, "name": body.name}
    return actions.edit_body(body, **{**given, **said})


def move(body: Body, within: Body | None, cast: Cast, **said: Any) -> Body:
    body.refresh_from_db()
    return actions.move_body(body, **{"by": cast.ada, "at": NOW, "version": body.version, "within": within, **said})


# Bodies


def test_the_convenor_sets_up_a_body_and_nobody_else(cast: Cast) -> None:
    for stranger in (cast.ben, cast.dan, cast.eve, cast.rosa, cast.olu):
        assert refused(set_up, cast, by=stranger) == ["not_allowed"]
    body = set_up(cast, purpose=" To decide. ", place=cast.town)
    assert (body.reference, body.purpose, body.visibility) == ("body/JU-1", "To decide.", "public")
    entry = Entry.objects.get(subject=body.reference)
    assert (entry.verb, entry.partnership) == ("set up", cast.partnership.reference)
    assert "To decide." not in str(entry.facts)


def test_a_project_team_without_an_end_is_refused(cast: Cast) -> None:
    assert refused(set_up, cast, kind="project") == ["project_without_end"]
    team = set_up(cast, kind="project", until_on=TODAY + timedelta(days=90))
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.filter(pk=team.pk).update(until_on=None)


def test_a_board_does_not_become_a_project_team_without_an_end(cast: Cast) -> None:
    board = set_up(cast)
    assert refused(edit, board, cast, kind="project") == ["project_without_end"]


def test_a_name_stands_once_in_a_partnership(cast: Cast) -> None:
    set_up(cast)
    assert refused(set_up, cast, " Board ") == ["name_taken"]
    other = set_up(cast, "Area team")
    assert refused(edit, other, cast, name="Board") == ["name_taken"]


def test_a_body_edited_meanwhile_shows_what_stands_now(cast: Cast) -> None:
    body = set_up(cast)
    edit(body, cast, purpose="To decide.")
    with pytest.raises(Edited) as late:
        edit(body, cast, version=1, purpose="To advise.")
    assert late.value.current["purpose"] == "To decide."


def test_what_is_exempt_from_publication_is_not_made_public(cast: Cast) -> None:
    body = set_up(cast, visibility="partners")
    actions.exempt(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        subject=body.reference,
        reason="A court decides.",
        ground="Contempt of Court Act 1981",
        decided_by=person(cast.ada),
        review_on=date(2032, 1, 1),
    )
    assert refused(edit, body, cast, visibility="public") == ["kept_from_public"]


def test_a_body_made_its_own_parent_at_once_or_by_a_detour_is_refused(cast: Cast) -> None:
    board = set_up(cast)
    area = set_up(cast, "Area", within=board)
    team = set_up(cast, "Team", within=area)
    for above in (board, area, team):
        assert refused(move, board, above, cast) == ["within_itself"]
    assert move(team, board, cast).within == board
    assert move(board, None, cast).within is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Body.objects.filter(pk=board.pk).update(within=board)


def test_only_the_convenor_moves_a_body_and_only_within_the_partnership(cast: Cast) -> None:
    board, area = set_up(cast), set_up(cast, "Area")
    assert refused(move, area, board, cast, by=cast.ben) == ["not_allowed"]
    other = actions.start_partnership(
        by=cast.olu, at=NOW, name="Ageing well", purpose="", place=cast.town, convenor=person(cast.ada)
    )
    theirs = actions.set_up_body(other, by=cast.ada, at=NOW, kind="board", name="Board", from_on=LONG_AGO)
    assert refused(move, area, theirs, cast) == ["other_partnership"]
    assert refused(set_up, cast, "Team", within=theirs) == ["other_partnership"]


def test_a_body_ends_with_its_seats_and_not_before_what_is_within_it(cast: Cast) -> None:
    board = set_up(cast)
    area = set_up(cast, "Area", within=board)
    seat = take_seat(cast, board)
    doing: dict[str, Any] = {"by": cast.ada, "at": NOW, "until_on": TODAY}
    assert refused(actions.end_body, board, **{**doing, "by": cast.ben}) == ["not_allowed", "parts_go_on"]
    assert refused(actions.end_body, board, **doing) == ["parts_go_on"]
    actions.end_body(area, **doing)
    assert actions.end_body(board, **doing).until_on == TODAY
    seat.refresh_from_db()
    assert seat.until_on == TODAY
    assert refused(actions.end_body, board, **doing) == ["body_ended"]
    assert refused(set_up, cast, "Late", within=board) == ["within_ended"]


def test_a_temporary_body_goes_on_only_for_what_was_shown_and_that_stays_readable(cast: Cast) -> None:
    ends = TODAY + timedelta(days=30)
    team = set_up(cast, "Team", kind="project", until_on=ends, renewal_test="Half as many fires.")
    doing: dict[str, Any] = {"by": cast.ada, "at": NOW, "version": 1, "until_on": ends + timedelta(days=90)}
    assert refused(actions.renew_body, team, **doing, renewal_shown=" ") == ["nothing_shown"]
    assert refused(actions.renew_body, team, **{**doing, "by": cast.dan}, renewal_shown="x") == ["not_allowed"]
    team = actions.renew_body(team, **doing, renewal_shown="A third as many.")
    assert (team.until_on, team.renewed_on, team.renewal_shown) == (doing["until_on"], TODAY, "A third as many.")
    with pytest.raises(Edited):
        actions.renew_body(team, **doing, renewal_shown="Twice.")


# Seats


def test_the_convenor_gives_a_seat_and_nobody_else(cast: Cast) -> None:
    body = set_up(cast)
    for stranger in (cast.dan, cast.ben, cast.eve, cast.olu):
        assert refused(take_seat, cast, body, by=stranger) == ["not_allowed"]
    seat = take_seat(cast, body, hours_a_month=12, duties="Finds rooms")
    assert (seat.reference, seat.get_absolute_url()) == ("seat/JU-1", "/body/JU-1/")
    entry = Entry.objects.get(subject=seat.reference)
    assert (entry.verb, entry.facts["body"], "Finds rooms" in str(entry.facts)) == ("took seat", body.reference, False)


def test_somebody_who_left_or_whose_organisation_takes_no_part_takes_no_seat(cast: Cast) -> None:
    body = set_up(cast)
    assert refused(take_seat, cast, body, organisation=cast.stranger, person=cast.eve.person) == ["no_seat"]
    assert refused(take_seat, cast, body, organisation=cast.health) == ["without_post"]
    Membership.objects.filter(person=cast.dan.person).update(until_on=TODAY)
    assert refused(take_seat, cast, body) == ["without_post"]
    assert not Seat.objects.exists()


def test_nobody_sits_twice_in_one_body_at_a_time(cast: Cast) -> None:
    body = set_up(cast)
    first = take_seat(cast, body)
    assert refused(take_seat, cast, body, role="observer") == ["sits_already"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(body=body, organisation=cast.charity, person=cast.dan.person, from_on=TODAY)
    actions.end_seat(first, by=cast.ada, at=NOW, until_on=TODAY)
    assert take_seat(cast, body, from_on=TODAY).pk != first.pk
    assert refused(actions.end_seat, first, by=cast.ada, at=NOW, until_on=TODAY) == ["seat_ended"]


def test_vacant_seats_stand_beside_each_other(cast: Cast) -> None:
    body = set_up(cast)
    assert [take_seat(cast, body, person=None).person for _ in range(2)] == [None, None]


def test_whoever_steps_in_is_another_person_of_the_same_organisation(cast: Cast) -> None:
    body = set_up(cast)
    assert refused(take_seat, cast, body, second=cast.dan.person) == ["second_is_self"]
    assert refused(take_seat, cast, body, second=cast.cara.person) == ["second_without_post"]
    seat = take_seat(cast, body, second=colleague(cast, cast.charity))
    given: dict[str, Any] = {"by": cast.ada, "at": NOW, "version": seat.version, "role": "chair"}
    assert refused(actions.edit_seat, seat, **given, second=cast.dan.person) == ["second_is_self"]
    assert refused(actions.edit_seat, seat, **{**given, "by": cast.dan}) == ["not_allowed"]
    assert actions.edit_seat(seat, **given, second=None).second is None
    with pytest.raises(Edited):
        actions.edit_seat(seat, **{**given, "role": "member"})


def test_a_seat_in_a_body_that_has_ended_is_refused(cast: Cast) -> None:
    body = set_up(cast, until_on=TODAY)
    assert refused(take_seat, cast, body) == ["body_ended"]


# Reads


def test_the_tree_shows_each_body_below_its_own_and_one_whose_own_is_hidden_at_the_top(cast: Cast) -> None:
    publish(cast.partnership)
    board = set_up(cast)
    hidden = set_up(cast, "Draft", within=board, visibility="draft")
    area = set_up(cast, "Area", within=board)
    set_up(cast, "Team", within=area)
    set_up(cast, "Old", until_on=TODAY)
    set_up(cast, "Stray", within=hidden)

    def shown(asker: Any) -> list[tuple[str, int]]:
        return [(one.body.name, one.depth) for one in reads.tree_of(cast.partnership, asker)]

    convenor = [("Board", 0), ("Area", 1), ("Team", 2), ("Draft", 1), ("Stray", 2)]
    assert shown(cast.ada) == convenor
    assert shown(None) == [("Board", 0), ("Area", 1), ("Team", 2), ("Stray", 0)]
    assert [one.name for one in reads.ended_bodies(cast.partnership, None)] == ["Old"]


def test_the_line_upwards_names_only_what_its_reader_may_see(cast: Cast) -> None:
    publish(cast.partnership)
    board = set_up(cast)
    area = set_up(cast, "Area", within=board)
    team = set_up(cast, "Team", within=area)
    assert [one.name for one in reads.path_to(team, None)] == ["Board", "Area"]
    Body.objects.filter(pk=area.pk).update(visibility="draft")
    assert [one.name for one in reads.path_to(team, None)] == []
    assert [one.name for one in reads.path_to(team, cast.ada)] == ["Board", "Area"]


def test_who_steps_in_is_told_to_members_only_and_the_mandate_stands_beside_the_seat(cast: Cast) -> None:
    publish(cast.partnership)
    body = set_up(cast)
    take_seat(cast, body, second=colleague(cast, cast.charity))
    mandate(cast)
    (public,) = reads.seats_of([body], cast.partnership, None)
    (member,) = reads.seats_of([body], cast.partnership, cast.cara)
    assert public.second is None
    assert member.second is not None
    assert (member.second.post, member.second.name) == ("Deputy", "Gita Rao")
    assert public.mandate is not None
    assert public.mandate.mandate.speaks_for == "Tenants of the Lake Street estate"


def test_cost_shares_say_whether_they_add_up(cast: Cast) -> None:
    post = set_up(cast, "Place manager", kind="post")
    take_seat(cast, post, role="holder", cost_share=60)
    take_seat(cast, post, organisation=cast.council, person=None, cost_share=30)
    shares = reads.cost_shares(reads.seats_of([post], cast.partnership, OPERATOR))
    assert (shares.total, shares.adds_up) == (90, False)
    take_seat(cast, post, organisation=cast.health, person=None, cost_share=10)
    shares = reads.cost_shares(reads.seats_of([post], cast.partnership, OPERATOR))
    assert (shares.total, shares.adds_up) == (100, True)


def test_seats_take_as_many_queries_for_many_as_for_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = set_up(cast)
    mandate(cast)
    take_seat(cast, body, role="chair")
    for number in range(20):
        take_seat(cast, body, person=colleague(cast, cast.charity, f"Person {number}"))
    with django_assert_num_queries(4):
        assert len(reads.seats_of([body], cast.partnership, OPERATOR)) == 21
    with django_assert_num_queries(4):
        tree = reads.tree_of(cast.partnership, OPERATOR)
        assert [one.seats for one in reads.with_seats(tree, cast.partnership, OPERATOR)] == [21]


def test_two_moves_one_after_the_other_leave_no_circle(cast: Cast) -> None:
    north, south = set_up(cast, "North"), set_up(cast, "South")
    move(north, south, cast)
    with pytest.raises(Refused):
        move(south, north, cast)
    assert timezone.localdate() == TODAY
