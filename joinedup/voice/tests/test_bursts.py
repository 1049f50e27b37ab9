"""Bursts: a crowd that votes alike is told of, an honest one is not; deciding leaves it out of a second map."""

from datetime import datetime, timedelta
from random import Random

import pytest

from joinedup.frame.refusals import Refused
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record.models import Entry
from joinedup.voice.actions.bursts import find_bursts, look_for_bursts, settle_burst
from joinedup.voice.models import Burst, Conversation, Participant, Statement, Vote
from joinedup.voice.tests.made import a_conversation, a_saying, a_seed, doing

LATER = NOW + timedelta(hours=3)


def crowd(
    conversation: Conversation,
    number: int,
    *,
    seconds: float,
    network: str = "",
    mail_host: str = "",
    at: datetime = NOW,
) -> list[Participant]:
    """As many participants, one after the other."""
    return Participant.objects.bulk_create(
        Participant(
            conversation=conversation,
            guest_mark=f"{network}{mail_host}{number}{each}{at:%H%M}",
            network=network,
            mail_host=mail_host,
            joined_at=at + timedelta(seconds=each * seconds),
        )
        for each in range(number)
    )


def cast_all(voters: list[Participant], statements: list[Statement], values: list[list[int]], seconds: float) -> None:
    """The votes of each on each statement, one voter after the other."""
    Vote.objects.bulk_create(
        Vote(statement=statement, participant=voter, value=value, at=NOW + timedelta(seconds=number * seconds))
        for number, (voter, of_voter) in enumerate(zip(voters, values, strict=True))
        for statement, value in zip(statements, of_voter, strict=True)
    )


def three(cast: Cast, conversation: Conversation) -> list[Statement]:
    return [a_seed(cast, conversation, words) for words in ("Close Mill Lane.", "Close High Green.", "Open the ford.")]


def test_a_thousand_accounts_of_one_network_and_mail_host_in_an_hour_all_alike_are_two_bursts(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statements = three(cast, conversation)
    others = crowd(conversation, 30, seconds=7200, network="")
    cast_all(others, statements, [[1, -1, 1] if each % 2 else [-1, 1, -1] for each in range(30)], 1)
    brigade = crowd(conversation, 1000, seconds=3.5, network="n", mail_host="m")
    cast_all(brigade, statements, [[1, 1, -1]] * 1000, 3.5)
    assert find_bursts(conversation, at=LATER) == 2
    found = {burst.sign: burst.participants.count() for burst in Burst.objects.all()}
    assert found == {"network": 1000, "mail_host": 1000}
    assert look_for_bursts(LATER) == 0


def test_a_librarys_shared_network_whose_people_differ_is_no_burst(cast: Cast) -> None:
    conversation, random = a_conversation(cast), Random(5)  # noqa: S311 — the same people each time
    statements = three(cast, conversation)
    readers = crowd(conversation, 200, seconds=15, network="library", mail_host="mail")
    cast_all(readers, statements, [random.choices((1, 0, -1), (3, 1, 1), k=3) for _ in readers], 15)
    assert find_bursts(conversation, at=LATER) == 0


def test_a_crowd_that_agrees_with_what_everybody_agrees_on_is_no_burst(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statements = three(cast, conversation)
    cast_all(crowd(conversation, 30, seconds=7200), statements, [[1, 1, 1]] * 30, 1)
    cast_all(crowd(conversation, 60, seconds=30, network="school"), statements, [[1, 1, 1]] * 60, 30)
    assert find_bursts(conversation, at=LATER) == 0


def test_five_hundred_who_saw_only_one_statement_in_five_minutes_are_a_burst_once_they_had_time_to_go_on(
    cast: Cast,
) -> None:
    conversation = a_conversation(cast)
    statement = three(cast, conversation)[1]
    cast_all(crowd(conversation, 500, seconds=0.5), [statement], [[1]] * 500, 0.5)
    assert find_bursts(conversation, at=NOW + timedelta(minutes=6)) == 0
    assert find_bursts(conversation, at=NOW + timedelta(minutes=20)) == 1
    burst = Burst.objects.get()
    assert (burst.sign, burst.statement, burst.participants.count()) == ("one", statement, 500)


def test_a_class_that_begins_with_the_same_statement_and_goes_on_is_no_burst(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statements = three(cast, conversation)
    random = Random(7)  # noqa: S311
    values = [[1, *random.choices((1, -1), k=2)] for _ in range(60)]
    cast_all(crowd(conversation, 60, seconds=1), statements, values, 1)
    assert find_bursts(conversation, at=LATER) == 0


def test_the_same_words_again_and_again_in_any_order_are_a_burst(cast: Cast) -> None:
    conversation = a_conversation(cast, moderation="after")
    people = crowd(conversation, 5, seconds=1)
    orders = ("Never close Mill Lane", "Mill Lane: close never!", "Close Mill Lane? Never", "never Mill close lane")
    for person, words in zip(people, orders, strict=False):
        a_saying(person, words)
    assert find_bursts(conversation, at=LATER) == 0
    a_saying(people[4], "Lane, Mill: never closed")
    assert find_bursts(conversation, at=LATER) == 1
    assert Burst.objects.get().sign == "words"


def test_a_burst_that_goes_on_is_the_same_one_with_more_people(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statements = three(cast, conversation)
    cast_all(crowd(conversation, 20, seconds=60, network="n"), statements, [[1, 1, -1]] * 20, 60)
    assert find_bursts(conversation, at=LATER) == 1
    later = crowd(conversation, 5, seconds=60, network="n", at=NOW + timedelta(minutes=21))
    cast_all(later, statements, [[1, 1, -1]] * 5, 60)
    assert find_bursts(conversation, at=LATER) == 0
    assert Burst.objects.get().participants.count() == 25


def test_nineteen_are_no_crowd(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statements = three(cast, conversation)
    cast_all(crowd(conversation, 19, seconds=60, network="n"), statements, [[1, 1, -1]] * 19, 60)
    assert find_bursts(conversation, at=LATER) == 0


def test_a_burst_is_left_out_or_kept_with_a_reason_that_the_record_keeps_and_no_vote_is_deleted(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statements = three(cast, conversation)
    cast_all(crowd(conversation, 20, seconds=60, network="n"), statements, [[1, 1, -1]] * 20, 60)
    find_bursts(conversation, at=LATER)
    burst = Burst.objects.get()
    for reason, code in (("", "burst_no_reason"),):
        with pytest.raises(Refused) as attempt:
            settle_burst(burst, **doing(cast.ada), left_out=True, reason=reason)
        assert [each.code for each in attempt.value.refusals] == [code]
    with pytest.raises(Refused):
        settle_burst(burst, **doing(cast.dan), left_out=True, reason="One machine.")
    settle_burst(burst, **doing(cast.ada), left_out=True, reason="One machine.")
    settle_burst(burst, **doing(cast.ada), left_out=False, reason="It was the school.")
    assert Vote.objects.count() == 60
    entries = Entry.objects.filter(verb__contains="burst").order_by("pk")
    assert [(entry.verb, entry.facts) for entry in entries] == [
        ("left burst out of second map", {"sign": "network", "left_out": "yes", "people": "20"}),
        ("kept burst in every map", {"sign": "network", "left_out": "no", "people": "20"}),
    ]
