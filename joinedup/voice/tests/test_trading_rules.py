"""Whether a choice meets the total, and what is told of all choices."""

import random
from itertools import combinations

import pytest

from joinedup.voice.rules import trading as rules

OPEN = {"is_open": True, "has_left": False}


@pytest.mark.parametrize(
    ("aim", "chosen", "codes"),
    [
        ("save", [60, 40], []),
        ("save", [100, 1], []),
        ("save", [99], ["saves_too_little"]),
        ("save", [], ["nothing_chosen"]),
        ("spend", [60, 40], []),
        ("spend", [60, 41], ["costs_too_much"]),
        ("spend", [], ["nothing_chosen"]),
    ],
)
def test_a_choice_is_taken_if_it_meets_the_total_and_only_then(
    aim: rules.Aim, chosen: list[int], codes: list[str]
) -> None:
    assert [one.code for one in rules.refusals_to_choose(aim, 100, chosen, **OPEN)] == codes


def test_whoever_misses_the_total_is_told_by_how_much() -> None:
    saving = rules.refusals_to_choose("save", 4_000_000, [1_250_050], **OPEN)
    spending = rules.refusals_to_choose("spend", 4_000_000, [4_000_000, 99], **OPEN)
    assert [str(one) for one in saving + spending] == [
        "Together this saves £12,500.50. £27,499.50 more has to be saved, to make £40,000.",
        "Together this costs £40,000.99, which is £0.99 more than £40,000.",
    ]


def test_a_choice_after_the_close_or_of_somebody_who_left_is_refused_with_both_reasons() -> None:
    refused = rules.refusals_to_choose("save", 100, [100], is_open=False, has_left=True)
    assert refused == (rules.NOT_OPEN, rules.HAS_LEFT)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"is_draft": False}, (rules.LOCKED,)),
        ({"total": 0, "source": ""}, (rules.NO_TOTAL, rules.NO_SOURCE)),
        ({"same_name": True}, (rules.SAME_NAME,)),
    ],
)
def test_a_trade_off_is_refused_for_each_broken_rule_and_no_other(change: dict, expected: tuple) -> None:  # type: ignore[type-arg]
    facts = {"allowed": None, "is_draft": True, "total": 1, "source": "Budget", "same_name": False, **change}
    assert rules.refusals_to_write(**facts) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"is_draft": False}, (rules.LOCKED,)),
        ({"others": 30}, (rules.TOO_MANY.about(limit=30),)),
        ({"gives_up": ""}, (rules.NOTHING_GIVEN_UP,)),
    ],
)
def test_an_option_says_what_is_given_up_and_is_one_of_thirty(change: dict, expected: tuple) -> None:  # type: ignore[type-arg]
    facts = {"allowed": None, "is_draft": True, "others": 29, "gives_up": "A bus", **change}
    assert rules.refusals_to_change_option(**facts) == expected


def test_fewer_than_ten_choices_tell_nothing() -> None:
    assert rules.told_of({(1,): 9}, [1, 2]) is None


def test_shares_and_combinations_of_ten_and_more_are_told() -> None:
    told = rules.told_of({(1, 2): 20, (1,): 10, (2,): 12}, [1, 2, 3])
    assert told == rules.Told(42, {1: 30, 2: 32, 3: 0}, [((1, 2), 20), ((2,), 12), ((1,), 10)])


def test_a_number_that_tells_of_fewer_than_ten_or_leaves_fewer_is_withheld() -> None:
    told = rules.told_of({(1,): 9, (2,): 30, (1, 2): 3}, [1, 2])
    assert told is not None
    assert told.of_option == {1: 12, 2: None}


def test_what_changed_is_told_of_ten_and_more() -> None:
    turned = rules.turned_of({((1,), (1,)): 20, ((1,), (2,)): 15, ((2,), (1, 2)): 40}, [1, 2, 3])
    assert turned == rules.Turned(55, {1: 35, 2: 40, 3: 0})


def test_a_change_of_few_is_told_neither_as_such_nor_by_taking_one_number_from_the_other() -> None:
    turned = rules.turned_of({((1,), (1,)): 40, ((2,), (2,)): 40, ((1,), (2,)): 3}, [1, 2])
    assert turned == rules.Turned(None, {1: None, 2: None})


def test_a_combination_is_withheld_where_the_rest_of_its_option_would_be_told() -> None:
    told = rules.told_of({(1, 2): 20, (1,): 5, (2,): 30}, [1, 2])
    assert told is not None
    assert (told.of_option, told.together) == ({1: 25, 2: None}, [((2,), 30)])


@pytest.mark.parametrize("seed", range(60))
def test_no_two_told_numbers_of_which_one_holds_the_other_differ_by_fewer_than_ten(seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311
    subsets = [some for size in (1, 2, 3) for some in combinations((1, 2, 3), size)]
    chosen = {some: draw.choice((0, 1, 4, 9, 10, 11, 25, 60)) for some in subsets}
    told = rules.told_of(chosen, [1, 2, 3])
    if told is None:
        return
    groups = {frozenset(some): number for some, number in told.together}
    sets = [(set(subsets), told.choices)]
    sets += [
        ({some for some in subsets if one in some}, number)
        for one, number in told.of_option.items()
        if number is not None
    ]
    sets += [
        ({some for some in subsets if one not in some}, told.choices - number)
        for one, number in told.of_option.items()
        if number is not None
    ]
    for size in range(1, len(groups) + 1):
        for some in combinations(told.together, size):
            sets.append(({each for each, _number in some}, sum(number for _each, number in some)))
    differences = [abs(a - b) for (inner, a), (outer, b) in combinations(sets, 2) if inner <= outer or outer <= inner]
    real = {abs(sum(chosen[s] for s in i ^ o)) for (i, _a), (o, _b) in combinations(sets, 2) if i <= o or o <= i}
    assert {one for one in [*differences, *real] if 0 < one < 10} == set()
