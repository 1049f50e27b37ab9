"""Deals and pledges of which one side says nothing, or of which nobody says what became of them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, Clause, PledgeStatus
from joinedup.promises.reads.deals import deals_open_to
from joinedup.promises.reads.pledges import pledges_open_to
from joinedup.promises.rules.deals import YOURS
from joinedup.promises.rules.pledges import ACTIVE
from joinedup.promises.rules.texts import read

DAYS_TO_SAY = 90
SHARED = ~Q(visibility=Visibility.DRAFT)
SOURCE = "The Collaborative State, Demos, 2007, and RSA & Staff College, Changing the Narrative, 2016: {}"


@finding(
    "B11",
    title="A pledge on one side only",
    source=SOURCE.format("a deal binds both sides; to ask things of people alone is no more than managing demand"),
)
def pledge_on_one_side_only(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A deal that has been shared and asks things of people while no partner pledges anything in it, or the reverse;
    and a pledge of a deal that has been in force for 90 days, or one on condition that has been active as long, of
    which nobody has said how it stands."""
    deals = deals_open_to(asker).filter(SHARED, partnership=partnership).exclude(state=Agreement.State.ENDED)
    listed = list(deals.select_related("in_force").order_by("pk"))
    pledged = _pledged_in(listed)
    for deal in listed:
        sides = set(pledged[deal.pk].values())
        if len(sides) == 1:
            words = _("It asks and pledges nothing.") if sides == {YOURS} else _("It pledges and asks nothing.")
            yield Finding((deal.reference,), deal.get_absolute_url(), words)
    since = timezone.localdate() - timedelta(days=DAYS_TO_SAY)
    statuses = PledgeStatus.objects.filter(clause__agreement__in=[deal.pk for deal in listed])
    said = set(statuses.values_list("clause__reference", flat=True))
    for deal in listed:
        if deal.in_force_from is not None and deal.in_force_from <= since:
            for clause in sorted(pledged[deal.pk].keys() - said):
                words = _("Nobody has said how this pledge stands.")
                yield Finding((deal.reference, clause), f"/{clause}/standing/", words)
    waits = pledges_open_to(asker).filter(SHARED, partnership=partnership, state=ACTIVE, state_on__lte=since)
    for reference in waits.order_by("pk").values_list("reference", flat=True):
        yield Finding((reference,), f"/{reference}/report/", _("Nobody has said whether this pledge was kept."))


def _pledged_in(deals: Sequence[Agreement]) -> dict[int, dict[str, str]]:
    """The pledges of each deal, by its key: the clauses' references and their sides, as its readers are shown it.

    One SQL query: what is in force is read from its version, what is being written from its clauses.
    """
    texts = {deal.pk: _signed(deal) for deal in deals}
    writing = [deal.pk for deal in deals if deal.in_force is None]
    clauses = Clause.objects.filter(agreement__in=writing, removed_on=None)
    for key, reference, section in clauses.values_list("agreement", "reference", "section"):
        texts[key].append((reference, section))
    return {
        deal.pk: {reference: side for reference, section in texts[deal.pk] if (side := _side(deal.kind, section))}
        for deal in deals
    }


def _signed(deal: Agreement) -> list[tuple[str, str]]:
    return [(one.reference, one.section) for one in read(deal.in_force.text)[1].clauses] if deal.in_force else []


def _side(kind: str, section: str) -> str:
    found = agreement_kinds()[kind].section(section)
    return found.side if found else ""
