"""Trade-offs: whether what somebody chose meets the total, and what may be told of what all chose. Money is pence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from joinedup.frame.refusals import Refusal
from joinedup.voice.rules.pounds import in_pounds

Aim = Literal["save", "spend"]
MOST_OPTIONS = 30
FEWEST = 10

LOCKED = Refusal(
    "trade_off_locked", "People answer on what a trade-off says. It can be changed only before the conversation opens."
)
SAME_NAME = Refusal("trade_off_same_name", "This conversation has a trade-off of this name already.", "name")
NO_TOTAL = Refusal("trade_off_without_total", "Say how much, in pounds and pence, more than nothing.", "total")
NO_SOURCE = Refusal("trade_off_without_source", "Say where the total comes from.", "source")
OPTION_GONE = Refusal("option_gone", "This option has been taken out already.")
TOO_MANY = Refusal("too_many_options", "A trade-off has at most {limit} options, so that people can weigh them.")
NOTHING_GIVEN_UP = Refusal("option_without_loss", "Say what is given up. If nothing is, say that.", "gives_up")
NO_EFFECT_SOURCE = Refusal("effect_without_source", "Say who says so, or where it can be read.", "source")
ELSEWHERE = Refusal("effect_elsewhere", "Choose a measure of this partnership.", "indicator")
NOT_OPEN = Refusal("choice_not_open", "This conversation is not open. Nothing more can be chosen in it.")
HAS_LEFT = Refusal("chooser_left", "You have left this conversation. Nothing more is counted from you.")
NOTHING_CHOSEN = Refusal("nothing_chosen", "Choose at least one option.", "options")
TOO_LITTLE = Refusal(
    "saves_too_little", "Together this saves {sum}. {by} more has to be saved, to make {total}.", "options"
)
TOO_MUCH = Refusal("costs_too_much", "Together this costs {sum}, which is {by} more than {total}.", "options")


@dataclass(frozen=True)
class Reckoned:
    """What options come to: their sum, the total to meet, and by how much they miss it or go beyond it."""

    aim: Aim
    sum: int
    total: int

    @property
    def missed_by(self) -> int:
        """How much more has to be saved, or is spent too much; nought if the total is met."""
        return max(0, self.total - self.sum if self.aim == "save" else self.sum - self.total)

    @property
    def beyond(self) -> int:
        """How much more is saved than needed, or is left to spend."""
        return max(0, self.sum - self.total if self.aim == "save" else self.total - self.sum)


def refusals_to_write(
    *, allowed: Refusal | None, is_draft: bool, total: int, source: str, same_name: bool
) -> tuple[Refusal, ...]:
    """Every reason why a trade-off can't be written or changed. allowed: who may not, or None."""
    checks = (
        (is_draft, LOCKED),
        (total > 0, NO_TOTAL),
        (bool(source), NO_SOURCE),
        (not same_name, SAME_NAME),
    )
    return (*((allowed,) if allowed else ()), *_failed(checks))


def refusals_to_change_option(
    *, allowed: Refusal | None, is_draft: bool, others: int, gives_up: str
) -> tuple[Refusal, ...]:
    """Every reason why an option can't be added or changed. others: how many there are besides."""
    checks = (
        (is_draft, LOCKED),
        (others < MOST_OPTIONS, TOO_MANY.about(limit=MOST_OPTIONS)),
        (bool(gives_up), NOTHING_GIVEN_UP),
    )
    return (*((allowed,) if allowed else ()), *_failed(checks))


def refusals_to_choose(
    aim: Aim, total: int, chosen: Sequence[int], *, is_open: bool, has_left: bool
) -> tuple[Refusal, ...]:
    """Every reason why a choice is not taken; empty means that it is. chosen: what each option saves or costs."""
    said = Reckoned(aim, sum(chosen), total)
    amounts = {"sum": in_pounds(said.sum), "by": in_pounds(said.missed_by), "total": in_pounds(total)}
    missed = (TOO_LITTLE if aim == "save" else TOO_MUCH).about(**amounts)
    checks = (
        (is_open, NOT_OPEN),
        (not has_left, HAS_LEFT),
        (bool(chosen), NOTHING_CHOSEN),
        (not chosen or said.missed_by == 0, missed),
    )
    return _failed(checks)


@dataclass(frozen=True)
class Told:
    """What may be told of all choices. of_option: how many chose each, None where that is withheld.

    together: options that were chosen together and by how many, the most first.
    """

    choices: int
    of_option: Mapping[int, int | None]
    together: Sequence[tuple[tuple[int, ...], int]]


def told_of(chosen: Mapping[tuple[int, ...], int], options: Sequence[int]) -> Told | None:
    """What may be told of the choices; None if fewer than ten were made.

    chosen: how many chose exactly these options together. A number is told only if it, and what is left of every
    larger number that is told, stands for ten people or for none.
    """
    choices = sum(chosen.values())
    if choices < FEWEST:
        return None
    counts = {one: sum(number for some, number in chosen.items() if one in some) for one in options}
    told = {one: number if _safe(number) and _safe(choices - number) else None for one, number in counts.items()}
    together = sorted(
        ((some, number) for some, number in chosen.items() if _safe(number)), key=lambda one: (-one[1], one[0])
    )
    while together and not _leaves_enough(together, choices, told):
        together.pop()
    return Told(choices, told, together)


@dataclass(frozen=True)
class Turned:
    """How choices changed while people took part: how many did, and how many chose each option at first.

    None stands for what is withheld.
    """

    changed: int | None
    at_first: Mapping[int, int | None]


def turned_of(chosen: Mapping[tuple[tuple[int, ...], tuple[int, ...]], int], options: Sequence[int]) -> Turned:
    """What may be told of changed choices, where anything is told of the choices at all.

    chosen: how many chose exactly these options at first, and exactly those in the end. A number is told only if it,
    what is left of all choices, and by how much it differs from the end's, stands for ten people or for none.
    """
    choices = sum(chosen.values())

    def told(number: int, *beside: int) -> int | None:
        return number if all(map(_safe, (number, choices - number, *beside))) else None

    changed = sum(number for (first, last), number in chosen.items() if first != last)
    at_first = {}
    for one in options:
        before = sum(number for (first, _last), number in chosen.items() if one in first)
        after = sum(number for (_first, last), number in chosen.items() if one in last)
        at_first[one] = told(before, abs(after - before))
    return Turned(told(changed), at_first)


def _leaves_enough(
    together: Sequence[tuple[tuple[int, ...], int]], choices: int, told: Mapping[int, int | None]
) -> bool:
    """Whether what is left of each number, once those of the combinations are taken off, is ten or nought."""
    rests = [choices - sum(number for _some, number in together)]
    for option, number in told.items():
        if number is not None:
            inside = sum(many for some, many in together if option in some)
            rests += [number - inside, choices - number - (sum(many for _some, many in together) - inside)]
    return all(_safe(rest) for rest in rests)


def _safe(number: int) -> bool:
    return number == 0 or number >= FEWEST


def _failed(checks: Sequence[tuple[bool, Refusal]]) -> tuple[Refusal, ...]:
    return tuple(refusal for holds, refusal in checks if not holds)
