"""The whole site in one file, and back: engine-neutral, so it also moves a site from SQLite to PostgreSQL.

The file is a ZIP with one JSON Lines member a table and `manifest.json` last: the version, the migrations applied, and
each table's rows and SHA-256. A backup reads one moment's state while the site goes on; a restore is one transaction
into an empty database, in which whoever was erased since the backup is erased again. Sessions are left out: after a
restore, everyone signs in again.
"""

import base64
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.apps import apps
from django.core.management.color import no_style
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

import joinedup
from joinedup.site.faults import CannotRestore

if TYPE_CHECKING:
    from joinedup.partners.actions import Replayed

BATCH = 500
MADE_ANEW = {"auth", "contenttypes", "sessions"}  # filled by Django itself, or not worth keeping
ONE_MOMENT = {"sqlite": "BEGIN DEFERRED", "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"}
WRITTEN_AS_TEXT = (models.DateField, models.TimeField, models.DurationField, models.DecimalField, models.UUIDField)

UNREADABLE = (BadZipFile, EOFError, KeyError, NotImplementedError, OSError, RuntimeError, ValueError, zlib.error)
WAY_BACK = "Nothing was changed. Take an earlier backup: docs/operators.md, “When a disk fails”."

Model = type[models.Model]
Watch = Callable[[Iterable[Any], str, int], Iterable[Any]]


def unwatched(rows: Iterable[Any], _table: str, _count: int) -> Iterable[Any]:
    """Rows with nobody watching their progress."""
    return rows


def back_up(file: Path, *, watch: Watch = unwatched) -> dict[str, int]:
    """Write the whole site into a new file that only its owner can read. Returns the number of rows a table."""
    unfinished = file.with_name(f"{file.name}.unfinished")
    with open(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "wb") as disk:
        with ZipFile(disk, "w", ZIP_DEFLATED) as archive, one_moment():
            tables = {model._meta.db_table: _write_table(archive, model, watch) for model in kept_models()}
            manifest = {"version": joinedup.__version__, "migrations": migrations_applied(), "tables": tables}
            archive.writestr("manifest.json", json.dumps(manifest, indent=1))
        disk.flush()
        os.fsync(disk.fileno())
    unfinished.rename(file)
    return {table: int(facts["rows"]) for table, facts in tables.items()}


def unheard(_replayed: "Replayed") -> None:
    """An erasure journal whose replay nobody is told of."""


def restore(file: Path, *, watch: Watch = unwatched, tell: "Callable[[Replayed], None]" = unheard) -> dict[str, int]:
    """Fill an empty database from a backup, whole or not at all. Returns the number of rows a table.

    The erasure journal is replayed in the same transaction: nobody who was erased is there for a moment. tell: is
    called with what came of that.

    Raises CannotRestore if the file is damaged or of another version, or the database holds something already.
    """
    from joinedup.partners.actions import erase_again

    tables = _undamaged_tables(file)
    _refuse_unless_empty()
    try:
        with ZipFile(file) as archive, transaction.atomic():
            for model in kept_models():
                table = model._meta.db_table
                _read_table(archive, model, watch, tables[table])
            _go_on_counting()
            replayed = erase_again(at=timezone.now())
    except IntegrityError as fault:
        raise CannotRestore(f"{file} breaks a rule of the database: {fault}") from fault
    tell(replayed)
    return {model._meta.db_table: model._base_manager.count() for model in kept_models()}


def kept_models() -> list[Model]:
    """Every table that a backup holds, links between nouns included, in a fixed order."""
    every = apps.get_models(include_auto_created=True)
    kept = [model for model in every if model._meta.managed and model._meta.app_label not in MADE_ANEW]
    return sorted((model for model in kept if not model._meta.proxy), key=lambda model: model._meta.db_table)


def migrations_applied() -> list[str]:
    """The tables' version: every migration that the database has been through."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


@contextmanager
def one_moment() -> Iterator[None]:
    """Read everything as it is at one moment, without holding up those who write."""
    with connection.cursor() as cursor:
        cursor.execute(ONE_MOMENT[connection.vendor])
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _write_table(archive: ZipFile, model: Model, watch: Watch) -> dict[str, Any]:
    table, rows, digest = model._meta.db_table, 0, hashlib.sha256()
    names = [field.attname for field in model._meta.concrete_fields]
    found = model._base_manager.order_by("pk").values_list(*names)
    with archive.open(f"{table}.jsonl", "w", force_zip64=True) as member:
        for row in watch(found.iterator(chunk_size=BATCH), table, found.count()):
            line = _line(dict(zip(names, row, strict=True)))
            member.write(line)
            digest.update(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _line(row: dict[str, Any]) -> bytes:
    """A row as one line of JSON, the same on either engine."""
    return json.dumps(row, default=_as_text, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _as_text(value: object) -> str:
    """A value that JSON has no word for, exactly: dates to the microsecond, decimals to the last digit."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID | timedelta):
        return str(value)
    raise TypeError(f"A backup cannot hold a {type(value).__name__}.")


def _undamaged_tables(file: Path) -> dict[str, int]:
    """The number of rows a table, once every byte of the file is known to be what was written."""
    try:
        with ZipFile(file) as archive:
            manifest = json.loads(archive.read("manifest.json"))
            changed = [table for table, told in manifest["tables"].items() if _sha256(archive, table) != told["sha256"]]
    except UNREADABLE as fault:
        raise CannotRestore(f"{file} is damaged or is no backup: {fault}. {WAY_BACK}") from fault
    if changed:
        raise CannotRestore(f"{file} is damaged: {', '.join(changed)} is not what was backed up. {WAY_BACK}")
    if manifest["migrations"] != migrations_applied():
        raise CannotRestore(
            f"The backup is from version {manifest['version']}, whose tables are not those of this version "
            f"({joinedup.__version__}). Restore it with that version, then upgrade."
        )
    return {table: told["rows"] for table, told in manifest["tables"].items()}


def _sha256(archive: ZipFile, table: str) -> str:
    digest = hashlib.sha256()
    with archive.open(f"{table}.jsonl") as member:
        while piece := member.read(1 << 20):
            digest.update(piece)
    return digest.hexdigest()


def _refuse_unless_empty() -> None:
    for model in kept_models():
        if model._base_manager.exists():
            raise CannotRestore(f"The database is not empty: {model._meta.db_table} has rows. Nothing was changed.")


def _read_table(archive: ZipFile, model: Model, watch: Watch, count: int) -> None:
    table = model._meta.db_table
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    quoted = connection.ops.quote_name
    columns = ", ".join(quoted(str(field.column)) for field in fields)
    insert = f"INSERT INTO {quoted(table)} ({columns}) VALUES ({', '.join(['%s'] * len(fields))})"  # noqa: S608
    with archive.open(f"{table}.jsonl") as member, connection.cursor() as cursor:
        rows = map(json.loads, iter(watch(member, table, count)))
        while batch := list(islice(rows, BATCH)):
            cursor.executemany(
                insert, [[_for_database(field, row[field.attname]) for field in fields] for row in batch]
            )


def _for_database(field: "models.Field[Any, Any]", value: Any) -> Any:
    """A value of a backup as this engine stores it; what the field would tidy or fill in by itself is left alone."""
    plain = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(plain, (*WRITTEN_AS_TEXT, models.BinaryField)):
        value = plain.to_python(value)
    return plain.get_db_prep_save(value, connection)


def _go_on_counting() -> None:
    """Let new rows get keys after the highest restored one."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), kept_models()):
            cursor.execute(statement)
