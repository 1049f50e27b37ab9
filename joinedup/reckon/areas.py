"""What a reading for one area says of another: areal interpolation weighted by people.

A reading known for source areas is carried to a target area in proportion to how many of each source's people live in
the target, as if what is counted were spread evenly over them. That is the weighting of Goodchild and Lam, with people
in place of square miles; the Office for National Statistics calls looking up by such weights "best fit". All arithmetic
is exact (fractions); every estimate comes with the furthest that it may be out if each share is out by its error.

Source: M. F. Goodchild and N. S. Lam, Areal interpolation: a variant of the traditional spatial problem, Geo-Processing
1 (1980) 297–312; Office for National Statistics, A guide to ONS geography best-fitting.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

Number = int | Decimal | Fraction


class NothingToTranslate(ValueError):
    """No source area gives anything to the target, so nothing can be said of it."""


@dataclass(frozen=True)
class Piece:
    """The part of a source area that lies in the target.

    share: what part of the source's people live in the target, from 0 to 1. error: how far that share may be out.
    """

    share: Fraction
    error: Fraction = Fraction(0)

    @classmethod
    def of(cls, share: Number, error: Number = 0) -> "Piece":
        """A piece from any exact numbers. Raises ValueError for a share outside 0 to 1, or an error below 0."""
        made = cls(Fraction(share), Fraction(error))
        if not 0 <= made.share <= 1 or made.error < 0:
            raise ValueError(f"a share from 0 to 1 with an error of 0 or more, not {share} and {error}")
        return made

    @property
    def least(self) -> Fraction:
        """The smallest share that it may be."""
        return max(Fraction(0), self.share - self.error)

    @property
    def most(self) -> Fraction:
        """The largest share that it may be."""
        return min(Fraction(1), self.share + self.error)


@dataclass(frozen=True)
class Estimate:
    """A value and the least and the most that it may be, given the errors of the shares; in the unit of the reading."""

    value: Fraction
    least: Fraction
    most: Fraction

    @property
    def error(self) -> Fraction:
        """How far the value may be out, on the side where it is further."""
        return max(self.value - self.least, self.most - self.value)


def count_in(sources: Sequence[tuple[Number, Piece]]) -> Estimate:
    """What counts in source areas come to in the target: each count times the share of its people who live there.

    sources: for each area its count, in any unit, and its piece. Totals are kept: over targets that share a source out
    whole, the estimates add up to its count. Raises NothingToTranslate without sources.

    >>> found = count_in([(200, Piece.of(Decimal("0.5"), Decimal("0.05")))])
    >>> str(found.value), str(found.error)
    ('100', '10')
    """
    if not sources:
        raise NothingToTranslate
    counts = [(Fraction(count), piece) for count, piece in sources]
    ends = [sorted((count * piece.least, count * piece.most)) for count, piece in counts]
    return Estimate(
        value=sum((count * piece.share for count, piece in counts), Fraction(0)),
        least=sum((low for low, _high in ends), Fraction(0)),
        most=sum((high for _low, high in ends), Fraction(0)),
    )


def rate_in(sources: Sequence[tuple[Number, Number, Piece]]) -> Estimate:
    """What rates in source areas come to in the target: the mean over the people who live there.

    sources: for each area its rate, the people (or other base) that it is a rate of, and its piece. The error counts
    that shares weigh against each other: with one source it is 0, for the rate is then that of the source. Raises
    NothingToTranslate where no people are left to weigh by.

    >>> found = rate_in([(10, 300, Piece.of(1)), (20, 100, Piece.of(1))])
    >>> str(found.value), str(found.error)
    ('25/2', '0')
    """
    weighed = [(Fraction(rate), Fraction(people), piece) for rate, people, piece in sources]
    base = sum((people * piece.share for _rate, people, piece in weighed), Fraction(0))
    if base <= 0:
        raise NothingToTranslate
    mean = sum((rate * people * piece.share for rate, people, piece in weighed), Fraction(0)) / base
    return Estimate(mean, _furthest(weighed, up=False, mean=mean), _furthest(weighed, up=True, mean=mean))


def quotient_in(sources: Sequence[tuple[Number, Number, Piece]]) -> Estimate:
    """What numerators over denominators come to in the target: both are carried over as counts, then divided.

    sources: for each area its numerator, its denominator above 0, and its piece. Raises NothingToTranslate where no
    denominator is left.

    >>> str(quotient_in([(30, 300, Piece.of(1)), (20, 100, Piece.of(1))]).value)
    '1/8'
    """
    rates = [(Fraction(above) / Fraction(below), below, piece) for above, below, piece in sources if below]
    return rate_in(rates)


def _furthest(weighed: Sequence[tuple[Fraction, Fraction, Piece]], *, up: bool, mean: Fraction) -> Fraction:
    """The most extreme mean that shares within their errors allow.

    It is reached with every share at one of its ends: largest for rates beyond some rate, smallest for the others. So
    each place of that border is tried in turn. n log n for n sources, and n² additions.
    """
    ordered = sorted(weighed, key=lambda one: one[0], reverse=up)
    best = mean
    for border in range(len(ordered) + 1):
        shares = [piece.most if number < border else piece.least for number, (_r, _p, piece) in enumerate(ordered)]
        base = sum((people * share for (_r, people, _s), share in zip(ordered, shares, strict=True)), Fraction(0))
        if base > 0:
            pairs = zip(ordered, shares, strict=True)
            reached = sum((rate * people * share for (rate, people, _s), share in pairs), Fraction(0)) / base
            best = max(best, reached) if up else min(best, reached)
    return best
