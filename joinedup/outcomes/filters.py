"""What a list of outcomes or measures is narrowed to by its address: by allow-list, whatever else is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.outcomes.models import Outcome

LASTING = {"lasting": True}
NEITHER = ["higher", "lower"]
OVER = Q(lasting=False, verdict__in=["improved", "worsened", *NEITHER])
DIRECTIONS = {
    "better": (_("Getting better, by more than chance"), Q(verdict="improved", **LASTING)),
    "worse": (_("Getting worse, by more than chance"), Q(verdict="worsened", **LASTING)),
    "steady": (_("Steady within the usual range"), Q(verdict="steady") | OVER),
    "other": (
        _("Changed, neither better nor worse"),
        Q(verdict="mixed") | Q(verdict__in=NEITHER, **LASTING),
    ),
    "early": (_("Too early to say"), Q(verdict__in=["no_data", "too_few"])),
}
PRIORITIES = dict(Outcome.Priority.choices)
ROWS = (50, 100)


@dataclass(frozen=True)
class Filters:
    """A priority and a direction of travel to narrow by; empty narrows nothing. `rows` is how many a page shows."""

    priority: str = ""
    direction: str = ""
    rows: int = ROWS[0]

    @property
    def narrows(self) -> bool:
        return bool(self.priority or self.direction)

    @property
    def query(self) -> str:
        """The filters as they stand in an address."""
        given = {"priority": self.priority, "direction": self.direction}
        rows = {} if self.rows == ROWS[0] else {"rows": self.rows}
        return urlencode({name: value for name, value in given.items() if value} | rows)

    @property
    def measures(self) -> Q:
        """The measures that are left by their direction of travel."""
        return DIRECTIONS[self.direction][1] if self.direction else Q()


def filters_of(asked: Mapping[str, str]) -> Filters:
    """The filters of an address; what is unknown is left out."""
    priority, direction, rows = asked.get("priority", ""), asked.get("direction", ""), asked.get("rows", "")
    return Filters(
        priority=priority if priority in PRIORITIES else "",
        direction=direction if direction in DIRECTIONS else "",
        rows=ROWS[1] if rows == str(ROWS[1]) else ROWS[0],
    )
