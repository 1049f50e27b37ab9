"""Votes of many at the same moment: counted once each, none lost, and none after the conversation has closed."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from joinedup.frame.refusals import Refused
from joinedup.partners.tests.cast import Cast
from joinedup.voice.actions import conversations, statements
from joinedup.voice.models import Conversation, Participant, Statement, Vote
from joinedup.voice.tests.made import a_conversation, a_saying, a_seed, doing, some_guests

PATIENCE_SECONDS = 60


@pytest.fixture
def conversation(transactional_db: None, cast: Cast) -> Conversation:
    return a_conversation(cast, moderation="after")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of these at the same moment, each in a thread of its own; what each gave or raised, in their order."""
    gate = threading.Barrier(len(acts), timeout=PATIENCE_SECONDS)
    gave: list[Any] = [None] * len(acts)

    def do(place: int) -> None:
        try:
            gate.wait()
            gave[place] = acts[place]()
        except Exception as fault:  # noqa: BLE001 — it is what the test reports
            gave[place] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return gave


def voting(guest: Participant, statement: Statement, value: int = 1) -> Callable[[], Vote]:
    return lambda: statements.vote(guest, statement, at=timezone.now(), value=value)


def test_twenty_votes_of_one_person_at_once_are_one_row_each_round(cast: Cast, conversation: Conversation) -> None:
    """SV1."""
    guest = some_guests(conversation, 1)[0]
    for number in range(10):
        statement = a_seed(cast, conversation, f"Statement {'x' * number}")
        answers = at_once(*[voting(guest, statement)] * 20)
        assert [one for one in answers if not isinstance(one, Vote)] == []
        assert list(statement.votes.values_list("value", flat=True)) == [1]


def test_every_vote_that_was_counted_is_in_the_closed_set_and_none_came_later(
    cast: Cast, conversation: Conversation
) -> None:
    seeds = [a_seed(cast, conversation, f"Statement {'x' * number}") for number in range(12)]
    guests = some_guests(conversation, 8)
    under_way, against = threading.Event(), set[str]()
    at_closing: list[tuple[int, int, int]] = []

    def vote_on_all(guest: Participant) -> set[tuple[int, int]]:
        counted: set[tuple[int, int]] = set()
        for turn in range(3):
            for statement in seeds:
                try:
                    statements.vote(guest, statement, at=timezone.now(), value=turn - 1)
                except Refused as refused:
                    against.update(each.code for each in refused.refusals)
                    return counted
                counted.add((guest.pk, statement.pk))
                under_way.set()
        return counted

    def close() -> None:
        under_way.wait(PATIENCE_SECONDS)
        conversations.close(conversation, **doing(cast.ada))
        at_closing.extend(stored())

    def stored() -> list[tuple[int, int, int]]:
        return sorted(Vote.objects.values_list("participant", "statement", "value"))

    *counted, closed = at_once(*(lambda guest=guest: vote_on_all(guest) for guest in guests), close)
    assert (closed, [one for one in counted if not isinstance(one, set)]) == (None, [])
    assert (stored(), against - {"conversation_not_open"}) == (at_closing, set())
    assert {row[:2] for row in at_closing} == set().union(*counted)


def test_what_is_taken_back_while_others_vote_is_either_gone_or_voted_on(conversation: Conversation) -> None:
    maker, *others = some_guests(conversation, 5)
    for number in range(5):
        said = a_saying(maker, f"Statement {'x' * number}")
        taking = lambda said=said: statements.take_back(said, by=maker, at=timezone.now())  # noqa: E731
        answers = at_once(*(voting(one, said) for one in others), taking)
        assert [one for one in answers if not isinstance(one, Vote | Statement | Refused)] == []
        said.refresh_from_db()
        assert (said.state == "withdrawn") == (said.votes.count() == 0)


def test_votes_and_new_priorities_never_wait_for_each_other_in_a_circle(cast: Cast, conversation: Conversation) -> None:
    seeds = [a_seed(cast, conversation, f"Statement {'x' * number}") for number in range(20)]
    guests = some_guests(conversation, 6)
    acts: list[Callable[[], Any]] = [
        lambda guest=guest: [statements.vote(guest, one, at=timezone.now(), value=1) for one in reversed(seeds)]  # type: ignore[misc]
        for guest in guests
    ]
    weigh = [
        lambda weight=weight: statements.set_priorities(conversation, dict.fromkeys(range(20), weight))
        for weight in (1.0, 2.0)
    ]
    answers = at_once(*acts, *weigh)
    assert [one for one in answers if isinstance(one, Exception)] == []
    assert Vote.objects.count() == len(seeds) * len(guests)
