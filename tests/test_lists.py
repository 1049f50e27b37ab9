"""Every list of the house: whatever an address asks, it answers; its file tells each reader what its page tells."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from joinedup.answers.models import Demand
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.promises.models import Commitment, Decision, Guarantee, Risk
from joinedup.questions.models import Question
from tests.world import World, world

LISTS = (
    "promises",
    "risks",
    "decisions",
    "demands",
    "guarantees",
    "outcomes",
    "measures",
    "movements",
    "questions",
    "findings",
    "mandates",
    "members",
    "roles",
)
HOSTILE = (
    "sort=user__password",
    "sort=-1",
    "sort=lead__account__password",
    "sort=due.lead",
    "sort=%00",
    "sort=due%00",
    "sort=-due%0d%0a",
    "state=%00&organisation=%00&outcome=%00&lead=%00&about=%00&show=%00&test=%00&place=%00",
    "organisation=organisation/%00&about=promise/%00&place=place/%00",
    "rows=-1&page=-1",
    "rows=99999999999999999999&page=99999999999999999999",
    "expand=account&filter=author__email&order_by=password",
    "format=xlsx",
    "format=%00",
)


@pytest.fixture
def everything(cast: Cast) -> World:
    made = world(cast)
    publish(cast.partnership)
    return made


def address(cast: Cast, name: str) -> str:
    return f"/{cast.partnership.reference}/{name}/"


def as_file(client: Client, at: str, query: str = "") -> list[list[str]]:
    answer: Any = client.get(f"{at}?{query}&format=csv")
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8"), at
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def test_every_list_answers_as_usual_whatever_an_address_asks_and_is_also_a_file(
    cast: Cast, everything: World, subtests: pytest.Subtests
) -> None:
    ada = signed_in(cast.ada)
    for name in LISTS:
        at = address(cast, name)
        with subtests.test(name, asks="anything"):
            answers_as_usual(ada, at)
        with subtests.test(name, asks="a file"):
            is_also_a_file(ada, at)


def answers_as_usual(ada: Client, at: str) -> None:
    """A list shows as many rows as without a question, whatever its address asks."""
    usual = ada.get(at)
    for query in HOSTILE:
        answer = ada.get(f"{at}?{query}")
        assert answer.status_code == 200, query
        if "rows" in (usual.context or {}):
            assert len(answer.context["rows"]) == len(usual.context["rows"]), query


def is_also_a_file(ada: Client, at: str) -> None:
    """A list leads to its file, which has a heading over every column."""
    assert 'href="?format=csv"' in ada.get(at).text
    heading, *rows = as_file(ada, at)
    assert all(heading)
    assert rows
    assert {len(row) for row in rows} == {len(heading)}


def test_a_file_shows_each_reader_what_the_page_shows(cast: Cast, everything: World) -> None:
    nouns: dict[str, Any] = {
        "promises": Commitment,
        "risks": Risk,
        "decisions": Decision,
        "guarantees": Guarantee,
        "demands": Demand,
        "questions": Question,
    }
    for name, model in nouns.items():
        at = address(cast, name)
        for client in (Client(), signed_in(cast.rosa), signed_in(cast.dan), signed_in(cast.ben), signed_in(cast.ada)):
            shown = {row[0] for row in as_file(client, at)[1:]}
            on_page = {
                one
                for one in model.objects.values_list("reference", flat=True)
                if f'href="/{one}/' in client.get(at).text
            }
            assert shown == on_page, (name, client)
        assert not {row[0] for row in as_file(Client(), at)[1:]} & set(everything.drafts)


def test_a_file_is_narrowed_and_ordered_as_the_page_is(cast: Cast, everything: World) -> None:
    Commitment.objects.filter(reference=everything.parts["promise"]).update(output="=cmd|' /C calc'!A0")
    at = address(cast, "promises")
    rows = as_file(signed_in(cast.ada), at, "sort=-promise")[1:]
    assert [row[1] for row in rows] == ["Feed everybody", "A promise not yet made", "'=cmd|' /C calc'!A0"]
    assert as_file(signed_in(cast.ada), at, f"organisation={cast.council.reference}&late=yes")[1:] == []


@pytest.mark.parametrize("who", ["nobody", "rosa", "eve"])
def test_a_file_answers_as_its_page_does_to_who_may_not_know(cast: Cast, who: str) -> None:
    client = Client() if who == "nobody" else signed_in(getattr(cast, who))
    for name in LISTS:
        page, file = (client.get(f"{address(cast, name)}{query}") for query in ("", "?format=csv"))
        assert (page.status_code, file.status_code) in {(404, 404), (302, 302)}, name


def test_a_file_of_many_promises_takes_a_fixed_number_of_queries_a_batch(
    cast: Cast, everything: World, django_assert_num_queries: Any
) -> None:
    at, client = address(cast, "promises"), Client()
    as_file(client, at)
    with django_assert_num_queries(3):
        as_file(client, at)
    one = Commitment.objects.get(reference=everything.parts["promise"])
    for number in range(30):
        one.pk, one.reference = None, f"promise/JU-{1000 + number}"
        one.save()
    with django_assert_num_queries(3):
        assert len(as_file(client, at)) == 33
