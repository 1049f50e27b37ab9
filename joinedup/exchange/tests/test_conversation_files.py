"""The files of a conversation: their shape, who they name, and when votes are given out."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from joinedup.exchange.polis.checking import root_of_file
from joinedup.frame.visibility import Visibility
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.reckon.opinion.reading import read_statements, read_votes
from joinedup.site.command import main
from joinedup.voice.actions import conversations, sealing, statements
from joinedup.voice.models import Conversation, Participant, Statement
from joinedup.voice.tests.made import a_conversation, a_guest, a_saying, a_seed, doing, some_guests, votes

REAL = Path(__file__).parents[2] / "reckon" / "tests" / "conversations"
LATER = NOW + timedelta(hours=1)


def sealed(cast: Cast, voters: int = 10) -> Conversation:
    """A published, sealed conversation with two statements on which so many voted."""
    publish(cast.partnership)
    conversation = a_conversation(cast)
    guests = some_guests(conversation, voters)
    first, second = a_seed(cast, conversation), a_seed(cast, conversation, "Keep the buses running.")
    votes(first, guests, [(1, -1, 0)[place % 3] for place in range(voters)])
    votes(second, guests[:4], [1, 1, 1, -1])
    return sealing.seal(conversations.close(conversation, **doing(cast.ada)), at=LATER)


def file_of(conversation: Conversation, name: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(f"/{conversation.reference}/{name}.csv")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("name", ["votes", "comments"])
def test_the_columns_are_those_of_the_real_conversations(cast: Cast, name: str) -> None:
    heading = file_of(sealed(cast), name).splitlines()[0]
    for real in ("london", "seattle"):
        assert heading == (REAL / real / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()[0]


def test_every_vote_is_a_line_and_the_file_says_what_the_page_seals(cast: Cast) -> None:
    conversation = sealed(cast)
    text = file_of(conversation, "votes")
    assert len(rows_of(text)) == 14
    assert root_of_file(io.StringIO(text)) == (conversation.root, 14)
    shuffled = [text.splitlines()[0], *sorted(text.splitlines()[1:])]
    assert root_of_file(io.StringIO("\n".join(shuffled))) == (conversation.root, 14)


def test_a_file_in_which_one_vote_was_changed_has_another_seal(cast: Cast) -> None:
    conversation = sealed(cast)
    *lines, last = file_of(conversation, "votes").splitlines()
    changed = last.rpartition(",")[0] + (",1" if last.endswith("-1") else ",-1")
    assert root_of_file(io.StringIO("\n".join([*lines, changed])))[0] != conversation.root


def test_what_we_give_out_our_own_map_reads(cast: Cast) -> None:
    conversation = sealed(cast)
    read = read_votes(io.StringIO(file_of(conversation, "votes")))
    said = read_statements(io.StringIO(file_of(conversation, "comments")))
    assert (len(read.participants), read.statements.tolist(), said.words) == (
        10,
        [0, 1],
        {0: "Close Mill Lane on Fridays.", 1: "Keep the buses running."},
    )


def test_counts_beside_the_statements_are_those_of_the_votes(cast: Cast) -> None:
    rows = rows_of(file_of(sealed(cast), "comments"))
    assert [(row["agrees"], row["disagrees"]) for row in rows] == [("4", "3"), ("3", "1")]


def test_no_line_says_when_or_by_which_browser_or_account_it_was_cast(cast: Cast) -> None:
    conversation = sealed(cast)
    Participant.objects.update(network="canary-network", mail_host="canary-host", slip="", language="cy")
    text = file_of(conversation, "votes") + file_of(conversation, "comments")
    assert {row["timestamp"] for row in rows_of(file_of(conversation, "votes"))} == {"1935792000000"}
    assert {row["author-id"] for row in rows_of(file_of(conversation, "comments"))} == {""}
    for canary in (
        "canary",
        "Ada",
        "ada@example.org",
        "guest",
        *Participant.objects.values_list("guest_mark", flat=True),
    ):
        assert canary not in text


def test_votes_are_withheld_while_they_come_in_and_while_they_are_not_sealed(cast: Cast) -> None:
    publish(cast.partnership)
    conversation = a_conversation(cast)
    votes(a_seed(cast, conversation), some_guests(conversation, 12), [1] * 12)
    address = f"/{conversation.reference}/votes.csv"
    clients = (Client(), signed_in(cast.ada))
    assert [client.get(address).status_code for client in clients] == [403, 403]
    assert rows_of(file_of(conversation, "comments"))[0]["agrees"] == ""
    conversations.close(conversation, **doing(cast.ada))
    assert [client.get(address).status_code for client in clients] == [403, 403]
    sealing.seal(conversation, at=LATER)
    assert [client.get(address).status_code for client in clients] == [200, 200]


@pytest.mark.parametrize(("voters", "status", "agrees"), [(9, 403, ""), (10, 200, "4")])
def test_votes_of_fewer_than_ten_people_are_withheld_for_good(
    cast: Cast, voters: int, status: int, agrees: str
) -> None:
    conversation = sealed(cast, voters)
    assert Client().get(f"/{conversation.reference}/votes.csv").status_code == status
    assert rows_of(file_of(conversation, "comments"))[0]["agrees"] == agrees


def test_what_was_hidden_or_waits_gives_no_words_away_even_to_the_convenor(cast: Cast) -> None:
    publish(cast.partnership)
    conversation = a_conversation(cast)
    shown, hidden = a_seed(cast, conversation), a_seed(cast, conversation, "canary hidden")
    a_saying(a_guest(conversation), "canary waits")
    Statement.objects.filter(pk=hidden.pk).update(state="hidden", because="Names somebody.")
    rows = rows_of(file_of(conversation, "comments", signed_in(cast.ada)))
    assert [(row["moderated"], row["comment-body"]) for row in rows] == [("1", shown.words), ("-1", "")]


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "＝"])
def test_a_statement_that_a_spreadsheet_would_take_for_a_formula_is_made_harmless(cast: Cast, sign: str) -> None:
    publish(cast.partnership)
    conversation = a_conversation(cast)
    statements.seed(conversation, **doing(cast.ada), words=f"{sign}1+1 is less, not more")
    assert rows_of(file_of(conversation, "comments"))[0]["comment-body"] == f"'{sign}1+1 is less, not more"


def test_a_draft_gives_no_file_to_whoever_may_not_know_of_it(cast: Cast) -> None:
    conversation = sealed(cast)
    Conversation.objects.update(visibility=Visibility.DRAFT)
    addresses = [f"/{conversation.reference}/{name}.csv" for name in ("votes", "comments")]
    assert [Client().get(address).status_code for address in addresses] == [404, 404]
    assert [signed_in(cast.ada).get(address).status_code for address in addresses] == [200, 200]


def test_files_take_few_queries_whatever_their_size(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    conversation = sealed(cast, 30)
    with django_assert_num_queries(3):
        file_of(conversation, "votes")
    with django_assert_num_queries(4):
        file_of(conversation, "comments")


def test_the_page_shows_files_and_seal(cast: Cast) -> None:
    conversation = sealed(cast)
    words = Client().get(f"/{conversation.reference}/").content.decode()
    assert [part in words for part in (conversation.root, "14 votes are sealed", "votes.csv", "comments.csv")] == [
        True,
        True,
        True,
        True,
    ]


def test_anybody_checks_the_seal_from_the_file_with_one_command(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    conversation = sealed(cast)
    path = tmp_path / "votes.csv"
    path.write_text(file_of(conversation, "votes"), encoding="utf-8")
    assert main(["verify-votes", str(path), "--root", conversation.root]) == 0
    assert main(["verify-votes", str(path), "--root", "0" * 64]) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"14 votes. Their seal is {conversation.root}."
    assert said[1::2] == ["This is the seal that was given.", "This is NOT the seal that was given."]
