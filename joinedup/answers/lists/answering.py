"""The lists of lines of answerability, of who steps in last, and of what scrutiny committees recommended."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from joinedup.answers.models import AnswerLine, Guarantor, Recommendation
from joinedup.answers.reads import recommendations as reads
from joinedup.answers.reads.lines import Row
from joinedup.answers.rules import recommendations as rules
from joinedup.frame.lists import Column, Filter, List, names
from joinedup.partners.models import Body
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import organisations_open_to

STATES = {
    rules.WAITING: _("Waits for a reply"),
    rules.ACCEPTED: _("Accepted"),
    rules.PARTLY: _("Accepted in part"),
    rules.REJECTED: _("Not accepted"),
    rules.DONE: _("Reported as done"),
    rules.CLOSED: _("Closed by the committee"),
}
LINES = (
    Column("reference", _("Reference"), lambda row: row.line.reference),
    Column("about", _("What is answered for"), lambda row: row.about and row.about.title),
    Column("thing", _("Which side of it"), lambda row: row.line.get_answers_for_display()),
    Column("explains", _("Who explains it"), lambda row: row.line.organisation),
    Column("does", _("Who does it"), lambda row: row.line.done_by or row.line.organisation),
    Column("bears", _("Who bears the consequence"), lambda row: row.line.borne_by or row.line.organisation),
    Column("side", _("Where it stands"), lambda row: row.line.get_side_display()),
    Column("to", _("To whom"), lambda row: row.to.title),
    Column("forum", _("In which forum"), lambda row: row.line.forum),
    Column("information", _("With what information"), lambda row: row.line.information),
    Column("months", _("Every how many months"), lambda row: row.line.every_months),
    Column("last", _("Last account given"), lambda row: row.last_on),
    Column("next", _("Next account due"), lambda row: row.next_on),
    Column("may_do", _("What the forum can do"), lambda row: row.line.may_do),
    Column("public", _("The public may ask"), lambda row: row.line.public_may_ask),
)
GUARANTORS = (
    Column("reference", _("Reference"), lambda row: row.guarantor.reference),
    Column("service", _("Service"), lambda row: row.guarantor.service, order="service"),
    Column("run_by", _("Who runs it"), lambda row: row.guarantor.run_by),
    Column("steps_in", _("Who steps in last"), lambda row: row.guarantor.organisation, order="organisation__name"),
    Column("if", _("When it steps in"), lambda row: row.guarantor.steps_in_if),
    Column("plan", _("What it then does"), lambda row: row.guarantor.plan),
    Column("public", _("What people are told"), lambda row: row.guarantor.said_in_public),
)
RECOMMENDATIONS = (
    Column("reference", _("Reference"), lambda row: row.one.reference),
    Column("words", _("Recommendation"), lambda row: row.one.words),
    Column("committee", _("Committee"), lambda row: row.committee),
    Column("of", _("Who is asked"), lambda row: row.one.of, order="of__name"),
    Column("made", _("Made on"), lambda row: row.one.made_on, order="made_on"),
    Column("due", _("Reply by"), lambda row: row.one.due_on, order="due_on"),
    Column("state", _("How it stands"), lambda row: STATES[row.state]),
    Column("reason", _("Why"), lambda row: row.one.reason),
    Column("do_by", _("To be done by"), lambda row: row.one.do_by, order="do_by"),
    Column("done", _("Done on"), lambda row: row.one.done_on),
    Column("closed", _("Closed on"), lambda row: row.one.closed_on),
)
WHICH: Mapping[str, tuple[Any, Callable[[Row], bool]]] = {
    "overdue": (_("An account is overdue"), lambda row: row.is_overdue),
    "no-forum": (_("No forum is named"), lambda row: not row.line.forum),
    "no-questions": (_("The public may not ask"), lambda row: not row.line.public_may_ask),
}


def lines_list() -> List:
    """The list of lines, which are at hand as rows in their order."""
    filters = (
        Filter("thing", _("Which side of it"), _of_thing, choices=AnswerLine.For.choices),
        Filter("side", _("Where it stands"), _of_side, choices=AnswerLine.Side.choices),
        Filter("which", _("Which"), _which, choices=[(word, label) for word, (label, _holds) in WHICH.items()]),
    )
    return List(LINES, filters)


def guarantors_list() -> List:
    """The list of services and who steps in if they fail."""
    filters = (Filter("lacks", _("Which"), _lacking, choices=(("yes", _("Nobody is named, or not when")),)),)
    return List(GUARANTORS, filters, ("service", "pk"))


def recommendations_list(committees: QuerySet[Body], asker: Asker) -> List:
    """The list of recommendations, of all committees or of one."""
    filters = (
        Filter("state", _("How they stand"), _in_state, choices=tuple(STATES.items())),
        Filter("committee", _("Committee"), _of_committee, choices=committees.values_list("reference", "name")),
        Filter("organisation", "", _asked, named=names("organisation", organisations_open_to, asker)),
        Filter("late", _("Their dates"), _late, choices=(("yes", _("Past the date")),)),
    )
    return List(RECOMMENDATIONS, filters)


def _of_thing(rows: Sequence[Row], thing: str) -> Sequence[Row]:
    return [row for row in rows if row.line.answers_for == thing]


def _of_side(rows: Sequence[Row], side: str) -> Sequence[Row]:
    return [row for row in rows if row.line.side == side]


def _which(rows: Sequence[Row], word: str) -> Sequence[Row]:
    _label, holds = WHICH[word]
    return [row for row in rows if holds(row)]


def _lacking(guarantors: QuerySet[Guarantor], _yes: str) -> QuerySet[Guarantor]:
    return guarantors.filter(Q(organisation=None) | Q(steps_in_if=""))


def _in_state(recommendations: QuerySet[Recommendation], state: str) -> QuerySet[Recommendation]:
    return recommendations.filter(reads.STATES[state])


def _of_committee(recommendations: QuerySet[Recommendation], committee: str) -> Any:
    return recommendations.filter(committee__reference=committee)


def _asked(recommendations: QuerySet[Recommendation], organisation: str) -> Any:
    return recommendations.filter(of__reference=organisation)


def _late(recommendations: QuerySet[Recommendation], _yes: str) -> QuerySet[Recommendation]:
    return recommendations.filter(reads.overdue(timezone.localdate()))
