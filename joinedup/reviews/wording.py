"""A review's result in a sentence, and its picture where it has two axes."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from joinedup.frame.charts.matrix import Position, matrix
from joinedup.reviews.reads import AxisResult, Result

HALF = 0.5


def picture_of(result: Result) -> SafeString | None:
    """The picture of a result on its two axes, or None where it has no two or nobody answered on one."""
    if len(result.axes) != 2 or not all(one.summary.answers for one in result.axes):
        return None
    up, across = result.axes
    title = _("{up} ({up_mark} of 5), {across} ({across_mark} of 5).").format(
        up=_end(up), up_mark=up.mark, across=_end(across), across_mark=across.mark
    )
    return matrix(_position(across), _position(up), ident="matrix", title=title[0].upper() + title[1:])


def _end(one: AxisResult) -> str:
    """The end of an axis that the answers lie nearer to."""
    return one.axis.high if one.summary.level >= HALF else one.axis.low


def _position(one: AxisResult) -> Position:
    return Position(one.axis.title, one.axis.low, one.axis.high, one.summary.level, one.summary.spread)
