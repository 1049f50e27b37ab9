"""What has to be reported and costs more than it prevents."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.answers.lists.demands import LACKS
from joinedup.answers.reads import demands as reads
from joinedup.answers.rules import demands as rules
from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker


@finding(
    "B36",
    title="Reporting that costs more than it prevents",
    source="Parston & Timmins, Joined-up Management, 1998: collect the least that shows that resources are well used",
)
def reporting_that_costs_more_than_it_prevents(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """Something that has to be reported of which nobody says which risk it lowers, or that was used for no decision
    within a year; and a member that has to spend more than 120 hours a year on all that it has to report."""
    today = timezone.localdate()
    asked = reads.demands_open_to(asker).filter(reads.in_force(today), partnership=partnership)
    for one in reads.by_hours(asked):
        lacking = [str(LACKS[lack]) for lack in reads.lacks_of(one, today) if lack != rules.NO_END]
        if lacking:
            yield Finding((one.reference,), f"/{one.reference}/", _("{lacks}.").format(lacks=_joined(lacking)))
    for load in reads.loads_in(partnership, asker, today):
        if load.is_above:
            words = ngettext(
                "%(hours)d hour a year, above the %(budget)d that one member is to spend.",
                "%(hours)d hours a year, above the %(budget)d that one member is to spend.",
                load.hours,
            ) % {"hours": load.hours, "budget": rules.HOURS_A_YEAR_OF_ONE}
            mend = f"/{partnership.reference}/demands/?of={load.organisation.reference}"
            yield Finding((load.organisation.reference,), mend, words)


def _joined(lacking: list[str]) -> str:
    said = _(", and ").join(lacking)
    return said[:1].upper() + said[1:]
