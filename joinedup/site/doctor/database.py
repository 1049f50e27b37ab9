"""Whether the database is there, is this version's, and keeps what it acknowledged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from joinedup.record.models import Entry
from joinedup.site.doctor.complaints import Complaint, Complaints, against

OLDEST_POSTGRESQL = 14
MOST_APART = timedelta(seconds=5)
AHEAD = timedelta(minutes=5)
SQLITE = {"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1"}
POSTGRESQL = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "data_checksums": "on"}
SAFE_COMMITS = ("on", "remote_apply", "remote_write", "local")
LOSES = {
    "synchronous": "What was acknowledged is lost in a power cut.",
    "journal_mode": "Readers and writers hold each other up.",
    "foreign_keys": "Rows may point at what is gone.",
    "fsync": "The whole database is lost in a power cut.",
    "synchronous_commit": "What was acknowledged is lost in a power cut.",
    "full_page_writes": "Pages are torn in a power cut.",
    "data_checksums": "A failing disk changes figures and nobody notices.",
}


@dataclass(frozen=True)
class DatabaseFacts:
    """What the database says of itself. clock: its own; newest: when the last entry of the record was made."""

    engine: str
    here: datetime
    clock: datetime
    newest: datetime | None = None
    version: int = OLDEST_POSTGRESQL
    settings: Mapping[str, str] = field(default_factory=dict)
    migrations_missing: int = 0


def judge(facts: DatabaseFacts) -> Complaints:
    """What is the matter with the database."""
    apart = abs(facts.here - facts.clock)
    return (
        *_durability(facts),
        *against(
            (
                facts.engine == "sqlite" or facts.version >= OLDEST_POSTGRESQL,
                Complaint(
                    f"The server is PostgreSQL {facts.version}.",
                    f"Joinedup needs {OLDEST_POSTGRESQL} or newer. Upgrade it.",
                ),
            ),
            (
                not facts.migrations_missing,
                Complaint(
                    f"The tables are not those of this version: {facts.migrations_missing} steps are missing.",
                    "Back up, then run: joinedup prepare",
                ),
            ),
            (
                apart <= MOST_APART,
                Complaint(
                    f"The clocks of this machine and of the database differ by {apart.total_seconds():.0f} seconds.",
                    "Let both keep network time (systemd-timesyncd, chrony).",
                ),
            ),
            (
                facts.newest is None or facts.newest <= facts.here + AHEAD,
                Complaint(
                    f"The record holds an entry of {facts.newest:%Y-%m-%d %H:%M}, which is yet to come."
                    if facts.newest
                    else "",
                    "The clock is wrong now, or was wrong then. Let the machine keep network time.",
                ),
            ),
        ),
    )


def _durability(facts: DatabaseFacts) -> Complaints:
    wanted = SQLITE if facts.engine == "sqlite" else POSTGRESQL
    mend = {
        "sqlite": "Something opened the file with other settings: stop the site, then start it again.",
        "postgresql": "Mend it in postgresql.conf. Checksums: pg_checksums --enable, with the server stopped.",
    }
    return tuple(
        Complaint(f"{name} is {said}, not {want}. {LOSES[name]}", mend[facts.engine])
        for name, want in wanted.items()
        if (said := facts.settings.get(name, "unknown")) != want
        and not (name == "synchronous_commit" and said in SAFE_COMMITS)
    )


def gather() -> DatabaseFacts:
    """The facts of this database. Raises DatabaseError if it cannot be reached."""
    connection.ensure_connection()
    plan = MigrationExecutor(connection)
    missing = plan.migration_plan(plan.loader.graph.leaf_nodes())
    newest = None if missing else Entry.objects.order_by("-pk").values_list("at", flat=True).first()
    sqlite = connection.vendor == "sqlite"
    return DatabaseFacts(
        engine=connection.vendor,
        here=timezone.now(),
        clock=timezone.now() if sqlite else _one("SELECT clock_timestamp()"),  # SQLite has no other clock than ours
        newest=newest,
        version=OLDEST_POSTGRESQL if sqlite else connection.pg_version // 10_000,  # type: ignore[attr-defined]
        settings={
            name: str(_one(f"PRAGMA {name}" if sqlite else f"SHOW {name}"))
            for name in (SQLITE if sqlite else POSTGRESQL)
        },
        migrations_missing=len(missing),
    )


def _one(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]
