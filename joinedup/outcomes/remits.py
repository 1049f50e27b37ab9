"""Which body has taken on which outcome, and where neither has the other."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from joinedup.outcomes import reads
from joinedup.outcomes.models import Outcome, Remit
from joinedup.partners.models import Body, Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import bodies_open_to, goes_on

MOST_COLUMNS = 12


def held_by(body: Body, asker: Asker) -> QuerySet[Remit]:
    """What a body has taken on and not given up, of the outcomes that this asker may see. One SQL query."""
    held = reads.remits_open_to(asker).filter(body=body, until_on=None)
    return held.select_related("outcome").order_by("from_on", "pk")


def taken_on_by(outcome: Outcome, asker: Asker) -> QuerySet[Remit]:
    """Which bodies that go on have taken on an outcome, of those that this asker may see. One SQL query."""
    going_on = bodies_open_to(asker).filter(goes_on(), partnership=outcome.partnership_id)
    held = reads.remits_open_to(asker).filter(outcome=outcome, until_on=None, body__in=going_on.values("pk"))
    return held.select_related("body").order_by("from_on", "pk")


@dataclass(frozen=True)
class Coverage:
    """Outcomes against bodies: who has taken on what.

    columns: the bodies that have something, at most twelve. rows: each outcome with a mark for each column, and the
    bodies besides. idle: bodies that have nothing.
    """

    columns: tuple[Body, ...]
    rows: tuple[tuple[Outcome, tuple[bool, ...], tuple[Body, ...]], ...]
    idle: tuple[Body, ...]

    @property
    def uncovered(self) -> tuple[Outcome, ...]:
        """The outcomes that no body has taken on."""
        return tuple(outcome for outcome, marks, besides in self.rows if not any(marks) and not besides)

    @property
    def covered(self) -> int:
        """How many of the outcomes some body has taken on."""
        return len(self.rows) - len(self.uncovered)


def coverage(partnership: Partnership, outcomes: Iterable[Outcome], asker: Asker) -> Coverage:
    """Which of these outcomes of a partnership each of its bodies has taken on. Two SQL queries."""
    bodies = {one.pk: one for one in bodies_open_to(asker).filter(goes_on(), partnership=partnership).order_by("name")}
    held: dict[int, set[int]] = defaultdict(set)
    remits = reads.remits_open_to(asker).filter(body__in=bodies.keys(), until_on=None)
    for body, outcome in remits.values_list("body", "outcome"):
        held[outcome].add(body)
    busy = {body for taken in held.values() for body in taken}
    columns = [body for pk, body in bodies.items() if pk in busy][:MOST_COLUMNS]
    shown = {body.pk for body in columns}
    return Coverage(
        columns=tuple(columns),
        rows=tuple(
            (
                outcome,
                tuple(body.pk in held[outcome.pk] for body in columns),
                tuple(bodies[pk] for pk in bodies if pk in held[outcome.pk] - shown),
            )
            for outcome in outcomes
        ),
        idle=tuple(body for pk, body in bodies.items() if pk not in busy),
    )
