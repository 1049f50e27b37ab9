"""Ways of deciding that only suit people who agree, used by people who do not."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.outcomes.models import SignOff
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.reckon.pulse import Summary
from joinedup.reviews.reads import latest_of

KIT, AXES = "agreement", ("ends", "means")
LOW = 0.5  # the middle of the scale


@finding(
    "B8",
    title="Consensus asked for where there is none",
    source="The Collaborative State, 2007: sign-off and votes suit those who agree on both ends and means",
)
def consensus_where_there_is_none(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A partnership whose latest review of what it agrees on stands below the middle on ends or on means, and that has
    had problems or outcomes signed since."""
    latest = latest_of(partnership, KIT, asker)
    if latest is None or not any(_is_low(latest.summaries.get(axis, Summary())) for axis in AXES):
        return
    here = Q(problem__partnership=partnership) | Q(outcome__partnership=partnership)
    if SignOff.objects.filter(here, signed_at__gt=latest.review.closed_at).exists():
        words = _(
            "Texts were signed although the members say that they do not agree on what they want or how to get it."
        )
        yield Finding((partnership.reference, latest.review.reference), f"/{latest.review.reference}/", words)


def _is_low(summary: Summary) -> bool:
    return summary.answers > 0 and summary.level < LOW
