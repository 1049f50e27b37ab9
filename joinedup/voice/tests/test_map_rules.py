from datetime import UTC, datetime, timedelta

import pytest

from joinedup.voice.rules.maps import Since, certainty, is_due

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("drawn", "people", "due"),
    [(None, 9, False), (None, 10, True), (4, 10, False), (5, 10, True), (5, 9, False), (600, 9, False)],
)
def test_a_map_is_drawn_when_ten_more_voted_and_five_minutes_have_passed(
    drawn: int | None, people: int, due: bool
) -> None:
    before = None if drawn is None else NOON - timedelta(minutes=drawn)
    assert is_due(Since(before, people), NOON) is due


@pytest.mark.parametrize(
    ("test", "said"), [(1.2, None), (1.3, (9, 10)), (1.7, (95, 100)), (2.4, (99, 100)), (9.0, (999, 1_000))]
)
def test_a_test_is_said_as_how_often_chance_would_not_do_this(test: float, said: tuple[int, int] | None) -> None:
    assert certainty(test) == said
