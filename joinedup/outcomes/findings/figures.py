"""Figures that cannot be read rightly: without their method and caveat, or out of date."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator
from joinedup.outcomes.periods import figure_due_on
from joinedup.outcomes.reads import indicators_open_to
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker

SOURCE = "New Synthesis UK Roundtable, 2010: {}"


@finding(
    "B86",
    title="Numbers with no health warning",
    source=SOURCE.format("figures are released with how they were collected and the assumptions behind them"),
)
def figures_without_method_or_caveat(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A public measure that has figures, of which nobody wrote down what exactly is counted, or what to bear in
    mind."""
    with_figures = _public(partnership, asker).filter(latest_on__isnull=False)
    for reference, definition, caveat in with_figures.values_list("reference", "definition", "caveat"):
        asked = ((definition, _("what exactly is counted")), (caveat, _("what to bear in mind")))
        missing = [words for holds, words in asked if not holds]
        if missing:
            words = _("It is not written down: {things}.").format(things=", ".join(missing))
            yield Finding((reference,), f"/{reference}/edit/", words)


@finding(
    "B87",
    title="Public data that is out of date",
    source=SOURCE.format("public data are timely, and each list of them says when they were last brought up to date"),
)
def public_figures_overdue(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A public measure whose next figure is overdue: its period has ended, and the days that the partnership allows
    for publishing it have passed. Unlike B2 it asks of each measure that the public reads, however well the outcome
    is measured besides, and it fires from the first period that is missed."""
    today = timezone.localdate()
    for reference, latest_on, rhythm in _public(partnership, asker).values_list("reference", "latest_on", "rhythm"):
        if latest_on is None:
            continue
        due_on = figure_due_on(latest_on, rhythm, days=partnership.days_to_publish)
        if due_on < today:
            words = _("Its next figure was due by {day}.").format(day=date_format(due_on))
            yield Finding((reference,), f"/{reference}/figures/", words)


def _public(partnership: Partnership, asker: Asker) -> QuerySet[Indicator]:
    seen = indicators_open_to(asker).filter(partnership=partnership, visibility=Visibility.PUBLIC)
    return seen.order_by("pk")
