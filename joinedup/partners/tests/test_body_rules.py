"""How bodies stand, who may sit in them, and what is handed on: the rules, without a database."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.frame.refusals import Refusal
from joinedup.partners import rules

JANUARY, MAY, TODAY, JUNE = date(2031, 1, 1), date(2031, 5, 1), date(2031, 5, 6), date(2031, 6, 1)
BODY = rules.BodyFacts(allowed=True, kind="board", name="Board", from_on=JANUARY)
SEAT = rules.SeatFacts(
    allowed=True, organisation="Open Door", term=rules.Term(MAY), body_kind="board", body_from_on=JANUARY
)
RENEWAL = rules.RenewalFacts(allowed=True, ends_on=JUNE, has_test=True, seats_held=True)
TREE = {1: None, 2: 1, 3: 2, 4: 1}


def codes(refusals: Iterable[Refusal]) -> list[str]:
    return [refusal.code for refusal in refusals]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_allowed"]),
        ({"name": ""}, ["name_missing"]),
        ({"name_taken": True}, ["name_taken"]),
        ({"kind": "project"}, ["project_without_end"]),
        ({"kind": "project", "until_on": JUNE}, []),
        ({"until_on": JANUARY}, []),
        ({"until_on": date(2030, 12, 31)}, ["ends_first"]),
        ({"terms_agreed_on": MAY}, ["terms_missing"]),
        ({"terms_agreed_on": MAY, "terms": "We meet."}, []),
        ({"terms_agreed_on": JUNE, "terms": "We meet."}, ["day_ahead"]),
        ({"rating": "priority"}, ["rated_by_nothing", "rated_someday"]),
        ({"rating": "priority", "rating_rule": "Crime above 40", "rated_on": MAY}, []),
        ({"rating_rule": "Crime above 40"}, ["rating_missing"]),
        ({"rated_on": MAY}, ["rating_missing"]),
        ({"rating": "priority", "rating_rule": "Crime", "rated_on": JUNE}, ["day_ahead"]),
        ({"most_issues": 0}, ["no_issue"]),
        ({"most_issues": 1}, []),
        ({"most_issues": 101}, ["no_issue"]),
    ],
)
def test_a_body_is_refused_for_each_broken_rule_and_no_other(change: dict[str, Any], expected: list[str]) -> None:
    assert codes(rules.refusals_to_body(replace(BODY, **change), today=TODAY)) == expected


@pytest.mark.parametrize(
    ("key", "above", "expected"),
    [
        (4, 3, []),
        (None, 3, []),
        (1, 1, ["within_itself"]),
        (1, 2, ["within_itself"]),
        (1, 3, ["within_itself"]),
        (2, 3, ["within_itself"]),
    ],
)
def test_a_body_never_answers_to_itself_however_long_the_way_round(
    key: int | None, above: int, expected: list[str]
) -> None:
    place = rules.Above(above, partnership=7, name="Board")
    assert codes(rules.refusals_to_stand_within(place, partnership=7, key=key, parents=TREE)) == expected


def test_a_body_answers_to_one_of_its_own_partnership_that_goes_on_or_to_none() -> None:
    def codes_of(above: rules.Above | None) -> list[str]:
        return codes(rules.refusals_to_stand_within(above, partnership=7, key=4, parents=TREE))

    assert codes_of(None) == []
    assert codes_of(rules.Above(9, partnership=8, name="Theirs")) == ["other_partnership"]
    assert codes_of(rules.Above(3, partnership=7, name="Old", has_ended=True)) == ["within_ended"]


@given(moves=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=40))
def test_whatever_moves_are_let_through_no_circle_comes_of_them(moves: list[tuple[int, int]]) -> None:
    parents: dict[int, int | None] = dict.fromkeys(range(7))
    for key, above in moves:
        place = rules.Above(above, partnership=7, name="Board")
        if not rules.refusals_to_stand_within(place, partnership=7, key=key, parents=parents):
            parents[key] = above
    assert [key for key in parents if parents[rules.line_of(key, parents)[-1]] is not None] == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_allowed"]),
        ({"until_on": date(2030, 1, 1)}, ["ends_first"]),
        ({"ended_on": JUNE}, []),
        ({"ended_on": TODAY}, ["body_ended"]),
        ({"ended_on": TODAY, "seats_held": True}, []),
        ({"ended_on": MAY, "seats_held": True}, ["ends_later"]),
        ({"ended_on": MAY}, ["body_ended"]),
        ({"parts": ["North", "South"]}, ["parts_go_on"]),
    ],
)
def test_a_body_ends_for_each_reason_or_none(change: dict[str, Any], expected: list[str]) -> None:
    known: dict[str, Any] = {
        "allowed": True,
        "from_on": JANUARY,
        "ended_on": None,
        "until_on": TODAY,
        "seats_held": False,
        "parts": [],
    }
    assert codes(rules.refusals_to_end_body(**{**known, **change})) == expected


@pytest.mark.parametrize(
    ("change", "until_on", "shown", "expected"),
    [
        ({}, date(2032, 1, 1), "Half as many.", []),
        ({"allowed": False}, date(2032, 1, 1), "Half as many.", ["not_allowed"]),
        ({"ends_on": None}, date(2032, 1, 1), "Half as many.", ["body_permanent"]),
        ({"has_test": False}, date(2032, 1, 1), "Half as many.", ["no_renewal_test"]),
        ({}, date(2032, 1, 1), "", ["nothing_shown"]),
        ({}, JUNE, "Half as many.", ["not_longer"]),
        ({"ends_on": MAY}, TODAY, "Half as many.", ["not_longer"]),
        ({"ends_on": MAY}, date(2032, 1, 1), "Half as many.", []),
        ({"ends_on": MAY, "seats_held": False}, date(2032, 1, 1), "Half as many.", ["finished"]),
    ],
)
def test_a_temporary_body_goes_on_only_for_what_was_shown(
    change: dict[str, Any], until_on: date, shown: str, expected: list[str]
) -> None:
    facts = replace(RENEWAL, **change)
    assert codes(rules.refusals_to_renew(facts, until_on=until_on, shown=shown, today=TODAY)) == expected


@pytest.mark.parametrize(
    ("co_leads", "tie_rule", "expected"),
    [
        ([(1, "Money"), (2, "People")], "The mayor decides.", []),
        ([], "The mayor decides.", ["too_few_co_leads"]),
        ([(1, "Money")], "The mayor decides.", ["too_few_co_leads"]),
        ([(1, "Money"), (1, "People")], "The mayor decides.", ["one_organisation_leads"]),
        ([(1, "Money"), (2, "")], "The mayor decides.", ["duties_not_split"]),
        ([(1, "Money"), (2, "People")], "", ["no_tie_rule"]),
        ([], "", ["too_few_co_leads", "no_tie_rule"]),
    ],
)
def test_a_network_needs_co_leads_of_two_organisations_a_split_of_duties_and_a_tie_rule(
    co_leads: list[tuple[int, str]], tie_rule: str, expected: list[str]
) -> None:
    assert codes(rules.gaps_of_a_network(co_leads, tie_rule=tie_rule)) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_allowed"]),
        ({"body_ended": True}, ["body_ended"]),
        ({"term": rules.Term(date(2030, 1, 1))}, ["before_body"]),
        ({"takes_part": False}, ["no_seat"]),
        ({"holds_post": False}, ["without_post"]),
        ({"has_person": False, "holds_post": False}, []),
        ({"others": (rules.Term(JANUARY),)}, ["sits_already"]),
        ({"others": (rules.Term(JANUARY, MAY),)}, []),
        ({"others": (rules.Term(JANUARY, TODAY),)}, ["sits_already"]),
        ({"second_is_self": True}, ["second_is_self"]),
        ({"second_holds_post": False}, ["second_without_post"]),
        ({"hours_a_month": 0}, []),
        ({"hours_a_month": 745}, ["too_many_hours"]),
        ({"hours_a_month": -1}, ["too_many_hours"]),
        ({"cost_share": 50}, ["share_of_no_post"]),
        ({"cost_share": 50, "body_kind": "post"}, []),
        ({"cost_share": 101, "body_kind": "post"}, ["not_a_share"]),
    ],
)
def test_a_seat_is_refused_for_each_broken_rule_and_no_other(change: dict[str, Any], expected: list[str]) -> None:
    assert codes(rules.refusals_to_seat(replace(SEAT, **change))) == expected


@pytest.mark.parametrize(
    ("term", "allowed", "expected"),
    [
        (rules.Term(JANUARY), True, []),
        (rules.Term(JANUARY), False, ["not_allowed"]),
        (rules.Term(JUNE), True, ["ends_first"]),
        (rules.Term(JANUARY, MAY), True, ["seat_ended"]),
        (rules.Term(JANUARY, JUNE), True, []),
    ],
)
def test_a_seat_ends_once_and_not_before_it_began(term: rules.Term, allowed: bool, expected: list[str]) -> None:
    assert codes(rules.refusals_to_end_seat(allowed=allowed, term=term, until_on=TODAY)) == expected


@pytest.mark.parametrize(
    ("change", "said", "expected"),
    [
        ({}, {}, []),
        ({"allowed": False}, {}, ["not_allowed"]),
        ({"takes_part": False}, {}, ["no_seat"]),
        ({}, {"governing_body": ""}, ["by_no_body"]),
        ({}, {"endorsed_on": JUNE}, ["endorsed_ahead"]),
        ({}, {"evidence_url": "javascript:alert(1)"}, ["not_an_address"]),
        ({}, {"evidence_url": "https://example.org"}, []),
    ],
)
def test_an_endorsement_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], said: dict[str, Any], expected: list[str]
) -> None:
    one = replace(rules.Endorsed("Full council", MAY), **said)
    known: dict[str, Any] = {"allowed": True, "organisation": "Open Door", "takes_part": True, "today": TODAY}
    assert codes(rules.refusals_to_endorse(one, **{**known, **change})) == expected


@pytest.mark.parametrize(
    ("allowed", "is_finished", "has_words", "expected"),
    [
        (True, False, True, []),
        (False, False, True, ["not_allowed"]),
        (True, True, True, ["handed_on"]),
        (True, False, False, ["nothing_handed_on"]),
    ],
)
def test_a_handover_is_finished_once_and_not_empty(
    allowed: bool, is_finished: bool, has_words: bool, expected: list[str]
) -> None:
    found = rules.refusals_to_finish_handover(allowed=allowed, is_finished=is_finished, has_words=has_words)
    assert codes(found) == expected
