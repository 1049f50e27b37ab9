"""The rules of early warnings, stepping in, experiments and failures."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from joinedup.frame.refusals import Refusal
from joinedup.promises.rules import failures, interventions, warnings

DAY = date(2031, 5, 6)
TERMS = warnings.Terms(
    allowed=True,
    name="Too few",
    about_kind="outcome",
    is_over=False,
    kind="below",
    has_measure=True,
    measure_belongs=True,
    has_stopped=False,
    better="higher",
    level=Decimal(50),
    days=None,
    then="review",
    days_to_act=14,
    watched_until=None,
    today=DAY,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (warnings.NOT_CONVENOR,)),
        ({"name": " "}, (warnings.NO_NAME,)),
        ({"about_kind": ""}, (warnings.NOTHING_WATCHED,)),
        ({"is_over": True}, (warnings.IS_OVER,)),
        ({"has_measure": False}, (warnings.NO_MEASURE,)),
        ({"measure_belongs": False}, (warnings.FOREIGN_MEASURE,)),
        ({"has_stopped": True}, (warnings.MEASURE_STOPPED,)),
        ({"has_stopped": True, "kind": "late", "days": 3}, ()),
        ({"kind": "signal", "better": "neither"}, (warnings.NO_WAY_BETTER,)),
        ({"kind": "signal", "level": None}, ()),
        ({"level": None}, (warnings.NO_LEVEL,)),
        ({"level": None, "kind": "above"}, (warnings.NO_LEVEL,)),
        ({"kind": "late"}, (warnings.NO_DAYS,)),
        ({"kind": "silence", "has_measure": False}, (warnings.NO_DAYS,)),
        ({"kind": "silence", "days": 30, "about_kind": "freedom"}, (warnings.NOT_FOR_THIS,)),
        ({"kind": "vacant", "about_kind": "promise", "has_measure": False}, ()),
        ({"kind": "claims", "has_measure": False}, (warnings.NOT_FOR_THIS,)),
        ({"kind": "claims", "about_kind": "guarantee", "level": None}, (warnings.NO_LEVEL,)),
        ({"then": "suspend"}, (warnings.NOTHING_TO_SUSPEND,)),
        ({"then": "suspend", "about_kind": "freedom"}, ()),
        ({"days_to_act": 0}, (warnings.NO_TIME_TO_ACT,)),
        ({"watched_until": DAY}, (warnings.WATCH_IS_PAST,)),
        ({"watched_until": DAY + timedelta(days=1)}, ()),
    ],
)
def test_an_early_warning_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], expected: tuple[Refusal, ...]
) -> None:
    assert warnings.refusals_to_set(replace(TERMS, **change)) == expected


@pytest.mark.parametrize(
    ("kind", "value", "worse", "expected"),
    [
        ("below", "49.999999", False, True),
        ("below", "50", False, False),
        ("above", "50.000001", False, True),
        ("above", "50", False, False),
        ("signal", "50", True, True),
        ("signal", "1", False, False),
    ],
)
def test_a_figure_hits_beyond_the_level_only(kind: str, value: str, worse: bool, expected: bool) -> None:
    sight = warnings.Sight(DAY, Decimal(value), 1, datetime(2031, 5, 6, tzinfo=UTC), worse)
    assert warnings.hits(kind, Decimal(50), sight) is expected


def months(*values: int, at: datetime = datetime(2031, 5, 6, tzinfo=UTC)) -> list[warnings.Sight]:
    return [warnings.Sight(date(2030, place, 1), Decimal(value), 1, at) for place, value in enumerate(values, 1)]


@pytest.mark.parametrize(
    ("values", "before", "expected"),
    [
        ((60, 60), (), []),
        ((40, 40, 60, 40), (), ["2030-01-01 revision 1", "2030-04-01 revision 1"]),
        ((40, 40), (("2030-01-01 revision 1", None),), []),
        ((40, 40), (("2030-02-01 revision 3", None),), []),
        ((40, 60, 40), (("2030-01-01 revision 1", None),), ["2030-03-01 revision 1"]),
        ((40, 40), (("2030-01-01 revision 1", datetime(2031, 5, 7, tzinfo=UTC)),), []),
        ((40, 40), (("2030-01-01 revision 1", datetime(2031, 5, 5, tzinfo=UTC)),), ["2030-01-01 revision 1"]),
    ],
)
def test_figures_in_a_row_are_one_matter(
    values: tuple[int, ...], before: tuple[tuple[str, datetime | None], ...], expected: list[str]
) -> None:
    past = [warnings.Fired(*one) for one in before]
    found = warnings.fired_by_figures("below", Decimal(50), datetime(2031, 5, 1, tzinfo=UTC), months(*values), past)
    assert [one.name for one in found] == expected


def test_what_was_stored_while_it_was_being_set_fires_it_and_what_came_earlier_does_not() -> None:
    set_at = datetime(2031, 5, 6, 12, tzinfo=UTC)
    for recorded, expected in ((set_at - timedelta(minutes=59), 1), (set_at - timedelta(minutes=61), 0)):
        sights = months(40, 60, at=recorded)
        assert len(warnings.fired_by_figures("below", Decimal(50), set_at, sights, ())) == expected


STEP = interventions.Wanted(
    allowed=True,
    belongs=True,
    called_by="The board",
    trigger="No lead for a year",
    step="help",
    from_on=DAY,
    until_on=DAY + timedelta(days=90),
    hand_back_test="A lead is named",
)
HELPED = interventions.Stretch("help", DAY - timedelta(days=90), DAY)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (interventions.NOT_CONVENOR,)),
        ({"belongs": False}, (interventions.NOTHING_MEANT,)),
        ({"called_by": ""}, (interventions.NO_CALLER,)),
        ({"trigger": " "}, (interventions.NO_TRIGGER,)),
        ({"hand_back_test": ""}, (interventions.NO_TEST,)),
        ({"until_on": DAY}, (interventions.ENDS_FIRST,)),
        ({"until_on": DAY + timedelta(days=184)}, ()),
        ({"until_on": DAY + timedelta(days=185)}, (interventions.TOO_LONG,)),
        ({"step": "take_over"}, (interventions.NOTHING_LESS_TRIED,)),
        ({"step": "take_over", "until_on": DAY + timedelta(days=31)}, ()),
        ({"step": "take_over", "before": (HELPED,)}, ()),
        ({"before": (HELPED,)}, ()),
        ({"before": (replace(HELPED, until_on=DAY + timedelta(days=1)),)}, (interventions.GOES_ON,)),
    ],
)
def test_stepping_in_has_an_end_and_what_is_prolonged_starts_when_the_last_ended(
    change: dict[str, Any], expected: tuple[Refusal, ...]
) -> None:
    found = interventions.refusals_to_step_in(replace(STEP, **change))
    assert tuple(one.code for one in found) == tuple(one.code for one in expected)


TRIAL = failures.Trial(
    allowed=True,
    drafts_belong=True,
    name="Open at night",
    expects="More come",
    stops_if="Somebody is hurt",
    bearable="£5,000",
    begins_on=DAY,
    ends_on=DAY + timedelta(days=30),
    warns=True,
    today=DAY,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (failures.NOT_MEMBER,)),
        ({"drafts_belong": False}, (failures.DRAFT_IS_CONVENORS,)),
        ({"name": ""}, (failures.NO_NAME,)),
        ({"expects": ""}, (failures.NOTHING_EXPECTED,)),
        ({"stops_if": ""}, (failures.NOTHING_STOPS,)),
        ({"bearable": ""}, (failures.NOTHING_BORNE,)),
        ({"begins_on": DAY - timedelta(days=1)}, (failures.BEGUN_ALREADY,)),
        ({"ends_on": DAY}, (failures.ENDS_FIRST,)),
        ({"warns": False}, (failures.NO_WARNING,)),
    ],
)
def test_an_experiment_is_registered_beforehand_and_whole(
    change: dict[str, Any], expected: tuple[Refusal, ...]
) -> None:
    assert failures.refusals_to_register(replace(TRIAL, **change)) == expected


JUDGED = failures.Judgement(
    allowed=True,
    is_judged=False,
    kind="system",
    evidence="Five other towns have it too",
    second_opinion="We see the same",
    is_independent=True,
    is_protected=False,
    registered_on=None,
    noticed_on=DAY,
    experiment_belongs=True,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (failures.NOT_CONVENOR,)),
        ({"is_judged": True}, (failures.JUDGED_ALREADY,)),
        ({"kind": ""}, (failures.NO_KIND,)),
        ({"evidence": ""}, (failures.NO_EVIDENCE,)),
        ({"second_opinion": ""}, (failures.NO_SECOND,)),
        ({"is_independent": False}, (failures.SECOND_IS_FIRST,)),
        ({"kind": "experiment"}, (failures.NO_EXPERIMENT,)),
        ({"kind": "experiment", "registered_on": DAY}, ()),
        ({"kind": "experiment", "registered_on": DAY + timedelta(days=1)}, (failures.LABELLED_AFTERWARDS,)),
        ({"kind": "wrongdoing"}, ()),
        ({"kind": "wrongdoing", "is_protected": True}, (failures.PROTECTED,)),
        ({"kind": "system", "is_protected": True}, ()),
        ({"experiment_belongs": False}, (failures.FOREIGN_EXPERIMENT,)),
    ],
)
def test_an_experiment_is_no_wrongdoing_and_nothing_becomes_one_afterwards(
    change: dict[str, Any], expected: tuple[Refusal, ...]
) -> None:
    assert failures.refusals_to_judge(replace(JUDGED, **change)) == expected
