"""What this room looks for: questions whose day has passed without an answer."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.questions import reads, rules
from joinedup.questions.models import Question


@finding(
    "B25",
    title="A question with no answer in time",
    source="Parston & Timmins, Joined-up Management, 1998: feedback is to run up, down and sideways",
)
def question_past_its_day(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A question that people asked, or feedback up, down or sideways between partners, that nobody has answered, or
    let through, by the day on which it was due. What is in the way is told apart."""
    asked = reads.questions_open_to(asker).filter(reads.FROM_PEOPLE, partnership=partnership)
    waiting = asked.filter(reads.WAITING).exclude(kind=Question.Kind.BARRIER)
    late = waiting.filter(due_on__lt=timezone.localdate()).order_by("due_on", "pk")
    for reference, state, due_on in late.values_list("reference", "state", "due_on"):
        waits = _("It waits to be let through") if state == rules.RECEIVED else _("It waits for an answer")
        words = _("{waits}; the answer was due on {day}.").format(waits=waits, day=date_format(due_on))
        yield Finding((reference,), f"/{reference}/", words)
