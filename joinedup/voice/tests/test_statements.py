"""Seeding, saying, voting and taking back."""

from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from django.db import DatabaseError, transaction
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.refusals import Refused
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.reckon.opinion.statistics import Counts, priorities
from joinedup.voice.actions import statements, taking_part
from joinedup.voice.models import Participant, Statement, Vote
from joinedup.voice.reads import voting
from joinedup.voice.rules.statements import A_NETWORK_A_DAY
from joinedup.voice.tests.made import a_conversation, a_guest, a_saying, a_seed, doing, some_guests

FLOOD = "a" + "\u0301\u0316" * 500_000


def refused(act: Any, *args: Any, **kwargs: Any) -> list[str]:
    """The codes of every reason for which something is refused."""
    with pytest.raises(Refused) as found:
        act(*args, **kwargs)
    return [each.code for each in found.value.refusals]


def test_a_vote_is_stored_in_three_queries(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    conversation = a_conversation(cast)
    statement, guest = a_seed(cast, conversation), a_guest(conversation)
    with django_assert_num_queries(5):  # a savepoint and its release among them, which a site does not have
        statements.vote(guest, statement, at=NOW, value=1)


def test_a_changed_vote_takes_the_place_of_the_one_before(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statement, guest = a_seed(cast, conversation), a_guest(conversation)
    statements.vote(guest, statement, at=NOW, value=1)
    later = NOW + timedelta(minutes=1)
    statements.vote(guest, statement, at=later, value=0)
    assert list(Vote.objects.values_list("participant", "value", "at")) == [(guest.pk, 0, later)]


def test_whoever_has_left_meanwhile_is_not_counted(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statement, guest = a_seed(cast, conversation), a_guest(conversation)
    Participant.objects.filter(pk=guest.pk).update(left_at=NOW)
    assert refused(statements.vote, guest, statement, at=NOW, value=1) == ["participant_left"]


def test_a_statement_of_another_conversation_cannot_be_voted_on(cast: Cast) -> None:
    guest = a_guest(a_conversation(cast))
    elsewhere = a_seed(cast, a_conversation(cast, name="Elsewhere"))
    assert refused(statements.vote, guest, elsewhere, at=NOW, value=1) == ["statement_not_shown"]
    assert refused(statements.vote, guest, elsewhere, at=NOW, value=2) == ["statement_not_shown", "no_such_vote"]


def test_the_database_itself_keeps_the_words_of_a_statement(cast: Cast) -> None:
    """Whoever voted on it voted on these words."""
    statement = a_seed(cast, a_conversation(cast))
    changes = (
        {"words": "Open it."},
        {"words": "", "state": "hidden", "because": "x"},
        {"words": "x", "state": "withdrawn"},
    )
    for change in changes:
        with pytest.raises(DatabaseError), transaction.atomic():
            Statement.objects.filter(pk=statement.pk).update(**change)
    statement.refresh_from_db()
    assert (statement.words, statement.state) == ("Close Mill Lane on Fridays.", "shown")


def test_words_that_were_taken_back_never_come_again(cast: Cast) -> None:
    guest = a_guest(a_conversation(cast))
    gone = statements.take_back(a_saying(guest), by=guest, at=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Statement.objects.filter(pk=gone.pk).update(words="Close the whole quarter.", state="shown")


def test_what_one_said_can_be_taken_back_until_somebody_else_votes_on_it(cast: Cast) -> None:
    conversation = a_conversation(cast, moderation="after")
    maker, other = some_guests(conversation, 2)
    said = a_saying(maker)
    assert refused(statements.take_back, said, by=other, at=NOW) == ["statement_not_yours"]
    statements.vote(maker, said, at=NOW, value=1)
    gone = statements.take_back(said, by=maker, at=NOW)
    assert (gone.words, gone.look, gone.state, str(gone)) == ("", "", "withdrawn", "a statement that was taken back")
    assert refused(statements.take_back, gone, by=maker, at=NOW) == ["nothing_to_take_back"]


def test_what_somebody_else_has_voted_on_stays(cast: Cast) -> None:
    conversation = a_conversation(cast, moderation="after")
    maker, other = some_guests(conversation, 2)
    said = a_saying(maker)
    statements.vote(other, said, at=NOW, value=-1)
    assert refused(statements.take_back, said, by=maker, at=NOW) == ["statement_voted_on"]


def test_taking_back_makes_no_room_for_more(cast: Cast) -> None:
    guest = a_guest(a_conversation(cast, statements_each=1))
    statements.take_back(a_saying(guest), by=guest, at=NOW)
    assert refused(a_saying, guest, "Something else.") == ["said_enough"]


def test_a_flood_from_one_network_leaves_room_for_everybody_else(cast: Cast) -> None:
    conversation = a_conversation(cast, statements_each=100, statements_a_day=A_NETWORK_A_DAY + 1)
    bots = [taking_part.join(conversation, at=NOW, guest_mark=f"bot {n}", network="one") for n in range(3)]
    for number in range(A_NETWORK_A_DAY):
        a_saying(bots[number % 3], f"Flood {'x' * number}")
    assert refused(a_saying, bots[0], "One more.") == ["enough_nearby"]
    assert a_saying(a_guest(conversation), "An honest word.").words == "An honest word."


def test_several_first_statements_are_stored_together_or_not_at_all(cast: Cast) -> None:
    conversation = a_conversation(cast)
    good = statements.seed_several(conversation, **doing(cast.ada), lines=["Close it.", "Open it."])
    assert [(each.number, each.words, each.state) for each in good] == [
        (0, "Close it.", "shown"),
        (1, "Open it.", "shown"),
    ]
    codes = refused(
        statements.seed_several, conversation, **doing(cast.ada), lines=["Widen it.", "Open it!", "x" * 281]
    )
    assert (codes, conversation.statements.count()) == (["statement_in_line"] * 2, 2)


@pytest.mark.parametrize("act", ["say", "seed"])
def test_a_megabyte_of_marks_is_refused(cast: Cast, act: str) -> None:
    conversation = a_conversation(cast)
    if act == "say":
        assert refused(a_saying, a_guest(conversation), FLOOD) == ["text_too_long"]
    else:
        assert refused(statements.seed, conversation, **doing(cast.ada), words=FLOOD) == ["text_too_long"]


@pytest.mark.parametrize("words", ["x" * 280, "👨‍👩‍👧" * 280], ids=["letters", "families"])
def test_all_that_may_be_said_fits_into_the_database(cast: Cast, words: str) -> None:
    said = a_saying(a_guest(a_conversation(cast)), words)
    said.refresh_from_db()
    assert said.words == words


def test_what_was_taken_back_or_waits_is_not_asked_about(cast: Cast) -> None:
    conversation = a_conversation(cast)
    a_saying(a_guest(conversation))
    assert voting.next_for(conversation, a_guest(conversation, "other"), 0.5) is None


def test_each_statement_is_asked_about_once_and_the_count_goes_up(cast: Cast) -> None:
    conversation = a_conversation(cast)
    for number in range(4):
        a_seed(cast, conversation, f"Statement {'abcd'[number]}")
    guest, seen = a_guest(conversation), []
    while asked := voting.next_for(conversation, guest, 0.3):
        seen.append((asked.number, asked.voted, asked.of))
        statements.vote(guest, conversation.statements.get(number=asked.number), at=NOW, value=0)
    assert sorted(number for number, *_ in seen) == [0, 1, 2, 3]
    assert [counted for _, *counted in seen] == [[0, 4], [1, 4], [2, 4], [3, 4]]


def test_the_same_draw_asks_the_same_and_a_high_priority_is_asked_first(cast: Cast) -> None:
    conversation = a_conversation(cast)
    for letter in "abc":
        a_seed(cast, conversation, f"Statement {letter}")
    assert statements.set_priorities(conversation, {0: 1.0, 1: 8.0, 2: 1.0, 9: 5.0}) == 3
    asked = [voting.next_for(conversation, None, number / 10) for number in range(10)]
    assert [one.number for one in asked if one] == [1, 1, 1, 1, 1, 1, 1, 1, 0, 2]
    assert statements.set_priorities(conversation, {0: 1.0, 1: 8.0, 2: 1.0}) == 0


def test_a_new_statement_counts_as_the_formula_says_of_one_without_votes(cast: Cast) -> None:
    nobody = np.zeros((1, 1), dtype=np.int64)
    expected = priorities(Counts(nobody, nobody, nobody), np.zeros(1))
    assert a_seed(cast, a_conversation(cast)).priority == expected[0]


def test_what_to_ask_next_costs_one_query_however_much_there_is(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    conversation = a_conversation(cast)
    for number in range(40):
        a_seed(cast, conversation, f"Statement {'x' * number}")
    guest = a_guest(conversation)
    for one in conversation.statements.order_by("pk")[:35]:
        statements.vote(guest, one, at=NOW, value=1)
    with django_assert_num_queries(1):
        asked = voting.next_for(conversation, guest, 0.5)
    assert asked is not None
    assert (asked.voted, asked.of, asked.number >= 35) == (35, 40, True)
