"""The pages of bodies and seats: who reads and does what, and what stands there."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.models import Account, Body, Membership, Seat
from joinedup.partners.tests.cast import LONG_AGO, Cast, publish, signed_in
from joinedup.partners.tests.test_bodies import colleague, person, set_up, take_seat
from joinedup.partners.tests.test_mandates import mandate
from joinedup.partners.tests.test_pages import page, text

TREE, NEW, ONE = "/partnership/JU-1/bodies/", "/partnership/JU-1/bodies/new/", "/body/JU-1/"


def filled(**said: Any) -> dict[str, Any]:
    return {"kind": "board", "name": "Board", "from_on": LONG_AGO, "visibility": "public", "once": uuid.uuid4(), **said}


def status(address: str, who: Account | None) -> int:
    return (signed_in(who) if who else Client()).get(address).status_code


def test_an_empty_tree_says_so_and_leads_the_convenor_on(cast: Cast) -> None:
    publish(cast.partnership)
    assert "No board, team or network is written down here yet." in page(TREE)
    assert "Set up the first" not in page(TREE, cast.dan)
    assert f'href="{NEW}">Set up the first' in page(TREE, cast.ada)
    assert f'href="{TREE}">Boards, teams and who sits in them' in page("/partnership/JU-1/")


def test_the_tree_says_of_each_body_its_kind_its_end_its_seats_and_who_leads_by_post(cast: Cast) -> None:
    publish(cast.partnership)
    board = set_up(cast)
    team = set_up(cast, "Team", kind="project", until_on=date(2040, 1, 1), within=board)
    take_seat(cast, board, role="chair")
    take_seat(cast, board, organisation=cast.health, person=person(cast.cara))
    said = page(TREE)
    assert "Board · 2 seats" in said
    assert "Project team, until 1 January 2040 · nobody sits there yet" in said
    assert 'class="row depth-1"' in said
    assert "Manager</a>, Open Door" in said
    assert "Director of children" not in said
    assert "Dan Mistry" not in said
    assert "Dan Mistry" in page(TREE, cast.cara)
    assert f'href="{team.get_absolute_url()}"' in said


def test_a_body_says_what_it_is_for_to_whom_it_answers_and_who_sits_there(cast: Cast) -> None:
    publish(cast.partnership)
    board = set_up(cast)
    area = set_up(
        cast,
        "Area team",
        kind="area",
        within=board,
        purpose="One team for Northtown.",
        may_decide="Up to £5,000 a year.",
        terms="We meet monthly.",
        terms_agreed_on=date(2021, 3, 3),
        place=cast.town,
        rating="priority",
        rating_rule="More than 40 crimes a year",
        rated_on=date(2021, 1, 1),
        most_issues=3,
    )
    take_seat(cast, area, second=colleague(cast, cast.charity), duties="Finds rooms", hours_a_month=12)
    mandate(cast)
    said = page(area.get_absolute_url())
    for words in (
        "One team for Northtown.",
        "Up to £5,000 a year.",
        "Agreed on 3 March 2021.",
        "More than 40 crimes a year, 1 January 2021",
        "Finds rooms",
        "12 hours a month",
        "Speaks for: Tenants of the Lake Street estate",
        "Has not reported back yet.",
        f'<a href="{board.get_absolute_url()}">Board</a> › Area team',
    ):
        assert words in said, words
    assert "Deputy" not in said
    assert "Steps in" not in said
    assert "Deputy" in page(area.get_absolute_url(), cast.cara)
    assert f'href="{area.get_absolute_url()}">Area team</a>' in page(f"/{cast.charity.reference}/")
    assert "Area team" in page(f"/{person(cast.dan).reference}/")


def test_a_joint_post_shows_who_bears_what_and_whether_it_adds_up(cast: Cast) -> None:
    publish(cast.partnership)
    post = set_up(cast, "Place manager", kind="post")
    take_seat(cast, post, role="holder", cost_share=60)
    assert "The shares add up to 60 %, not to 100 %." in page(ONE)
    take_seat(cast, post, organisation=cast.council, person=None, cost_share=40)
    said = page(ONE)
    assert "The shares add up to 100 %." in said
    assert "Bears part of the cost" in said
    assert "Vacant" not in said


def test_a_network_with_one_leader_is_told_what_leading_together_needs(cast: Cast) -> None:
    publish(cast.partnership)
    network = set_up(cast, "Schools network", kind="network")
    assert "It needs two co-leads at least" in page(ONE)
    take_seat(cast, network, role="co_lead", duties="Money")
    take_seat(cast, network, role="co_lead", organisation=cast.health, person=person(cast.cara), duties="People")
    assert "It is not written down what happens when its co-leads do not agree." in page(ONE)
    Body.objects.filter(pk=network.pk).update(tie_rule="The council decides.")
    assert "Leading together needs a little more" not in page(ONE)
    assert "The council decides." in page(ONE)


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        (TREE, {"ada": 200, "dan": 200, "eve": 200, "olu": 200, "nobody": 200}),
        (NEW, {"ada": 200, "dan": 403, "eve": 403, "olu": 403, "nobody": 302}),
        (ONE, {"ada": 200, "dan": 200, "eve": 200, "olu": 200, "nobody": 200}),
        *(
            (address, {"ada": 200, "dan": 403, "eve": 403, "olu": 403, "nobody": 302})
            for address in (
                f"{ONE}edit/",
                f"{ONE}move/",
                f"{ONE}renew/",
                f"{ONE}end/",
                f"{ONE}seats/new/",
                "/seat/JU-1/edit/",
                "/seat/JU-1/end/",
            )
        ),
    ],
)
def test_each_page_is_open_to_those_whose_it_is(cast: Cast, address: str, answers: dict[str, int]) -> None:
    publish(cast.partnership)
    take_seat(cast, set_up(cast))
    assert {who: status(address, getattr(cast, who, None)) for who in answers} == answers


def test_a_draft_and_its_seats_are_not_found_by_others(cast: Cast) -> None:
    publish(cast.partnership)
    take_seat(cast, set_up(cast, visibility="draft"))
    assert {who: status(ONE, getattr(cast, who, None)) for who in ("ada", "dan", "nobody")} == {
        "ada": 200,
        "dan": 404,
        "nobody": 404,
    }
    assert status("/seat/JU-1/edit/", cast.dan) == 404
    assert "Seats in boards" not in page(f"/{cast.charity.reference}/", cast.dan)
    assert "Seats in boards" in page(f"/{cast.charity.reference}/", cast.ada)


def test_nobody_acts_while_it_is_read_as_the_public_will(cast: Cast) -> None:
    take_seat(cast, set_up(cast), second=colleague(cast, cast.charity))
    ada = signed_in(cast.ada)
    assert "Look after this body" in text(ada.get(ONE))
    ada.post("/partnership/JU-1/preview/")
    said = text(ada.get(ONE))
    assert "Look after this body" not in said
    assert "Deputy" not in said


def test_a_form_sent_twice_sets_up_one_body_and_gives_one_seat(cast: Cast) -> None:
    ada, fields = signed_in(cast.ada), filled()
    answers = [ada.post(NEW, fields) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, ONE)] * 2
    seat = {
        "organisation": cast.charity.reference,
        "person": person(cast.dan).reference,
        "role": "member",
        "from_on": timezone.localdate(),
        "once": uuid.uuid4(),
    }
    answers = [ada.post(f"{ONE}seats/new/", seat) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, ONE)] * 2
    assert (Body.objects.count(), Seat.objects.count()) == (1, 1)


def test_every_reason_against_a_body_is_said_beside_its_field(cast: Cast) -> None:
    answer = signed_in(cast.ada).post(NEW, filled(kind="project", rating="priority", most_issues=0))
    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["most_issues", "rated_on", "rating_rule", "until_on"]


def test_a_body_moved_under_its_own_part_is_told_why_not(cast: Cast) -> None:
    board = set_up(cast)
    area = set_up(cast, "Area", within=board)
    answer = signed_in(cast.ada).post(f"{ONE}move/", {"within": area.reference, "version": 1})
    assert answer.status_code == 422
    assert "A body cannot answer to itself, or to a body that answers to it." in text(answer)


def test_a_seat_for_somebody_who_left_is_refused_in_words(cast: Cast) -> None:
    set_up(cast)
    Membership.objects.filter(person=cast.dan.person).update(until_on=timezone.localdate())
    fields = {
        "organisation": cast.charity.reference,
        "person": person(cast.ben).reference,
        "role": "member",
        "from_on": timezone.localdate(),
    }
    ada = signed_in(cast.ada)
    assert ada.post(f"{ONE}seats/new/", {**fields, "person": person(cast.dan).reference}).status_code == 422
    assert "This person holds no post in Open Door today." in text(ada.post(f"{ONE}seats/new/", fields))


def test_a_body_edited_meanwhile_shows_both_texts(cast: Cast) -> None:
    set_up(cast)
    ada, fields = signed_in(cast.ada), {"kind": "board", "name": "Board", "visibility": "public", "version": 1}
    assert ada.post(f"{ONE}edit/", {**fields, "purpose": "To decide."}).status_code == 302
    late = ada.post(f"{ONE}edit/", {**fields, "purpose": "To advise."})
    assert late.status_code == 422
    assert "To decide." in text(late)
    assert "To advise." in text(late)


def test_a_team_is_renewed_and_ended_on_its_pages(cast: Cast) -> None:
    today = timezone.localdate()
    set_up(cast, "Team", kind="project", until_on=today + timedelta(days=9), renewal_test="Half as many fires.")
    ada = signed_in(cast.ada)
    assert "Half as many fires." in text(ada.get(f"{ONE}renew/"))
    fields = {"until_on": today + timedelta(days=99), "renewal_shown": "A third as many.", "version": 1}
    assert ada.post(f"{ONE}renew/", fields).status_code == 302
    assert "A third as many." in text(ada.get(ONE))
    assert ada.post(f"{ONE}end/", {"until_on": today}).status_code == 302
    assert "This ended on" in text(ada.get(ONE))
    assert "Past their end" in text(ada.get(TREE))
    assert f'href="{ONE}end/"' not in text(ada.get(ONE))


def test_an_ended_seat_is_remembered(cast: Cast) -> None:
    publish(cast.partnership)
    take_seat(cast, set_up(cast))
    fields = {"until_on": timezone.localdate()}
    assert signed_in(cast.ada).post("/seat/JU-1/end/", fields).status_code == 302
    assert "Who sat there before" in page(ONE)


def test_the_pages_take_a_fixed_number_of_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    board = set_up(cast)
    mandate(cast)
    for number in range(12):
        body = set_up(cast, f"Team {number}", within=board)
        take_seat(cast, body, role="chair")
        take_seat(cast, board, person=colleague(cast, cast.charity, f"Person {number}"))
    for address, most in ((TREE, 6), (ONE, 12)):
        with django_assert_max_num_queries(most):
            Client().get(address)
