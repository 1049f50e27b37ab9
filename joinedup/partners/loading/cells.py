"""What cells say."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from joinedup.frame.loading import Row
from joinedup.frame.refusals import Refusal
from joinedup.partners import rules


def day(text: str) -> date | None:
    """A day from its canonical form; None for nothing."""
    return date.fromisoformat(text) if text else None


def column(rows: Sequence[Row], name: str) -> list[str]:
    """What rows say in one column, without the empty cells."""
    return [row.cells[name] for row in rows if row.cells.get(name)]


def twice(values: Iterable[str]) -> set[str]:
    """The values that stand more than once."""
    return {value for value, times in Counter(values).items() if value and times > 1}


def refusals_to_period(row: Row) -> tuple[Refusal, ...]:
    """The reasons against a row's first and last day."""
    from_on, until_on = day(row.wanted.get("from_on", "")), day(row.wanted.get("until_on", ""))
    if from_on is None or until_on is None:
        return ()
    return rules.refusals_to_end(allowed=True, from_on=from_on, ended_on=None, until_on=until_on)
