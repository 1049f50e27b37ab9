"""Responsibilities that nobody can ask about, that nobody guarantees, that no committee looks into, or that one
partner tells as its own.

Each test takes a fixed number of SQL queries, whatever the number of records.
"""

from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.answers.models import AnswerLine
from joinedup.answers.reads import guarantors_open_to
from joinedup.answers.reads import lines as lines
from joinedup.answers.reads import scrutiny as scrutiny
from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker

SHARED = ~Q(visibility=Visibility.DRAFT)


@finding(
    "B17",
    title="Nowhere to ask about this",
    source="Parston & Timmins, Joined-up Management, 1998: few routes lead to those who work outside the rules",
)
def nowhere_to_ask(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """Something that is answered for, such as an outcome or a promise, though none of the lines about it names a forum
    or none of them lets the public ask. What nobody answers for at all stands on the map of answerability. Which of
    this is paid with public money is not known yet, so all of it is looked at."""
    about: dict[str, list[AnswerLine]] = defaultdict(list)
    for line in lines.in_force(partnership, asker).filter(SHARED).order_by("about", "pk"):
        about[line.about].append(line)
    for reference, those in about.items():
        lacks = [
            *([_("no line names a forum")] if not any(line.forum for line in those) else []),
            *([_("the public may ask along none")] if not any(line.public_may_ask for line in those) else []),
        ]
        if lacks:
            words = _("Of the lines about this, {lacks}.").format(lacks=_(" and ").join(lacks))
            yield Finding((reference, *(line.reference for line in those)), f"/{those[0].reference}/edit/", words)


@finding(
    "B18",
    title="Nobody has said that they step in",
    source="Changing the Narrative, RSA and Staff College, 2016: the state stays the guarantor of last resort",
)
def service_without_guarantor(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A service that several organisations or residents run, for which no public body is named that steps in if it
    fails, or for which nobody said when it does."""
    listed = guarantors_open_to(asker).filter(SHARED, partnership=partnership)
    for one in listed.filter(Q(organisation=None) | Q(steps_in_if="")).order_by("pk"):
        words = _("Nobody is named.") if one.organisation is None else _("Nobody said when.")
        yield Finding((one.reference,), f"/{one.reference}/edit/", words)


@finding(
    "B21",
    title="No committee looks into this joint outcome",
    source="New Synthesis UK Roundtable, 2010: if delivery is joined up, scrutiny is to follow the programme",
)
def joint_outcome_without_scrutiny(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An outcome that promises of two or more organisations serve, and that no scrutiny committee of the partnership
    has taken on."""
    for outcome in scrutiny.uncovered(partnership, asker):
        number = outcome.organisations  # type: ignore[attr-defined]
        words = ngettext(
            "%d organisation promises something towards it.", "%d organisations promise something towards it.", number
        )
        yield Finding((outcome.reference,), f"/{partnership.reference}/bodies/", words % number)


@finding(
    "B24",
    title="Told by one, done by several",
    source="The Collaborative State, Demos, 2007: a partner who tells a joint result as its own loses the others",
)
def joint_result_told_alone(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """The latest account of how it does with an outcome that promises of two or more organisations serve, where one
    organisation gave it alone. Whether a setback was put on one partner alone cannot be seen in the records yet."""
    joint = set(scrutiny.joint_outcomes(partnership, asker).order_by().values_list("reference", flat=True))
    for given in lines.latest_given(partnership, asker):
        tells_result = given.line.answers_for == AnswerLine.For.SERVICE and given.line.about in joint
        if tells_result and not given.together_with:
            words = _("{name} gave the latest account alone.").format(name=given.line.organisation.name)
            yield Finding((given.line.about, given.line.reference), f"/{given.line.reference}/account/", words)
