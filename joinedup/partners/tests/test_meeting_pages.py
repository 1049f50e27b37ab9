"""The pages of meetings: who reads what, and what can be done there without scripts."""

import html
import uuid
from datetime import date, time, timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.partners import actions
from joinedup.partners.models import Account, Attendance, Meeting
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.partners.tests.meeting import DAY, body, closed, item, keep_back, meeting, opened, seat
from joinedup.partners.tests.test_pages import page

LIST, ONE = "/partnership/JU-1/meetings/", "/meeting/JU-1/"
OK, MOVED, FORBIDDEN, MISSING, REFUSED = 200, 302, 403, 404, 422


def status(address: str, who: Account | None = None) -> int:
    return (signed_in(who) if who else Client()).get(address).status_code


def sent(who: Account, address: str, **fields: Any) -> Any:
    return signed_in(who).post(address, fields)


def calendar(address: str, who: Account | None = None) -> Any:
    answer = (signed_in(who) if who else Client()).get(address)
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(answer.content)


def test_an_empty_list_says_what_to_do_to_whoever_may_do_it(cast: Cast) -> None:
    assert "Plan one: its agenda can be made from what is due, late, asked and found." in page(LIST, cast.ada)
    assert "No meeting that you may see is planned." in page(LIST, cast.dan)
    assert "Plan a meeting" not in page(LIST, cast.dan)


def test_what_lies_ahead_stands_first_and_soonest_and_below_it_what_is_past(cast: Cast) -> None:
    for name, days in (("June", 30), ("May", 0), ("Spring", -30), ("Winter", -90)):
        one = meeting(cast, name=name, day=DAY + timedelta(days=days))
        if days < 0:
            closed(opened(one, cast), cast)
    said = page(LIST, cast.dan)
    assert sorted(("May", "June", "Spring", "Winter"), key=lambda name: said.index(f">{name}</a>")) == [
        "May",
        "June",
        "Spring",
        "Winter",
    ]


def test_a_meeting_is_planned_by_its_form_and_planned_once_though_it_is_sent_twice(cast: Cast) -> None:
    fields = {"name": "Board", "day": DAY, "begins": "10:00", "ends": "12:00", "visibility": "partners"}
    once = uuid.uuid4()
    answers = [sent(cast.ada, f"{LIST}plan/", once=once, **fields) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == [ONE, ONE]
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"begins": "12:00"}, "It has to end later than it begins"),
        ({"day": "2031-03-30", "begins": "01:30"}, "The clock jumps over 01:30 on 30 March 2031."),
        ({"day": "2031-10-26", "begins": "01:30"}, "so 01:30 comes twice"),
        ({"day": "9999-12-31"}, "Give a day before the year 2200."),
        ({"day": "the day after"}, "Enter a valid date."),
        ({"name": ""}, "Fill this in."),
        ({"body": "body/JU-99"}, "Select a valid choice."),
    ],
)
def test_bad_input_is_answered_with_a_sentence(cast: Cast, wrong: dict[str, str], words: str) -> None:
    fields = {"name": "Board", "day": DAY, "begins": "10:00", "ends": "12:00", "visibility": "partners"}
    answer = sent(cast.ada, f"{LIST}plan/", **{**fields, **wrong})
    assert answer.status_code == REFUSED
    assert words in page_text(answer)


def page_text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_a_meeting_for_partners_does_not_exist_for_others(cast: Cast) -> None:
    publish(cast.partnership)
    item(meeting(cast), cast)
    addresses = (ONE, f"{ONE}calendar.ics", f"{ONE}minutes/", "/item/JU-1/")
    assert [status(address) for address in addresses] == [MISSING] * 4
    assert [status(address, cast.eve) for address in addresses] == [MISSING] * 4
    assert "May board" not in page(LIST)
    assert [status(address, cast.dan) for address in addresses] == [OK, OK, MOVED, MOVED]


def test_a_member_reads_and_does_not_act_and_a_preview_acts_for_nobody(cast: Cast) -> None:
    one = opened(meeting(cast), cast)
    item(one, cast)
    acting = (
        "change/",
        "cancel/",
        "hold/",
        "attendance/",
        "interests/declare/",
        "items/add/",
        "agree/",
        "close/",
        "agenda/",
    )
    assert [status(f"{ONE}{way}", cast.dan) for way in acting] == [FORBIDDEN] * len(acting)
    assert "Look after this meeting" in page(ONE, cast.ada)
    client = signed_in(cast.ada)
    Meeting.objects.update(visibility="public")
    client.post("/partnership/JU-1/preview/")
    assert "Look after this meeting" not in client.get(ONE).content.decode()


def test_the_public_reads_an_exempt_item_as_its_place_and_why(cast: Cast) -> None:
    publish(cast.partnership)
    one = meeting(cast, visibility="public", join_url="https://meet.example.org/room")
    item(one, cast)
    keep_back(item(one, cast, "The Marsh family"), cast)
    for address in (ONE, f"{ONE}calendar.ics"):
        said = page(address)
        assert ("Marsh" in said, "Street lights" in said, "meet.example.org" in said) == (False, True, False)
    said = page(ONE)
    assert "It names a family." in said
    assert "Ground: Data Protection Act 2018. Decided by Partnership manager, Northtown Council" in said
    assert "To be looked at again on 1 January 2032." in said
    assert "meet.example.org" in page(ONE, cast.dan)


def test_a_meeting_is_held_on_pages_that_need_no_script(cast: Cast) -> None:
    one = opened(meeting(cast), cast)
    lights, bins = item(one, cast), item(one, cast, "Bins")
    assert cast.dan.person
    assert cast.cara.person
    at = f"manner-{cast.dan.person.pk}"
    answer = sent(
        cast.ada, f"{ONE}attendance/", **{at: "remote", f"for-{cast.dan.person.pk}": cast.cara.person.reference}
    )
    assert answer["Location"] == f"{ONE}hold/"
    answer = sent(
        cast.ada, f"{ONE}interests/declare/", person=cast.dan.person.reference, words="I sell lamps.", handled="spoke"
    )
    assert answer["Location"] == f"{ONE}hold/"
    answer = sent(
        cast.ada, f"/{lights.reference}/minutes/", version=1, minutes="Three quotes.\nOne is late.", settled="on"
    )
    assert answer["Location"] == f"{ONE}hold/#item-{bins.pk}"
    said = html.unescape(page(f"{ONE}hold/", cast.ada))
    assert "Dan Mistry, Manager – present from afar, for the Director of children's health" in said
    assert "I sell lamps. (spoke and did not decide)" in said.replace('<span class="muted">', "").replace("</span>", "")
    assert "Three quotes.<br>One is late." in said


def test_somebody_who_was_not_expected_can_be_noted(cast: Cast) -> None:
    board = body(cast)
    seat(board, cast.cara)
    opened(meeting(cast, body=board), cast)
    assert cast.dan.person
    said = {"other": cast.dan.person.reference, "manner-other": "present"}
    assert sent(cast.ada, f"{ONE}attendance/", **said).status_code == MOVED
    assert [(one.person, one.organisation) for one in Attendance.objects.all()] == [(cast.dan.person, cast.charity)]
    assert "Dan Mistry" in page(f"{ONE}attendance/", cast.ada)


def test_minutes_edited_by_two_show_both_texts(cast: Cast) -> None:
    one = opened(meeting(cast), cast)
    lights = item(one, cast)
    address = f"/{lights.reference}/minutes/"
    sent(cast.ada, address, version=1, minutes="The first words.")
    answer = sent(cast.ada, address, version=1, minutes="The other words.")
    said = answer.content.decode()
    assert (answer.status_code, "The first words." in said, "The other words." in said) == (REFUSED, True, True)
    assert sent(cast.ada, address, version=2, minutes="Both words.").status_code == MOVED


def test_a_chair_calls_holds_and_closes_a_meeting_of_the_body(cast: Cast) -> None:
    board = body(cast)
    seat(board, cast.cara, role="chair")
    one = meeting(cast, body=board, day=timezone.localdate())
    assert "Hold it and take minutes" not in page(ONE, cast.cara)
    assert sent(cast.cara, f"{ONE}open/")["Location"] == f"{ONE}hold/"
    assert "Hold it and take minutes" in page(ONE, cast.cara)
    assert status(f"{LIST}plan/", cast.cara) == OK
    assert one.body == board
    assert "Lighting board" in page(ONE, cast.dan)


def test_a_body_that_is_a_draft_is_named_to_members_only(cast: Cast) -> None:
    publish(cast.partnership)
    meeting(cast, body=body(cast, visibility="draft"), visibility="public")
    assert ["Lighting board" in page(address) for address in (ONE, LIST)] == [False, False]
    assert ["Lighting board" in page(address, cast.dan) for address in (ONE, LIST)] == [True, True]


def test_a_partnership_s_page_leads_to_the_next_meeting_and_the_last_minutes(cast: Cast) -> None:
    publish(cast.partnership)
    assert "All meetings" not in page("/partnership/JU-1/")
    closed(opened(meeting(cast, name="Spring", day=DAY - timedelta(days=9), visibility="public"), cast), cast)
    meeting(cast, name="Summer", day=DAY + timedelta(days=9), visibility="public")
    said = page("/partnership/JU-1/")
    assert 'Next: <a href="/meeting/JU-2/">Summer</a>' in said
    assert 'Draft minutes<span class="unseen">: Spring</span>' in said


# Calendars


def test_a_calendar_file_says_what_the_standard_asks(cast: Cast) -> None:
    publish(cast.partnership)
    name = "Board, with commas; semicolons \\ and 🎈 " + "a long name " * 9
    one = meeting(cast, visibility="public", name=name, where="Town Hall; room 2, upstairs", day=date(2031, 7, 1))
    item(one, cast, "Lights, bins; and \\ more 🎈")
    item(one, cast, "Café")
    raw = Client().get(f"{ONE}calendar.ics").content
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75
    (event,) = calendar(f"{ONE}calendar.ics").walk("VEVENT")
    assert str(event["UID"]) == "meeting-JU-1@localhost"
    assert (event["SEQUENCE"], str(event["STATUS"])) == (1, "CONFIRMED")
    assert str(event["SUMMARY"]) == name.strip()
    assert str(event["LOCATION"]) == "Town Hall; room 2, upstairs"
    assert str(event["DESCRIPTION"]) == "1. Lights, bins; and \\ more 🎈\n2. Café"
    assert str(event["URL"]).endswith("/meeting/JU-1/")
    assert event["DTSTART"].to_ical() == b"20310701T090000Z"
    assert event["DTEND"].to_ical() == b"20310701T110000Z"
    assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == NOW
    assert "ATTENDEE" not in event


def test_a_moved_and_a_cancelled_meeting_take_their_old_entry_s_place(cast: Cast) -> None:
    one = meeting(cast)
    before = calendar(f"{ONE}calendar.ics", cast.dan).walk("VEVENT")[0]
    actions.cancel_meeting(one, by=cast.ada, at=NOW + timedelta(days=1), reason="Snow, much of it;\nno buses.")
    after = calendar(f"{ONE}calendar.ics", cast.dan).walk("VEVENT")[0]
    assert (before["UID"], before["SEQUENCE"]) == (after["UID"], 1)
    assert (after["SEQUENCE"], str(after["STATUS"])) == (2, "CANCELLED")
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert str(after["DESCRIPTION"]) == "Snow, much of it;\nno buses."


def test_a_partnership_s_calendar_holds_what_its_reader_may_see_and_no_drafts(cast: Cast) -> None:
    publish(cast.partnership)
    for name, visibility in (("Open board", "public"), ("Partners’ board", "partners"), ("Idea", "draft")):
        meeting(cast, name=name, visibility=visibility)
    address = "/partnership/JU-1/meetings.ics"
    names = [
        sorted(str(event["SUMMARY"]) for event in calendar(address, who).walk("VEVENT"))
        for who in (None, cast.dan, cast.ada)
    ]
    assert names == [["Open board"], ["Open board", "Partners’ board"], ["Open board", "Partners’ board"]]


# How much is asked of the database


def test_pages_ask_as_often_however_long_the_list_is(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    one = meeting(cast, visibility="public")
    for number in range(30):
        item(one, cast, f"Item {number}")
        meeting(cast, name=f"Meeting {number}", visibility="public", begins=time(13), ends=time(14))
    client = signed_in(cast.ada)
    for address, most in ((LIST, 14), (ONE, 24), ("/partnership/JU-1/meetings.ics", 10)):
        with django_assert_max_num_queries(most):
            assert client.get(address).status_code == OK


def test_a_bodys_page_leads_to_its_meetings_and_they_to_it(cast: Cast) -> None:
    board = body(cast)
    one = meeting(cast, body=board, name="Lights first")
    assert f'Next: <a href="{one.get_absolute_url()}">Lights first</a>' in page(board.get_absolute_url(), cast.ada)
    assert f'href="{board.get_absolute_url()}"' in signed_in(cast.ada).get(one.get_absolute_url()).content.decode()
