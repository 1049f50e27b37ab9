"""The desk of a scrutiny committee: everything that it needs to have read before it meets, within its remit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from joinedup.answers import rulebook as rulebooks
from joinedup.answers.brief import Shown, changes_since, shown
from joinedup.answers.changes import Change
from joinedup.answers.reads import recommendations as recommendations
from joinedup.answers.reads import scrutiny as reads
from joinedup.answers.rulebook import Told, ToSettle
from joinedup.outcomes.models import Outcome
from joinedup.outcomes.remits import held_by
from joinedup.partners.models import Body, Meeting
from joinedup.partners.permissions import Asker

MOST_CHANGES, MOST_FINDINGS, MOST_RECOMMENDATIONS, MOST_OUTCOMES = 30, 40, 50, 50


@dataclass(frozen=True)
class Desk:
    """A committee's remit, what changed in it, what is owed to the committee, and what does not join up there.

    since: the day of its last meeting, `met`, else four weeks ago. uncovered: joint outcomes that no committee has.
    pack: where the papers for its next meeting stand.
    """

    remit: tuple[Outcome, ...]
    since: date
    met: Meeting | None
    pack: str
    changes: Shown[Change]
    recommendations: Shown[recommendations.Row]
    findings: Shown[Told]
    uncovered: Shown[Outcome]

    @property
    def overdue(self) -> int:
        """How many of the open recommendations that are shown wait past their day."""
        return sum(row.is_overdue for row in self.recommendations.first)


def desk_of(committee: Body, asker: Asker, today: date) -> Desk:
    """The desk of a committee as this asker may see it.

    The number of SQL queries depends on the kinds of records and on the tests of the house, never on how many records
    there are.
    """
    partnership = committee.partnership
    remit = [held.outcome for held in held_by(committee, asker)]
    references = [outcome.reference for outcome in remit]
    met, ahead = reads.last_met(committee, asker), reads.meets_next(committee, asker)
    since = reads.since_when(met, today)
    changes = changes_since(since, partnership, asker)
    book = rulebooks.rulebook(partnership, asker)
    near = reads.in_remit(
        {*(one.about.reference for one in changes), *(cause for one in book.unanswered for cause in _causes(one))},
        references,
    )
    found = [one for one in book.unanswered if near.intersection(_causes(one))]
    first = rulebooks.in_turn(found, MOST_FINDINGS)
    asked = recommendations.recommendations_open_to(asker).filter(recommendations.OPEN, committee=committee)
    rows = recommendations.rows(recommendations.in_turn(asked), asker, today)
    return Desk(
        remit=tuple(remit),
        since=since,
        met=met,
        pack=f"/{ahead.reference if ahead else partnership.reference}/pack/",
        changes=shown([one for one in changes if one.about.reference in near], MOST_CHANGES),
        recommendations=shown(rows, MOST_RECOMMENDATIONS),
        findings=Shown(tuple(_in_order(rulebooks.told(first, asker), found)), len(found) - len(first)),
        uncovered=shown(list(reads.uncovered(partnership, asker)), MOST_OUTCOMES),
    )


def _causes(one: ToSettle) -> tuple[str, ...]:
    return one.found.finding.causes


def _in_order(told: Sequence[Told], found: Sequence[ToSettle]) -> list[Told]:
    """What is told, in the order of the tests."""
    return sorted(told, key=lambda one: found.index(one.to_settle))
