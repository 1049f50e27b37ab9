from dataclasses import replace
from datetime import date

import pytest

from joinedup.promises.rules import decisions as rules

TODAY = date(2031, 5, 6)
TERMS = rules.Terms(
    allowed=True,
    shared=True,
    words="New families come first.",
    decided_by="Board",
    decided_on=TODAY,
    today=TODAY,
    bearings=("outcome/JU-1", "outcome/JU-2"),
    outcomes_belong=True,
    supersedes_shared=True,
    mandate_belongs=True,
)
CARRIER = rules.Carrier(
    allowed=True, is_enacted=False, kind="budget", what="Line 14", has_promise=False, promise_belongs=True
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (rules.NOT_CONVENOR,)),
        ({"words": " ", "decided_by": "", "decided_on": None}, (rules.NO_WORDS, rules.NO_DAY, rules.NO_BODY)),
        ({"words": "", "decided_by": "", "decided_on": None, "shared": False}, ()),
        ({"decided_on": date(2031, 5, 7)}, (rules.DAY_TO_COME,)),
        ({"outcomes_belong": False}, (rules.FOREIGN_OUTCOME,)),
        ({"bearings": ("outcome/JU-1", "outcome/JU-1")}, (rules.OUTCOME_TWICE,)),
        ({"supersedes_shared": False, "mandate_belongs": False}, (rules.FOREIGN_DECISION, rules.FOREIGN_MANDATE)),
    ],
)
def test_a_decision_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: tuple[object, ...]
) -> None:
    assert rules.refusals_to_decide(replace(TERMS, **change)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stored", "wanted", "expected"),
    [
        ({"reason": ""}, {"reason": "Need"}, []),
        ({"reason": "Need"}, {"reason": "Need"}, []),
        ({"reason": "Need"}, {"reason": "Want"}, [("said_already", "reason")]),
        ({"reason": "Need"}, {"reason": ""}, [("said_already", "reason")]),
        ({"words": "A"}, {"words": "B"}, [("decision_is_shared", "words")]),
        ({"loses": ""}, {"loses": "C"}, [("decision_is_shared", "loses")]),
    ],
)
def test_of_a_shared_decision_only_what_was_left_unsaid_is_said_later(
    stored: dict[str, str], wanted: dict[str, str], expected: list[tuple[str, str]]
) -> None:
    assert [(one.code, one.field) for one in rules.refusals_to_rewrite(stored, wanted)] == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False, "is_enacted": True}, (rules.NOT_YOURS, rules.ENACTED_ALREADY)),
        ({"kind": "", "what": ""}, (rules.NO_KIND,)),
        ({"what": " "}, (rules.NO_WHAT,)),
        ({"kind": "promise", "what": ""}, (rules.NO_PROMISE,)),
        ({"kind": "promise", "what": "", "has_promise": True}, ()),
        ({"has_promise": True}, (rules.PROMISE_BESIDE,)),
        ({"kind": "promise", "has_promise": True, "promise_belongs": False}, (rules.FOREIGN_PROMISE,)),
    ],
)
def test_what_carries_a_decision_out_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: tuple[object, ...]
) -> None:
    assert rules.refusals_to_enact(replace(CARRIER, **change)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False, "kind": ""}, (rules.NOT_YOURS, rules.NOT_NAMED)),
        ({"is_enacted": True}, (rules.ENACTED_ALREADY,)),
        ({"enacted_on": date(2031, 5, 7)}, (rules.ENACTED_LATER,)),
        ({"evidence_url": "javascript:alert(1)"}, (rules.NO_LINK,)),
    ],
)
def test_a_report_that_it_is_in_effect_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: tuple[object, ...]
) -> None:
    said = {
        "allowed": True,
        "kind": "budget",
        "is_enacted": False,
        "enacted_on": TODAY,
        "today": TODAY,
        "evidence_url": "https://northtown.example/budget",
    }
    assert rules.refusals_to_report_enacted(**{**said, **change}) == expected  # type: ignore[arg-type]
