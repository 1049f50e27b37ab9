"""What agreed exceptions and barriers add to the pages of outcomes, organisations, places, partnerships, questions."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Account, Organisation, Partnership, Place
from joinedup.partners.permissions import Asker, convenes, takes_part
from joinedup.promises import permissions
from joinedup.promises.models import Barrier, Freedom
from joinedup.promises.reads import barriers as barrier_reads
from joinedup.promises.reads import freedoms as reads
from joinedup.promises.rules import barriers as rules
from joinedup.promises.rules.freedoms import LIVE
from joinedup.questions.models import Question

SHOWN = 5
TEMPLATE = "promises/_exceptions_panel.html"


@panel("outcome", order=26)
def exceptions_for_an_outcome(outcome: Outcome, asker: Asker) -> Panel | None:
    """The exceptions for which an outcome is promised, and what stands in its way."""
    return _panel(Q(outcome=outcome), Q(outcome=outcome), None, asker)


@panel("organisation", order=26)
def exceptions_of_an_organisation(organisation: Organisation, asker: Asker) -> Panel | None:
    """The exceptions that an organisation asks for or whose rule it owns, and what of its own is in the way."""
    return _panel(Q(organisation=organisation) | Q(owner=organisation), Q(owner=organisation), None, asker)


@panel("place", order=26)
def exceptions_in_a_place(place: Place, asker: Asker) -> Panel | None:
    """The exceptions that hold, or are asked for, in a place."""
    return _panel(Q(place=place), None, None, asker)


@panel("partnership", order=26)
def exceptions_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel | None:
    """The exceptions of a partnership that are asked for or hold, what is in its way, and the way to all of them."""
    return _panel(Q(partnership=partnership), Q(question__partnership=partnership), partnership, asker)


@panel("question", order=10)
def barrier_of_a_question(question: Question, asker: Asker) -> Panel | None:
    """What a question says of the rule in the way, and what may be done about it."""
    if question.kind != Question.Kind.BARRIER:
        return None
    found = barrier_reads.with_names(barrier_reads.barriers_open_to(asker)).filter(question=question)
    row = next(iter(barrier_reads.rows(found, asker)), None)
    if row is None:
        return None
    barrier, account = row.barrier, asker if isinstance(asker, Account) else None
    first = barrier_reads.barriers_open_to(asker).filter(pk=barrier.same_as_id or 0).select_related("question").first()
    partnership = question.partnership
    ask = f"{partnership.get_absolute_url()}exceptions/new/?barrier={question.reference}"
    context = {
        "row": row,
        "first": first.question if first else None,
        "may_settle": row.stands == rules.OPEN and permissions.may_settle_barrier(account, barrier),
        "may_join": barrier.same_as_id is None and row.told == 1 and convenes(account, partnership),
        "every": f"{partnership.get_absolute_url()}barriers/",
        "ask": ask if row.stands != rules.REMOVED and takes_part(account, partnership) else "",
    }
    return Panel(_("The rule in the way"), "promises/_barrier_panel.html", context)


def _panel(of: Q, in_the_way: Q | None, partnership: Partnership | None, asker: Asker) -> Panel | None:
    freedoms: QuerySet[Freedom] = reads.freedoms_open_to(asker).filter(of, state__in=LIVE)
    rows = reads.rows(reads.with_names(reads.in_order(freedoms))[:SHOWN], asker)
    barriers: list[Any] = [] if in_the_way is None else _open_barriers(in_the_way, asker)
    if not (rows or barriers or partnership):
        return None
    address = partnership.get_absolute_url() if partnership else ""
    context = {
        "rows": rows,
        "barriers": barriers,
        "exceptions_at": f"{address}exceptions/" if address else "",
        "barriers_at": f"{address}barriers/" if address else "",
    }
    return Panel(_("Agreed exceptions"), TEMPLATE, context)


def _open_barriers(in_the_way: Q, asker: Asker) -> list[barrier_reads.Row]:
    seen: QuerySet[Barrier] = barrier_reads.told_first(barrier_reads.barriers_open_to(asker)).filter(in_the_way)
    listed = list(barrier_reads.with_names(barrier_reads.by_due(seen.filter(barrier_reads.OPEN)))[:SHOWN])
    return barrier_reads.rows(listed, asker) if listed else []
