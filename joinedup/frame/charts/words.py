"""Control charts in words: the plain sentence of how a series moves, what each signal says, and cautions."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from joinedup.reckon.spc import Kind, Klass


@dataclass(frozen=True, slots=True)
class Movement:
    """What a verdict says, with its periods in words.

    when: the period in which it changed; until: the last of a change that is over; turned: where the latest
    figures began to go against a new level. is_latest: whether it changed with the latest figure; is_once:
    whether what is over was one figure only. figures: reported ones of the present phase.
    """

    kind: Kind
    variation: Klass | None
    figures: int
    run_length: int
    lasting: bool = False
    is_latest: bool = False
    is_once: bool = False
    when: str = ""
    until: str = ""
    turned: str = ""


def sentence(movement: Movement) -> str:
    """The movement in one or two sentences."""
    if movement.kind == "no_data":
        return _("There are no figures yet.")
    if movement.kind == "too_few":
        return _too_few(movement)
    if movement.kind == "steady":
        return _("Steady: the figures move within their usual range, as chance alone would have it.")
    said = _template(movement)
    return said % {"when": movement.when, "until": movement.until, "turned": movement.turned}


def signal(point_class: str, signal: str) -> str:
    """What a signal says: better, worse or neither, and why it is more than chance."""
    return f"{CLASSES[point_class]}: {SIGNALS[signal]}"


def _template(movement: Movement) -> str:
    if movement.kind == "mixed":
        return str(MIXED[movement.variation or "common_cause"])
    if movement.lasting:
        return str((JUST if movement.is_latest else LASTING)[movement.kind])
    return str((ONCE if movement.is_once else OVER)[movement.kind])


def _too_few(movement: Movement) -> str:
    if movement.figures >= movement.run_length:
        return _("It is too early to say: too few of the figures follow one another without a gap.")
    return ngettext(
        "It is too early to say: there is %(count)s figure to judge by, and it takes %(run)s.",
        "It is too early to say: there are %(count)s figures to judge by, and it takes %(run)s.",
        movement.figures,
    ) % {"count": movement.figures, "run": movement.run_length}


SIGNALS = {
    "above": lazy("above the upper limit"),
    "below": lazy("below the lower limit"),
    "rising": lazy("part of a steady rise"),
    "falling": lazy("part of a steady fall"),
    "two_of_three_high": lazy("close to the upper limit, as is a neighbour"),
    "two_of_three_low": lazy("close to the lower limit, as is a neighbour"),
    "shift_high": lazy("part of a run above the average"),
    "shift_low": lazy("part of a run below the average"),
}
CLASSES = {
    "improvement": lazy("▲ Better"),
    "concern": lazy("▼ Worse"),
    "neutral_high": lazy("◆ Higher"),
    "neutral_low": lazy("◆ Lower"),
}
NOTES = {
    "too_few": lazy("There are too few figures for limits."),
    "no_neighbours": lazy("No two neighbouring periods have figures, so there are no limits."),
    "constant": lazy("The figures never vary, so there are no limits, and only a run or a trend can be seen."),
    "screening_undone": lazy(
        "Nearly all figures are alike. Setting outlying ranges aside would have left none, so none was set aside."
    ),
}
MIXED = {
    "improvement": lazy(
        "Got worse in %(when)s; since %(turned)s the figures go the better way again. "
        "Both changes are larger than chance."
    ),
    "concern": lazy(
        "Got better in %(when)s; since %(turned)s the figures go the worse way again. "
        "Both changes are larger than chance."
    ),
    "neutral_high": lazy(
        "Fell in %(when)s; since %(turned)s the figures go up again. Both changes are larger than chance."
    ),
    "neutral_low": lazy(
        "Rose in %(when)s; since %(turned)s the figures go down again. Both changes are larger than chance."
    ),
}
LASTING = {
    "improved": lazy("Got better in %(when)s and has stayed better; the change is larger than chance."),
    "worsened": lazy("Got worse in %(when)s and has stayed worse; the change is larger than chance."),
    "higher": lazy("Rose in %(when)s and has stayed higher; the change is larger than chance."),
    "lower": lazy("Fell in %(when)s and has stayed lower; the change is larger than chance."),
}
JUST = {
    "improved": lazy("Got better in %(when)s, by more than chance. Whether it lasts is still to be seen."),
    "worsened": lazy("Got worse in %(when)s, by more than chance. Whether it lasts is still to be seen."),
    "higher": lazy("Rose in %(when)s, by more than chance. Whether it lasts is still to be seen."),
    "lower": lazy("Fell in %(when)s, by more than chance. Whether it lasts is still to be seen."),
}
OVER = {
    "improved": lazy("Was better from %(when)s to %(until)s by more than chance, and is back to its usual range."),
    "worsened": lazy("Was worse from %(when)s to %(until)s by more than chance, and is back to its usual range."),
    "higher": lazy("Was higher from %(when)s to %(until)s by more than chance, and is back to its usual range."),
    "lower": lazy("Was lower from %(when)s to %(until)s by more than chance, and is back to its usual range."),
}
ONCE = {
    "improved": lazy("Was better in %(when)s by more than chance, and is back to its usual range."),
    "worsened": lazy("Was worse in %(when)s by more than chance, and is back to its usual range."),
    "higher": lazy("Was higher in %(when)s by more than chance, and is back to its usual range."),
    "lower": lazy("Was lower in %(when)s by more than chance, and is back to its usual range."),
}
