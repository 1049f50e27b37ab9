"""When the record was verified last on this machine, and whether it stood: a small file in the home folder."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from joinedup.site import environment


@dataclass(frozen=True)
class Verified:
    """One verification: when, whether the record stood, and the root of its log."""

    at: datetime
    holds: bool
    root: str


def keep(*, at: datetime, holds: bool, root: str) -> None:
    """Remember a verification in place of the one before."""
    told = {"at": at.isoformat(), "holds": holds, "root": root}
    _file().write_text(json.dumps(told) + "\n", encoding="utf-8")


def last() -> Verified | None:
    """The last verification; None if there was none, or its file says nothing that can be read."""
    try:
        told = json.loads(_file().read_text(encoding="utf-8"))
        return Verified(datetime.fromisoformat(told["at"]), bool(told["holds"]), str(told["root"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _file() -> Path:
    return environment.HOME / "verified.json"
