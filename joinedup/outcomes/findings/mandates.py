"""Members that bind others without a mandate, and representatives who do not report back."""

from collections.abc import Iterator

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.outcomes.models import SignOff
from joinedup.partners.models import Mandate, Partnership, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import mandates_in_force, mandates_open_to, partnerships_open_to
from joinedup.partners.rules import report_due_on


@finding(
    "B19",
    title="A representative with no mandate",
    source="The Collaborative State, Demos, 2007: power can leak from elected bodies to those whom nobody authorised",
)
def representative_without_mandate(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A member that has signed a problem or an outcome, or that speaks for residents, without a recorded mandate in
    force; one that binds others though it is recorded to have no mandate; or one that has not reported back in
    time."""
    if not partnerships_open_to(asker).filter(pk=partnership.pk).exists():
        return
    today = timezone.localdate()
    held = list(mandates_in_force(partnership, today).annotate(last=Max("reports__reported_on")).order_by("pk"))
    seen = set(mandates_open_to(asker).filter(partnership=partnership).values_list("pk", flat=True))
    yield from _seats_without(partnership, {one.organisation_id for one in held})
    for mandate in (one for one in held if one.pk in seen):
        if mandate.source == Mandate.Source.NONE and (mandate.binds_organisation or mandate.may_bind):
            words = _("{name} binds others, and it is recorded that nobody gave it a mandate.")
            yield _about(partnership, mandate, "edit", words)
        due_on = report_due_on(began_on=mandate.from_on, reported_on=mandate.last, months=mandate.reports_every)
        if due_on is not None and due_on < today:
            words = _("{name} has owed a report to those it speaks for since {day}.")
            yield _about(partnership, mandate, "report", words, day=date_format(due_on))


def _seats_without(partnership: Partnership, mandated: set[int]) -> Iterator[Finding]:
    """Members that take part in what binds others and have no mandate in force. Two SQL queries."""
    here = Q(problem__partnership=partnership) | Q(outcome__partnership=partnership)
    signed = set(SignOff.objects.filter(here).values_list("organisation", flat=True))
    seats = Standing.objects.filter(live(timezone.localdate()), partnership=partnership)
    ordered = seats.order_by("organisation__name")
    for pk, reference, name, role in ordered.values_list(
        "organisation", "organisation__reference", "organisation__name", "role"
    ):
        if pk not in mandated and (pk in signed or role == Standing.Role.SPEAKS):
            mend = f"/{partnership.reference}/mandates/new/?organisation={reference}"
            words = _("{name} signs or speaks for others, and no mandate is recorded.").format(name=name)
            yield Finding((partnership.reference, reference), mend, words)


def _about(partnership: Partnership, mandate: Mandate, page: str, words: str, **said: str) -> Finding:
    causes = (partnership.reference, mandate.organisation.reference, mandate.reference)
    return Finding(causes, f"/{mandate.reference}/{page}/", words.format(name=mandate.organisation.name, **said))
