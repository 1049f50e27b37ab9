"""The rules of control charts stated a second time, slowly and straight from the published list.

It shares no code with `reckon.spc` and reckons in fractions, so that the two can only agree by both being right.
Series here hold whole numbers: fractions make every comparison exact.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

Series = Sequence[int | None]
Flags = list[str | None]


def phases_of(series: Series, starts: Sequence[int]) -> list[Series]:
    """The series cut at each start."""
    cuts = sorted({0, *starts, len(series)})
    return [series[start:stop] for start, stop in pairwise(cuts)]


def mean_and_range(phase: Series, *, fixed: int | None, screen: bool) -> tuple[Fraction | None, Fraction | None]:
    """Rules 1 to 3: the mean, and the mean moving range; None where there is none above nought."""
    base: list[int | None] = []
    for value in phase:
        if fixed is None or sum(one is not None for one in base) < fixed:
            base.append(value)
    figures = [Fraction(one) for one in base if one is not None]
    if not figures:
        return None, None
    mean = sum(figures, Fraction()) / len(figures)
    ranges = []
    for place in range(1, len(base)):
        before, after = base[place - 1], base[place]
        if before is not None and after is not None:
            ranges.append(Fraction(abs(after - before)))
    if not ranges or sum(ranges) == 0:
        return mean, None
    unscreened = sum(ranges, Fraction()) / len(ranges)
    if not screen:
        return mean, unscreened
    strictly_below = [one for one in ranges if one < Fraction("3.267") * unscreened]
    screened = sum(strictly_below, Fraction()) / len(strictly_below) if strictly_below else Fraction()
    return mean, screened or unscreened


def flags_of(phase: Series, *, ruleset: str, run: int, fixed: int | None, screen: bool) -> Flags:
    """Rule 5: the name of the first rule that each figure meets; gaps are None and are stepped over."""
    mean, amr = mean_and_range(phase, fixed=fixed, screen=screen)
    figures = [one for one in phase if one is not None]
    if mean is None:
        return [None] * len(phase)
    names = [_first_rule(figures, place, mean, amr, ruleset, run) for place in range(len(figures))]
    left = iter(names)
    return [None if one is None else next(left) for one in phase]


def _first_rule(
    figures: list[int], place: int, mean: Fraction, amr: Fraction | None, ruleset: str, run: int
) -> str | None:
    return (
        _outside(figures[place], mean, amr)
        or _trend(_windows(figures, place, run))
        or _two_of_three(figures, place, mean, amr, ruleset)
        or _shift(_windows(figures, place, run), mean)
    )


def _outside(value: int, mean: Fraction, amr: Fraction | None) -> str | None:
    if amr is None or abs(value - mean) <= Fraction("2.66") * amr:
        return None
    return "above" if value > mean else "below"


def _trend(windows: list[list[int]]) -> str | None:
    latest = None
    for window in windows:
        if all(before < after for before, after in pairwise(window)):
            latest = "rising"
        if all(before > after for before, after in pairwise(window)):
            latest = "falling"
    return latest


def _two_of_three(figures: list[int], place: int, mean: Fraction, amr: Fraction | None, ruleset: str) -> str | None:
    if amr is None or not _is_close(figures[place], mean, amr, ruleset):
        return None
    for window in _windows(figures, place, 3):
        if sum(_is_close(one, mean, amr, ruleset) for one in window) >= 2:
            if all(one > mean for one in window):
                return "two_of_three_high"
            if all(one < mean for one in window):
                return "two_of_three_low"
    return None


def _shift(windows: list[list[int]], mean: Fraction) -> str | None:
    for window in windows:
        if all(one > mean for one in window):
            return "shift_high"
        if all(one < mean for one in window):
            return "shift_low"
    return None


def _windows(figures: list[int], place: int, length: int) -> list[list[int]]:
    """Every stretch of a length that holds a place, the earliest first."""
    firsts = range(max(0, place - length + 1), min(place, len(figures) - length) + 1)
    return [figures[first : first + length] for first in firsts]


def _is_close(value: int, mean: Fraction, amr: Fraction, ruleset: str) -> bool:
    away = abs(value - mean)
    near, far = Fraction(2, 3) * Fraction("2.66") * amr, Fraction("2.66") * amr
    return away > near and (ruleset == "mdc-2023" or away <= far)


def class_of(flag: str | None, better: str) -> str:
    """Rule 6."""
    if flag is None:
        return "common_cause"
    goes_up = flag in ("above", "rising", "two_of_three_high", "shift_high")
    if better == "neither":
        return "neutral_high" if goes_up else "neutral_low"
    return "improvement" if goes_up is (better == "higher") else "concern"


def assurance_of(phase: Series, *, target: int | None, better: str, fixed: int | None, screen: bool) -> str | None:
    """Rule 8, by the last phase."""
    mean, amr = mean_and_range(phase, fixed=fixed, screen=screen)
    if target is None or better == "neither" or mean is None or amr is None:
        return None
    lower, upper = mean - Fraction("2.66") * amr, mean + Fraction("2.66") * amr
    if target > upper:
        return "consistent_fail" if better == "higher" else "consistent_pass"
    if target < lower:
        return "consistent_pass" if better == "higher" else "consistent_fail"
    return "inconsistent"
