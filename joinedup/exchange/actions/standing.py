"""What every verb of the exchange asks and leaves: who may, where rows go, and nothing of what was not stored."""

from datetime import datetime, timedelta

from django.utils import timezone

from joinedup.exchange import rules, staging
from joinedup.exchange.models import Import, StagedRow, Upload
from joinedup.frame.loading import Plan
from joinedup.frame.refusals import Refusal
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import convenes
from joinedup.partners.reads import paused_until

KEPT_FOR = timedelta(days=1)


def refusals_to_load(partnership: Partnership | None, by: Account | None) -> tuple[Refusal, ...]:
    """Every reason why somebody may not load files into a partnership: the convenor and the command line may."""
    allowed = by is None or (partnership is not None and convenes(by, partnership))
    return () if allowed else (rules.NOT_CONVENOR,)


def plan_of(load: Import, at: datetime) -> Plan:
    """Where the rows of an import go."""
    return Plan(
        partnership=load.partnership,
        by=load.loaded_by,
        at=at,
        today=timezone.localdate(at),
        coming=lambda title, references: staging.coming(load, title, references),
        paused_until=paused_until(load.partnership, at=at) if load.partnership else None,
    )


def forget_unfinished(partnership: Partnership | None, *, at: datetime) -> None:
    """Remove what earlier files left behind that were tried and not stored within a day."""
    old = Import.objects.filter(partnership=partnership, loaded_at__lt=at - KEPT_FOR)
    for load in old.exclude(state=Import.State.DONE):
        forget(load)


def forget(load: Import) -> None:
    """Remove an import that is not stored."""
    forget_rows(load)
    load.delete()


def forget_rows(load: Import, *, keeps_marked: bool = False) -> None:
    """Remove what an import kept until it was stored; keeps_marked: all but the file and the rows with problems."""
    rows = StagedRow.objects.filter(load=load)
    if keeps_marked:
        rows.filter(problems={}).delete()
        return
    Upload.objects.filter(load=load).delete()
    rows.delete()
