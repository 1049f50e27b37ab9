"""Leads who are expected to be gone before what they lead is due."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker, Operator, takes_part
from joinedup.partners.reads import last_days
from joinedup.promises import reads


@finding(
    "B79",
    title="Gone before the outcome",
    source="New Synthesis UK Roundtable, 2010: leaders move on before the results of what they began can be seen",
)
def gone_before_the_outcome(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A lead who is to leave the last post in a member, or is expected to, before the outcome's latest target day or
    the day on which the promise is due, with nobody noted to whom that person hands over. When somebody means to
    leave is told to members only."""
    if not _may_know(partnership, asker):
        return
    shared = ~Q(indicators__visibility=Visibility.DRAFT)
    outcomes = outcomes_open_to(asker).filter(partnership=partnership)
    rows = [
        *_led(outcomes.annotate(horizon=Max("indicators__target_on", filter=shared))),
        *_led(reads.live_commitments(partnership, asker).annotate(horizon=F("due_on"))),
    ]
    leaving = last_days({lead for _reference, lead, _person, _horizon in rows}, partnership)
    for reference, lead, person, horizon in rows:
        if lead in leaving and leaving[lead] < horizon:
            words = _(
                "The lead is to leave by {day}; this is to be reached by {horizon}. Nobody is noted to take over."
            )
            said = words.format(day=date_format(leaving[lead]), horizon=date_format(horizon))
            yield Finding((reference, person), f"/{person}/posts/expected/", said)


def _may_know(partnership: Partnership, asker: Asker) -> bool:
    return isinstance(asker, Operator) or (isinstance(asker, Account) and takes_part(asker, partnership))


def _led(nouns: QuerySet[Any]) -> list[tuple[str, int, str, date]]:
    """What has a lead and a horizon: reference, the lead's key and reference, the day. One SQL query."""
    led = nouns.filter(lead__isnull=False, horizon__isnull=False).order_by("pk")
    return list(led.values_list("reference", "lead_id", "lead__reference", "horizon"))
