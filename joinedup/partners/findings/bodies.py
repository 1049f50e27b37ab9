"""Communities that nobody defined, governing bodies that never saw a partnership, and bodies without an end."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.partners import rules
from joinedup.partners.models import Organisation, Partnership, Seat, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import (
    bodies_open_to,
    last_endorsed,
    mandates_in_force,
    members_of,
    partnerships_open_to,
)


@finding(
    "B20",
    title="A “community” that nobody defined",
    source="New Synthesis UK Roundtable, 2010: who the community is, what it can do and to whom it answers",
)
def community_that_nobody_defined(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A member that is a community group, or that speaks for residents, and takes on duties here, of which no mandate
    in force says for whom it speaks."""
    today = timezone.localdate()
    if not partnerships_open_to(asker).filter(pk=partnership.pk).exists():
        return
    defined = mandates_in_force(partnership, today).exclude(speaks_for="").values("organisation")
    for_a_community = Q(organisation__sector=Organisation.Sector.COMMUNITY) | Q(role=Standing.Role.SPEAKS)
    seats = Standing.objects.filter(live(today), for_a_community, partnership=partnership)
    undefined = seats.exclude(organisation__in=defined).order_by("organisation__name")
    for reference, name in undefined.values_list("organisation__reference", "organisation__name"):
        mend = f"/{partnership.reference}/mandates/"
        words = _("{name} takes part, and nobody wrote down for whom it speaks.").format(name=name)
        yield Finding((partnership.reference, reference), mend, words)


@finding(
    "B80",
    title="A governing body that never saw it",
    source="Demos, The Collaborative State, 2007: collaboration is at risk where governing bodies do not know of it",
)
def governing_body_that_never_saw_it(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A member of which no endorsement by its own governing body is recorded within the months that the partnership
    set, counted from the last one, or from the day on which it joined."""
    today, months = timezone.localdate(), partnership.months_between_endorsements
    members, endorsed = members_of(partnership, asker), last_endorsed(partnership)
    for standing in members:
        last = endorsed.get(standing.organisation_id)
        seen_on = last.endorsed_on if last else None
        due_on = rules.report_due_on(began_on=standing.from_on, reported_on=seen_on, months=months)
        if due_on is not None and due_on < today:
            mend = f"/{partnership.reference}/endorsements/new/?organisation={standing.organisation.reference}"
            name = standing.organisation.name
            said = _("{name}: none is recorded.").format(name=name)
            if seen_on is not None:
                said = _("{name}: last on {day}.").format(name=name, day=date_format(seen_on))
            yield Finding((partnership.reference, standing.organisation.reference), mend, said)


@finding(
    "B82",
    title="A body that was to end",
    source="Demos, The Collaborative State, 2007: networks are formed for a purpose and a time",
)
def body_that_was_to_end(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A body that was to end on a day which is past, and in which people still sit; or one that is to end, of which
    nobody wrote down what would have to be shown for it to go on."""
    today = timezone.localdate()
    beyond = Seat.objects.filter(Q(until_on=None) | Q(until_on__gt=F("body__until_on")), body=OuterRef("pk"))
    wound_up = Exists(Seat.objects.filter(body=OuterRef("pk"))) & ~Exists(beyond)
    temporary = bodies_open_to(asker).filter(partnership=partnership, until_on__isnull=False)
    past = temporary.filter(Exists(beyond), until_on__lte=today)
    untested = temporary.filter(~wound_up, until_on__gt=today, renewal_test="")
    for reference, until_on in past.order_by("until_on", "pk").values_list("reference", "until_on"):
        day = date_format(until_on) if until_on else ""
        words = _("This was to end on {day}, and people still sit in it.").format(day=day)
        yield Finding((reference,), f"/{reference}/end/", words)
    for reference in untested.order_by("pk").values_list("reference", flat=True):
        words = _("What would have to be shown for it to go on is not written down.")
        yield Finding((reference,), f"/{reference}/edit/", words)
