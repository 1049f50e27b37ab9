"""Agreements that are in force past their day."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Agreement
from joinedup.promises.reads import agreements as reads


@finding(
    "B12",
    title="An agreement that outlived its review",
    source="Leadbeater, Innovate from Within, 2002; Demos, The Collaborative State, 2007: renewed, or ended",
)
def agreement_past_its_day(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An agreement that is still in force past the day on which it was to be reviewed, or on which it was to end."""
    today = timezone.localdate()
    late = reads.agreements_open_to(asker).filter(reads.overdue(today), partnership=partnership)
    for agreement in late.order_by("pk"):
        yield Finding((agreement.reference,), f"{agreement.get_absolute_url()}review/", _said(agreement, today))


def _said(agreement: Agreement, today: date) -> str:
    if agreement.expires_on is not None and agreement.expires_on < today:
        return _("It was to end on {day} and is still in force.").format(day=date_format(agreement.expires_on))
    return _("It was to be reviewed by {day}.").format(day=date_format(agreement.review_on or today))
