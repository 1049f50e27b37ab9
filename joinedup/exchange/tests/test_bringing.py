"""Taking in conversations that were held elsewhere: both real ones, and every bad file."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError

from joinedup.exchange.polis import reading, writing
from joinedup.exchange.polis.bringing import bring_in_files
from joinedup.exchange.polis.reading import read_statements, read_votes
from joinedup.frame.refusals import Refused
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.reckon.opinion.reading import read_votes as votes_for_a_map
from joinedup.record.models import Entry
from joinedup.site.command import main
from joinedup.voice.actions.bringing import Named, bring_in
from joinedup.voice.actions.sealing import seal
from joinedup.voice.models import Conversation, Participant, Statement, Vote
from joinedup.voice.tests.made import doing

REAL = Path(__file__).parents[2] / "reckon" / "tests" / "conversations"
COMMENTS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
VOTES = "timestamp,datetime,comment-id,voter-id,vote\n"
SAID: dict[str, Any] = {"email": "ada@example.org", "name": "Elsewhere", "question": "What should change?"}


def mapped(path: Path) -> list[list[int]]:
    """Who voted how on what, as a map of opinion reads it."""
    with path.open(encoding="utf-8-sig") as file:
        votes = votes_for_a_map(file)
    return [part.tolist() for part in (votes.participants, votes.statements, votes.rows, votes.columns, votes.said)]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two statements and three votes that are fine."""
    votes, comments = tmp_path / "votes.csv", tmp_path / "comments.csv"
    comments.write_text(COMMENTS + "1000,,0,7,1,0,1,Fewer cars\n2000,,1,,0,0,-1,Rude words\n", encoding="utf-8")
    votes.write_text(VOTES + "3000,,0,7,1\n4000,,0,8,-1\n4000,,1,8,0\n", encoding="utf-8")
    return votes, comments


@pytest.mark.parametrize(
    ("name", "counts", "states", "changed"),
    [
        ("london", {"statements": "39", "participants": "27", "votes": "638"}, {"shown": 36, "hidden": 3}, 2),
        ("seattle", {"statements": "54", "participants": "339", "votes": "2872"}, {"shown": 31, "hidden": 23}, 123),
    ],
)
def test_a_real_conversation_is_taken_in_by_the_command_as_one_entry(
    cast: Cast,
    name: str,
    counts: dict[str, str],
    states: dict[str, int],
    changed: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = REAL / name
    words = ["import-conversation", cast.partnership.reference, str(folder / "votes.csv"), str(folder / "comments.csv")]
    said = ["--name", "Elsewhere", "--question", "What should change?", "--by", "ada@example.org"]
    before = Entry.objects.count()
    assert main([*words, *said]) == 0
    conversation, entry = Conversation.objects.get(), Entry.objects.get(verb="brought in conversation")
    assert Entry.objects.count() == before + 1
    assert {key: entry.facts[key] for key in counts} == counts
    assert (conversation.state, conversation.visibility) == ("closed", "draft")
    assert Counter(Statement.objects.values_list("state", flat=True)) == states
    assert f"{changed} votes were changed later" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["london", "seattle"])
def test_what_was_taken_in_is_given_out_as_it_came(cast: Cast, name: str, tmp_path: Path) -> None:
    folder = REAL / name
    bring_in_files(cast.partnership, folder / "votes.csv", folder / "comments.csv", **SAID)
    conversation = seal(Conversation.objects.get(), at=NOW)
    out = tmp_path / "votes.csv"
    out.write_text("".join(writing.votes_of(conversation)), encoding="utf-8")
    assert mapped(out) == mapped(folder / "votes.csv")


def test_statements_stand_as_the_file_says(cast: Cast, files: tuple[Path, Path]) -> None:
    bring_in_files(cast.partnership, *files, **SAID)
    rows = Statement.objects.order_by("number").values_list("words", "state", "said_by__slip", "because")
    assert list(rows) == [
        ("Fewer cars", "shown", "7", ""),
        ("Rude words", "hidden", None, "It was taken out where this conversation was held."),
    ]
    people = Participant.objects.order_by("number").values_list("slip", "number", "entered_by__email", "guest_mark")
    assert list(people) == [("7", 7, "ada@example.org", ""), ("8", 8, "ada@example.org", "")]


def test_of_two_votes_on_one_statement_the_later_counts(cast: Cast, files: tuple[Path, Path]) -> None:
    files[0].write_text(VOTES + "3000,,0,7,1\n5000,,0,7,-1\n4000,,0,7,0\n", encoding="utf-8")
    bring_in_files(cast.partnership, *files, **SAID)
    assert list(Vote.objects.values_list("value", flat=True)) == [-1]


def test_seeds_are_marked_where_the_file_says_so(cast: Cast, files: tuple[Path, Path]) -> None:
    heading = COMMENTS.replace("comment-body", "comment-body,is-seed")
    files[1].write_text(heading + "1,,0,,0,0,1,Fewer cars,true\n1,,1,7,0,0,1,More trees,false\n", encoding="utf-8")
    bring_in_files(cast.partnership, *files, **SAID)
    assert list(Statement.objects.order_by("number").values_list("seeded_by__email", flat=True)) == [
        "ada@example.org",
        None,
    ]


def test_nobody_but_the_convenor_sees_it_until_it_is_shared(cast: Cast, files: tuple[Path, Path]) -> None:
    publish(cast.partnership)
    bring_in_files(cast.partnership, *files, **SAID)
    address = f"/{Conversation.objects.get().reference}/"
    assert [signed_in(one).get(address).status_code for one in (cast.ada, cast.ben, cast.rosa)] == [200, 404, 404]


@pytest.mark.parametrize(
    ("which", "text", "said"),
    [
        ("votes", "a,b\n1,2\n", "votes.csv: there is no column comment-id."),
        ("votes", "", "votes.csv: there is no column comment-id."),
        ("votes", VOTES, "votes.csv: there is nothing below the heading."),
        ("votes", VOTES + "1,,5,7,1\n", "votes.csv, line 2: there is no statement 5 in the file of statements."),
        ("votes", VOTES + "1,,0,7,2\n", "line 2: the vote is “2”; a vote is 1 (agree), 0 (pass) or -1 (disagree)."),
        ("votes", VOTES + "1,,0,7,yes\n", "line 2: the vote is “yes”;"),
        ("votes", VOTES + "1,,0,-7,1\n", "line 2: voter-id is “-7”, not a whole number from 0 on."),
        ("votes", VOTES + "1,,0,9999999999,1\n", "voter-id is “9999999999”"),
        ("votes", VOTES + "tomorrow,,0,7,1\n", "timestamp is “tomorrow”"),
        ("votes", VOTES + "99999999999999,,0,7,1\n", "timestamp is “99999999999999”"),
        ("votes", VOTES + "1,,0\n", "line 2: it has too few cells."),
        ("votes", VOTES.replace("vote\n", "vote,vote\n") + "1,,0,7,1,1\n", "the column vote stands twice."),
        ("comments", "comment-id,comment-body\n0,Hello\n", "comments.csv: there is no column moderated."),
        ("comments", COMMENTS + "1,,0,,0,0,1,A\n1,,0,,0,0,1,B\n", "line 3: comment-id 0 stands twice."),
        ("comments", COMMENTS + "1,,0,,0,0,5,A\n", "line 2: moderated is not 1, 0 or -1."),
        ("comments", COMMENTS + "1,,0,,0,0,1,\n", "line 2: comment-body is empty."),
        ("comments", COMMENTS + "1,,0,x,0,0,1,A\n", "line 2: author-id is not a whole number from 0 on."),
        ("comments", COMMENTS + f"1,,0,,0,0,1,{'long ' * 300}\n", "at most 1000 fit."),
        ("comments", COMMENTS + "1,,0,,0,0,1,left \u202eright\n", "direction-changing character"),
    ],
)
def test_a_bad_file_says_in_which_line_and_nothing_is_stored(
    cast: Cast, files: tuple[Path, Path], which: str, text: str, said: str
) -> None:
    files[0 if which == "votes" else 1].write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        bring_in_files(cast.partnership, *files, **SAID)
    assert said in str(refused.value)
    assert (Conversation.objects.count(), Participant.objects.count(), Vote.objects.count()) == (0, 0, 0)


def test_files_in_the_wrong_order_name_the_missing_columns(cast: Cast, files: tuple[Path, Path]) -> None:
    with pytest.raises(Refused) as refused:
        bring_in_files(cast.partnership, files[1], files[0], **SAID)
    assert [one.data["column"] for one in refused.value.refusals] == ["moderated", "comment-body"]


def test_only_the_first_twenty_faults_are_listed(files: tuple[Path, Path]) -> None:
    files[0].write_text(VOTES + "1,,0,7,9\n" * 1_000, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_votes(files[0], {0, 1})
    assert len(refused.value.refusals) == 21


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8"])
def test_a_byte_order_mark_changes_nothing(files: tuple[Path, Path], encoding: str) -> None:
    for path in files:
        path.write_text(path.read_text(encoding="utf-8"), encoding=encoding)
    assert [one.number for one in read_statements(files[1])] == [0, 1]
    assert len(read_votes(files[0], {0, 1}).values) == 3


@pytest.mark.parametrize("content", ["utf-16", "latin-1", "binary"])
def test_what_is_no_utf_8_is_refused_in_words(files: tuple[Path, Path], content: str) -> None:
    text = COMMENTS + "1,,0,,0,0,1,Café\n"
    files[1].write_bytes(bytes(range(256)) if content == "binary" else text.encode(content))
    with pytest.raises(Refused) as refused:
        read_statements(files[1])
    assert str(refused.value) == "comments.csv is not text in UTF-8. Save it as CSV in UTF-8."


def test_a_file_that_is_too_large_or_not_there_is_refused_before_it_is_read(files: tuple[Path, Path]) -> None:
    with files[0].open("r+b") as file:
        file.truncate(201_000_000)
    with pytest.raises(Refused) as large:
        read_votes(files[0], {0, 1})
    files[1].unlink()
    with pytest.raises(Refused) as gone:
        read_statements(files[1])
    assert [one.value.refusals[0].code for one in (large, gone)] == [
        "conversation_file_too_large",
        "no_conversation_file",
    ]


def test_an_import_that_stops_in_the_middle_leaves_nothing_behind(cast: Cast, files: tuple[Path, Path]) -> None:
    given = read_statements(files[1])
    votes = read_votes(files[0], {0, 1})
    torn = replace(votes, values=[*votes.values[:-1], 7])
    said = Named("Elsewhere", "What should change?", date(2031, 7, 1))
    hashes = {"votes_hash": reading.hash_of(files[0]), "statements_hash": reading.hash_of(files[1])}
    with pytest.raises(IntegrityError, match="vote_agrees_disagrees_or_passes"):
        bring_in(cast.partnership, **doing(cast.ada), said=said, statements=given, votes=torn, hashes=hashes)
    kinds = (Conversation, Participant, Statement, Vote, Entry)
    assert [kind.objects.count() for kind in kinds] == [0, 0, 0, 0, 0]


def test_the_same_file_is_taken_in_once(cast: Cast, files: tuple[Path, Path]) -> None:
    bring_in_files(cast.partnership, *files, **SAID)
    with pytest.raises(Refused) as refused:
        bring_in_files(cast.partnership, *files, **SAID)
    assert ([one.code for one in refused.value.refusals], Conversation.objects.count()) == (["brought_in_before"], 1)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": "nobody@example.org"}, "brought_in_by_nobody"),
        ({"email": "ben@example.org"}, "conversation_not_yours"),
        ({"name": " "}, "brought_in_without_name"),
        ({"question": ""}, "brought_in_without_question"),
        ({"answer_by": date(1969, 1, 1)}, "brought_in_answered_early"),
    ],
)
def test_what_is_said_of_it_has_to_hold(
    cast: Cast, files: tuple[Path, Path], change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        bring_in_files(cast.partnership, *files, **{**SAID, **change})
    assert ([one.code for one in refused.value.refusals], Conversation.objects.count()) == ([code], 0)
