"""Starting, opening and closing a conversation, saying something and voting."""

import pytest

from joinedup.frame.refusals import Refused
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record.models import Entry
from joinedup.voice.actions import conversations, statements
from joinedup.voice.models import Vote
from joinedup.voice.rules.statements import NOT_OPEN, NOT_SHOWN
from joinedup.voice.tests.made import a_conversation, a_draft, a_guest, a_saying, a_seed, doing


def test_a_conversation_that_says_everything_opens_and_says_so_in_the_record(cast: Cast) -> None:
    opened = conversations.open_it(a_draft(cast), **doing(cast.ada))
    assert (opened.state, opened.opened_at) == ("open", NOW)
    assert Entry.objects.get(verb="opened conversation").subject == opened.reference


def test_one_that_lacks_anything_does_not_open_and_says_all_that_is_missing(cast: Cast) -> None:
    draft = a_draft(cast, limits="There is not much money.", decider=None)
    draft.known.all().delete()
    with pytest.raises(Refused) as refused:
        conversations.open_it(draft, **doing(cast.ada))
    assert [each.code for each in refused.value.refusals] == [
        "opens_without_decider",
        "opens_without_limits",
        "opens_without_evidence",
        "opens_without_lived",
    ]


def test_a_vote_is_counted_once_however_often_it_is_cast(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statement, guest = a_seed(cast, conversation), a_guest(conversation)
    for value in (1, 1, -1):
        statements.vote(guest, statement, at=NOW, value=value)
    assert list(Vote.objects.values_list("value", flat=True)) == [-1]


def test_nothing_is_counted_once_the_conversation_is_closed(cast: Cast) -> None:
    conversation = a_conversation(cast)
    statement, guest = a_seed(cast, conversation), a_guest(conversation)
    conversations.close(conversation, **doing(cast.ada))
    with pytest.raises(Refused) as refused:
        statements.vote(guest, statement, at=NOW, value=1)
    assert refused.value.refusals == (NOT_OPEN,)
    assert Vote.objects.count() == 0


def test_what_waits_to_be_read_cannot_be_voted_on_by_its_maker_either(cast: Cast) -> None:
    guest = a_guest(a_conversation(cast))
    waiting = a_saying(guest)
    with pytest.raises(Refused) as refused:
        statements.vote(guest, waiting, at=NOW, value=1)
    assert refused.value.refusals == (NOT_SHOWN,)
