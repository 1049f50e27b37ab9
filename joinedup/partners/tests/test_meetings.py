"""What may be done with meetings, by whom, and what it leaves behind."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners import actions, permissions, reads
from joinedup.partners.models import AgendaItem, Attendance, Interest, Meeting, Organisation, Person
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish
from joinedup.partners.tests.meeting import DAY, body, closed, item, keep_back, meeting, opened, seat
from joinedup.record.models import Entry

WANTED = actions.Wanted("A promise", "note", "due", "promise/JU-1")


def refused(code: str) -> Any:
    return pytest.raises(Refused, check=lambda fault: code in [one.code for one in fault.refusals])


def changed(one: Meeting, cast: Cast, **said: Any) -> Meeting:
    kept = {"name": one.name, "where": one.where, "join_url": one.join_url, "visibility": one.visibility}
    given = {**kept, **actions.when_of(one), "version": one.version, **said}
    return actions.change_meeting(one, by=cast.ada, at=NOW, **given)


def letters() -> list[tuple[str, str]]:
    return sorted(Letter.objects.values_list("to", "subject"))


# Planning


def test_a_meeting_stands_at_the_time_that_clocks_show_and_is_entered_without_its_words(cast: Cast) -> None:
    one = meeting(cast, day=date(2031, 7, 1))
    assert (one.begins_at.isoformat(), one.ends_at.isoformat()) == (
        "2031-07-01T09:00:00+00:00",
        "2031-07-01T11:00:00+00:00",
    )
    entry = Entry.objects.get(subject=one.reference)
    assert (entry.verb, entry.partnership) == ("planned meeting", cast.partnership.reference)
    assert "May board" not in str(entry.facts)


def test_only_the_convenor_and_whoever_leads_the_body_may_call_its_meeting(cast: Cast) -> None:
    board, other = body(cast), body(cast, "Another board")
    seat(board, cast.cara, role="chair")
    seat(board, cast.dan)
    for who, of, may in (
        (cast.ada, None, True),
        (cast.ada, board, True),
        (cast.cara, board, True),
        (cast.cara, other, False),
        (cast.cara, None, False),
        (cast.dan, board, False),
        (cast.eve, board, False),
        (cast.olu, board, False),
    ):
        assert permissions.may_call(who, cast.partnership, of) is may
    assert meeting(cast, by=cast.cara, body=board).body == board
    with refused("not_allowed"):
        meeting(cast, by=cast.dan, body=board)


def test_who_chaired_once_calls_no_more(cast: Cast) -> None:
    board = body(cast)
    seat(board, cast.cara, role="co_lead", until_on=timezone.localdate())
    assert not permissions.may_call(cast.cara, cast.partnership, board)


def test_a_chair_keeps_no_drafts(cast: Cast) -> None:
    board = body(cast)
    seat(board, cast.cara, role="chair")
    with refused("not_your_draft"):
        meeting(cast, by=cast.cara, body=board, visibility="draft")
    with refused("not_your_draft"):
        one = meeting(cast, by=cast.cara, body=board)
        said = {**actions.when_of(one), "name": one.name, "where": "", "join_url": "", "version": one.version}
        actions.change_meeting(one, by=cast.cara, at=NOW, visibility="draft", **said)


def test_a_body_of_another_partnership_or_one_that_has_ended_does_not_meet(cast: Cast) -> None:
    with refused("foreign_body"):
        meeting(cast, body=body(cast, until_on=date(2030, 1, 1)))


def test_whoever_holds_a_seat_gets_one_letter_and_a_vacant_seat_s_second_stands_in(cast: Cast) -> None:
    board = body(cast)
    seat(board, cast.cara, role="chair")
    vacant = seat(board, cast.dan)
    type(vacant).objects.filter(pk=vacant.pk).update(person=None, second=cast.ben.person)
    meeting(cast, body=board)
    assert letters() == [
        ("ben@example.org", "Meeting: May board, 6 May 2031"),
        ("cara@example.org", "Meeting: May board, 6 May 2031"),
    ]


def test_at_the_partnership_s_own_meeting_each_member_is_expected_by_who_speaks_for_it_or_stayed_longest(
    cast: Cast,
) -> None:
    assert cast.ben.person
    actions.record_mandate(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        organisation=cast.council,
        person=cast.ben.person,
        source="elected",
        speaks_for="Everybody",
        from_on=LONG_AGO,
    )
    expected = [one.person.pk for one in reads.expected_at(meeting(cast))]
    wanted = (cast.ada, cast.ben, cast.cara, cast.dan)
    assert sorted(expected) == sorted(who.person.pk for who in wanted if who.person)


def test_a_person_without_an_account_is_written_to_at_the_address_noted_of_them(cast: Cast) -> None:
    board = body(cast)
    kept = seat(board, cast.cara)
    type(cast.cara).objects.filter(pk=cast.cara.pk).update(is_active=False)
    Person.objects.filter(seats=kept).update(email="cara.l@example.org")
    meeting(cast, body=board)
    assert [to for to, _ in letters()] == ["cara.l@example.org"]


def test_of_a_draft_nobody_hears_until_it_is_shared(cast: Cast) -> None:
    one = meeting(cast, visibility="draft")
    assert letters() == []
    changed(one, cast, visibility="partners")
    assert {subject for _, subject in letters()} == {"Meeting: May board, 6 May 2031"}


def test_a_letter_is_written_in_the_transaction_that_plans_or_not_at_all(cast: Cast) -> None:
    with refused("ends_first"):
        meeting(cast, ends=time(9))
    assert (letters(), Meeting.objects.count()) == ([], 0)


# Changing, cancelling


def test_a_meeting_moved_across_a_change_of_the_clock_keeps_its_time_of_day(cast: Cast) -> None:
    one = meeting(cast, day=date(2031, 3, 29))
    moved = changed(one, cast, day=date(2031, 4, 5))
    assert moved.begins_at - one.begins_at == timedelta(days=7) - timedelta(hours=1)
    assert actions.when_of(moved) == {"day": date(2031, 4, 5), "begins": time(10), "ends": time(12)}


@pytest.mark.parametrize(("day", "code"), [(date(2031, 3, 30), "no_such_time"), (date(2031, 10, 26), "time_twice")])
def test_a_time_that_does_not_exist_or_comes_twice_is_refused(cast: Cast, day: date, code: str) -> None:
    one = meeting(cast)
    with refused(code):
        changed(one, cast, day=day, begins=time(1, 30))
    with refused(code):
        meeting(cast, day=day, begins=time(1, 30))


def test_moving_writes_a_letter_and_renaming_does_not(cast: Cast) -> None:
    one = meeting(cast)
    Letter.objects.all().delete()
    one = changed(one, cast, name="Spring board")
    assert letters() == []
    changed(one, cast, where="Library")
    assert {subject for _, subject in letters()} == {"Changed: Spring board, 6 May 2031"}
    assert len(letters()) == 3


def test_two_who_change_a_meeting_at_once_are_shown_both(cast: Cast) -> None:
    one = meeting(cast)
    changed(one, cast, begins=time(9))
    with pytest.raises(Edited) as edited:
        changed(one, cast, where="Library")
    assert edited.value.current["begins"] == time(9)


def test_a_cancelled_meeting_says_why_and_stays_as_it_is(cast: Cast) -> None:
    one = meeting(cast)
    Letter.objects.all().delete()
    one = actions.cancel_meeting(one, by=cast.ada, at=NOW, reason="The hall is flooded.")
    assert {subject for _, subject in letters()} == {"Cancelled: May board, 6 May 2031"}
    assert "The hall is flooded." in Letter.objects.all()[0].body
    with refused("meeting_cancelled"):
        changed(one, cast, name="Again")
    with refused("meeting_cancelled"):
        item(one, cast)


# The agenda


def test_what_is_taken_up_twice_stands_once(cast: Cast) -> None:
    one = meeting(cast)
    actions.take_up(one, by=cast.ada, at=NOW, chosen=[WANTED, WANTED][:1])
    actions.take_up(one, by=cast.ada, at=NOW, chosen=[WANTED])
    assert [each.about for each in one.items.all()] == ["promise/JU-1"]
    with refused("listed_already"):
        actions.take_up(meeting(cast), by=cast.ada, at=NOW, chosen=[WANTED, WANTED])


def test_a_finding_and_a_promise_about_the_same_record_are_two_items(cast: Cast) -> None:
    one = meeting(cast)
    found = actions.Wanted("Who answers?", "decide", "found", "promise/JU-1", "B13-0123456789abcdef")
    actions.take_up(one, by=cast.ada, at=NOW, chosen=[WANTED, found])
    assert one.items.count() == 2


def test_items_move_up_and_down_and_no_further(cast: Cast) -> None:
    one = meeting(cast)
    first, second, third = (item(one, cast, title) for title in ("One", "Two", "Three"))
    actions.move_item(third, by=cast.ada, at=NOW, version=1, way="up")
    assert list(one.items.order_by("place_in_order").values_list("title", flat=True)) == ["One", "Three", "Two"]
    with refused("at_the_edge"):
        actions.move_item(first, by=cast.ada, at=NOW, version=1, way="up")
    with pytest.raises(Edited):
        actions.move_item(second, by=cast.ada, at=NOW, version=1, way="up")


def test_an_item_is_taken_off_before_the_meeting_opens_only(cast: Cast) -> None:
    one = meeting(cast)
    kept, gone = item(one, cast), item(one, cast, "Bins")
    actions.take_off(gone, by=cast.ada, at=NOW)
    assert actions.take_off(gone, by=cast.ada, at=NOW) == one
    opened(one, cast)
    with refused("has_begun"):
        actions.take_off(kept, by=cast.ada, at=NOW)
    assert AgendaItem.objects.get() == kept


# Holding


def test_minutes_taken_by_two_at_once_are_both_shown_and_nothing_is_lost(cast: Cast) -> None:
    one = meeting(cast)
    lights = item(one, cast)
    opened(one, cast)
    actions.minute(lights, by=cast.ada, at=NOW, version=1, minutes="Ada's words.")
    with pytest.raises(Edited) as edited:
        actions.minute(lights, by=cast.ada, at=NOW, version=1, minutes="Cara's words.")
    assert edited.value.current["minutes"] == "Ada's words."
    lights.refresh_from_db()
    assert lights.minutes == "Ada's words."


def test_who_came_is_noted_once_a_person_and_noting_it_again_changes_nothing(cast: Cast) -> None:
    one = opened(meeting(cast), cast)
    assert cast.dan.person
    assert cast.cara.person
    noted = [actions.Noted(cast.dan.person, cast.charity, "present", cast.cara.person)]
    actions.note_attendance(one, by=cast.ada, at=NOW, noted=noted)
    actions.note_attendance(one, by=cast.ada, at=NOW, noted=noted)
    assert Entry.objects.filter(verb="noted attendance").count() == 1
    later = [actions.Noted(cast.dan.person, cast.charity, "apologies")]
    actions.note_attendance(one, by=cast.ada, at=NOW, noted=later)
    assert Attendance.objects.get().manner == "apologies"


def test_a_stranger_did_not_come_and_nobody_stands_in_for_themselves(cast: Cast) -> None:
    one = opened(meeting(cast), cast)
    assert cast.eve.person
    assert cast.dan.person
    with refused("not_expected"):
        actions.note_attendance(
            one, by=cast.ada, at=NOW, noted=[actions.Noted(cast.eve.person, cast.stranger, "present")]
        )
    own = actions.Noted(cast.dan.person, cast.charity, "present", cast.dan.person)
    with refused("stands_in_for_oneself"):
        actions.note_attendance(one, by=cast.ada, at=NOW, noted=[own])


def test_an_interest_is_declared_once_in_an_item_and_once_in_the_whole_meeting(cast: Cast) -> None:
    one = meeting(cast)
    lights = item(one, cast)
    opened(one, cast)
    said: dict[str, Any] = {"by": cast.ada, "at": NOW, "person": cast.dan.person, "handled": "withdrew"}
    actions.declare_interest(one, words="I sell lamps.", item=lights, **said)
    actions.declare_interest(one, words="I sell lamps.", **said)
    for item_again in (lights, None):
        with refused("interest_declared"):
            actions.declare_interest(one, words="Again.", item=item_again, **said)
    with refused("foreign_item"):
        actions.declare_interest(one, words="Again.", item=item(meeting(cast), cast), **said)
    assert Interest.objects.count() == 2


def test_what_is_referred_waits_for_that_body_until_the_matter_is_settled_there(cast: Cast) -> None:
    board = body(cast)
    one = meeting(cast)
    lights, bins = item(one, cast), item(one, cast, "Bins")
    opened(one, cast)
    actions.minute(lights, by=cast.ada, at=NOW, version=1, minutes="", referred_to=board)
    actions.minute(bins, by=cast.ada, at=NOW, version=1, minutes="", settled=True)
    closed(one, cast)
    above = meeting(cast, body=board, day=DAY + timedelta(days=20))
    assert [each.title for each in reads.left_over(above)] == ["Street lights"]
    assert reads.left_over(meeting(cast, day=DAY + timedelta(days=9))) == []
    there = actions.Wanted(lights.title, "decide", "people", lights.reference)
    actions.take_up(above, by=cast.ada, at=NOW, chosen=[there])
    above = actions.open_meeting(above, by=cast.ada, at=NOW + timedelta(days=20))
    actions.minute(above.items.get(), by=cast.ada, at=NOW, version=1, minutes="", settled=True)
    assert reads.left_over(meeting(cast, body=board, day=DAY + timedelta(days=30))) == []


def test_what_is_neither_settled_nor_referred_nor_only_noted_is_put_off(cast: Cast) -> None:
    one = meeting(cast)
    item(one, cast)
    item(one, cast, "For your information", purpose="note")
    actions.take_up(
        one, by=cast.ada, at=NOW, chosen=[actions.Wanted("Conflicts", "discuss", "standing", one.reference)]
    )
    closed(opened(one, cast), cast)
    assert [each.title for each in reads.left_over(meeting(cast, day=DAY + timedelta(days=9)))] == ["Street lights"]


def test_what_was_put_off_and_passed_over_since_still_waits(cast: Cast) -> None:
    one = meeting(cast)
    item(one, cast)
    closed(opened(one, cast), cast)
    closed(opened(meeting(cast, begins=time(13), ends=time(14)), cast), cast)
    assert [each.title for each in reads.left_over(meeting(cast, day=DAY + timedelta(days=9)))] == ["Street lights"]


# Minutes agreed


def test_once_its_minutes_are_agreed_nothing_of_a_meeting_changes_any_more(cast: Cast) -> None:
    one = meeting(cast, visibility="public")
    lights = item(one, cast)
    one = closed(opened(one, cast), cast)
    lights.refresh_from_db()
    later = opened(meeting(cast, begins=time(13), ends=time(14)), cast)
    one = actions.agree_minutes(one, by=cast.ada, at=NOW, agreed_at=later)
    assert (one.state, one.agreed_on, one.agreed_at) == ("agreed", DAY, later)
    assert cast.dan.person
    doing: dict[str, Any] = {"by": cast.ada, "at": NOW}
    attempts = (
        lambda: changed(one, cast, name="Other"),
        lambda: actions.agree_minutes(one, agreed_at=later, **doing),
        lambda: actions.add_item(one, title="More", purpose="note", **doing),
        lambda: actions.take_up(one, chosen=[WANTED], **doing),
        lambda: actions.change_item(lights, version=1, title="Other", purpose="note", paper="", **doing),
        lambda: actions.move_item(lights, version=1, way="up", **doing),
        lambda: actions.take_off(lights, **doing),
        lambda: actions.minute(lights, version=lights.version, minutes="Other.", **doing),
        lambda: actions.note_attendance(one, noted=[actions.Noted(cast.dan.person, cast.charity, "present")], **doing),
        lambda: actions.declare_interest(one, person=cast.dan.person, words="Late.", handled="spoke", **doing),
        lambda: actions.cancel_meeting(one, reason="Other.", **doing),
        lambda: actions.open_meeting(one, **doing),
        lambda: actions.close_meeting(one, **doing),
    )
    before = (Entry.objects.count(), list(Meeting.objects.values()), list(AgendaItem.objects.values()))
    for attempt in attempts:
        with refused("minutes_agreed"):
            attempt()
    assert before == (Entry.objects.count(), list(Meeting.objects.values()), list(AgendaItem.objects.values()))


def test_minutes_are_not_agreed_at_the_meeting_of_another_body(cast: Cast) -> None:
    one = closed(opened(meeting(cast), cast), cast)
    elsewhere = opened(meeting(cast, body=body(cast), begins=time(13), ends=time(14)), cast)
    with refused("agreed_elsewhere"):
        actions.agree_minutes(one, by=cast.ada, at=NOW, agreed_at=elsewhere)


# What is kept from the public


def test_the_public_reads_of_an_exempt_item_its_place_and_why_and_nothing_else(cast: Cast) -> None:
    publish(cast.partnership)
    one = meeting(cast, visibility="public")
    item(one, cast)
    secret = item(one, cast, "The Marsh family", paper="Names.")
    keep_back(secret, cast)
    one = opened(one, cast)
    actions.minute(secret, by=cast.ada, at=NOW, version=1, minutes="Said.", settled=True)
    one = closed(one, cast)
    first, second = reads.agenda_of(one, None)
    assert (first.title, first.is_closed) == ("Street lights", False)
    assert second.exempt is not None
    assert second.decider is not None
    kept = {"key", "reference", "number", "is_closed", "exempt", "decider", "version"}
    empty = {name: value for name, value in vars(second).items() if name not in kept}
    assert set(empty.values()) == {"", None}
    assert [each.title for each in reads.agenda_of(one, cast.dan)] == ["Street lights", "The Marsh family"]


def test_an_item_about_something_that_is_not_public_is_closed_to_the_public(cast: Cast) -> None:
    publish(cast.partnership)
    quiet = meeting(cast, name="Quiet board")
    one = meeting(cast, visibility="public")
    wanted = actions.Wanted("Minutes of Quiet board", "decide", "standing", quiet.reference)
    actions.take_up(one, by=cast.ada, at=NOW, chosen=[wanted])
    assert [(each.title, each.is_closed) for each in reads.agenda_of(one, None)] == [("", True)]
    assert [each.title for each in reads.agenda_of(one, cast.dan)] == ["Minutes of Quiet board"]


def test_a_matter_carried_on_from_an_exempt_item_is_closed_as_well(cast: Cast) -> None:
    publish(cast.partnership)
    one = meeting(cast, visibility="public")
    secret, lights = item(one, cast, "The Marsh family"), item(one, cast)
    keep_back(secret, cast)
    closed(opened(one, cast), cast)
    following = meeting(cast, visibility="public", day=DAY + timedelta(days=9))
    carried = [actions.Wanted(each.title, "decide", "people", each.reference) for each in (secret, lights)]
    actions.take_up(following, by=cast.ada, at=NOW, chosen=carried)
    assert [(each.title, each.is_closed) for each in reads.agenda_of(following, None)] == [
        ("", True),
        ("Street lights", False),
    ]


def test_minutes_that_are_out_are_not_exempted_any_more(cast: Cast) -> None:
    one = meeting(cast, visibility="public")
    lights = item(one, cast)
    closed(opened(one, cast), cast)
    with refused("still_public"):
        keep_back(lights, cast)


def test_the_public_reads_minutes_once_the_meeting_was_closed(cast: Cast) -> None:
    publish(cast.partnership)
    one = meeting(cast, visibility="public")
    lights = item(one, cast)
    opened(one, cast)
    actions.minute(lights, by=cast.ada, at=NOW, version=1, minutes="Said.")
    one.refresh_from_db()
    assert [each.minutes for each in reads.agenda_of(one, None)] == [""]
    assert [each.minutes for each in reads.agenda_of(one, cast.dan)] == ["Said."]
    one = closed(one, cast)
    assert [each.minutes for each in reads.agenda_of(one, None)] == ["Said."]


def test_the_last_meeting_is_the_latest_one_held_of_the_same_body(cast: Cast) -> None:
    board = body(cast)
    first = closed(opened(meeting(cast, day=date(2031, 4, 1)), cast), cast)
    closed(opened(meeting(cast, day=date(2031, 4, 8), body=board), cast), cast)
    meeting(cast, day=date(2031, 4, 15))
    assert reads.last_held_before(meeting(cast)) == first
    assert reads.last_held_before(first) is None


def test_every_organisation_that_is_expected_is_a_member(cast: Cast) -> None:
    members = {cast.council, cast.health, cast.charity}
    assert {one.organisation for one in reads.expected_at(meeting(cast))} <= members
    assert Organisation.objects.count() > len(members)
