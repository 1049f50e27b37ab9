"""What a group of answers says: how high they stand on their scale, and how far they lie apart."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import sqrt


@dataclass(frozen=True)
class Summary:
    """Answers taken together.

    answers: how many. level: their mean as a proportion of the scale, 0 its low end and 1 its high end. spread: how
    far they lie apart, 0 all alike and 1 half of them at either end (twice the population standard deviation of the
    proportions, whose largest value is one half). choices: how many took each option.
    """

    answers: int = 0
    level: float = 0.0
    spread: float = 0.0
    choices: Mapping[str, int] = field(default_factory=dict)

    def share_of(self, option: str) -> float:
        """The share of the answers that took an option, from 0 to 1; nought where nobody answered."""
        return self.choices.get(option, 0) / self.answers if self.answers else 0.0


def on_a_scale(marks: Iterable[int], *, low: int = 1, high: int = 5) -> Summary:
    """Marks on a scale from low to high, taken together. Raises ValueError for a mark outside.

    >>> on_a_scale([1, 5]), on_a_scale([4, 4, 4]).level
    (Summary(answers=2, level=0.5, spread=1.0, choices={}), 0.75)
    """
    given = sorted(marks)
    if not given:
        return Summary()
    if given[0] < low or given[-1] > high:
        raise ValueError(f"marks go from {low} to {high}")
    total, squares, count = sum(given), sum(mark * mark for mark in given), len(given)
    span = high - low
    variance = (count * squares - total * total) / (count * count)
    return Summary(count, round((total / count - low) / span, 6), round(2 * sqrt(variance) / span, 6))


def of_choices(taken: Iterable[str]) -> Summary:
    """Options that were taken, counted.

    >>> of_choices(["yes", "no", "yes"]).share_of("yes")
    0.6666666666666666
    """
    counted = Counter(taken)
    return Summary(answers=counted.total(), choices=dict(sorted(counted.items())))


def together(marks_of: Iterable[Iterable[int]], *, low: int = 1, high: int = 5) -> Summary:
    """Each person's marks for several questions, first averaged for the person, then taken together.

    So whoever leaves a question out counts no less. Whoever answered none is left out.
    Source: an axis of Christensen, Marx and Stevenson's agreement matrix read from several questions.

    >>> together([[1, 3], [5]])
    Summary(answers=2, level=0.625, spread=0.75, choices={})
    """
    means = [sum(marks) / len(marks) for marks in map(list, marks_of) if marks]
    if not means:
        return Summary()
    scaled = sorted((mean - low) / (high - low) for mean in means)
    level = sum(scaled) / len(scaled)
    variance = sum((one - level) ** 2 for one in scaled) / len(scaled)
    return Summary(len(scaled), round(level, 6), round(2 * sqrt(variance), 6))
