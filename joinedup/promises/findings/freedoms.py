"""Exceptions that lack what makes one fair and safe, and barriers that were told of and left.

Each test takes a fixed number of SQL queries, whatever the number of exceptions. Looked at are those that have been
shared and are being negotiated, granted or suspended.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Barrier, Consent, Freedom, Tripwire
from joinedup.promises.reads import barriers as barrier_reads
from joinedup.promises.reads.freedoms import SHARED, freedoms_open_to, key_of
from joinedup.promises.rules import freedoms as rules

SOURCE = "Parston & Timmins, Joined-up Management, 1998: {}"
LOOKED_AT = rules.IN_FORCE | {rules.NEGOTIATING}


@finding(
    "B26",
    title="An exception with nothing promised for it",
    source=SOURCE.format("freedom from a rule is given on condition that agreed outcomes are delivered"),
)
def nothing_promised(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An exception from a rule for which no outcome, measure and result are promised, or whose outcome has been put
    off or is not shared any more."""
    unsaid = Q(outcome=None) | Q(indicator=None) | Q(promised="")
    unshared = Q(outcome__visibility=Visibility.DRAFT) | Q(indicator__visibility=Visibility.DRAFT)
    gone = unshared | Q(outcome__priority=Outcome.Priority.NOT_NOW)
    rows = (
        _looked_at(partnership, asker)
        .filter(unsaid | gone)
        .values_list("reference", "state", "outcome", "indicator", "promised")
    )
    for reference, state, outcome, indicator, promised in rows:
        said = outcome and indicator and promised
        words = _("Its outcome has been put off, or its measure is not shared.") if said else _("Nothing is promised.")
        yield Finding((reference,), _mend(reference, state), words)


@finding(
    "B27",
    title="An exception without an early warning",
    source=SOURCE.format("freedom is safe only where failure is spotted early and its lesson applied"),
)
def no_early_warning(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An exception from a rule that has no early warning set on it, no day of review or no plan of what is to be
    learned."""
    watched = Exists(Tripwire.objects.filter(about=OuterRef("reference"), retired_on=None))
    looked_at = _looked_at(partnership, asker).annotate(is_watched=watched)
    lacking = looked_at.filter(Q(is_watched=False) | Q(review_on=None) | Q(learning=""))
    for one in lacking:
        lacks = (
            (not one.is_watched, _("no early warning")),
            (one.review_on is None, _("no day of review")),
            (not one.learning, _("no plan of what is to be learned")),
        )
        said = ", ".join(words for is_so, words in lacks if is_so)
        yield Finding((one.reference,), f"/{one.reference}/", _("There is {lacks}.").format(lacks=said))


@finding(
    "B28",
    title="An exception that one side never agreed to",
    source=SOURCE.format("it is not only granted from above: local stakeholders have to agree as well"),
)
def one_side_never_agreed(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An exception from a rule that holds or is suspended without the standing consent of the rule's owner, of any
    local stakeholder, or of one who was heard."""
    freedoms = list(_looked_at(partnership, asker).filter(state__in=rules.IN_FORCE))
    latest: dict[tuple[int, str, int | None, str], str] = {}
    for said in Consent.objects.filter(freedom__in=[one.pk for one in freedoms]).order_by("pk"):
        latest[said.freedom_id, *key_of(said)] = said.stance
    for freedom in freedoms:
        said_by_owner = [stance for key, stance in latest.items() if key[:2] == (freedom.pk, rules.OWNER_SIDE)]
        local = [stance for key, stance in latest.items() if key[:2] == (freedom.pk, rules.LOCAL_SIDE)]
        lacks = (
            (rules.AGREES not in said_by_owner, _("The rule’s owner has not agreed, or agrees no longer.")),
            (rules.AGREES not in local, _("No local stakeholder agrees.")),
            (rules.AGREES in local and set(local) != {rules.AGREES}, _("One who was heard does not agree.")),
        )
        if any(is_so for is_so, _words in lacks):
            words = " ".join(words for is_so, words in lacks if is_so)
            yield Finding((freedom.reference,), f"/{freedom.reference}/consents/", words)


@finding(
    "B29",
    title="An exception with nothing said about fairness",
    source=SOURCE.format("different treatment of people and places has to be fair between them"),
)
def nothing_said_about_fairness(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An exception from a rule of which nobody has said who is treated differently by it and why that is fair."""
    for reference, state in _looked_at(partnership, asker).filter(fairness="").values_list("reference", "state"):
        yield Finding((reference,), _mend(reference, state))


@finding(
    "B30",
    title="Told of, and left in the way",
    source=SOURCE.format("partners list the rules and reports that stop joint work, and somebody has to reply"),
)
def told_of_and_left(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A rule or practice in somebody's way whose owner has not replied by the day on which a reply was due; or one that
    is told of from several places and still there."""
    seen = barrier_reads.barriers_open_to(asker).filter(question__partnership=partnership)
    open_ones = barrier_reads.told_first(seen).filter(barrier_reads.OPEN)
    again = Exists(seen.filter(same_as=OuterRef("pk")))
    late = Exists(Barrier.objects.filter(barrier_reads.owner_late(timezone.localdate()), pk=OuterRef("pk")))
    left: QuerySet[Any] = open_ones.annotate(is_told_again=again, is_late=late).filter(
        Q(is_told_again=True) | Q(is_late=True)
    )
    for one in left.order_by("question__due_on", "pk").select_related("question"):
        reference, day = one.question.reference, date_format(one.question.due_on)
        said = (
            (one.is_late, _("No reply has come; one was due on {day}.").format(day=day)),
            (one.is_told_again, _("It is told of from several places.")),
        )
        yield Finding((reference,), f"/{reference}/", " ".join(words for is_so, words in said if is_so))


def _looked_at(partnership: Partnership, asker: Asker) -> QuerySet[Freedom]:
    seen = freedoms_open_to(asker).filter(SHARED, partnership=partnership, state__in=LOOKED_AT)
    return seen.order_by("pk")


def _mend(reference: str, state: str) -> str:
    """Where it is mended: in its terms while they are open, else by a decision about it."""
    return f"/{reference}/edit/" if state in rules.OPEN_TO_CHANGE else f"/{reference}/decide/"
