"""What this room looks for: members that stand for a community without saying who it is.

Each test takes a fixed number of SQL queries and judges by all that is recorded, so that it says the same to every
reader who may know of the partnership.
"""

from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Organisation, Partnership, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import mandates_in_force, partnerships_open_to


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
