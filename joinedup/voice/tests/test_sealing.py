"""The seal on the votes of a closed conversation."""

import hashlib
from datetime import timedelta

import pytest

from joinedup.frame.refusals import Refused
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record.models import Entry
from joinedup.voice.actions import conversations, sealing
from joinedup.voice.models import Conversation, Participant
from joinedup.voice.reads.sealing import cast_in
from joinedup.voice.rules.sealing import NOT_OVER, SEALED, root_of
from joinedup.voice.tests.made import a_conversation, a_seed, doing, some_guests, votes

LATER = NOW + timedelta(hours=1)


def leaf(line: bytes) -> bytes:
    return hashlib.sha256(b"\0" + line).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def closed(cast: Cast, voters: int = 3) -> Conversation:
    """A closed conversation in which so many voted on one statement, in turn for, against and neither."""
    conversation = a_conversation(cast)
    statement = a_seed(cast, conversation)
    votes(statement, some_guests(conversation, voters), [(1, -1, 0)[place % 3] for place in range(voters)])
    return conversations.close(conversation, **doing(cast.ada))


def test_the_seal_is_the_tree_of_the_record_over_the_lines_of_the_votes() -> None:
    first, second, third = leaf(b"0,0,1"), leaf(b"0,1,-1"), leaf(b"3,0,0")
    assert root_of([(0, 0, 1), (0, 1, -1), (3, 0, 0)]) == node(node(first, second), third).hex()


def test_another_vote_an_order_or_a_vote_less_is_another_seal() -> None:
    votes_cast = [(0, 0, 1), (0, 1, -1), (1, 0, 0)]
    others = ([(0, 0, 0), *votes_cast[1:]], votes_cast[::-1], votes_cast[:2])
    assert len({root_of(votes_cast), *map(root_of, others)}) == 4


def test_closed_votes_are_sealed_with_one_entry_that_says_how_many(cast: Cast) -> None:
    conversation = closed(cast)
    assert sealing.seal_due(LATER) == 1
    conversation.refresh_from_db()
    entry = Entry.objects.get(verb="sealed votes")
    assert (entry.subject, entry.actor) == (conversation.reference, "")
    assert entry.facts == {"root": conversation.root, "votes": "3"}
    assert conversation.sealed_votes == 3


def test_numbers_are_drawn_for_those_who_voted_and_for_nobody_else(cast: Cast) -> None:
    conversation = a_conversation(cast)
    guests = some_guests(conversation, 5)
    votes(a_seed(cast, conversation), guests[:3], [1, 1, 1])
    sealing.seal(conversations.close(conversation, **doing(cast.ada)), at=LATER)
    numbers = list(Participant.objects.order_by("pk").values_list("number", flat=True))
    assert ({*numbers[:3]}, numbers[3:]) == ({0, 1, 2}, [None, None])


def test_the_order_of_numbers_is_drawn_by_lot(cast: Cast) -> None:
    sealing.seal(closed(cast, voters=60), at=LATER)
    numbers = list(Participant.objects.order_by("pk").values_list("number", flat=True))
    assert {*numbers} == {*range(60)}
    assert numbers != list(range(60))


def test_what_is_open_or_sealed_already_is_not_sealed(cast: Cast) -> None:
    conversation = a_conversation(cast)
    with pytest.raises(Refused) as open_still:
        sealing.seal(conversation, at=LATER)
    conversations.close(conversation, **doing(cast.ada))
    sealing.seal(conversation, at=LATER)
    with pytest.raises(Refused) as again:
        sealing.seal(conversation, at=LATER)
    assert (open_still.value.refusals, again.value.refusals) == ((NOT_OVER,), (SEALED,))
    assert (sealing.seal_due(LATER), Entry.objects.filter(verb="sealed votes").count()) == (0, 1)


def test_whoever_leaves_after_the_seal_does_not_change_it(cast: Cast) -> None:
    conversation = sealing.seal(closed(cast), at=LATER)
    Participant.objects.update(left_at=LATER, guest_mark="")
    assert root_of(cast_in(conversation)) == conversation.root


def test_a_conversation_without_votes_has_the_seal_of_nothing(cast: Cast) -> None:
    empty = sealing.seal(conversations.close(a_conversation(cast), **doing(cast.ada)), at=LATER)
    assert (empty.root, empty.sealed_votes) == (hashlib.sha256(b"").hexdigest(), 0)
