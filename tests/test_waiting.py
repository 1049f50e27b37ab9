"""What waits to be read stands on no page, in no feed, file or search, until somebody has approved it."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from joinedup.frame.refusals import Refused
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.voice.actions import moderation, statements, taking_part
from joinedup.voice.models import Conversation, Vote
from tests.test_permissions import _routes
from tests.world import world

pytestmark = pytest.mark.walk

PLANTED = "zebracanary"
ABOUT_IT = {"conversation", "statement", "partnership"}
TO_ITS_AUTHOR = {"said", "my-part", "take-back-statement"}  # pages of what people said themselves
FEW = {"search", "home", "what-changed"}


def test_a_statement_that_waits_is_nowhere_for_anybody_and_its_author_can_do_nothing_with_it(cast: Cast) -> None:
    everything, at = world(cast), timezone.now()
    publish(cast.partnership)
    conversation = Conversation.objects.get(reference=everything.parts["conversation"])
    author = taking_part.join(conversation, at=at, account=cast.eve)
    waiting = statements.say(author, at=at, words=f"Zebras for {PLANTED}.")
    everything.parts["statement"] = waiting.reference
    routes = [(name, parts) for name, parts in _routes() if set(parts) & ABOUT_IT or name in FEW]
    for number, browser in enumerate((Client(), signed_in(cast.eve))):
        told = [name for name, address in everything.addresses(routes).items() if _tells(browser, address)]
        assert [name for name in told if not number or name not in TO_ITS_AUTHOR] == []
    with pytest.raises(Refused):
        statements.vote(author, waiting, at=at, value=1)
    assert Vote.objects.filter(statement=waiting).count() == 0
    below = ("", "report/", "vote/")
    assert {signed_in(cast.eve).get(f"{waiting.get_absolute_url()}{each}").status_code for each in below} == {404}
    about = [waiting.reference]
    moderation.moderate(conversation, by=cast.ada, at=at, kind="show", about=about, reason="Fine.")
    assert _tells(Client(), "/search/")


def _tells(browser: Client, address: str) -> bool:
    """Whether a page, asked for these words where it takes any, has them in what it answers of its own."""
    answer = browser.get(address, {"q": PLANTED})
    body = b"".join(answer).decode(errors="replace")
    return re.search(f"for {PLANTED}", body) is not None
