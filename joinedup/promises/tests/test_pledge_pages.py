"""Pages of pledges on condition."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Joined, Pledge
from joinedup.promises.tests.dealt import a_deal, a_pledge, address_in_last_letter, join, on_a_day, resting
from joinedup.promises.tests.test_pages import browser, words_of

FIELDS: dict[str, Any] = {"words": "Dig", "condition": "joined", "threshold": "3", "by_on": "2099-08-01"}


@pytest.fixture(autouse=True)
def everybody_reads(cast: Cast) -> None:
    publish(cast.partnership)


def test_a_pledge_says_who_what_on_which_condition_and_how_far_it_is(cast: Cast) -> None:
    pledge = a_pledge(cast, agreement=a_deal(cast))
    resting(cast, pledge)
    join(pledge, "gus@example.org")
    said = words_of(Client().get(pledge.get_absolute_url()).content)
    for words in (
        "I will if you will · Northtown Council Dig the beds of Mill Street",
        "If 3 others join by 1 August 2031. 1 of 3 has joined, 2 more are needed.",
        "Waits for its condition",
        "Joining is a word and not yet a deed.",
        "What rests on this pledge Open Door: Plant them",
        "Where it belongs The Northtown deal",
    ):
        assert words in said


def test_what_became_of_it_is_said_with_the_reason(cast: Cast) -> None:
    pledge = a_pledge(cast, threshold=1, by_on=date(2099, 8, 1))
    join(pledge, "gus@example.org")
    pledge.refresh_from_db()
    assert "Active: its condition is met since 6 May 2031" in words_of(Client().get(pledge.get_absolute_url()).content)
    client, at = signed_in(cast.ben), f"{pledge.get_absolute_url()}report/"
    assert client.post(at, {"kept": "broken"}).status_code == 422
    assert client.post(at, {"kept": "broken", "because": "The ground froze."}).status_code == 302
    said = words_of(Client().get(pledge.get_absolute_url()).content)
    assert "– Not kept" in said
    assert "The ground froze." in said


def test_a_pledge_is_offered_changed_shared_and_joined(cast: Cast) -> None:
    client, new = signed_in(cast.ben), f"{cast.partnership.get_absolute_url()}pledges/new/"
    made = client.post(new, {**FIELDS, "organisation": cast.council.pk})
    pledge = Pledge.objects.get()
    assert (made.status_code, made["Location"], pledge.visibility) == (302, pledge.get_absolute_url(), "draft")
    at = pledge.get_absolute_url()
    assert Client().get(at).status_code == 404
    edited = client.post(f"{at}edit/", {**FIELDS, "organisation": cast.council.pk, "threshold": "1", "version": 1})
    assert edited.status_code == 302
    assert client.post(f"{at}share/", {"visibility": "public"}).status_code == 302
    asked = Client().post(f"{at}join/", {"email": "gus@example.org"}, follow=True)
    assert "A letter is on its way" in words_of(asked.content)
    pressed = Client().post(address_in_last_letter())
    assert "You have joined “Dig”." in words_of(pressed.content)
    assert (Joined.objects.count(), Pledge.objects.get().state) == (1, "active")


def test_somebody_is_offered_their_own_organisations_and_the_convenor_all(cast: Cast) -> None:
    new = f"{cast.partnership.get_absolute_url()}pledges/new/"
    offered = {
        who: [
            str(one) for one in signed_in(getattr(cast, who)).get(new).context["form"].fields["organisation"].queryset
        ]
        for who in ("dan", "ada")
    }
    assert offered == {"dan": ["Open Door"], "ada": ["Northshire Health", "Northtown Council", "Open Door"]}
    assert signed_in(cast.eve).get(new).status_code == 403


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"condition": "pledge"}, "Choose the pledge that has to hold."),
        ({"threshold": ""}, "Say how many have to join"),
        ({"by_on": "2001-01-01"}, "This day has gone by."),
        ({"people": "All of us"}, "Choose an organisation or name the people in words, not both."),
    ],
)
def test_a_pledge_that_cannot_be_offered_says_why(cast: Cast, fields: dict[str, str], said: str) -> None:
    new = f"{cast.partnership.get_absolute_url()}pledges/new/"
    page = signed_in(cast.ada).post(new, {**FIELDS, "organisation": cast.council.pk, **fields})
    assert (page.status_code, said in words_of(page.content)) == (422, True)


def test_a_pledge_that_one_may_not_read_is_not_named_where_another_rests_on_it(cast: Cast) -> None:
    first = a_pledge(cast)
    second = resting(cast, first)
    Pledge.objects.filter(pk=first.pk).update(visibility="partners")
    said = words_of(Client().get(second.get_absolute_url()).content)
    assert "If another pledge, which you may not read, holds by 1 August 2031." in said
    assert "Dig" not in said


@pytest.mark.parametrize(
    ("who", "draft", "partners", "public"),
    [
        ("", 404, 404, 200),
        ("eve", 404, 404, 200),
        ("dan", 404, 200, 200),
        ("ben", 200, 200, 200),
        ("ada", 200, 200, 200),
    ],
)
def test_who_may_read_a_pledge(cast: Cast, who: str, draft: int, partners: int, public: int) -> None:
    pledge = a_pledge(cast)
    client = browser(getattr(cast, who) if who else None)
    for visibility, status in (("draft", draft), ("partners", partners), ("public", public)):
        Pledge.objects.update(visibility=visibility)
        assert client.get(pledge.get_absolute_url()).status_code == status


def test_others_may_not_change_share_or_report_on_it(cast: Cast) -> None:
    at = a_pledge(cast).get_absolute_url()
    for page in ("edit/", "share/", "report/"):
        assert (signed_in(cast.dan).get(f"{at}{page}").status_code, Client().get(f"{at}{page}").status_code) == (
            403,
            302,
        )


def test_pledges_are_listed_narrowed_and_given_as_a_file(cast: Cast) -> None:
    a_pledge(cast)
    on_a_day(cast)
    at = f"{cast.partnership.get_absolute_url()}pledges/"
    assert "No pledge is like this." in words_of(Client().get(f"{at}?state=kept").content)
    said = words_of(Client().get(at).content)
    assert said.index("Dig the beds") < said.index("Bring tools")
    lines = Client().get(f"{at}?format=csv").getvalue().decode().splitlines()
    assert lines[1].split(",")[1:] == [
        "Northtown Council",
        "Dig the beds of Mill Street",
        "0",
        "3",
        "2031-08-01",
        "waits for its condition",
    ]


def test_a_list_of_pledges_takes_as_many_queries_however_many_they_are(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = a_pledge(cast)
    resting(cast, first)
    client, at = Client(), f"{cast.partnership.get_absolute_url()}pledges/"
    client.get(at)
    with django_assert_num_queries(4):
        client.get(at)
    for _time in range(10):
        resting(cast, first)
    with django_assert_num_queries(4):
        client.get(at)


def test_deals_and_pledges_stand_on_the_partnerships_page(cast: Cast) -> None:
    assert "Deals and pledges" not in words_of(Client().get(cast.partnership.get_absolute_url()).content)
    deal = a_deal(cast)
    a_pledge(cast)
    said = words_of(Client().get(cast.partnership.get_absolute_url()).content)
    assert f"Deals and pledges {deal.name} Dig the beds of Mill Street" in said


def test_what_has_settled_is_not_on_the_partnerships_page(cast: Cast) -> None:
    pledge = a_pledge(cast, threshold=1)
    join(pledge, "gus@example.org")
    actions.report_pledge(pledge, by=cast.ben, at=NOW, kept="kept")
    assert "Deals and pledges" not in words_of(Client().get(cast.partnership.get_absolute_url()).content)
