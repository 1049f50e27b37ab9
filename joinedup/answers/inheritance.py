"""What of this room's a successor takes over: who follows, who answers to whom, who steps in, and what is asked.

What has ended or is closed stays with the former body. Where both ends of a line become one body, the line leads back
to where it begins, and the map of answerability says so.
"""

from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.answers import reads
from joinedup.answers.models import AnswerLine, Demand, Follow, Guarantor, Recommendation
from joinedup.answers.reads.demands import demands_open_to
from joinedup.frame.inheritance import Declared, Mentions, Things, inherits
from joinedup.partners.permissions import Asker

LINES = AnswerLine.objects.filter(ended_on=None)


@inherits("followers", title=_("followers"), order=200, shared=True)
def followers(day: date) -> Declared:
    return Mentions(Follow.objects.all(), seen=_nobody, whose="follower")


@inherits("answer-lines", title=_("lines along which it answers"), order=140)
def answer_lines(day: date) -> Declared:
    return Things(LINES, seen=reads.lines_open_to)


@inherits("answers-heard", title=_("lines along which others answer to it"), order=150)
def answers_heard(day: date) -> Declared:
    return Things(LINES, seen=reads.lines_open_to, field="to_organisation")


@inherits("answers-done", title=_("what it does and is answered for"), order=151)
def answers_done(day: date) -> Declared:
    return Things(LINES, seen=reads.lines_open_to, field="done_by")


@inherits("answers-borne", title=_("what it bears the consequence of"), order=152)
def answers_borne(day: date) -> Declared:
    return Things(LINES, seen=reads.lines_open_to, field="borne_by")


@inherits("guarantors", title=_("services in which it steps in last"), order=160)
def guarantors(day: date) -> Declared:
    return Things(Guarantor.objects.all(), seen=reads.guarantors_open_to)


@inherits("recommendations", title=_("open recommendations to it"), order=170)
def recommendations(day: date) -> Declared:
    open_ones = Recommendation.objects.filter(closed_on=None)
    return Things(open_ones, seen=reads.recommendations_open_to, field="of")


@inherits("demands-met", title=_("what it has to report"), order=180)
def demands_met(day: date) -> Declared:
    return Things(Demand.objects.filter(dropped_on=None), seen=demands_open_to, field="of")


@inherits("demands-made", title=_("what it asks others to report"), order=181)
def demands_made(day: date) -> Declared:
    return Things(Demand.objects.filter(dropped_on=None), seen=demands_open_to, field="wanted_by")


def _nobody(asker: Asker) -> QuerySet[Follow]:
    """Who follows what is shown to nobody."""
    return Follow.objects.none()
