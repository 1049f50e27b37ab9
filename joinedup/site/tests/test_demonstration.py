"""The demonstration place's clock: whatever the hour, its story happens on the days on which it is told to."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from joinedup.partners.models import Account
from joinedup.site.demonstration.people import Town

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 28, 23, 20, tzinfo=UTC),  # in summer, this hour was one of the next day
        datetime(2026, 11, 29, 0, 2, tzinfo=UTC),
        datetime(2026, 6, 28, 22, 58, tzinfo=UTC),
        datetime(2026, 6, 28, 23, 3, tzinfo=UTC),
        datetime(2027, 3, 28, 0, 59, 59, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    ],
)
def test_a_moment_some_days_ago_lies_on_that_day_and_in_order(monkeypatch: pytest.MonkeyPatch, now: datetime) -> None:
    town = Town(now.astimezone(LONDON).date(), Account())
    for later in (now, now + timedelta(minutes=12)):  # while it is built, midnight may pass
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        moments = [town.at(ago) for ago in range(-30, 800)]
        assert [one.astimezone(LONDON).date() for one in moments] == [town.day(ago) for ago in range(-30, 800)]
        assert moments == sorted(moments, reverse=True)
        assert town.at(0) <= later
