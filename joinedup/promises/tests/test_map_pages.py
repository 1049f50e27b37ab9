"""The pages of who sits where and of how members work together: who reads what, on which day, in how many queries."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.models import Account, Body, Endorsement, Organisation, Partnership
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish, signed_in
from joinedup.partners.tests.seated import a_body, a_partnership, a_seat, many_seats
from joinedup.partners.tests.test_pages import page
from joinedup.promises.models import Commitment, Risk
from joinedup.promises.tests.made import a_promise, a_risk
from joinedup.promises.tests.test_leading import a_meeting, came
from joinedup.questions.models import Question

MAP, EVERYWHERE, RELATIONS = "/partnership/JU-1/map/", "/map/", "/partnership/JU-1/relations/"
HOSTILE = "<script>alert(1)</script>"


def answers(cast: Cast, address: str) -> dict[str, int]:
    people: dict[str, Account | None] = {"nobody": None, "rosa": cast.rosa, "eve": cast.eve, "dan": cast.dan}
    clients = {who: signed_in(account) if account else Client() for who, account in people.items()}
    return {who: client.get(address).status_code for who, client in clients.items()}


@pytest.mark.parametrize("address", [MAP, RELATIONS])
def test_pages_of_a_partnership_are_for_its_members_until_it_is_published(cast: Cast, address: str) -> None:
    assert answers(cast, address) == {"nobody": 404, "rosa": 404, "eve": 404, "dan": 200}
    publish(cast.partnership)
    assert answers(cast, address) == {"nobody": 200, "rosa": 200, "eve": 200, "dan": 200}


def test_the_map_of_everywhere_shows_what_each_reader_may_know_of(cast: Cast) -> None:
    a_seat(a_body(cast), cast.charity)
    assert "Starting well" not in page(EVERYWHERE)
    assert "Nobody took part on this day" in page(EVERYWHERE)
    assert "Open Door" in page(EVERYWHERE, cast.dan)
    publish(cast.partnership)
    assert "3 organisations take part, and 1 sits in 1 body." in page(EVERYWHERE)


def test_bodies_that_are_drafts_or_for_members_never_reach_the_public_map(cast: Cast) -> None:
    publish(cast.partnership)
    caches["pictures"].clear()
    for name, visibility in (("Whispered", "draft"), ("Kept inside", "partners")):
        a_seat(a_body(cast, name, visibility=visibility), cast.charity, cast.dan.person)
    for address in (MAP, EVERYWHERE, f"{MAP}?on=2026-01-01", RELATIONS):
        inside, said = page(address, cast.dan), page(address)
        assert ("Kept inside" in inside, "Whispered" in inside) == (True, False)
        assert [name for name in ("Whispered", "Kept inside") if name in said] == []
        assert all(body.reference not in said for body in Body.objects.all())
    assert "Whispered" in page(MAP, cast.ada)


def test_who_sits_in_many_bodies_and_who_leads_is_shown_to_those_who_take_part(cast: Cast) -> None:
    publish(cast.partnership)
    for name in ("Board", "Team"):
        a_seat(a_body(cast, name), cast.charity, cast.dan.person, hours_a_month=7)
    inside = page(MAP, cast.cara)
    assert "Who sits in more than one body" in inside
    assert '<td class="number">14</td>' in inside
    for reader in (None, cast.eve):
        said = page(MAP, reader)
        for words in ("Who sits in more than one body", "Who does the leading", "Hours a month", ">14<", "Dan Mistry"):
            assert words not in said
    assert cast.dan.person is not None
    assert f"/{cast.dan.person.reference}/" in inside
    assert f"/{cast.dan.person.reference}/" not in page(MAP)


def test_whoever_previews_a_partnership_reads_what_the_public_will(cast: Cast) -> None:
    a_seat(a_body(cast, "Inside", visibility="partners"), cast.charity)
    client = signed_in(cast.ada)
    assert b"Who does the leading" in client.get(MAP).content
    client.post(f"/{cast.partnership.reference}/preview/")
    said = client.get(MAP).content
    assert (b"Who does the leading" in said, b"Inside" in said) == (False, False)


def test_any_day_can_be_asked_for_and_says_what_changed_since(cast: Cast) -> None:
    publish(cast.partnership)
    today = timezone.localdate()
    board = a_body(cast)
    a_seat(board, cast.council, until_on=today - timedelta(days=10))
    a_seat(board, cast.charity, from_on=today - timedelta(days=5))
    before = page(f"{MAP}?on={today - timedelta(days=20)}")
    assert "What changed since" in before
    came_part, went_part = before.partition("<h3>Came</h3>")[2].split("<h3>Went</h3>")
    assert (">Open Door</a>" in came_part, ">Northtown Council</a>" in came_part) == (True, False)
    assert ">Northtown Council</a>" in went_part.partition("</section>")[0]
    assert "What changed since" not in page(MAP)
    assert "What is to change by" in page(f"{MAP}?on={today + timedelta(days=20)}")
    between = page(f"{MAP}?on={today - timedelta(days=7)}")
    assert "3 organisations take part, and 0 sit in 1 body." in between


@pytest.mark.parametrize("on", ["", "yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "2026-1-1x", "\x00"])
def test_what_is_no_day_shows_today(cast: Cast, on: str) -> None:
    publish(cast.partnership)
    answer = Client().get(MAP, {"on": on, "page": "x"})
    assert (answer.status_code, answer.context["on"]) == (200, timezone.localdate())


def test_the_page_leads_to_today_half_a_year_ago_and_a_year_ago(cast: Cast) -> None:
    publish(cast.partnership)
    days = Client().get(MAP).context["days"]
    today = timezone.localdate()
    assert [(one["day"] == today, one["is_shown"]) for one in days] == [(True, True), (False, False), (False, False)]
    assert days[2]["day"].replace(year=today.year) in (today, today - timedelta(days=1))
    assert page(f"{MAP}?on={days[1]['day']}").count('aria-current="true">Six months ago') == 1


def test_without_bodies_the_map_shows_where_else_around_here_members_take_part(cast: Cast) -> None:
    publish(cast.partnership)
    other = a_partnership(cast, "Ageing well", cast.charity)
    hidden = page(MAP)
    assert "Ageing well" not in hidden
    publish(other)
    said = page(MAP)
    assert "the picture shows where else around here its members take part" in said
    assert "Ageing well" in said.partition("</figure>")[0]
    a_seat(a_body(cast), cast.council)
    assert "Ageing well" not in page(MAP).partition("</figure>")[0]


def test_a_place_shows_the_partnerships_for_it_and_around_it(cast: Cast) -> None:
    publish(cast.partnership)
    away = a_partnership(cast, "Away", cast.stranger, place=cast.county)
    publish(away)
    here = page(f"{EVERYWHERE}?place={cast.town.reference}")
    assert ("Starting well" in here, "Faraway Trust" in here) == (True, True)
    Partnership.objects.filter(pk=away.pk).update(place=cast.millbrook)
    Partnership.objects.filter(pk=cast.partnership.pk).update(place=cast.county)
    there = page(f"{EVERYWHERE}?place={cast.millbrook.reference}&on=2026-01-01")
    assert "Faraway Trust" in there
    assert f'value="{cast.millbrook.reference}" selected' in there
    assert page(f"{EVERYWHERE}?place=place/NO-1").count("selected") == 0


def test_partnerships_that_are_much_alike_or_had_no_effect_are_asked_about(cast: Cast) -> None:
    publish(cast.partnership)
    question = "Could they meet as one?"
    other = a_partnership(cast, "Ageing well", cast.council, cast.health, cast.charity)
    assert question not in page(MAP)
    publish(other)
    for address in (MAP, EVERYWHERE):
        assert page(address).count(question) == 1
    Partnership.objects.filter(pk=other.pk).update(published_at=timezone.now() - timedelta(days=800))
    assert "Who would miss it if it ended?" in page(EVERYWHERE)
    assert "Who would miss it if it ended?" not in page(MAP)


def test_the_balance_is_said_in_a_sentence_and_members_stand_by_name(cast: Cast) -> None:
    for _ in range(4):
        a_promise(cast)
    assert "leads 4 of 4 promises" not in page(MAP, cast.dan)
    a_promise(cast, organisation=cast.health, lead=None)
    said = page(MAP, cast.dan)
    assert "Northtown Council leads 4 of 5 promises." in said
    table = said.partition("Who does the leading")[2]
    names = ["Northshire Health", "Northtown Council", "Open Door"]
    assert sorted(names, key=lambda name: table.index(f">{name}</a>")) == names
    a_promise(cast, organisation=cast.health, lead=None)
    Commitment.objects.filter(organisation=cast.council).first().delete()  # type: ignore[union-attr]
    assert "leads 3 of 5 promises." in page(MAP, cast.dan)


def test_names_are_text_in_picture_and_tables(cast: Cast) -> None:
    publish(cast.partnership)
    Organisation.objects.filter(pk=cast.charity.pk).update(name=HOSTILE)
    Partnership.objects.filter(pk=cast.partnership.pk).update(name=HOSTILE)
    a_seat(a_body(cast, HOSTILE), cast.charity)
    for address in (MAP, EVERYWHERE, RELATIONS):
        said = page(address, cast.dan)
        assert (HOSTILE in said, "&lt;script&gt;" in said) == (False, True)


def test_long_tables_are_paged_together(cast: Cast) -> None:
    publish(cast.partnership)
    many_seats(cast, bodies=3, organisations=120)
    first, second = page(MAP), page(f"{MAP}?page=2")
    listed = [one.partition('id="by-organisation"')[2].partition("</section>")[0] for one in (first, second)]
    assert ["Member 119" in one for one in listed] == [False, True]
    assert ['id="by-body"' in one for one in (first, second)] == [True, False]


@pytest.mark.parametrize(
    ("address", "who", "queries"),
    [
        (MAP, None, 5),
        (MAP, "dan", 11),
        (MAP, "ada", 11),
        (EVERYWHERE, None, 5),
        (EVERYWHERE, "dan", 10),
    ],
)
@pytest.mark.parametrize("bodies", [3, 60])
def test_the_map_takes_fewer_than_twelve_queries_however_many_sit(
    cast: Cast,
    address: str,
    who: str | None,
    queries: int,
    bodies: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    publish(cast.partnership)
    many_seats(cast, bodies=bodies, organisations=bodies)
    client = signed_in(getattr(cast, who)) if who else Client()
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


# How members work together


def sentences(cast: Cast, reader: Account | None = None) -> dict[str, str]:
    client = signed_in(reader or cast.dan)
    return {one.title: one.words for one in client.get(RELATIONS).context["sentences"]}


def asked(cast: Cast, days: int, **terms: Any) -> Question:
    at = timezone.now() - timedelta(days=40)
    said = {"state": "answered", "answer": "Yes.", "answered_at": at + timedelta(days=days), "visibility": "public"}
    return Question.objects.create(
        partnership=cast.partnership,
        **{"kind": "question", "about": "x", "words": "?", "asked_at": at, "due_on": at.date(), **said, **terms},
    )


def test_where_nothing_is_recorded_each_sentence_says_so(cast: Cast) -> None:
    assert sentences(cast) == {
        "Promises kept": "No promise has been due yet.",
        "Questions answered": "No question was answered in the last year.",
        "Open issues": "No risk is open.",
        "Meetings attended": "Nobody noted who came to a meeting of the last year.",
        "Seats that hang on one person": "Nobody sits in a body yet.",
        "Endorsed by governing bodies": "The governing bodies of 0 of 3 members endorsed the partnership in the last "
        "12 months.",
    }


def test_each_sentence_counts_what_is_recorded(cast: Cast) -> None:
    today = timezone.localdate()
    for state, due_on in (("kept", today), ("on_track", LONG_AGO), ("on_track", today + timedelta(days=1))):
        Commitment.objects.filter(pk=a_promise(cast).pk).update(state=state, due_on=due_on, starts_on=None)
    for days in (2, 9, 4):
        asked(cast, days)
    asked(cast, 3, state="open", answer="", answered_at=None)
    Risk.objects.filter(pk=a_risk(cast).pk).update(state="happened")
    Risk.objects.filter(pk=a_risk(cast).pk).update(state="closed")
    meeting = a_meeting(cast)
    came(cast, meeting, cast.council, "ben")
    came(cast, meeting, cast.charity, "dan", "apologies")
    board = a_body(cast)
    a_seat(board, cast.council, cast.ben.person, second=cast.ada.person)
    a_seat(board, cast.charity, cast.dan.person)
    a_seat(board, cast.health)
    for organisation, days in ((cast.council, 20), (cast.health, 500)):
        Endorsement.objects.create(
            partnership=cast.partnership,
            organisation=organisation,
            governing_body="Cabinet",
            endorsed_on=today - timedelta(days=days),
            recorded_at=NOW,
            recorded_by=cast.ada,
        )
    assert sentences(cast) == {
        "Promises kept": "1 of the 2 promises that were due by today were kept.",
        "Questions answered": "Half of the 3 questions that were answered in the last year took 4 days or less. "
        "1 question waits past its day.",
        "Open issues": "1 risk is open. 1 has happened.",
        "Meetings attended": "At 1 meeting of the last year 1 of 2 people came.",
        "Seats that hang on one person": "1 of the 2 seats that are taken have nobody who steps in.",
        "Endorsed by governing bodies": "The governing bodies of 1 of 3 members endorsed the partnership in the last "
        "12 months.",
    }


def test_which_seats_and_members_it_is_about_is_for_those_who_take_part(cast: Cast) -> None:
    publish(cast.partnership)
    a_seat(a_body(cast), cast.charity, cast.dan.person)
    inside, outside = page(RELATIONS, cast.dan), page(RELATIONS)
    assert ("<li>Open Door, Board</li>" in inside, "<li>Open Door</li>" in inside) == (True, True)
    assert ("Open Door" in outside, "Which seats and members these are is shown" in outside) == (False, True)
    assert "nobody is watched" in outside


def test_who_looks_after_it_is_named_in_the_settings_from_among_the_members_people(cast: Cast) -> None:
    assert "Nobody is named yet who looks after this." in page(RELATIONS, cast.dan)
    assert "Name somebody" not in page(RELATIONS, cast.dan)
    assert "Name somebody" in page(RELATIONS, cast.ada)
    client, address = signed_in(cast.ada), f"/{cast.partnership.reference}/edit/"
    form = client.get(address).context["form"]
    sent = {name: "" if value is None else value for name, value in form.initial.items()}
    sent |= {"version": cast.partnership.version, "takes_questions": "on", "months_on_watch": 9}
    assert cast.dan.person is not None
    assert cast.eve.person is not None
    assert client.post(address, {**sent, "relations_kept_by": cast.eve.person.reference}).status_code == 422
    assert client.post(address, {**sent, "most_led_percent": 101}).status_code == 422
    assert client.post(address, {**sent, "relations_kept_by": cast.dan.person.reference}).status_code == 302
    one = Partnership.objects.get(pk=cast.partnership.pk)
    assert (one.relations_kept_by, one.months_on_watch, one.most_led_percent) == (cast.dan.person, 9, 60)
    assert "Looked after by" in page(RELATIONS, cast.cara)


@pytest.mark.parametrize(("who", "queries"), [(None, 8), ("dan", 13)])
@pytest.mark.parametrize("many", [3, 60])
def test_how_members_work_together_takes_a_fixed_number_of_queries(
    cast: Cast, who: str | None, queries: int, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    many_seats(cast, bodies=many, organisations=many)
    for _ in range(many):
        asked(cast, 2)
    client = signed_in(getattr(cast, who)) if who else Client()
    with django_assert_num_queries(queries):
        client.get(RELATIONS)


def test_a_partnership_and_a_place_lead_to_the_map(cast: Cast) -> None:
    publish(cast.partnership)
    assert f'href="{MAP}"' in page("/partnership/JU-1/")
    assert f'href="{RELATIONS}"' in page("/partnership/JU-1/")
    assert f'href="/map/?place={cast.town.reference}"' in page(f"/{cast.town.reference}/")
    assert 'href="/map/"' in page("/partnerships/")
