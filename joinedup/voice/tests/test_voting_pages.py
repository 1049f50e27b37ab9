"""Pages of voting and saying: one statement at a time, without an account and without scripts."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.voice.actions import conversations, statements
from joinedup.voice.actions.taking_part import join
from joinedup.voice.models import Conversation, OpinionMap, Participant, Statement, Vote
from joinedup.voice.rules.statements import A_NETWORK_A_DAY
from joinedup.voice.tests.made import a_conversation, a_draft, a_guest, a_saying, a_seed, doing

TRANSACTION = ("BEGIN", "SAVEPOINT", "RELEASE")
SIX = 6


@pytest.fixture
def conversation(cast: Cast) -> Conversation:
    """An open conversation that everybody can read, with three statements."""
    publish(cast.partnership)
    made = a_conversation(cast)
    for words in ("Close Mill Lane.", "Keep it open.", "Widen the pavement."):
        a_seed(cast, made, words)
    return made


def words_of(answer: Any) -> str:
    return " ".join(BeautifulSoup(answer.content, "html.parser").get_text(" ").split())


def page(conversation: Conversation, part: str = "vote", client: Client | None = None, **asked: Any) -> str:
    answer = (client or Client()).get(f"{conversation.get_absolute_url()}{part}/", asked)
    assert answer.status_code == 200
    return words_of(answer)


def send(client: Client, conversation: Conversation, word: str = "agree", number: int | str = 0) -> Any:
    fields = {"statement": number, "vote": word}
    return client.post(f"{conversation.get_absolute_url()}vote/", fields)


def asked_on(answer: Any) -> int:
    """The number of the statement that a page asks about."""
    field = BeautifulSoup(answer.content, "html.parser").select_one("main form input[name=statement]")
    assert field is not None
    return int(str(field["value"]))


def test_a_guest_votes_on_one_statement_after_the_other_until_none_is_left(conversation: Conversation) -> None:
    client = Client()
    answer: Any = client.get(f"{conversation.get_absolute_url()}vote/")
    assert "You have voted on 0 of 3." in words_of(answer)
    for number in range(1, 4):
        answer = send(client, conversation, ("agree", "disagree", "pass")[number - 1], asked_on(answer))
        if number < 3:
            assert f"You have voted on {number} of 3." in words_of(answer)
    assert "You have voted on every statement so far" in words_of(answer)
    assert sorted(Vote.objects.values_list("value", flat=True)) == [-1, 0, 1]
    assert Participant.objects.count() == 1


def test_the_page_has_one_form_with_three_buttons_and_no_scripts_of_its_own(conversation: Conversation) -> None:
    soup = BeautifulSoup(Client().get(f"{conversation.get_absolute_url()}vote/").content, "html.parser")
    forms = soup.select("main form")
    assert [(one["method"], [button["value"] for button in one.select("button")]) for one in forms] == [
        ("post", ["agree", "disagree", "pass"])
    ]
    assert soup.select("main script, [onclick]") == []


def test_a_vote_of_a_guest_takes_six_queries(conversation: Conversation) -> None:
    client = Client()
    send(client, conversation)
    with CaptureQueriesContext(connection) as queries:
        send(client, conversation, "disagree", 1)
    asked = [one["sql"] for one in queries if not one["sql"].startswith(TRANSACTION)]
    assert len(asked) == SIX


def test_one_more_statement_costs_no_more_queries(
    cast: Cast, conversation: Conversation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    send(client, conversation)
    for number in range(60):
        a_seed(cast, conversation, f"Statement {'x' * number}")
    with django_assert_num_queries(SIX + 2):
        send(client, conversation, "disagree", 1)


def test_the_same_browser_counts_once_however_often_it_votes(conversation: Conversation) -> None:
    client = Client()
    for word in ("agree", "agree", "disagree"):
        assert send(client, conversation, word).status_code == 200
    assert list(Vote.objects.values_list("value", flat=True)) == [-1]


@pytest.mark.parametrize(
    ("word", "number", "says"),
    [
        ("love", 0, "Choose agree, disagree or pass."),
        ("", 0, "Choose agree, disagree or pass."),
        ("agree", 99, "This statement can't be voted on."),
        ("agree", "", "This statement can't be voted on."),
        ("agree", "-1", "This statement can't be voted on."),
        ("agree", "9" * 5000, "This statement can't be voted on."),
        ("agree", "1\x00", "This statement can't be voted on."),
        ("agree", "٣", "This statement can't be voted on."),
    ],
)
def test_a_broken_vote_is_refused_in_a_sentence(
    conversation: Conversation, word: str, number: int | str, says: str
) -> None:
    answer = send(Client(), conversation, word, number)
    assert (answer.status_code, says in words_of(answer), Vote.objects.count()) == (422, True, 0)


def test_a_closed_conversation_takes_no_votes_and_says_so(cast: Cast, conversation: Conversation) -> None:
    client = Client()
    send(client, conversation)
    conversations.close(conversation, **doing(cast.ada))
    answer = send(client, conversation, "disagree")
    assert (answer.status_code, list(Vote.objects.values_list("value", flat=True))) == (422, [1])
    assert "This conversation is not open" in page(conversation, client=client)
    assert "This conversation is not open" in page(conversation, "say", client)


def test_whoever_previews_the_page_as_the_public_cannot_vote(cast: Cast, conversation: Conversation) -> None:
    client = signed_in(cast.ada)
    client.post(f"/{cast.partnership.reference}/preview/")
    assert send(client, conversation).status_code == 403


def test_an_account_votes_as_itself_in_every_browser(cast: Cast, conversation: Conversation) -> None:
    for _ in range(2):
        send(signed_in(cast.ben), conversation)
    assert list(Participant.objects.values_list("account", flat=True)) == [cast.ben.pk]
    assert Vote.objects.count() == 1


def test_a_statement_has_a_page_of_its_own_on_which_the_vote_can_be_changed(conversation: Conversation) -> None:
    client, statement = Client(), conversation.statements.get(number=0)
    at = statement.get_absolute_url()
    said = words_of(client.get(at))
    for words in (
        "Statement 0 Do people agree?",  # the number by which letters, moderators and files call it too
        "Close Mill Lane.",
        "You have not voted on this.",
        "Too few have voted for this to be told.",
        "put here to begin with, by whoever runs the conversation",
        "Who may vote anybody, without an account",
    ):
        assert words in said
    moved = client.post(at, {"vote": "agree"})
    assert (moved.status_code, moved["Location"]) == (302, f"{at}?counted=yes")
    assert "Your vote is counted." in words_of(client.get(moved["Location"]))
    client.post(at, {"vote": "pass"})
    pressed = BeautifulSoup(client.get(at).content, "html.parser").select("[aria-pressed=true]")
    assert ([one["value"] for one in pressed], Vote.objects.get().value) == (["pass"], 0)
    assert client.post(at, {"vote": "love"}).status_code == 422


def test_what_waits_or_is_hidden_has_no_page_not_even_for_whoever_said_it(conversation: Conversation) -> None:
    """SV6: no link, no vote, before it is approved."""
    client = Client()
    client.post(f"{conversation.get_absolute_url()}say/", {"words": "Close the quarter."})
    waiting = Statement.objects.get(words="Close the quarter.")
    assert client.get(waiting.get_absolute_url()).status_code == 404
    assert client.post(waiting.get_absolute_url(), {"vote": "agree"}).status_code == 404
    assert send(client, conversation, "agree", waiting.number).status_code == 422
    assert "Close the quarter." not in page(conversation, "statements", client)
    assert "Close the quarter. Waiting to be read" in page(conversation, "mine", client)
    assert "Close the quarter." not in page(conversation, "mine", Client())


def test_what_is_said_is_kept_once_though_it_is_sent_twice(conversation: Conversation) -> None:
    client, at = Client(), f"{conversation.get_absolute_url()}say/"
    key = BeautifulSoup(client.get(at).content, "html.parser").select("[name=once]")[0]["value"]
    for _ in range(2):
        moved = client.post(at, {"words": "Close the\nquarter.", "once": key})
        assert (moved.status_code, moved["Location"]) == (302, f"{conversation.get_absolute_url()}mine/")
    assert Statement.objects.filter(words="Close the quarter.").count() == 1


@pytest.mark.parametrize(
    "words",
    [
        "Z\u0351\u036b\u0343\u036a\u0302" * 80_000,
        "a" + "\u0301\u0316" * 5_000,
        "I \u202eeerga\u202c with this",
        "Clo\u200bse it",
        "Close\x00 it",
        "x" * 281,
        "",
        "   \n ",
    ],
    ids=["a megabyte", "marks", "right to left", "zero width", "null", "long", "empty", "blank"],
)
def test_words_that_could_spoil_a_page_are_refused_and_the_page_stays_whole(
    conversation: Conversation, words: str
) -> None:
    client, at = Client(), f"{conversation.get_absolute_url()}say/"
    client.get(at)
    answer = client.post(at, {"words": words})
    assert (answer.status_code, Statement.objects.filter(seeded_by=None).count()) == (422, 0)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert (len(soup.select("main form")), len(soup.select("footer")), len(answer.content) < 40_000) == (1, 1, True)


def test_of_a_megabyte_nothing_is_looked_at_but_its_length(conversation: Conversation) -> None:
    answer = Client().post(
        f"{conversation.get_absolute_url()}say/", {"words": "Z\u0351\u036b\u0343\u036a\u0302" * 80_000}
    )
    errors = BeautifulSoup(answer.content, "html.parser").select(".errors a")
    assert [" ".join(one.get_text().split()) for one in errors] == [
        "What do you want to say? This has 480000 characters; at most 280 fit. Make it shorter."
    ]


def test_a_lone_surrogate_never_reaches_a_statement(conversation: Conversation) -> None:
    at = f"{conversation.get_absolute_url()}say/"
    Client().post(at, b"words=Close%ED%A0%80+it", content_type="application/x-www-form-urlencoded")
    assert [one for one in Statement.objects.values_list("words", flat=True) if "\ud800" in one] == []


LINKS = "<a href=javascript:alert(1)>x</a> javascript:alert(1) //evil.example ![x](data:x) <svg onload=alert(1)>"


def test_links_and_markup_are_only_words_wherever_they_are_shown(cast: Cast, conversation: Conversation) -> None:
    """SV10."""
    statement = a_seed(cast, conversation, LINKS)
    statements.set_priorities(conversation, {0: 0, 1: 0, 2: 0, statement.number: 1e9})
    at = conversation.get_absolute_url()
    for address in (f"{at}vote/", statement.get_absolute_url(), f"{at}statements/", at):
        soup = BeautifulSoup(Client().get(address).content, "html.parser")
        links = [str(one["href"]) for one in soup.select("a[href]")]
        assert [one for one in links if "evil" in one or one.startswith(("javascript", "data"))] == []
        assert soup.select("svg[onload], main img") == []
        assert address == at or LINKS in " ".join(soup.get_text().split())


def test_a_flood_of_statements_is_refused_and_honest_ones_are_kept(cast: Cast) -> None:
    """SV5: what was written stays in the form of whoever is refused."""
    publish(cast.partnership)
    made = a_conversation(cast, statements_each=2, statements_a_day=4)
    bot, others = Client(), [Client() for _ in range(3)]
    at = f"{made.get_absolute_url()}say/"
    answers = [bot.post(at, {"words": f"Flood {'x' * number}"}).status_code for number in range(6)]
    assert answers == [302, 302, 422, 422, 422, 422]
    assert [one.post(at, {"words": f"Honest {n}"}).status_code for n, one in zip("abc", others, strict=True)] == [
        302,
        302,
        422,
    ]
    late = others[2].post(at, {"words": "Honest c"})
    assert "Enough has been said here today: 4 statements." in words_of(late)
    assert "Honest c" in BeautifulSoup(late.content, "html.parser").select("textarea")[0].text
    assert Conversation._meta.get_field("statements_a_day").default > A_NETWORK_A_DAY


def test_one_can_take_back_what_one_said_and_nobody_else_finds_the_way(conversation: Conversation) -> None:
    client, other = Client(), Client()
    client.post(f"{conversation.get_absolute_url()}say/", {"words": "My number is 12."})
    said = Statement.objects.get(words="My number is 12.")
    at = f"{said.get_absolute_url()}take-back/"
    send(other, conversation)
    assert (other.get(at).status_code, other.post(at).status_code, Client().get(at).status_code) == (404, 404, 404)
    assert "Take this back?" in words_of(client.get(at))
    assert client.post(at)["Location"] == f"{conversation.get_absolute_url()}mine/?taken=back"
    assert client.post(at).status_code == 422
    assert "a statement that was taken back" in page(conversation, "mine", client).lower()
    assert Statement.objects.filter(words="My number is 12.").count() == 0


def test_what_others_have_voted_on_can_only_be_asked_to_be_hidden(cast: Cast) -> None:
    publish(cast.partnership)
    made = a_conversation(cast, moderation="after")
    client = Client()
    client.post(f"{made.get_absolute_url()}say/", {"words": "Close the quarter."})
    said = Statement.objects.get()
    assert "Take this back" in words_of(client.get(said.get_absolute_url()))
    send(Client(), made)
    answer = client.post(f"{said.get_absolute_url()}take-back/")
    assert (answer.status_code, "Others have voted on this already" in words_of(answer)) == (422, True)
    assert "Take back" not in page(made, "mine", client)


def test_the_convenor_adds_first_statements_a_line_each(cast: Cast, conversation: Conversation) -> None:
    at, client = f"{conversation.get_absolute_url()}seed/", signed_in(cast.ada)
    moved = client.post(at, {"lines": "One way only.\r\n\r\n  Bigger signs. \n"})
    assert (moved.status_code, moved["Location"]) == (302, f"{conversation.get_absolute_url()}statements/")
    assert list(conversation.statements.filter(number__gte=3).order_by("number").values_list("words", flat=True)) == [
        "One way only.",
        "Bigger signs.",
    ]
    again = client.post(at, {"lines": "Benches.\nBigger signs.\n" + "x" * 281})
    said = words_of(again)
    assert (again.status_code, conversation.statements.count()) == (422, 5)
    assert ("Line 2: Somebody has said this already" in said, "Line 3: This has 281 characters" in said) == (True, True)
    assert client.post(at, {"lines": "\n".join(["x"] * 101)}).status_code == 422
    assert signed_in(cast.ben).get(at).status_code == 403


def a_map(conversation: Conversation, told: dict[int, tuple[float, float, float | None]], people: int = 120) -> None:
    """A stored map that tells of statements, by number, who agrees, who disagrees, and how far groups lie apart."""
    cells = [
        {
            "id": number,
            "group_informed_consensus": None,
            "bridging": None,
            "dividing": apart,
            "groups": [{"group": "A", "votes": 40, "agree": agree, "disagree": disagree}],
        }
        for number, (agree, disagree, apart) in told.items()
    ]
    OpinionMap.objects.create(
        conversation=conversation,
        drawn_at=NOW,
        votes=1234,
        participants=people,
        result={"published": {"k": 1, "statements": cells}},
        result_hash="0" * 64,
    )


def test_the_list_is_ordered_by_what_the_map_tells(conversation: Conversation) -> None:
    a_map(conversation, {0: (0.5, 0.4, 0.1), 1: (0.9, 0.1, 0.8)})

    def listed(order: str) -> list[str]:
        answer = Client().get(f"{conversation.get_absolute_url()}statements/", {"sort": order})
        return [one.text for one in BeautifulSoup(answer.content, "html.parser").select(".row-title")]

    assert listed("") == listed("nonsense") == ["Widen the pavement.", "Keep it open.", "Close Mill Lane."]
    assert listed("agreed") == ["Keep it open.", "Close Mill Lane."]
    assert listed("divided") == ["Keep it open.", "Close Mill Lane."]
    said = page(conversation, "statements", sort="agreed")
    assert "About 90 % agree and 10 % disagree, of about 40 votes." in said
    assert "Counted are people who voted on seven statements or more" in said


def test_the_list_counts_what_it_leaves_out(cast: Cast, conversation: Conversation) -> None:
    hidden, merged = conversation.statements.order_by("number")[:2]
    Statement.objects.filter(pk=hidden.pk).update(state="hidden", because="It names somebody.")
    Statement.objects.filter(pk=merged.pk).update(state="merged", merged_into=conversation.statements.get(number=2))
    said = page(conversation, "statements")
    assert "1 statement is hidden." in said
    assert "1 statement says the same as another, and counts for that one." in said
    assert "Close Mill Lane." not in said


def test_the_list_is_paged_and_asks_no_more_for_more(
    cast: Cast, conversation: Conversation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(120):
        a_seed(cast, conversation, f"Statement {'x' * number}")
    a_map(conversation, dict.fromkeys(range(123), (0.5, 0.5, 0.0)))
    conversation.statements.update(said_by=a_guest(conversation))
    for order in ("", "agreed", "divided"):
        with django_assert_num_queries(7):
            answer = Client().get(f"{conversation.get_absolute_url()}statements/", {"sort": order, "page": 2})
        assert len(BeautifulSoup(answer.content, "html.parser").select(".row-title")) == 23


def test_for_whom_somebody_speaks_stands_beside_what_they_say(cast: Cast) -> None:
    """S93: what an institution says does not look like what a resident says."""
    publish(cast.partnership)
    made = a_conversation(cast, moderation="after")
    for by in (join(made, at=NOW, account=cast.dan), a_guest(made)):
        of_it = words_of(Client().get(a_saying(by, f"Open on day {by.pk}.").get_absolute_url()))
        assert ("holds a post at Open Door" in of_it) == (by.account == cast.dan)
    assert page(made, "statements").count("Holds a post at Open Door") == 1


def test_the_page_of_a_statement_takes_eight_queries(
    conversation: Conversation, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    a_map(conversation, {0: (0.9, 0.1, 0.2)})
    conversation.statements.update(said_by=a_guest(conversation))
    client, at = Client(), conversation.statements.get(number=0).get_absolute_url()
    client.post(at, {"vote": "agree"})
    with django_assert_num_queries(8):
        answer = client.get(at)
    assert "About 90 % agree and 10 % disagree, of about 40 votes." in words_of(answer)


def test_the_conversation_says_how_to_take_part_until_when_and_how_many_did(conversation: Conversation) -> None:
    before = words_of(Client().get(conversation.get_absolute_url()))
    assert "Open until 6 June 2031" in before
    assert "Fewer than ten people had voted when it was last counted." in before
    a_map(conversation, {}, people=129)
    after = words_of(Client().get(conversation.get_absolute_url()))
    assert "At least 120 people have voted, at least 1230 times." in after


def test_a_conversation_that_is_prepared_has_no_vote_page_for_the_public(cast: Cast) -> None:
    publish(cast.partnership)
    draft = a_draft(cast, visibility="draft")
    parts = ("vote", "say", "mine", "statements")
    assert [Client().get(f"{draft.get_absolute_url()}{part}/").status_code for part in parts] == [404] * 4


def test_what_is_asked_is_never_kept_by_a_cache(conversation: Conversation) -> None:
    answer = Client().get(f"{conversation.get_absolute_url()}vote/")
    assert "no-store" in answer["Cache-Control"]


def test_a_day_begins_anew_for_the_quota(cast: Cast) -> None:
    made = a_conversation(cast, statements_a_day=1)
    a_saying(a_guest(made), "Today.", NOW)
    assert a_saying(a_guest(made, "two"), "Tomorrow.", NOW + timedelta(days=1)).words == "Tomorrow."
