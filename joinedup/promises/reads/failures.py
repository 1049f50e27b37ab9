"""Look-ups of experiments and of failures that were told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from joinedup.frame.references import Named, named
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Experiment, Failure
from joinedup.promises.permissions import failures as may
from joinedup.promises.reads.warnings import watched
from joinedup.promises.rules.failures import days_to_tell


def experiments_open_to(asker: Asker) -> QuerySet[Experiment]:
    """Experiments that this asker may see."""
    return Experiment.objects.filter(may.experiments_open_to(asker))


def failures_open_to(asker: Asker) -> QuerySet[Failure]:
    """Failures that this asker may see."""
    return Failure.objects.filter(may.failures_open_to(asker))


def belongs(about: str, partnership_id: int, today: date) -> bool:
    """Whether a failure may be told about a reference: something of this partnership. One SQL query."""
    over = watched([about], today).get(about)
    if over is not None:
        return over.partnership == partnership_id
    return Experiment.objects.filter(reference=about, partnership=partnership_id).exists()


@dataclass(frozen=True)
class Row:
    """A failure as a list shows it. about: None where the reader may not see it. days: from noticing to telling."""

    failure: Failure
    about: Named | None
    days: int

    @property
    def reference(self) -> str:
        return self.failure.reference


def rows(failures: Iterable[Failure], asker: Asker) -> list[Row]:
    """Failures as lists show them. One SQL query a kind of what they are about."""
    many, today = list(failures), timezone.localdate()
    names = named({one.about for one in many}, asker)
    return [Row(one, names.get(one.about), days_to_tell(one.noticed_on, one.told_on, today)) for one in many]


@dataclass(frozen=True)
class Counts:
    """How many failures were told, how many by those who failed, and how long it took. days: None if none was told."""

    told: int
    self_reported: int
    untold: int
    days: int | None


def counts(failures: QuerySet[Failure]) -> Counts:
    """How openly failures are told. Two SQL queries."""
    told = failures.exclude(told_on=None)
    numbers = failures.aggregate(
        told=Count("pk", filter=~Q(told_on=None)),
        self_reported=Count("pk", filter=~Q(told_on=None) & Q(is_self_reported=True)),
        untold=Count("pk", filter=Q(told_on=None)),
    )
    lags = [(on - noticed_on).days for noticed_on, on in told.values_list("noticed_on", "told_on") if on]
    return Counts(**numbers, days=round(median(lags)) if lags else None)
