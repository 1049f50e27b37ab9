"""The verbs of the workbook: try a file, then store it whole or not at all."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import regex
from django.db import IntegrityError, transaction
from django.utils import timezone

from joinedup.exchange import rules, staging
from joinedup.exchange.models import Import, StagedRow, Upload
from joinedup.exchange.reading import Heading, Line, read
from joinedup.exchange.rules import Faulty
from joinedup.exchange.sheets import FIGURES, MEASURES, PARTNERSHIP, SHEETS, Sheet
from joinedup.frame.loading import BATCH, CHANGED_MEANWHILE, Plan
from joinedup.frame.refusals import Refusal, Refused, refuse_if
from joinedup.frame.versions import locked
from joinedup.outcomes.loading import judge_measures
from joinedup.partners.loading import keep_codes
from joinedup.partners.models import Account, Alias, Partnership
from joinedup.partners.permissions import convenes
from joinedup.record.actions import enter

KEPT_FOR = timedelta(days=1)
Items = Iterable[Heading | Line]
Watch = Callable[[Items], Items]


def try_out(
    partnership: Partnership | None,
    *,
    by: Account | None,
    at: datetime,
    path: Path,
    file_name: str,
    content: bytes | None = None,
    watch: Watch = iter,
) -> Import:
    """Read a file and say what storing it would do; nothing of the plan changes. Raises Refused.

    partnership: None starts a new one, at the command line only, as does by. content: the bytes of an upload, to be
    given back with its problems marked.
    """
    refuse_if(_refusals(partnership, by))
    forget_unfinished(partnership, at=at)
    load = Import.objects.create(
        partnership=partnership, file_name=harmless(file_name), file_hash=hash_of(path), loaded_by=by, loaded_at=at
    )
    try:
        staging.stage(load, _plan(load, at), watch(read(path)))
        if partnership is None:
            _insist_on_one_partnership(load)
    except Faulty as faulty:
        _forget(load)
        raise Refused((faulty.fault,)) from faulty
    if content is not None:
        Upload.objects.create(load=load, content=content)
    load.state = Import.State.TRIED
    load.save(update_fields=["state", "counts", "notes"])
    return load


def store(load: Import, *, by: Account | None, at: datetime) -> Import:
    """Store a tried workbook, in one transaction; stored already, nothing more happens. Raises Refused.

    Measures are judged afresh after that transaction, in short ones of their own.
    """
    refuse_if(_refusals(load.partnership, by))
    try:
        stored = _store(load, by=by, at=at)
    except IntegrityError as conflict:
        raise Refused((CHANGED_MEANWHILE,)) from conflict
    judge_measures(_measures_of(stored))
    _forget_rows(stored)
    return stored


@transaction.atomic
def _store(load: Import, *, by: Account | None, at: datetime) -> Import:
    if load.partnership is not None:
        locked(load.partnership)
    load = locked(load)
    if load.state == Import.State.DONE:
        return load
    refuse_if(() if load.state == Import.State.TRIED else (rules.NOTHING_TO_STORE,))
    refuse_if((rules.HAS_PROBLEMS,) if has_problems(load) else ())
    refuse_if((CHANGED_MEANWHILE,) if _was_overtaken(load) else ())
    plan = _plan(load, at)
    for sheet in SHEETS:
        _store_sheet(load, sheet, plan)
        if sheet is PARTNERSHIP and load.partnership is None:
            load.partnership = Partnership.objects.get(reference=_new_partnership(load))
            plan = replace(plan, partnership=load.partnership)
    _keep_codes(load, load.partnership)
    load.state, load.done_at = Import.State.DONE, at
    load.save(update_fields=["state", "done_at", "partnership"])
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
    for sheet in SHEETS:
        if not sheet.has_codes:
            continue
        rows = StagedRow.objects.filter(load=load, sheet=sheet.title).exclude(code="").order_by("number")
        created = rows.filter(becomes="created").values_list("code", "reference")
        keep_codes(partnership, sheet.table.kind, (pair for pair in created if pair[1] not in known), new=True)
        others = rows.exclude(becomes="created").values_list("code", "reference")
        keep_codes(partnership, sheet.table.kind, others, new=False)


def _was_overtaken(load: Import) -> bool:
    """Whether another workbook of the partnership was stored after this one was tried. One SQL query."""
    later = Import.objects.filter(partnership=load.partnership, partnership__isnull=False, done_at__gt=load.loaded_at)
    return later.exists()


def _new_partnership(load: Import) -> str:
    return StagedRow.objects.get(load=load, sheet=PARTNERSHIP.title).reference


def _insist_on_one_partnership(load: Import) -> None:
    if StagedRow.objects.filter(load=load, sheet=PARTNERSHIP.title).count() != 1:
        raise Faulty(rules.ONE_PARTNERSHIP)


def _measures_of(load: Import) -> Iterator[str]:
    """The measures that this workbook brings or has figures of, unchanged ones too: an earlier judging may have been
    cut short."""
    rows = StagedRow.objects.filter(load=load)
    changed = rows.filter(sheet=MEASURES.title).exclude(becomes="unchanged")
    with_figures = rows.filter(sheet=FIGURES.title).values_list("cells__indicator", flat=True).distinct()
    references = set(with_figures) | set(changed.values_list("reference", flat=True))
    yield from sorted(references)


def has_problems(load: Import) -> bool:
    """Whether any cell of a tried workbook is marked. One SQL query."""
    return StagedRow.objects.filter(load=load).exclude(problems={}).exists()


def forget_unfinished(partnership: Partnership | None, *, at: datetime) -> None:
    """Remove what earlier files left behind that were tried and not stored within a day."""
    old = Import.objects.filter(partnership=partnership, loaded_at__lt=at - KEPT_FOR)
    for load in old.exclude(state=Import.State.DONE):
        _forget(load)


def _forget(load: Import) -> None:
    _forget_rows(load)
    load.delete()


def _forget_rows(load: Import) -> None:
    Upload.objects.filter(load=load).delete()
    StagedRow.objects.filter(load=load).delete()


def _plan(load: Import, at: datetime) -> Plan:
    return Plan(
        partnership=load.partnership,
        by=load.loaded_by,
        at=at,
        today=timezone.localdate(at),
        coming=lambda title, references: staging.coming(load, title, references),
    )


def _refusals(partnership: Partnership | None, by: Account | None) -> tuple[Refusal, ...]:
    allowed = by is None or (partnership is not None and convenes(by, partnership))
    return () if allowed else (rules.NOT_CONVENOR,)


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, or of a folder's CSV files with their names, in hexadecimal."""
    digest = hashlib.sha256()
    files = sorted(path.glob("*.csv")) if path.is_dir() else [path]
    for file in files:
        if path.is_dir():
            digest.update(file.name.encode() + b"\0")
        with file.open("rb") as opened:
            while piece := opened.read(1 << 20):
                digest.update(piece)
    return digest.hexdigest()


def harmless(name: str) -> str:
    """A file's name as it may be shown: its last part, without characters that hide or turn it. It is never a path.

    >>> harmless("../../etc/passwd"), harmless("plan\\u202excod.xlsx")
    ('passwd', 'planxcod.xlsx')
    """
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = regex.sub(r"[\p{C}\p{Bidi_Control}]", "", last).strip()
    return plain[:200] or "workbook"
