"""The pages of how the landscape changes."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.partners import actions
from joinedup.partners.models import Heir, Organisation, Succession
from joinedup.partners.tests.cast import LONG_AGO, Cast, publish, signed_in
from joinedup.partners.tests.test_successions import announced, done, heir_of

CHANGES, ANNOUNCE = "/organisations/changes/", "/organisations/changes/announce/"


def words(answer: Any) -> str:
    return " ".join(str(answer.content.decode()).split())


def filled_in(cast: Cast, **said: Any) -> dict[str, Any]:
    return {
        "kind": "merged",
        "on": "2030-04-01",
        "former": cast.council.reference,
        "former_2": cast.charity.reference,
        "new_name": "Northshire Together",
        "decided_by": "Both boards",
        "decided_on": "2020-01-01",
        **said,
    }


def test_an_administrator_announces_a_merger_and_everybody_reads_it(cast: Cast) -> None:
    answer = signed_in(cast.olu).post(ANNOUNCE, filled_in(cast))
    succession = Succession.objects.get()
    assert answer["Location"] == f"/{succession.reference}/"
    sentence = "On 1 April 2030 Northtown Council and Open Door merge into Northshire Together."
    assert sentence in words(Client().get(f"/{succession.reference}/"))
    assert sentence in words(Client().get(CHANGES))


def test_the_form_sent_twice_announces_once(cast: Cast) -> None:
    fields = filled_in(cast, once="0b0d0c5e-5d4f-4f7e-9c59-1f2f3f4f5f6f")
    places = {signed_in(cast.olu).post(ANNOUNCE, fields)["Location"] for _time in range(2)}
    assert (len(places), Succession.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"former_2": ""}, "Choose two or more organisations that merge"),
        ({"new_name": ""}, "Give the new one’s name"),
        ({"on": "2019-12-31"}, "before it was decided"),
        ({"on": "never"}, "Enter a valid date"),
        ({"kind": "abolished"}, "Select a valid choice"),
        ({"former": "organisation/JU-999"}, "Select a valid choice"),
        ({"new_name": "N0rthshire Health"}, "looks like"),
        ({"evidence_url": "javascript:alert(1)"}, "Enter a valid URL"),
    ],
)
def test_each_mistake_is_said_beside_its_field(cast: Cast, said: dict[str, str], sentence: str) -> None:
    answer = signed_in(cast.olu).post(ANNOUNCE, filled_in(cast, **said))
    said_there = words(answer).replace("&#x27;", "’")
    assert (answer.status_code, Succession.objects.count()) == (422, 0)
    assert sentence.casefold() in said_there.casefold()


def test_whoever_is_no_administrator_may_only_rename_their_own_organisation(cast: Cast) -> None:
    client = signed_in(cast.dan)
    offered = words(client.get(ANNOUNCE))
    assert ("Open Door" in offered, "Northtown Council" in offered, "splits" in offered) == (True, False, False)
    assert client.post(ANNOUNCE, filled_in(cast)).status_code == 422
    fields = filled_in(cast, kind="renamed", former=cast.charity.reference, former_2="", new_name="Wide Door")
    assert client.post(ANNOUNCE, fields).status_code == 302
    assert signed_in(cast.rosa).get(ANNOUNCE).status_code == 403


def test_a_reader_is_told_how_much_passes_on_of_what_they_may_see(cast: Cast) -> None:
    succession = announced(cast)
    inside, outside = (
        words(signed_in(cast.ada).get(f"/{succession.reference}/")),
        words(Client().get(f"/{succession.reference}/")),
    )
    assert '<th scope="row">Places in partnerships</th><td class="number">2</td>' in inside
    assert "Places in partnerships" not in outside


def test_an_old_address_leads_to_the_successor_and_the_former_page_stays_readable(cast: Cast) -> None:
    publish(cast.partnership)
    succession = done(cast)
    heir = heir_of(succession)
    old = Client().get(f"/{cast.charity.reference}/")
    assert (old.status_code, old["Location"]) == (302, f"/{heir.reference}/")
    now = words(Client().get(f"/{heir.reference}/"))
    assert f'<a href="/{cast.charity.reference}/before/">Open Door</a>' in now
    before = Client().get(f"/{cast.charity.reference}/before/")
    assert (before.status_code, "This is the former body’s page" in words(before)) == (200, True)
    moved = words(signed_in(cast.ada).get(f"/{succession.reference}/"))
    assert '<th scope="row">Posts</th><td class="number">3</td><td class="number">0</td>' in moved


def test_the_page_of_a_body_that_split_stays_and_names_who_took_over(cast: Cast) -> None:
    publish(cast.partnership)
    by: dict[str, Any] = {"by": cast.olu, "at": timezone.now()}
    halves = [actions.add_organisation(name=name, sector="council", **by) for name in ("East Council", "West Council")]
    done(cast, "split", former=[cast.council], successors=halves, new_name="")
    answer = Client().get(f"/{cast.council.reference}/")
    assert answer.status_code == 200
    assert [f'href="/{half.reference}/"' in words(answer) for half in halves] == [True, True]


def test_the_plan_asks_who_takes_each_post_and_is_refused_to_others(cast: Cast) -> None:
    by: dict[str, Any] = {"by": cast.olu, "at": timezone.now()}
    halves = [actions.add_organisation(name=name, sector="council", **by) for name in ("East Council", "West Council")]
    succession = announced(cast, "split", former=[cast.council], successors=halves, new_name="")
    address = f"/{succession.reference}/plan/"
    assert "Head of early years" in words(signed_in(cast.olu).get(address))
    assert signed_in(cast.ada).get(address).status_code == 403
    answer = signed_in(cast.olu).post(address, {"version": 1, "kind_posts": halves[1].reference})
    assert answer.status_code == 302
    succession.refresh_from_db()
    assert succession.plan["kinds"] == {"posts": halves[1].reference}


def test_it_is_withdrawn_taken_into_effect_and_undone_by_pages(cast: Cast) -> None:
    client = signed_in(cast.olu)
    first = announced(cast)
    assert client.post(f"/{first.reference}/withdraw/").status_code == 302
    assert "withdrawn before its day" in words(client.get(f"/{first.reference}/"))
    second = announced(cast, new_name="Another One")
    assert client.post(f"/{second.reference}/take-effect/").status_code == 302
    assert client.post(f"/{second.reference}/take-effect/").status_code == 422
    assert client.post(f"/{second.reference}/undo/", {"because": ""}).status_code == 422
    assert client.post(f"/{second.reference}/undo/", {"because": "Quashed."}).status_code == 302
    assert "Quashed." in words(Client().get(f"/{second.reference}/"))
    for verb in ("withdraw", "take-effect", "undo"):
        assert signed_in(cast.ada).post(f"/{second.reference}/{verb}/").status_code == 403


def test_a_long_list_of_changes_is_paged_with_the_same_few_queries(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    bodies = [
        Organisation.objects.create(name=f"Body {number}", look=f"body{number}", sector="charity")
        for number in range(101)
    ]
    for body in bodies:
        one = Succession.objects.create(
            kind="closed", on=LONG_AGO, decided_by="x", decided_on=LONG_AGO, announced_at=timezone.now(),
            announced_by=cast.olu,
        )  # fmt: skip
        Heir.objects.create(succession=one, organisation=body, side="former")
    with django_assert_num_queries(4):
        first = words(Client().get(CHANGES))
    second = words(Client().get(f"{CHANGES}?page=2"))
    assert (first.count("row-title"), second.count("row-title")) == (100, 1)


def test_what_passed_on_is_listed_with_the_same_few_queries_however_much_it_is(cast: Cast) -> None:
    client, succession = signed_in(cast.ada), announced(cast)
    counted = []
    for number in range(2):
        actions.add_person(
            name=f"Clerk {number}", organisation=cast.charity, post="Clerk", from_on=LONG_AGO, by=cast.ada,
            at=timezone.now(),
        )  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/{succession.reference}/")
        counted.append(len(queries))
    actions.take_effect(succession, by=None, at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/{succession.reference}/")
    assert (counted[0] == counted[1], counted[0] <= 41, len(queries) <= 41) == (True, True, True)


def test_a_body_that_is_no_more_is_offered_by_no_list(cast: Cast) -> None:
    done(cast)
    offered = words(signed_in(cast.ada).get(f"/{cast.partnership.reference}/members/"))
    assert f'value="{cast.charity.reference}"' not in offered
    assert f'value="{cast.stranger.reference}"' in offered
