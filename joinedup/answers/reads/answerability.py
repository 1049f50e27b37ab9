"""The map of answerability of a partnership: every line, and what does not fit together."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from joinedup.answers.models import AnswerLine
from joinedup.answers.reads.lines import Row, in_force, rows
from joinedup.answers.rules import lines as rules
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import members_of

MOST_OUTCOMES = 100


@dataclass(frozen=True)
class Answered:
    """One responsibility against the six things: of each thing the lines along which somebody answers for it."""

    title: str
    address: str
    things: tuple[tuple[Row, ...], ...]

    @property
    def by_thing(self) -> Iterator[tuple[str, tuple[Row, ...]]]:
        """Each of the six things by its label, with those lines."""
        labels = [str(AnswerLine.For(thing).label) for thing in rules.SIX]
        return zip(labels, self.things, strict=True)

    @property
    def unanswered(self) -> int:
        """For how many of the six things nobody answers."""
        return sum(not those for those in self.things)


@dataclass(frozen=True)
class Answerability:
    """A partnership's lines, and what a reader of them is to know.

    matrix: each outcome, and whatever else lines are about, against the six things; `more` outcomes stand nowhere on
    it. silent: members that answer for nothing here.
    """

    rows: tuple[Row, ...]
    matrix: tuple[Answered, ...]
    more: int
    doubles: tuple[tuple[Row, ...], ...]
    circles: tuple[tuple[Row, ...], ...]
    silent: tuple[Organisation, ...]

    @property
    def shared(self) -> tuple[Row, ...]:
        """The lines that are no drafts."""
        return tuple(row for row in self.rows if not row.is_draft)

    @property
    def without_forum(self) -> tuple[Row, ...]:
        """The lines that name no forum."""
        return tuple(row for row in self.shared if not row.line.forum)

    @property
    def overdue(self) -> tuple[Row, ...]:
        """The lines along which an account should have been given by now."""
        return tuple(row for row in self.shared if row.is_overdue)

    @property
    def outside(self) -> tuple[Row, ...]:
        """The lines of those who stand outside the formal chain."""
        return tuple(row for row in self.shared if row.line.side == AnswerLine.Side.OUTSIDE)

    @property
    def unanswered(self) -> int:
        """For how many things nobody answers, over all that the matrix shows."""
        return sum(one.unanswered for one in self.matrix)


def answerability(partnership: Partnership, asker: Asker, today: date) -> Answerability:
    """The map of a partnership as this asker may see it. Nine SQL queries at most, however many lines there are."""
    listed = rows(in_force(partnership, asker), asker, today)
    shared = [row for row in listed if not row.is_draft]
    by_key = {row.line.reference: row for row in shared}
    drawn = [row.drawn for row in shared]
    outcomes = outcomes_open_to(asker).filter(partnership=partnership).exclude(visibility=Visibility.DRAFT)
    names = dict(outcomes.order_by("name", "pk").values_list("reference", "name"))
    matrix = _matrix(shared, names)
    answering = {row.line.organisation_id for row in shared}
    members = [one.organisation for one in members_of(partnership, asker)]
    return Answerability(
        rows=tuple(listed),
        matrix=tuple(matrix[:MOST_OUTCOMES]),
        more=max(0, len(matrix) - MOST_OUTCOMES),
        doubles=_rows_of(rules.doubles(drawn), by_key),
        circles=_rows_of(rules.circles(drawn), by_key),
        silent=tuple(one for one in members if one.pk not in answering),
    )


def _rows_of(groups: Sequence[Sequence[rules.Drawn]], by_key: Mapping[str, Row]) -> tuple[tuple[Row, ...], ...]:
    return tuple(tuple(by_key[one.key] for one in group) for group in groups)


def _matrix(shared: Sequence[Row], outcomes: Mapping[str, str]) -> list[Answered]:
    """Outcomes by name, then whatever else there are lines about."""
    titles = {**outcomes, **{row.about.reference: row.about.title for row in shared if row.about is not None}}
    things: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in shared:
        things[row.line.about, row.line.answers_for].append(row)
    return [
        Answered(title, f"/{about}/", tuple(tuple(things[about, thing]) for thing in rules.SIX))
        for about, title in titles.items()
    ]
