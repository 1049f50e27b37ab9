"""The verb of storing what was tried: whole or not at all."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from joinedup.exchange import rules, staging
from joinedup.exchange.actions.standing import forget_rows, plan_of, refusals_to_load
from joinedup.exchange.mapping.kinds import makes_drafts, sheets_of
from joinedup.exchange.models import Import, StagedRow, Upload
from joinedup.exchange.sheets import FIGURES, MEASURES, PARTNERSHIP, Sheet
from joinedup.frame.loading import BATCH, CHANGED_MEANWHILE, Plan
from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.versions import locked
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.loading import judge_measures
from joinedup.partners.loading import keep_codes
from joinedup.partners.models import Account, Alias, Partnership
from joinedup.record.actions import enter

PLACES_OF_MARKS = ("sheet", "headings", "row", "columns")


def store(load: Import, *, by: Account | None, at: datetime) -> Import:
    """Store a tried workbook, in one transaction; stored already, nothing more happens. Raises Refused.

    Measures are judged afresh after that transaction, in short ones of their own.
    """
    refuse_if(refusals_to_load(load.partnership, by))
    try:
        stored = _store(load, by=by, at=at)
    except IntegrityError as conflict:
        raise Refused((CHANGED_MEANWHILE,)) from conflict
    judge_measures(_measures_of(stored))
    forget_rows(stored, keeps_marked=keeps_marks(stored))
    return stored


@transaction.atomic
def _store(load: Import, *, by: Account | None, at: datetime) -> Import:
    if load.partnership is not None:
        locked(load.partnership)
    load = locked(load)
    if load.state == Import.State.DONE:
        return load
    refuse_if(() if load.state == Import.State.TRIED else (rules.NOTHING_TO_STORE,))
    refuse_if((rules.HAS_PROBLEMS,) if is_stopped(load) else ())
    refuse_if((CHANGED_MEANWHILE,) if _was_overtaken(load) else ())
    plan = plan_of(load, at)
    refuse_if((rules.PAUSED_MEANWHILE,) if plan.paused_until and _would_publish(load) else ())
    for sheet in sheets_of(load.layout):
        _store_sheet(load, sheet, plan)
        if sheet is PARTNERSHIP and load.partnership is None:
            load.partnership = Partnership.objects.get(reference=_new_partnership(load))
            plan = replace(plan, partnership=load.partnership)
    _keep_codes(load, load.partnership)
    load.state, load.done_at, load.answers = Import.State.DONE, at, {}
    load.source = {name: said for name, said in load.source.items() if name in PLACES_OF_MARKS and keeps_marks(load)}
    load.save(update_fields=["state", "done_at", "partnership", "source", "answers"])
    enter(
        "imported",
        load,
        by=by,
        at=at,
        partnership=load.partnership.reference if load.partnership else "",
        facts={"file_hash": load.file_hash, "counts": load.counts},
        texts={"file_name": load.file_name},
    )
    return load


def _store_sheet(load: Import, sheet: Sheet, plan: Plan) -> None:
    rows = StagedRow.objects.filter(load=load, sheet=sheet.title).order_by("number")
    if sheet is FIGURES:
        FIGURES.table.store_staged(plan, rows.filter(becomes__in=["created", "changed"]))  # type: ignore[attr-defined]
        return
    for becomes, put in (("created", sheet.table.add), ("changed", sheet.table.change)):
        for batch in _batches(rows.filter(becomes=becomes), whole=sheet.title == "Places"):
            put(plan, [staging.row_of(staged) for staged in batch])


def _batches(rows: Iterable[StagedRow], *, whole: bool) -> Iterator[list[StagedRow]]:
    batch: list[StagedRow] = []
    for row in rows.iterator(chunk_size=BATCH):  # type: ignore[attr-defined]
        batch.append(row)
        if len(batch) == BATCH and not whole:
            yield batch
            batch = []
    if batch:
        yield batch


def _keep_codes(load: Import, partnership: Partnership | None) -> None:
    if partnership is None:
        return
    known = set(Alias.objects.filter(partnership=partnership).values_list("reference", flat=True))
    for sheet in sheets_of(load.layout):
        if not sheet.has_codes:
            continue
        rows = StagedRow.objects.filter(load=load, sheet=sheet.title).exclude(code="").order_by("number")
        created = rows.filter(becomes="created").values_list("code", "reference")
        keep_codes(partnership, sheet.table.kind, (pair for pair in created if pair[1] not in known), new=True)
        others = rows.exclude(becomes="created").values_list("code", "reference")
        keep_codes(partnership, sheet.table.kind, others, new=False)


def _would_publish(load: Import) -> bool:
    """Whether storing it would make anything public that is not. One SQL query."""
    new, others = Q(becomes="created"), Q(becomes="changed") & ~Q(stored__visibility=Visibility.PUBLIC)
    return StagedRow.objects.filter(new | others, load=load, cells__visibility=Visibility.PUBLIC).exists()


def _was_overtaken(load: Import) -> bool:
    """Whether another workbook of the partnership was stored after this one was tried. One SQL query."""
    later = Import.objects.filter(partnership=load.partnership, partnership__isnull=False, done_at__gt=load.loaded_at)
    return later.exists()


def _new_partnership(load: Import) -> str:
    return StagedRow.objects.get(load=load, sheet=PARTNERSHIP.title).reference


def _measures_of(load: Import) -> Iterator[str]:
    """The measures that this workbook brings or has figures of, unchanged ones too: an earlier judging may have been
    cut short."""
    rows = StagedRow.objects.filter(load=load)
    changed = rows.filter(sheet=MEASURES.title).exclude(becomes="unchanged")
    with_figures = rows.filter(sheet=FIGURES.title).values_list("cells__indicator", flat=True).distinct()
    references = set(with_figures) | set(changed.values_list("reference", flat=True))
    yield from sorted(references)


def is_stopped(load: Import) -> bool:
    """Whether problems keep a tried file from being stored: a tracker's do not, they make drafts. One SQL query."""
    return not makes_drafts(load.layout) and has_problems(load)


def keeps_marks(load: Import) -> bool:
    """Whether a stored file can still be given back with its marks, because rows of it became drafts. Two queries."""
    return makes_drafts(load.layout) and Upload.objects.filter(load=load).exists() and has_problems(load)


def has_problems(load: Import) -> bool:
    """Whether any cell of a tried workbook is marked. One SQL query."""
    return StagedRow.objects.filter(load=load).exclude(problems={}).exists()
