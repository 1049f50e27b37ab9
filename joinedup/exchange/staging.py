"""Staging: a file's rows are read, understood, compared with what is stored and kept apart, batch by batch.

Nothing of the plan changes. Memory does not grow with the number of rows: one batch is held at a time. Only places,
which lie in each other, are taken as one batch.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils.formats import date_format

from joinedup.exchange import naming, rules
from joinedup.exchange.mapping.kinds import sheets_of
from joinedup.exchange.models import Import, StagedRow
from joinedup.exchange.reading import Heading, Line
from joinedup.exchange.rules import Faulty
from joinedup.exchange.sheets import BY_TITLE, EXAMPLE, INSTRUCTIONS, READ_ONLY, Column, Sheet
from joinedup.exchange.values import Named, Unreadable, read
from joinedup.frame.loading import BATCH, Cells, Plan, Row

COLUMNS = (
    "load_id",
    "sheet",
    "number",
    "row",
    "column",
    "code",
    "name",
    "key",
    "reference",
    "becomes",
    "version",
    "cells",
    "stored",
    "missing",
    "problems",
)
COUNTED = ("created", "changed", "unchanged", "gaps", "drafts", "new_drafts", "problems")
LEFT_ASIDE = (INSTRUCTIONS.casefold(), rules.TO_CORRECT.casefold())
OF_OTHERS = tuple(title.replace("-", " ").casefold() for title in READ_ONLY)
Note = dict[str, Any]


@dataclass
class Staging:
    """The state of reading one file."""

    load: Import
    plan: Plan
    sheet: Sheet | None = None
    columns: tuple[Column | None, ...] = ()
    batch: list[Row] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    sheets: int = 0
    rows: int = 0
    examples: int = 0
    kept: int = 0
    most_rows: int = rules.MOST_ROWS


def stage(load: Import, plan: Plan, items: Iterable[Heading | Line]) -> None:
    """Keep every row of a file beside its import, with what it becomes and every problem. Raises Faulty."""
    staging = Staging(load, plan, most_rows=rules.MOST_FIGURES if load.layout else rules.MOST_ROWS)
    for item in items:
        if isinstance(item, Heading):
            _begin(staging, item)
        elif staging.sheet is not None:
            _take(staging, staging.sheet, item)
    _flush(staging)
    _note_kept(staging)
    if not staging.sheets:
        raise Faulty(rules.NO_ROWS if load.layout else rules.NO_SHEET.about(titles=", ".join(BY_TITLE)))
    for sheet in sheets_of(load.layout):
        _mark_clashes(load, sheet)
    if plan.paused_until:
        staging.notes.append({"note": "paused", "day": date_format(plan.paused_until)})
    if staging.examples:
        staging.notes.append({"note": "examples", "count": staging.examples})
    load.notes, load.counts = [*load.notes, *staging.notes], counts_of(load)


def _begin(staging: Staging, heading: Heading) -> None:
    load = staging.load
    _flush(staging)
    _note_kept(staging)
    by_title = {sheet.title: sheet for sheet in sheets_of(load.layout)}
    staging.sheet, staging.columns = by_title.get(heading.title), ()
    if staging.sheet is not None:
        staging.sheets += 1
        if heading.columns:
            load.source["columns"] = {**load.source.get("columns", {}), heading.title: dict(heading.columns)}
        staging.notes.extend({"note": note, "sheet": heading.title} for note in heading.notes)
    elif (title := heading.title.replace("-", " ").casefold()) not in LEFT_ASIDE:
        note = "read_only" if title in OF_OTHERS else "unknown_sheet"
        staging.notes.append({"note": note, "sheet": heading.title[:100]})


def _note_kept(staging: Staging) -> None:
    if staging.kept and staging.sheet is not None:
        staging.notes.append({"note": "kept", "sheet": staging.sheet.title, "count": staging.kept})
    staging.kept = 0


def _take(staging: Staging, sheet: Sheet, line: Line) -> None:
    if not staging.columns:
        staging.columns = _columns(staging, sheet, line)
        return
    if not line.row and line.cells[0].strip() == EXAMPLE:
        staging.examples += 1
        return
    staging.rows += 1
    if staging.rows > staging.most_rows:
        raise Faulty(rules.TOO_MANY_ROWS.about(limit=staging.most_rows))
    staging.batch.append(_row(line, staging.columns))
    if len(staging.batch) == BATCH and not _names_itself(sheet):
        _flush(staging)


def _columns(staging: Staging, sheet: Sheet, line: Line) -> tuple[Column | None, ...]:
    """The columns in the order of the file; those that the sheet does not know are left aside, and it is said."""
    known = {column.heading.casefold(): column for column in sheet.columns}
    found = tuple(known.get(" ".join(cell.split()).casefold()) for cell in line.cells)
    first = sheet.columns[0]
    if first not in found:
        raise Faulty(rules.NO_FIRST_COLUMN.about(sheet=sheet.title, heading=first.heading))
    strange = [
        cell.strip()[:100] for cell, column in zip(line.cells, found, strict=True) if cell.strip() and not column
    ]
    staging.notes.extend({"note": "unknown_column", "sheet": sheet.title, "column": cell} for cell in strange)
    return found


def _row(line: Line, columns: Sequence[Column | None]) -> Row:
    """A row with every cell in canonical form; a cell that cannot be read is a problem there."""
    row = Row(line.number, {}, place=(line.row, line.column))
    for text, column in zip(line.cells, columns, strict=True):
        if column is not None:
            try:
                row.cells[column.field] = read(column.value, text)
            except Unreadable as unreadable:
                row.cells[column.field] = ""
                row.refuse(refusal.at(column.field) for refusal in unreadable.refusals)
                row.unread.add(column.field)
    for name, sentences in line.problems.items():
        row.unread.add(name)
        if sentences:
            row.problems.setdefault(name, []).extend(sentences)
    return row


def _flush(staging: Staging) -> None:
    """Understand a batch of rows and keep it."""
    rows, sheet, plan, load = staging.batch, staging.sheet, staging.plan, staging.load
    if not rows or sheet is None:
        return
    staging.batch = []
    naming.resolve(load, sheet, plan, rows, itself=False)
    if sheet.has_codes:
        naming.identify(load, sheet, plan, rows)
    if not _names_itself(sheet):
        _judge(staging, sheet, rows)
        _keep(load, sheet, rows)
        return
    _keep(load, sheet, rows)
    naming.resolve(load, sheet, plan, rows, itself=True)
    _judge(staging, sheet, rows)
    StagedRow.objects.filter(load=load, sheet=sheet.title).delete()
    _keep(load, sheet, rows)


def _judge(staging: Staging, sheet: Sheet, rows: Sequence[Row]) -> None:
    plan = staging.plan
    sheet.table.find(plan, rows)
    naming.follow_successions(sheet, rows)
    sheet.table.judge(plan, rows)
    staging.kept += sum(row.kept and bool(row.changes) for row in rows)


def _keep(load: Import, sheet: Sheet, rows: Sequence[Row]) -> None:
    """Store a batch as staged rows, in one small transaction. Rows are ready for the database: a hundred thousand
    objects would only pass through."""
    table = connection.ops.quote_name(StagedRow._meta.db_table)
    columns = ", ".join(connection.ops.quote_name(column) for column in COLUMNS)
    places = ", ".join(["%s"] * len(COLUMNS))
    key = StagedRow._meta.get_field("load").get_db_prep_save(load.pk, connection)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {table} ({columns}) VALUES ({places})",  # noqa: S608 — names of our own
            [(key, sheet.title, *_values(sheet, row)) for row in rows],
        )


def _values(sheet: Sheet, row: Row) -> tuple[Any, ...]:
    becomes = row.becomes
    return (
        row.number,
        *row.place,
        row.cells.get("code", ""),
        row.cells.get(sheet.table.title, "")[:200],
        (row.key or row.reference)[:300],
        row.reference,
        becomes,
        row.version,
        json.dumps(row.cells),
        json.dumps(row.stored) if becomes == "changed" else None,
        json.dumps(row.missing),
        json.dumps(row.problems),
    )


def _mark_clashes(load: Import, sheet: Sheet) -> None:
    """Mark rows that cannot stand beside another of the file. Streams in the order of what tells rows apart."""
    rows = StagedRow.objects.filter(load=load, sheet=sheet.title).order_by("key", "number")
    before: Row | None = None
    for staged in rows.only("number", "row", "key", "cells").iterator(chunk_size=BATCH):
        row = Row(staged.row or staged.number, staged.cells, key=staged.key)
        clash = sheet.table.clash(before, row) if before else None
        if clash:
            marked = StagedRow.objects.get(pk=staged.pk)
            marked.problems.setdefault(clash.field, []).append(str(clash))
            marked.save(update_fields=["problems"])
        before = row


def row_of(staged: StagedRow) -> Row:
    """A staged row as the tables take it."""
    return Row(
        staged.number,
        staged.cells,
        reference=staged.reference,
        key=staged.key,
        stored=staged.stored,
        version=staged.version,
    )


def coming(load: Import, title: str, references: Sequence[str]) -> Iterator[Cells]:
    """The staged rows of a sheet that have one of some references. One SQL query."""
    rows = StagedRow.objects.filter(load=load, sheet=title, reference__in=references)
    for reference, cells in rows.values_list("reference", "cells"):
        yield {**cells, "reference": reference}


def counts_of(load: Import) -> dict[str, dict[str, int]]:
    """By sheet: how many rows are created, changed, unchanged, have gaps, remain or become drafts, and have problems.

    One SQL query.
    """
    rows = StagedRow.objects.filter(load=load).values("sheet").order_by()
    counted: Any = rows.annotate(
        created=Count("pk", filter=Q(becomes="created")),
        changed=Count("pk", filter=Q(becomes="changed")),
        unchanged=Count("pk", filter=Q(becomes="unchanged")),
        gaps=Count("pk", filter=~Q(missing=[])),
        drafts=Count("pk", filter=Q(cells__visibility="draft") & ~Q(missing=[])),
        new_drafts=Count("pk", filter=Q(becomes="created", cells__visibility="draft")),
        problems=Count("pk", filter=~Q(problems={})),
    )
    by_title = {row["sheet"]: {what: row[what] for what in COUNTED} for row in counted}
    return {sheet.title: by_title[sheet.title] for sheet in sheets_of(load.layout) if sheet.title in by_title}


def _names_itself(sheet: Sheet) -> bool:
    return any(isinstance(column.value, Named) and sheet.title in column.value.sheets for column in sheet.columns)
