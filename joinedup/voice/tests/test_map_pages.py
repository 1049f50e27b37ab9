"""Maps of opinion, from votes by the worker's job to the page and the file."""

import json
import re
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.voice.actions import maps
from joinedup.voice.actions.statements import vote
from joinedup.voice.actions.taking_part import leave
from joinedup.voice.models import Burst, Conversation, OpinionMap, Participant, Statement, Vote
from joinedup.voice.requests import COOKIE, _mark
from joinedup.voice.tests.made import a_conversation, a_seed, some_guests, votes

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def talk(cast: Cast) -> Conversation:
    publish(cast.partnership)
    return a_conversation(cast)


def two_camps(cast: Cast, talk: Conversation, each: int = 15, statements: int = 8) -> list[Participant]:
    """Two camps who vote against each other on all but the first statement, with which all agree."""
    seeds = [a_seed(cast, talk, f"Statement number {number}.") for number in range(statements)]
    people = some_guests(talk, 2 * each)
    Vote.objects.bulk_create(
        Vote(statement=seed, participant=one, value=_view(number, who, each), at=NOW + timedelta(seconds=who))
        for number, seed in enumerate(seeds)
        for who, one in enumerate(people)
    )
    return people


def _view(number: int, who: int, each: int) -> int:
    if number == 0:
        return 1
    own = 1 if (who < each) == (number % 2 == 0) else -1
    return -own if (who * 7 + number * 3) % 11 == 0 else own


def drawn(talk: Conversation, at: datetime = LATER, tables: maps.Tables | None = None) -> OpinionMap:
    maps.draw_due(at=at, tables=tables or maps.Tables())
    return OpinionMap.objects.get(conversation=talk, without_bursts=False)


def page(talk: Conversation, query: str = "", client: Client | None = None) -> str:
    answer = (client or Client()).get(f"{talk.get_absolute_url()}map/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def file(talk: Conversation, query: str = "") -> dict[str, Any]:
    found: dict[str, Any] = Client().get(f"{talk.get_absolute_url()}map.json{query}").json()
    return found


def test_nine_voters_make_no_map_and_the_page_says_what_is_needed(cast: Cast, talk: Conversation) -> None:
    seed = a_seed(cast, talk)
    for one in some_guests(talk, 9):
        vote(one, seed, at=NOW, value=1)
    assert maps.draw_due(at=LATER, tables=maps.Tables()) == 0
    assert "a few minutes after 10 people have voted" in page(talk)
    assert Client().get(f"{talk.get_absolute_url()}map.json").status_code == 404


def test_the_page_tells_who_thinks_alike_what_all_share_and_what_divides(cast: Cast, talk: Conversation) -> None:
    two_camps(cast, talk)
    drawn(talk)
    said = page(talk)
    assert "About 30 people voted about 240 times. They fall into 2 groups of opinion." in said
    assert "Group A: about 10 people" in said
    assert "Agree: A 90 % or more".replace(" %", "%") in said
    assert "What divides" in said
    assert "Where do I stand?" not in said
    assert 'style="' not in said.partition("<main")[2]


def test_page_file_chart_and_table_tell_identical_figures(cast: Cast, talk: Conversation) -> None:
    two_camps(cast, talk, each=24)
    drawn(talk)
    said, told = page(talk), file(talk)
    groups = {one["group"]: one["people"] for one in told["groups"]}
    assert dict(re.findall(r"Group (\w): about (\d+) people", said)) == {one: str(n) for one, n in groups.items()}
    assert re.findall(r">about (\d+) people</text>", said) == [str(n) for n in groups.values()]
    table = re.findall(r"<td>(\d+)% (?:or more |or fewer )?agree, (\d+)%[^;]*; about (\d+) votes</td>", said)
    cells = [cell for one in told["statements"] for cell in one["groups"]]
    assert table == [(f"{c['agree'] * 100:.0f}", f"{c['disagree'] * 100:.0f}", str(c["votes"])) for c in cells]
    for picture in re.findall(r"<svg.*?</svg>", said, re.S):
        assert ElementTree.fromstring(picture) is not None  # noqa: S314 — our own page


def test_no_difference_between_nested_numbers_of_people_is_smaller_than_ten(cast: Cast, talk: Conversation) -> None:
    people = two_camps(cast, talk, each=16)
    Vote.objects.filter(participant__in=people[:7], statement__number=5).delete()
    Vote.objects.filter(participant__in=people[16:19], statement__number=6).delete()
    drawn(talk)
    told = file(talk)
    whole = {one["group"]: one["people"] for one in told["groups"]}
    pairs = [(told["people"], sum(whole.values()))]
    for one in told["statements"]:
        shown = [(whole[cell["group"]], cell["votes"]) for cell in one["groups"] if cell["votes"] is not None]
        pairs += [*shown, (told["people"], sum(votes for _people, votes in shown))]
    assert [pair for pair in pairs if 0 < pair[0] - pair[1] < 10 or pair[0] < pair[1]] == []
    assert [cell for cell in told["statements"][5]["groups"] if cell["votes"] is None] != []
    assert (told["statements"][5]["bridging"], told["statements"][5]["group_informed_consensus"]) == (None, None)
    assert "<td>withheld</td>" in page(talk)


def test_a_map_is_drawn_again_when_ten_more_have_voted_and_equals_one_counted_whole(
    cast: Cast, talk: Conversation
) -> None:
    people, tables = two_camps(cast, talk), maps.Tables()
    first = drawn(talk, tables=tables)
    changing = talk.statements.get(number=3)
    for number, one in enumerate(people[:9]):
        vote(one, changing, at=LATER + timedelta(seconds=number), value=0)
    again = LATER + timedelta(minutes=10)
    assert drawn(talk, again, tables).pk == first.pk
    vote(people[9], changing, at=LATER + timedelta(seconds=30), value=0)
    grown = drawn(talk, again, tables)
    assert grown.pk != first.pk
    OpinionMap.objects.all().delete()
    whole = drawn(talk, again)
    assert (grown.result, grown.result_hash, grown.votes) == (whole.result, whole.result_hash, whole.votes)


def test_votes_that_were_taken_away_are_not_counted_from_memory(cast: Cast, talk: Conversation) -> None:
    people, tables = two_camps(cast, talk), maps.Tables()
    drawn(talk, tables=tables)
    Vote.objects.filter(participant=people[0]).delete()
    for number, one in enumerate(people[1:11]):
        vote(one, talk.statements.get(number=3), at=LATER + timedelta(seconds=number), value=0)
    assert drawn(talk, LATER + timedelta(minutes=10), tables).participants == 29


@pytest.mark.parametrize(("promise", "counted"), [("removed", 29), ("kept", 30)])
def test_whoever_leaves_is_counted_as_the_conversation_promised(
    promise: str, counted: int, cast: Cast, talk: Conversation
) -> None:
    Conversation.objects.filter(pk=talk.pk).update(withdrawal=promise)
    people = two_camps(cast, talk)
    Participant.objects.filter(pk=people[0].pk).update(left_at=NOW + timedelta(minutes=1))
    assert drawn(talk).participants == counted


def test_whoever_leaves_after_it_closed_stays_counted(cast: Cast, talk: Conversation) -> None:
    people = two_camps(cast, talk)
    Conversation.objects.filter(pk=talk.pk).update(state="closed", closed_at=NOW + timedelta(minutes=1))
    Participant.objects.filter(pk=people[0].pk).update(left_at=NOW + timedelta(minutes=2))
    assert drawn(talk).participants == 30


def test_what_is_hidden_is_out_of_the_next_map_and_off_the_page_at_once(cast: Cast, talk: Conversation) -> None:
    two_camps(cast, talk)
    drawn(talk)
    assert "Statement number 3." in page(talk)
    Statement.objects.filter(number=3).update(state="hidden", because="It names somebody.")
    assert "Statement number 3." not in page(talk)
    assert 3 not in [one["id"] for one in file(talk)["statements"]]
    OpinionMap.objects.all().delete()
    published = drawn(talk).result["published"]
    assert 3 not in [one["id"] for one in published["statements"]]
    assert 3 not in [one["statement"] for some in published["representative"].values() for one in some]


def test_votes_on_a_merged_statement_count_for_the_other(cast: Cast, talk: Conversation) -> None:
    people = two_camps(cast, talk)
    kept, merged = talk.statements.get(number=0), talk.statements.get(number=3)
    Vote.objects.filter(participant__in=people[:10], statement=kept).delete()
    Statement.objects.filter(pk=merged.pk).update(state="merged", merged_into=kept)
    published = drawn(talk).result["published"]
    assert [one["id"] for one in published["statements"]] == [0, 1, 2, 4, 5, 6, 7]
    assert sum(cell["votes"] for cell in published["statements"][0]["groups"]) == 20


def test_a_map_teaches_what_to_ask_next(cast: Cast, talk: Conversation) -> None:
    two_camps(cast, talk)
    drawn(talk)
    worth = dict(talk.statements.values_list("number", "priority"))
    assert len(set(worth.values())) > 4
    assert 1.0 not in worth.values()


def test_where_a_participant_stands_is_told_to_them_alone_when_they_ask(cast: Cast, talk: Conversation) -> None:
    people = two_camps(cast, talk)
    Participant.objects.filter(pk=people[3].pk).update(guest_mark=_mark(talk, "a secret"))
    drawn(talk)
    known, stranger = Client(), Client()
    _remember(known, "a secret")
    assert "Where do I stand?" in page(talk, client=known)
    assert "You stand" not in page(talk, client=known)
    answer = known.get(f"{talk.get_absolute_url()}map/?you=show")
    assert "nearest to group" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert "You have not taken part" in page(talk, "?you=show", stranger)


def _remember(client: Client, secret: str) -> None:
    from django.core.signing import get_cookie_signer

    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE).sign(secret)


def test_a_burst_that_is_left_out_makes_a_second_map(cast: Cast, talk: Conversation) -> None:
    people, tables = two_camps(cast, talk), maps.Tables()
    drawn(talk, tables=tables)
    assert "Show the map without them" not in page(talk)
    decided = LATER + timedelta(minutes=1)
    burst = Burst.objects.create(
        conversation=talk, sign="network", key="one", from_at=NOW, until_at=NOW, found_at=NOW, left_out=True,
        reason="All from one network in a minute.", decided_at=decided,
    )  # fmt: skip
    burst.participants.set(people[:12])
    assert maps.draw_due(at=decided + timedelta(minutes=1), tables=tables) == 1
    assert maps.draw_due(at=decided + timedelta(minutes=2), tables=tables) == 0
    assert "Show the map without them" in page(talk)
    assert "About 10 people" in page(talk, "?bursts=without")
    assert (file(talk)["people"], file(talk, "?bursts=without")["people"]) == (30, 10)


def test_the_hash_is_that_of_what_is_published(cast: Cast, talk: Conversation) -> None:
    two_camps(cast, talk)
    found = drawn(talk)
    again = json.loads(json.dumps(found.result["published"]))
    assert maps.hash_of(again) == found.result_hash
    assert maps.hash_of({**again, "k": 5}) != found.result_hash


def test_a_page_of_a_map_asks_a_fixed_number_of_times(
    cast: Cast, talk: Conversation, django_assert_num_queries: Any
) -> None:
    two_camps(cast, talk)
    drawn(talk)
    page(talk)
    with django_assert_num_queries(5):
        page(talk)
    with django_assert_num_queries(3):
        file(talk)


def test_a_share_is_the_same_on_the_map_and_on_the_page_of_its_statement(cast: Cast, talk: Conversation) -> None:
    """OD2: one question, one figure, wherever it is asked."""
    people = two_camps(cast, talk, each=35)
    mixed = a_seed(cast, talk, "Most of them agree with this.")
    votes(mixed, people, [-1 if who % 7 == 0 else 1 for who in range(len(people))])
    drawn(talk)
    rows = BeautifulSoup(page(talk), "html.parser").select("section[aria-labelledby=shared] ul:last-of-type li")
    found = dict(one for row in rows for one in re.findall(r"^(.+\.)\s*(\d+)% agree", row.get_text(" ")))
    assert "Most of them agree with this." in found
    for words, share in found.items():
        at = talk.statements.get(words=words).get_absolute_url()
        assert f"About {share} % agree" in BeautifulSoup(Client().get(at).content, "html.parser").get_text(" ")


def test_a_map_says_in_tens_how_many_have_left(cast: Cast, talk: Conversation) -> None:
    two_camps(cast, talk)
    drawn(talk)
    for number, part in enumerate(talk.participants.order_by("pk")[:10], 1):
        leave(part, at=NOW)
        said = "At least 10 people have left the conversation. The votes of those who left before it closed"
        assert (said in page(talk)) == (number == 10)


def test_nobody_sees_the_map_of_a_conversation_that_they_may_not_see(cast: Cast) -> None:
    hidden = a_conversation(cast)
    assert [Client().get(f"{hidden.get_absolute_url()}{end}").status_code for end in ("map/", "map.json")] == [404, 404]
