"""What this room shows on the pages of lower nouns."""

from typing import Any

from django.utils.translation import gettext as _

from joinedup.answers import rulebook as rulebooks
from joinedup.answers import thread
from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Partnership
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


@panel("problem", order=10)
@panel("outcome", order=10)
@panel("indicator", order=10)
@panel("step", order=10)
@panel("promise", order=10)
@panel("organisation", order=10)
@panel("person", order=10)
@panel("question", order=10)
def how_this_connects(noun: Any, asker: Asker) -> Panel | None:
    """The thread of a record in short: what it is for, what carries it, and where it breaks off."""
    walked = thread.of(noun.reference, asker)
    if walked is None:
        return None
    return Panel(_("How this connects"), "answers/_thread.html", {"thread": walked}, aside=True)
