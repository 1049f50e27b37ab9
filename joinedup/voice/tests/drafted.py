"""What the tests of open drafts start from, made by actions."""

from typing import Any

from joinedup.partners.tests.cast import NOW, Cast
from joinedup.voice.actions import annotations, drafts
from joinedup.voice.models import Annotation, Conversation, Draft
from joinedup.voice.tests.made import a_conversation, a_guest, doing

TEXT = "Streets close at three.\n\nThey open at six."


def a_draft_text(cast: Cast, conversation: Conversation | None = None, text: str = TEXT) -> Draft:
    """A text of two paragraphs before the people of an open conversation."""
    said: dict[str, Any] = {
        "name": "The street plan",
        "house_rule": "Write so that others can accept it.",
        "text": text,
    }
    return drafts.start(conversation or a_conversation(cast), **doing(cast.ada), **said)


def an_amendment(draft: Draft, instead: str = "Streets close at half past two.", **said: Any) -> Annotation:
    """A guest's other words for the first paragraph."""
    guest = a_guest(draft.conversation, said.pop("guest", "guest"))
    given: dict[str, Any] = {"paragraph": 1, "instead": instead, **said}
    return annotations.annotate(draft, guest, at=NOW, **given)
