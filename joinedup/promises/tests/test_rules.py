from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.frame.refusals import Refusal
from joinedup.promises import rules
from joinedup.promises.rules import Report, Standpoint, Terms

TODAY = date(2031, 5, 6)
TERMS = Terms(
    allowed=True,
    shared=True,
    has_organisation=True,
    organisation_stands=True,
    lead_holds_post=True,
    outcomes_belong=True,
    starts_on=date(2031, 1, 1),
    due_on=date(2031, 9, 30),
)
STAND = Standpoint(allowed=True, shared=True, state="on_track", today=TODAY)
REPORT = Report(state="on_track", words="", new_due_on=None, evidence_url="")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (rules.NOT_ALLOWED,)),
        ({"organisation_stands": False}, (rules.NOT_A_MEMBER,)),
        ({"has_organisation": False, "organisation_stands": False}, (rules.NO_ORGANISATION,)),
        ({"shared": False, "has_organisation": False, "organisation_stands": False, "due_on": None}, ()),
        ({"due_on": None}, (rules.NO_DUE_DATE,)),
        ({"lead_holds_post": False}, (rules.LEAD_HAS_LEFT,)),
        ({"outcomes_belong": False}, (rules.FOREIGN_OUTCOME,)),
        ({"due_on": date(2030, 12, 31)}, (rules.DUE_BEFORE_START,)),
        ({"starts_on": None}, ()),
        ({"due_on": date(2031, 1, 1)}, ()),
        ({"allowed": False, "lead_holds_post": False}, (rules.NOT_ALLOWED, rules.LEAD_HAS_LEFT)),
    ],
)
def test_a_promise_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: tuple[Refusal, ...]
) -> None:
    assert rules.refusals_to_promise(replace(TERMS, **change)) == expected


@pytest.mark.parametrize(
    ("stand", "report", "expected"),
    [
        ({}, {}, ()),
        ({}, {"state": "kept"}, ()),
        ({"allowed": False}, {}, (rules.MAY_NOT_REPORT,)),
        ({"shared": False}, {}, (rules.IS_DRAFT,)),
        ({"state": "kept"}, {}, (rules.IS_OVER,)),
        ({"state": "not_done"}, {}, (rules.IS_OVER,)),
        ({"state": "late"}, {}, ()),
        ({}, {"state": "late"}, (rules.NO_NEW_DATE,)),
        ({}, {"state": "late", "new_due_on": TODAY}, (rules.NO_NEW_DATE,)),
        ({}, {"state": "late", "new_due_on": TODAY + timedelta(days=1)}, ()),
        ({}, {"state": "kept", "new_due_on": TODAY + timedelta(days=1)}, (rules.DATE_NOT_LATE,)),
        ({}, {"state": "not_done"}, (rules.NO_REASON,)),
        ({}, {"state": "not_done", "words": " \n"}, (rules.NO_REASON,)),
        ({}, {"state": "not_done", "words": "The grant ended."}, ()),
        ({}, {"evidence_url": "https://northtown.example/hub"}, ()),
        ({}, {"evidence_url": "javascript:alert(1)"}, (rules.NO_LINK,)),
        ({"allowed": False}, {"state": "late"}, (rules.MAY_NOT_REPORT, rules.NO_NEW_DATE)),
    ],
)
def test_a_report_is_refused_for_each_broken_rule_and_no_other(
    stand: dict[str, Any], report: dict[str, Any], expected: tuple[Refusal, ...]
) -> None:
    assert rules.refusals_to_report(replace(STAND, **stand), replace(REPORT, **report)) == expected


@pytest.mark.parametrize(
    ("shared", "new_due_on", "expected"),
    [
        (True, date(2031, 10, 1), (rules.LATER_BY_REPORT,)),
        (True, date(2031, 9, 30), ()),
        (True, date(2031, 6, 1), ()),
        (False, date(2031, 10, 1), ()),
    ],
)
def test_a_shared_promise_gets_a_later_date_by_a_report_only(
    shared: bool, new_due_on: date, expected: tuple[Refusal, ...]
) -> None:
    assert rules.refusals_to_move(shared=shared, due_on=date(2031, 9, 30), new_due_on=new_due_on) == expected


@pytest.mark.parametrize(
    ("state", "heard_on", "starts_on", "expected"),
    [
        ("on_track", TODAY - timedelta(days=90), None, "on_track"),
        ("on_track", TODAY - timedelta(days=91), None, "no_news"),
        ("late", TODAY - timedelta(days=91), None, "no_news"),
        ("kept", TODAY - timedelta(days=999), None, "kept"),
        ("not_done", TODAY - timedelta(days=999), None, "not_done"),
        ("on_track", None, TODAY - timedelta(days=91), "no_news"),
        ("on_track", None, TODAY + timedelta(days=5), "on_track"),
        ("on_track", None, None, "on_track"),
        ("on_track", TODAY, TODAY - timedelta(days=400), "on_track"),
    ],
)
def test_a_promise_that_goes_on_unheard_of_has_no_news_for_long(
    state: str, heard_on: date | None, starts_on: date | None, expected: str
) -> None:
    assert rules.shown_state(state, heard_on, starts_on, TODAY, days=90) == expected


@given(state=st.sampled_from(["kept", "not_done"]), days=st.integers(0, 5000), limit=st.integers(0, 400))
def test_what_is_over_stays_over_however_long_ago(state: str, days: int, limit: int) -> None:
    assert rules.shown_state(state, TODAY - timedelta(days=days), None, TODAY, limit) == state
