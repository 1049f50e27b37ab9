"""How many support a request for a review, on its page, and what was asked about the same before."""

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.permissions import Asker
from joinedup.questions.models import Question
from joinedup.questions.reads import questions_open_to
from joinedup.questions.rules import GATHERS, RECEIVED

SHOWN = 5


@panel("question", order=20)
def support_of_a_request(question: Question, asker: Asker) -> Panel | None:
    """How many support a request, and earlier ones about the same. Two SQL queries."""
    if question.kind != Question.Kind.REVIEW or question.state == RECEIVED:
        return None
    earlier = questions_open_to(asker).filter(kind=Question.Kind.REVIEW, about=question.about)
    said = {
        "question": question,
        "supporters": question.supports.count(),
        "may_support": question.state == GATHERS,
        "earlier": list(earlier.filter(asked_at__lt=question.asked_at).order_by("-asked_at", "-pk")[:SHOWN]),
    }
    return Panel(_("Who supports it"), "promises/_support_panel.html", said)
