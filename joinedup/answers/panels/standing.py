"""What this room shows on the pages of lower nouns."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from joinedup.answers import atom, reads, thread
from joinedup.answers import rulebook as rulebooks
from joinedup.frame.panels import Panel, panel
from joinedup.frame.references import KINDS
from joinedup.partners.models import Account, Meeting, Partnership
from joinedup.partners.permissions import Asker

FIRST = 5


@panel("partnership", order=30)
def still_to_settle(partnership: Partnership, asker: Asker) -> Panel:
    """The first findings without an answer, how many there are, and the way to all of them and to the brief."""
    book = rulebooks.rulebook(partnership, asker)
    told = rulebooks.told(rulebooks.in_turn(book.unanswered, FIRST), asker)
    return Panel(
        _("What we still have to settle"),
        "answers/_to_settle.html",
        {"told": told, "book": book, "partnership": partnership},
    )


@panel("meeting", order=5)
def papers_for_a_meeting(meeting: Meeting, asker: Asker) -> Panel:
    """The way to the papers of a meeting, on a page and in print. No SQL query."""
    return Panel(_("Papers"), "answers/_papers.html", {"address": f"/{meeting.reference}/pack"}, aside=True)


@panel("problem", order=10)
@panel("outcome", order=10)
@panel("indicator", order=10)
@panel("step", order=10)
@panel("promise", order=10)
@panel("risk", order=10)
@panel("decision", order=10)
@panel("freedom", order=10)
@panel("organisation", order=10)
@panel("person", order=10)
@panel("question", order=10)
def how_this_connects(noun: Any, asker: Asker) -> Panel | None:
    """The thread of a record in short: what it is for, what carries it, and where it breaks off."""
    walked = thread.of(noun.reference, asker)
    if walked is None:
        return None
    return Panel(_("How this connects"), "answers/_thread.html", {"thread": walked}, aside=True)


def following(kind: str) -> Callable[[Any, Asker], Panel]:
    """The panel by which nouns of a kind are followed, with the way to what changed in them."""

    def follow_this(noun: Any, asker: Asker) -> Panel:
        """A button to follow a noun, or to stop; without an account, the way to letters. Two SQL queries at most."""
        has_feed = kind in atom.FED and (asker is None or reads.is_public(noun.reference))
        context = {
            "reference": noun.reference,
            "follows": isinstance(asker, Account) and reads.follows(noun.reference, asker),
            "by_mail": not isinstance(asker, Account),
            "changes": f"/{noun.reference}/changes/" if kind in atom.FED else "",
            "feed": atom.address(noun.reference) if has_feed else "",
        }
        return Panel(_("Follow this"), "answers/_follow.html", context, aside=True, feed=context["feed"])

    return follow_this


for followed in KINDS:
    panel(followed, order=90)(following(followed))
