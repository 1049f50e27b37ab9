"""A map of opinion as its page tells it: sentences, shares and a picture, all from what the map publishes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.frame.charts.opinion_groups import Shape, opinion_groups
from joinedup.reckon.opinion.published import is_bound
from joinedup.voice.rules.maps import certainty
from joinedup.voice.rules.told import SIDES, told_of

MOST_NAMED = 5
HALF = 0.5

Published = Mapping[str, Any]
Cell = Mapping[str, Any]


@dataclass(frozen=True)
class Said:
    """A statement with what is told of it; words: what it says."""

    number: int
    words: str
    told: str
    test: str = ""


@dataclass(frozen=True)
class Row:
    """A statement of the table: what it says, and the two shares of each group."""

    number: int
    words: str
    cells: Sequence[str]
    all_agree: str


def visible(published: Published, shown: Collection[int]) -> dict[str, Any]:
    """What a map publishes without the statements that do not count any more since it was drawn."""
    return {
        **published,
        "statements": [one for one in published["statements"] if one["id"] in shown],
        "representative": {name: _kept(some, shown) for name, some in published["representative"].items()},
        "consensus": {side: _kept(some, shown) for side, some in published["consensus"].items()},
    }


def _kept(some: Iterable[Mapping[str, Any]], shown: Collection[int]) -> list[Mapping[str, Any]]:
    return [one for one in some if one["statement"] in shown]


@dataclass(frozen=True)
class Mapped:
    """What a map publishes, ready to be told. words: of each statement that is named, by its number."""

    published: Published
    words: Mapping[int, str]

    @property
    def sentence(self) -> str:
        """The map in two sentences."""
        number = self.published["k"]
        took_part = _("About {people:,} people voted about {votes:,} times.").format(**self._size())
        if number < 2:
            return f"{took_part} " + _("Their votes show no groups that clearly differ.")
        return f"{took_part} " + _("They fall into {number} groups of opinion.").format(number=number)

    def _size(self) -> dict[str, int]:
        return {"people": self.published["people"], "votes": self.published["votes"]}

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Each group: its letter, how many are in it, and what stands for it."""
        return [
            {"letter": one["group"], "people": one["people"], "stands": self._stands(one["group"])}
            for one in self.published["groups"]
        ]

    def _stands(self, name: str) -> list[Said]:
        return [self._representative(name, one) for one in self.published["representative"][name]]

    def _representative(self, name: str, one: Mapping[str, Any]) -> Said:
        cells = {cell["group"]: cell for cell in self._statement(one["statement"])["groups"]}
        mine, others = cells.pop(name), [cell for cell in cells.values() if cell["votes"]]
        side = one["side"]
        told = _agrees(side).format(share=share(mine[side], mine["votes"]))
        if others:
            rest = sum(cell[side] * cell["votes"] for cell in others) / sum(cell["votes"] for cell in others)
            told += " " + _("In the other groups: {share}.").format(share=f"{rest:.0%}")
        test = _test(one["ratio_test"], True) if others else _test(one["share_test"], False)
        return Said(one["statement"], self.words[one["statement"]], told, test)

    @property
    def shared(self) -> list[Said]:
        """What people agree or disagree on, all groups taken together: the shares that stand beside the statements."""
        found = self.published["consensus"]
        return [
            Said(
                told.number,
                self.words[told.number],
                _agrees(side).format(share=f"{getattr(told, side):.0%}"),
                _test(one["share_test"], False),
            )
            for side in SIDES
            for one in found[side]
            if (told := told_of(self._statement(one["statement"])))
        ]

    @property
    def informed(self) -> list[Said]:
        """The statements that every group agrees with most: group-informed consensus."""
        return self._leading(lambda one: one["group_informed_consensus"][0], lambda one: one["bridging"] > HALF)

    @property
    def bridges(self) -> list[Said]:
        """The statements with which even the group that agrees least agrees by more than half."""
        return self._leading(lambda one: one["bridging"], lambda one: one["bridging"] > HALF)

    @property
    def divides(self) -> list[Said]:
        """The statements on which two groups lie furthest apart."""
        return self._leading(lambda one: one["dividing"], lambda one: one["dividing"] > 0)

    def _leading(self, worth: Callable[[Any], float], is_named: Callable[[Any], bool]) -> list[Said]:
        if self.published["k"] < 2:
            return []
        told = [one for one in self.published["statements"] if one["bridging"] is not None and is_named(one)]
        told.sort(key=lambda one: (-worth(one), one["id"]))
        return [Said(one["id"], self.words[one["id"]], self._by_group(one)) for one in told[:MOST_NAMED]]

    def _by_group(self, one: Mapping[str, Any]) -> str:
        shares = ", ".join(f"{cell['group']} {share(cell['agree'], cell['votes'])}" for cell in one["groups"])
        return _("Agree: {shares}.").format(shares=shares)

    def _statement(self, number: int) -> Mapping[str, Any]:
        return next(one for one in self.published["statements"] if one["id"] == number)

    @property
    def withheld(self) -> int:
        """How many shares of a group on a statement are withheld."""
        return sum(cell["votes"] is None for one in self.published["statements"] for cell in one["groups"])

    def rows(self, statements: Iterable[Mapping[str, Any]]) -> list[Row]:
        """Some statements as rows of the table."""
        return [
            Row(
                one["id"],
                self.words[one["id"]],
                [_cell(cell) for cell in one["groups"]],
                _informed(one["group_informed_consensus"]),
            )
            for one in statements
        ]

    def pictures(self, you: tuple[float, float] | None = None) -> dict[str, SafeString]:
        """The picture in two shapes."""
        shapes = [
            Shape(
                one["group"],
                ngettext("about {n:,} person", "about {n:,} people", one["people"]).format(n=one["people"]),
                (one["middle"][0], one["middle"][1]),
                (one["spread"][0], one["spread"][1]),
                one["turned"],
            )
            for one in self.published["groups"]
        ]
        description = _(
            "Each shape is a group. Groups that vote alike lie near each other; wide ones are of many minds."
        )
        return {
            name: opinion_groups(
                shapes,
                ident=f"map-{name}",
                title=self.sentence,
                description=description,
                you=you,
                narrow=name == "narrow",
            )
            for name in ("wide", "narrow")
        }


def share(part: float, votes: int) -> str:
    """A published share in words: the least and the most that are told stand for all below and above."""
    said = f"{part:.0%}"
    if not is_bound(part, votes):
        return said
    return _("{share} or more").format(share=said) if part > HALF else _("{share} or fewer").format(share=said)


def _agrees(side: str) -> str:
    return _("{share} agree.") if side == "agree" else _("{share} disagree.")


def _test(test: float, is_against_others: bool) -> str:
    sure = certainty(test)
    if sure is None and is_against_others:
        return _("That is no clear difference.")
    if sure is None:
        return _("So few voted that it may be chance.")
    often = _("{sure:,} of {of:,}").format(sure=sure[0], of=sure[1])
    if is_against_others:
        return _("Chance alone would not make this difference in {often} conversations (test {test:.1f}).").format(
            often=often, test=test
        )
    return _("Chance alone would not make this majority in {often} conversations (test {test:.1f}).").format(
        often=often, test=test
    )


def _informed(both: Sequence[float] | None) -> str:
    return _("withheld") if both is None else f"{both[0]:.2f}"


def _cell(cell: Cell) -> str:
    if cell["votes"] is None:
        return _("withheld")
    return _("{agree} agree, {disagree} disagree; about {votes:,} votes").format(
        agree=share(cell["agree"], cell["votes"]),
        disagree=share(cell["disagree"], cell["votes"]),
        votes=cell["votes"],
    )
