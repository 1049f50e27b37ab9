"""When a conversation may open, and what may change in it afterwards."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from joinedup.voice.rules import conversations as rules
from joinedup.voice.rules import editing
from joinedup.voice.rules.conversations import Prepared
from joinedup.voice.rules.editing import Change
from joinedup.voice.rules.languages import LANGUAGES
from joinedup.voice.rules.planning import one_after_the_other

TODAY, CLOSES, DECIDED, ANSWERED = date(2031, 5, 6), date(2031, 6, 6), date(2031, 7, 1), date(2031, 7, 6)
READY = Prepared(
    question="Which streets?",
    has_decider=True,
    decides_on=DECIDED,
    what_is_open="Which streets.",
    what_is_fixed="Buses.",
    limits="£40,000 a year.",
    driver="wish",
    influence="advises",
    data=1,
    lived=1,
    hearings=2,
    hearings_reached=2,
    channels=1,
    without_choice=0,
    closes_on=CLOSES,
    answer_by=ANSWERED,
)
NOTHING = Change(
    allowed=True,
    state="open",
    fields=frozenset(),
    because="",
    wanted=READY,
    opens_on=None,
    told_until=CLOSES,
    has_begun=True,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"question": ""}, (rules.NO_QUESTION,)),
        ({"has_decider": False}, (rules.NO_DECIDER,)),
        ({"decides_on": None}, (rules.NO_DECISION_DAY,)),
        ({"what_is_open": ""}, (rules.NOTHING_OPEN,)),
        ({"what_is_open": "Nothing."}, (rules.NOTHING_OPEN,)),
        ({"what_is_open": "N/A"}, (rules.NOTHING_OPEN,)),
        ({"what_is_fixed": ""}, (rules.NOTHING_FIXED,)),
        ({"limits": "Not much money."}, (rules.NO_LIMITS,)),
        ({"driver": ""}, (rules.NO_DRIVER,)),
        ({"influence": ""}, (rules.NO_INFLUENCE,)),
        ({"data": 0}, (rules.NO_EVIDENCE,)),
        ({"lived": 0}, (rules.NO_LIVED,)),
        ({"hearings": 0, "hearings_reached": 0}, (rules.NOBODY_HEARD,)),
        ({"hearings_reached": 1}, (rules.NOBODY_HEARD,)),
        ({"channels": 0}, (rules.NO_CHANNEL,)),
        ({"without_choice": 1}, (rules.NO_OPTIONS,)),
        ({"closes_on": None}, (rules.NO_DATES,)),
        ({"answer_by": None}, (rules.NO_ANSWER_DAY,)),
        ({"closes_on": date(2031, 5, 5)}, (rules.CLOSES_IN_THE_PAST,)),
        ({"decides_on": CLOSES}, (rules.DECIDED_ALREADY,)),
        ({"decides_on": TODAY}, (rules.DECIDED_ALREADY,)),
        ({"answer_by": date(2031, 6, 5)}, (rules.ANSWERED_TOO_LATE,)),
    ],
)
def test_a_conversation_misses_each_thing_that_it_does_not_say_and_no_other(
    change: dict[str, Any], expected: Any
) -> None:
    assert rules.missing_before_opening(replace(READY, **change), TODAY) == expected


def _edit(fields: set[str], wanted: dict[str, Any] | None = None, **change: Any) -> Any:
    said = replace(READY, **(wanted or {}))
    changed = replace(NOTHING, fields=frozenset(fields), wanted=said, **{"because": "We erred.", **change})
    return editing.refusals_to_edit(changed, TODAY)


@pytest.mark.parametrize(
    ("fields", "wanted", "change", "expected"),
    [
        ({"limits"}, {}, {}, ()),
        ({"limits"}, {}, {"because": ""}, (editing.NO_REASON,)),
        ({"limits"}, {}, {"because": "", "state": "draft"}, ()),
        ({"places", "outcomes", "programme"}, {}, {"because": ""}, ()),
        ({"limits"}, {}, {"allowed": False}, (rules.NOT_YOURS,)),
        ({"limits"}, {}, {"state": "answered"}, (editing.OVER,)),
        ({"limits"}, {}, {"state": "closed"}, (editing.ONLY_WHO_DECIDES,)),
        ({"decider"}, {}, {"state": "closed"}, ()),
        ({"opens_on"}, {}, {}, (editing.HAS_BEGUN,)),
        ({"opens_on"}, {}, {"has_begun": False, "opens_on": date(2031, 5, 20)}, ()),
        ({"withdrawal"}, {}, {}, (editing.VOTES_PROMISED,)),
        ({"withdrawal"}, {}, {"state": "draft"}, ()),
        ({"closes_on"}, {"closes_on": date(2031, 6, 20)}, {}, ()),
        ({"closes_on"}, {"closes_on": date(2031, 6, 5)}, {}, (editing.NOT_EARLIER.about(day="6 June 2031"),)),
        ({"closes_on"}, {"closes_on": date(2031, 7, 2)}, {}, (rules.DECIDED_ALREADY,)),
        ({"decides_on"}, {"decides_on": TODAY}, {}, (rules.DECIDED_ALREADY,)),
        ({"what_is_open"}, {"what_is_open": ""}, {}, (rules.NOTHING_OPEN,)),
        ({"what_is_open"}, {"what_is_open": ""}, {"state": "draft"}, ()),
        ({"what_is_open"}, {"limits": ""}, {}, ()),
        ({"answer_by"}, {"answer_by": TODAY}, {"state": "draft"}, (rules.ANSWERED_TOO_LATE,)),
        ({"opens_on"}, {}, {"opens_on": date(2031, 6, 7), "state": "draft", "has_begun": False}, (editing.BACKWARDS,)),
        ({"deciding"}, {}, {"is_member": False}, (editing.NOT_A_MEMBER,)),
        ({"decider"}, {}, {"is_there": False}, (editing.NOT_THERE,)),
        ({"driver"}, {}, {"same_drivers": True}, (editing.OTHER_DRIVER_SAME,)),
        ({"outcomes"}, {}, {"belongs": False}, (editing.NOT_PART_OF_IT,)),
    ],
)
def test_a_change_is_refused_for_each_broken_rule_and_no_other(
    fields: set[str], wanted: dict[str, Any], change: dict[str, Any], expected: Any
) -> None:
    assert _edit(fields, wanted, **change) == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (rules.NOT_YOURS,)),
        ({"state": "closed"}, (editing.ONLY_WHO_DECIDES,)),
        ({"state": "answered"}, (editing.OVER,)),
        ({"because": ""}, (editing.NO_REASON,)),
        ({"because": "", "state": "draft"}, ()),
        ({"is_there": True}, (editing.THERE_ALREADY,)),
    ],
)
def test_a_part_is_refused_for_each_broken_rule_and_no_other(change: dict[str, Any], expected: Any) -> None:
    assert editing.refusals_to_row(**{"allowed": True, "state": "open", **change}) == expected


def test_what_somebody_lived_through_is_not_shown_without_their_consent() -> None:
    assert editing.refusals_to_known("lived", consented=False, conflicts_with_itself=False) == (editing.NO_CONSENT,)
    assert editing.refusals_to_known("data", consented=False, conflicts_with_itself=False) == ()


def test_suggested_stages_follow_each_other_without_a_gap() -> None:
    planned = one_after_the_other([2, 4, 1], TODAY)
    gaps = [(later.from_on - earlier.until_on).days for earlier, later in pairwise(planned)]
    assert gaps == [1, 1]
    assert [(days.until_on - days.from_on).days for days in planned] == [13, 27, 6]


def test_all_languages_together_fit_into_the_field_that_holds_them() -> None:
    assert len(" ".join(LANGUAGES)) <= 60
