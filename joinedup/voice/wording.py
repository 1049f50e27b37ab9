"""What a trade-off asks and what a choice comes to, in sentences."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from joinedup.voice.models import TradeOff
from joinedup.voice.reads.trading import Shown, reckoned
from joinedup.voice.rules.pounds import in_pounds


@dataclass(frozen=True)
class Said:
    """What the ticked options come to. patterns: the sentences with gaps, for the page's script."""

    sentence: str
    patterns: Mapping[str, str]
    any: bool
    any_gains: bool
    any_changes: bool


def terms_of(trade_off: TradeOff) -> str:
    """What a trade-off asks, in a sentence."""
    total = in_pounds(trade_off.total)
    if trade_off.aim == TradeOff.Aim.SAVE:
        return _("At least %(total)s has to be saved. Choose how.") % {"total": total}
    return _("There is at most %(total)s to spend. Choose on what.") % {"total": total}


def said_of(trade_off: TradeOff, options: Sequence[Shown]) -> Said:
    """What the ticked ones of these options come to, in words."""
    chosen = [one for one in options if one.is_chosen]
    said, patterns = reckoned(trade_off, options), _patterns(trade_off)
    which = "nothing" if not chosen else "missed" if said.missed_by else "enough"
    amounts = {"sum": in_pounds(said.sum), "by": in_pounds(said.missed_by or said.beyond)}
    return Said(
        sentence=patterns[which].format(**amounts),
        patterns=patterns,
        any=bool(chosen),
        any_gains=any(one.option.gains for one in chosen),
        any_changes=any(one.changes for one in chosen),
    )


def _patterns(trade_off: TradeOff) -> dict[str, str]:
    nothing = _("Nothing is ticked yet.")
    if trade_off.aim == TradeOff.Aim.SAVE:
        return {
            "enough": _("Together this saves {sum}. That is enough, with {by} to spare."),
            "missed": _("Together this saves {sum}. {by} more has to be saved."),
            "nothing": nothing,
        }
    return {
        "enough": _("Together this costs {sum}. {by} is left."),
        "missed": _("Together this costs {sum}. That is {by} too much."),
        "nothing": nothing,
    }
