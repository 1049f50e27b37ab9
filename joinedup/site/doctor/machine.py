"""Whether the machine has what the site needs: Python, room, memory, the files of its pages, and backups."""

import os
import shutil
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone

from joinedup.site import environment
from joinedup.site.doctor.complaints import Complaint, Complaints, against, to_mind

OLDEST_PYTHON = (3, 11)
MEGABYTE = 1_000_000
LEAST_DISK, LITTLE_DISK = 500 * MEGABYTE, 2_000 * MEGABYTE
LITTLE_MEMORY = 200 * MEGABYTE
BACKUP_EACH = timedelta(hours=36)
SHOWN_BY_ALL = "frame/joinedup.css"


@dataclass(frozen=True)
class MachineFacts:
    """What the machine has. memory: bytes that are free, None where it does not say. backups: the folder, if it is set.

    pages: whether the files that pages need are laid out, and are this version's.
    """

    now: datetime
    python: tuple[int, int] = OLDEST_PYTHON
    disk: int = 10 * LITTLE_DISK
    memory: int | None = None
    home_is_writable: bool = True
    pages: bool = True
    backups: str = ""
    backed_up_at: datetime | None = None


def judge(facts: MachineFacts) -> Complaints:
    """What is the matter with the machine."""
    return (
        *against(
            (
                facts.python >= OLDEST_PYTHON,
                Complaint(
                    f"This is Python {facts.python[0]}.{facts.python[1]}.", "Joinedup needs Python 3.11 or newer."
                ),
            ),
            (
                facts.home_is_writable,
                Complaint("The home folder cannot be written to.", "Give it to the account that runs the site."),
            ),
            (
                facts.disk >= LEAST_DISK,
                Complaint(f"Only {facts.disk // MEGABYTE:,} MB are free on the disk.", "Make room: writes fail soon."),
            ),
            (
                facts.disk >= LITTLE_DISK or facts.disk < LEAST_DISK,
                to_mind(f"{facts.disk // MEGABYTE:,} MB are free on the disk.", "Make room before it is needed."),
            ),
            (
                facts.memory is None or facts.memory >= LITTLE_MEMORY,
                to_mind(
                    f"{(facts.memory or 0) // MEGABYTE:,} MB of memory are free.",
                    "Start fewer web processes: WEB_CONCURRENCY.",
                ),
            ),
            (
                facts.pages,
                Complaint("The files that pages need are not those of this version.", "Run: joinedup prepare"),
            ),
        ),
        *_of_backups(facts),
    )


def _of_backups(facts: MachineFacts) -> Complaints:
    if not facts.backups:
        return (
            to_mind(
                "Nobody told the doctor where the backups are.",
                "Set JOINEDUP_BACKUPS to their folder. Let a timer make them: deploy/joinedup-backup.timer",
            ),
        )
    if facts.backed_up_at is None:
        return (Complaint(f"There is no backup in {facts.backups}.", "Run: joinedup backup FILE"),)
    age = facts.now - facts.backed_up_at
    if age > BACKUP_EACH:
        hours = age // timedelta(hours=1)
        return (Complaint(f"The last backup is {hours:,} hours old.", "See why the nightly one was not made."),)
    return ()


def gather() -> MachineFacts:
    """The facts of this machine."""
    backups = os.environ.get("JOINEDUP_BACKUPS", "")
    return MachineFacts(
        now=timezone.now(),
        python=sys.version_info[:2],
        disk=shutil.disk_usage(environment.HOME).free,
        memory=free_memory(Path("/proc/meminfo")),
        home_is_writable=os.access(environment.HOME, os.W_OK),
        pages=_pages_are_laid_out(),
        backups=backups,
        backed_up_at=newest_backup(Path(backups)) if backups else None,
    )


def free_memory(told: Path) -> int | None:
    """Bytes that are free, as Linux tells; None elsewhere."""
    try:
        lines = told.read_text().splitlines()
    except OSError:
        return None
    free = [line.split()[1] for line in lines if line.startswith("MemAvailable:")]
    return int(free[0]) * 1024 if free else None


def newest_backup(folder: Path) -> datetime | None:
    """When the newest backup of a folder was made; None if there is none. An unfinished one is none."""
    made = [file.stat().st_mtime for file in folder.glob("*.zip")] if folder.is_dir() else []
    return datetime.fromtimestamp(max(made), tz=timezone.get_current_timezone()) if made else None


def _pages_are_laid_out() -> bool:
    laid, ours = Path(settings.STATIC_ROOT) / SHOWN_BY_ALL, finders.find(SHOWN_BY_ALL)
    return laid.is_file() and ours is not None and laid.read_bytes() == Path(ours).read_bytes()
