"""What is sent to an address by many browsers at once, and the stage on which it is prepared."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from joinedup.partners.models import Account
from joinedup.partners.tests.cast import Cast
from joinedup.record.models import Entry
from tests.world import World


@dataclass(frozen=True)
class Attempt:
    """What one account sends to an address from many browsers, and what there is one more of if it happens once."""

    who: Account | None
    address: str
    fields: dict[str, Any] = field(default_factory=dict)
    grows: "QuerySet[Any]" = field(default_factory=Entry.objects.all)
    by: int = 1


@dataclass(frozen=True)
class Stage:
    """Where attempts are prepared: the cast, and one of everything."""

    cast: Cast
    world: World
    folder: Path

    @property
    def partnership(self) -> str:
        return f"/{self.cast.partnership.reference}/"

    @property
    def doing(self) -> dict[str, Any]:
        return {"by": self.cast.ada, "at": timezone.now()}

    def at(self, kind: str) -> str:
        """The page of the one noun of a kind."""
        return f"/{self.world.parts[kind]}/"


Prepare = Callable[[Stage], Attempt]
ATTEMPTS: dict[str, Prepare] = {}
MAY_HAPPEN_AGAIN = {
    "ask-for-my-data": "it sends a letter each time, three a day at most",
    "end-other-sessions": "sessions that have ended cannot end again",
    "erase-address": "what is erased already is erased no further",
    "following": "choosing the same letters again changes nothing",
    "followed-by-mail": "choosing the same letters again changes nothing",
    "answer-finding": "a second answer takes the place of the first, and the record keeps both",
    "preview": "it only changes how the session's owner reads",
    "end-preview": "it only changes how the session's owner reads",
    "workbook": "each upload is tried by itself; storing is what happens once",
    "table-paste": "what is pasted is tried by itself; storing is what happens once",
}


def attempt(name: str) -> Callable[[Prepare], Prepare]:
    """Make known what is sent at once to the address of this name. They are tried in the order of this file."""

    def known(prepare: Prepare) -> Prepare:
        ATTEMPTS[name] = prepare
        return prepare

    return known
