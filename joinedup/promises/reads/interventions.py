"""Look-ups of where somebody steps in for a while."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from joinedup.frame.references import Named, named
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Intervention
from joinedup.promises.permissions import warnings as may
from joinedup.promises.rules.interventions import Stretch, stands


def interventions_open_to(asker: Asker) -> QuerySet[Intervention]:
    """Where somebody steps in, as far as this asker may see it."""
    return Intervention.objects.filter(may.interventions_open_to(asker))


def stretches_about(about: str) -> tuple[Stretch, ...]:
    """When somebody stepped in about the same thing before, each until its end or until it was handed back."""
    rows = Intervention.objects.filter(about=about).values_list("step", "from_on", "until_on", "handed_back_on")
    return tuple(
        Stretch(step, from_on, min(until_on, back_on) if back_on else until_on)
        for step, from_on, until_on, back_on in rows
    )


@dataclass(frozen=True)
class Row:
    """Somebody stepping in, as a list shows it. about: None where the reader may not see it. stands: how it is now."""

    intervention: Intervention
    about: Named | None
    stands: str
    left: int

    @property
    def reference(self) -> str:
        return self.intervention.reference


def rows(interventions: Iterable[Intervention], asker: Asker) -> list[Row]:
    """Interventions, with organisation, as lists show them. One SQL query a kind of what they are about."""
    many, today = list(interventions), timezone.localdate()
    names = named({one.about for one in many}, asker)
    return [_row(one, names.get(one.about), today) for one in many]


def _row(one: Intervention, about: Named | None, today: date) -> Row:
    how = stands(one.from_on, one.until_on, one.handed_back_on, today)
    return Row(one, about, how, (one.until_on - today).days)
