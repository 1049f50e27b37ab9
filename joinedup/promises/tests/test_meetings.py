"""Decisions that a meeting takes: drafts until it is closed, with who carries them out in which body by when."""

import html
import uuid
from datetime import date, time, timedelta
from typing import Any

import pytest
from django.test import Client

from joinedup.frame.refusals import Refused
from joinedup.frame.search.laying import is_whole
from joinedup.partners import actions as partners
from joinedup.partners.models import Account, AgendaItem, Meeting, Person
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.partners.tests.meeting import body, item, keep_back, meeting, opened, seat
from joinedup.partners.tests.test_pages import page
from joinedup.promises import actions
from joinedup.promises.models import Decision, Enactment
from joinedup.promises.reads.meetings import decided_at
from joinedup.promises.rules import meetings as rules
from joinedup.record.models import Entry

FORBIDDEN, MISSING, REFUSED = 403, 404, 422
MINUTES = "/meeting/JU-1/minutes/"


def taken(one: AgendaItem, cast: Cast, name: str = "Light The Heath", **said: Any) -> Decision:
    return actions.take_decision(one, by=cast.ada, at=NOW, **{"name": name, "words": f"{name} first.", **said})


def closed(one: Meeting, cast: Cast) -> Meeting:
    return actions.close_meeting(one, by=cast.ada, at=NOW)


def person(account: Account) -> Person:
    assert account.person is not None
    return account.person


def refused(*codes: str) -> Any:
    return pytest.raises(Refused, check=lambda fault: [one.code for one in fault.refusals] == list(codes))


# Rules


LINE = rules.Line(1, "Council", stands=True, person_fits=True)
HEALTH = rules.Line(2, "Health", stands=True, person_fits=True)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, [("not_allowed", "")]),
        ({"is_open": False}, [("not_going_on", "")]),
        ({"name": "", "words": ""}, [("no_name", "name"), ("no_words", "words")]),
        ({"lines": [LINE, HEALTH]}, []),
        ({"lines": [rules.Line(1, "", stands=False, person_fits=False)]}, [("no_organisation", "organisation_1")]),
        ({"lines": [rules.Line(1, "Trust", stands=False, person_fits=True)]}, [("stands_not", "organisation_1")]),
        ({"lines": [rules.Line(1, "Council", stands=True, person_fits=False)]}, [("not_theirs", "person_1")]),
        (
            {"lines": [LINE, HEALTH, rules.Line(3, "Council", stands=True, person_fits=True)]},
            [("named_twice", "organisation_3")],
        ),
    ],
)
def test_a_decision_is_taken_unless_a_rule_is_broken(change: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    taking = rules.Taking(**{"allowed": True, "is_open": True, "name": "Light", "words": "It.", "lines": [], **change})
    assert [(one.code, one.field) for one in rules.refusals_to_take(taking)] == expected


# Actions


def test_a_decision_names_its_meeting_its_item_and_who_carries_it_out_in_which_body_by_when(cast: Cast) -> None:
    one = meeting(cast)
    lights = item(one, cast)
    opened(one, cast)
    carriers = [
        actions.Carrier(cast.council, person(cast.ben), "Cabinet", date(2031, 7, 1)),
        actions.Carrier(cast.health, None, "Board", None),
    ]
    decision = taken(lights, cast, carriers=carriers)
    assert (decision.meeting, decision.item, decision.visibility) == (one, lights, "draft")
    assert (decision.decided_on, decision.decided_by) == (date(2031, 5, 6), "May board")
    rows = decision.enactments.order_by("pk").values_list("organisation__name", "person", "in_body", "due_on", "kind")
    assert list(rows) == [
        ("Northtown Council", person(cast.ben).pk, "Cabinet", date(2031, 7, 1), ""),
        ("Northshire Health", None, "Board", None, ""),
    ]
    entry = Entry.objects.get(verb="decided")
    assert (entry.facts["meeting"], entry.facts["item"]) == (one.reference, lights.reference)


def test_a_decision_is_taken_while_the_meeting_goes_on_only(cast: Cast) -> None:
    one = meeting(cast)
    lights = item(one, cast)
    with refused("not_going_on"):
        taken(lights, cast)
    opened(one, cast)
    closed(one, cast)
    with refused("not_going_on"):
        taken(lights, cast)


def test_nobody_is_named_who_does_not_belong_there(cast: Cast) -> None:
    one = meeting(cast)
    lights = item(one, cast)
    opened(one, cast)
    with refused("not_theirs", "stands_not"):
        taken(
            lights,
            cast,
            carriers=[
                actions.Carrier(cast.council, person(cast.dan)),
                actions.Carrier(cast.stranger, person(cast.eve)),
            ],
        )
    assert (Decision.objects.count(), Enactment.objects.count()) == (0, 0)


@pytest.mark.parametrize(("visibility", "expected"), [("partners", "partners"), ("public", "public")])
def test_closing_shares_what_was_decided_with_whom_the_meeting_is_for(
    cast: Cast, visibility: str, expected: str
) -> None:
    one = meeting(cast, visibility=visibility)
    lights = item(one, cast)
    opened(one, cast)
    decision = taken(lights, cast)
    closed(one, cast)
    decision.refresh_from_db()
    one.refresh_from_db()
    assert (one.state, decision.visibility) == ("held", expected)


def test_what_is_decided_in_an_exempt_item_goes_to_the_partners_only(cast: Cast) -> None:
    one = meeting(cast, visibility="public")
    secret, lights = item(one, cast, "The Marsh family"), item(one, cast)
    keep_back(secret, cast)
    opened(one, cast)
    hidden, shown = taken(secret, cast), taken(lights, cast)
    closed(one, cast)
    hidden.refresh_from_db()
    shown.refresh_from_db()
    assert (hidden.visibility, shown.visibility) == ("partners", "public")
    with refused("kept_from_public"):
        actions.share_decision(hidden, by=cast.ada, at=NOW, visibility="public")


def test_an_item_is_not_exempted_once_its_decision_is_out(cast: Cast) -> None:
    publish(cast.partnership)
    one = meeting(cast, visibility="public")
    lights = item(one, cast)
    opened(one, cast)
    taken(lights, cast)
    one = closed(one, cast)
    said: dict[str, Any] = {"name": one.name, "where": one.where, "join_url": "", "visibility": "partners"}
    when = partners.when_of(one)
    partners.change_meeting(one, by=cast.ada, at=NOW, version=one.version, **when, **said)
    with refused("still_public"):
        keep_back(lights, cast)


def test_a_decision_that_is_not_complete_keeps_the_meeting_open(cast: Cast) -> None:
    one = meeting(cast)
    lights = item(one, cast)
    opened(one, cast)
    decision = taken(lights, cast)
    Decision.objects.filter(pk=decision.pk).update(words="")
    with refused("decision_unfinished"):
        closed(one, cast)
    one.refresh_from_db()
    assert one.state == "open"


def test_a_chair_takes_decisions_and_closes_and_reads_the_drafts_that_the_meeting_took(cast: Cast) -> None:
    board = body(cast)
    seat(board, cast.cara, role="chair")
    one = meeting(cast, body=board)
    lights = item(one, cast)
    opened(one, cast)
    decision = actions.take_decision(lights, by=cast.cara, at=NOW, name="Light it", words="Now.")
    assert [each.decision for each in decided_at(one, cast.cara)] == [decision]
    assert decided_at(one, cast.dan) == []
    with refused("not_allowed"):
        actions.take_decision(lights, by=cast.dan, at=NOW, name="Dark", words="Now.")
    actions.close_meeting(one, by=cast.cara, at=NOW)
    assert [each.decision for each in decided_at(one, cast.dan)] == [decision]


def test_search_stays_whole_while_a_meeting_is_held(cast: Cast) -> None:
    one = meeting(cast)
    lights = item(one, cast)
    opened(one, cast)
    taken(lights, cast)
    closed(one, cast)
    assert is_whole()


# Pages


def test_a_decision_with_two_members_is_taken_in_one_form_without_scripts(cast: Cast) -> None:
    one = meeting(cast)
    lights = item(one, cast)
    opened(one, cast)
    fields = {
        "name": "Light it",
        "words": "Now.",
        "organisation_1": cast.council.reference,
        "person_1": person(cast.ben).reference,
        "in_body_1": "Cabinet",
        "due_on_1": "2031-07-01",
        "organisation_2": cast.health.reference,
        "in_body_2": "Board",
        "once": uuid.uuid4(),
    }
    address = f"/{lights.reference}/decide/"
    answers = [signed_in(cast.ada).post(address, fields) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {f"/meeting/JU-1/hold/#item-{lights.pk}"}
    assert (Decision.objects.count(), Enactment.objects.count()) == (1, 2)
    said = page("/meeting/JU-1/hold/", cast.ada)
    assert "Ben Hughes, Head of early years" in said
    assert said.count("Not carried out by anybody yet.") == 1


def test_a_line_without_its_member_or_with_somebody_else_s_person_is_marked(cast: Cast) -> None:
    one = meeting(cast)
    lights = item(one, cast)
    opened(one, cast)
    fields = {
        "name": "Light it",
        "words": "Now.",
        "organisation_1": cast.council.reference,
        "person_1": person(cast.dan).reference,
        "organisation_2": cast.council.reference,
        "in_body_3": "Cabinet",
    }
    answer = signed_in(cast.ada).post(f"/{lights.reference}/decide/", fields)
    said = html.unescape(answer.content.decode())
    assert answer.status_code == REFUSED
    assert "This person holds no post in Northtown Council today." in said
    assert "Northtown Council is named twice." in said
    assert "Choose the member organisation that this line is about." in said


def test_the_minutes_say_who_came_what_was_said_and_decided_and_who_carries_it_out(cast: Cast) -> None:
    publish(cast.partnership)
    one = meeting(cast, visibility="public")
    lights = item(one, cast)
    opened(one, cast)
    doing: dict[str, Any] = {"by": cast.ada, "at": NOW}
    noted = [
        partners.Noted(person(cast.dan), cast.charity, "present"),
        partners.Noted(person(cast.cara), cast.health, "apologies"),
    ]
    partners.note_attendance(one, noted=noted, **doing)
    partners.declare_interest(one, person=person(cast.dan), words="I sell lamps.", handled="withdrew", **doing)
    partners.minute(lights, version=1, minutes="Two bids.", settled=True, **doing)
    decision = taken(lights, cast, carriers=[actions.Carrier(cast.council, person(cast.ben), "Cabinet")])
    assert Client().get(MINUTES).status_code == 302
    closed(one, cast)
    said = page(MINUTES)
    for words in (
        "<strong>Open Door</strong>: Manager – present",
        "Apologies",
        "I sell lamps.",
        "Two bids.",
        "Light The Heath first.",
        "Cabinet",
        "No date yet.",
        "Not carried out by anybody yet.",
        "Draft: not agreed by a later meeting yet.",
    ):
        assert words in said
    assert "Dan Mistry" not in said
    assert "Dan Mistry" in page(MINUTES, cast.cara)
    enactment = decision.enactments.get()
    actions.enact(enactment, by=cast.ben, at=NOW, version=1, kind="decision", what="Cabinet, 3 June 2031")
    assert "Not carried out by anybody yet." not in page(MINUTES)
    assert "its own decision: Cabinet, 3 June 2031" in page(MINUTES)


def test_a_decision_s_page_names_its_meeting_and_item_as_far_as_its_reader_may_see_them(cast: Cast) -> None:
    publish(cast.partnership)
    one = meeting(cast, visibility="public")
    lights = item(one, cast)
    opened(one, cast)
    decision = taken(lights, cast, carriers=[actions.Carrier(cast.council, person(cast.ben), "Cabinet")])
    closed(one, cast)
    said = page(f"/{decision.reference}/")
    assert "May board</a>, 6 May 2031, item 1: Street lights" in said
    assert "Head of early years · Decided there by: Cabinet" in said
    Meeting.objects.update(visibility="partners")
    assert "item 1" not in page(f"/{decision.reference}/")


def test_nothing_of_an_exempt_item_stands_on_any_page_that_the_public_reads(cast: Cast) -> None:
    publish(cast.partnership)
    one = meeting(cast, visibility="public")
    secret = item(one, cast, "Zebra", paper="Zebra")
    keep_back(secret, cast)
    opened(one, cast)
    doing: dict[str, Any] = {"by": cast.ada, "at": NOW}
    partners.minute(secret, version=1, minutes="Zebra", **doing)
    partners.declare_interest(one, person=person(cast.dan), item=secret, words="Zebra", handled="spoke", **doing)
    taken(secret, cast, name="Zebra", carriers=[actions.Carrier(cast.council, None, "Zebra")])
    closed(one, cast)
    partnership = f"/{cast.partnership.reference}/"
    below = ("", "meetings/", "meetings.ics", "decisions/", "findings/", "brief/", "changes/", "changes.atom")
    addresses = [
        *(f"{partnership}{name}" for name in below),
        "/meeting/JU-1/",
        MINUTES,
        "/meeting/JU-1/calendar.ics",
        "/search/?q=zebr",
        "/find/?q=zebr",
    ]
    for address in addresses:
        text = Client().get(address, follow=True).content.decode().lower()
        assert [word for word in ("zebra", f"/{secret.reference.lower()}/") if word in text] == [], address
    assert "zebra" in page("/search/?q=zebr", cast.dan).lower()
    for address in (f"/{secret.reference}/", f"/thread/{secret.reference}/", f"/follow/{secret.reference}/"):
        assert Client().get(address).status_code == MISSING
    assert "zebra" in page(MINUTES, cast.dan).lower()


# Two at once


def test_agreeing_twice_is_refused_the_second_time(cast: Cast) -> None:
    one = meeting(cast)
    opened(one, cast)
    closed(one, cast)
    later = opened(meeting(cast, begins=time(13), ends=time(14)), cast)
    partners.agree_minutes(one, by=cast.ada, at=NOW, agreed_at=later)
    with refused("minutes_agreed"):
        partners.agree_minutes(one, by=cast.ada, at=NOW + timedelta(days=1), agreed_at=later)
    assert Entry.objects.filter(verb="agreed minutes").count() == 1


def test_the_page_that_takes_decisions_is_for_whoever_calls_the_meeting(cast: Cast) -> None:
    one = meeting(cast)
    lights = item(one, cast)
    opened(one, cast)
    assert signed_in(cast.dan).get(f"/{lights.reference}/decide/").status_code == FORBIDDEN
