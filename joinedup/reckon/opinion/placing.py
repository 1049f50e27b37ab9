"""Where one participant stands on a map that was drawn already, worked out from their own votes alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

Point = tuple[float, float]


@dataclass(frozen=True)
class Placing:
    """What it takes to find a place on a map.

    means, weights: of each statement that counts, by its id. statements: how many the map has; out: how many of them
    were taken out, which count as seen. centres: of its groups.
    """

    means: Mapping[int, float]
    weights: Mapping[int, Point]
    statements: int
    out: int
    centres: Sequence[Point]

    def point(self, said: Mapping[int, int]) -> Point | None:
        """Where somebody stands who voted so, by statement; None where none of the votes counts."""
        counted = {one: word for one, word in said.items() if one in self.means}
        if not counted:
            return None
        scale = sqrt(self.statements / (len(counted) + self.out))
        x, y = (
            sum((word - self.means[one]) * self.weights[one][axis] for one, word in counted.items()) for axis in (0, 1)
        )
        return round(x * scale, 6), round(y * scale, 6)

    def group_of(self, point: Point) -> int | None:
        """The group that a place is nearest to, by its number."""
        away = [(x - point[0]) ** 2 + (y - point[1]) ** 2 for x, y in self.centres]
        return away.index(min(away)) if away else None
