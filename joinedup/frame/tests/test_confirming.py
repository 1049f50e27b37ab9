"""Letters that ask an address, the links in them, and the marks of senders."""

from datetime import UTC, date, datetime, timedelta

import pytest

from joinedup.frame.confirming import Letters, refusals_to_confirm, refusals_to_write
from joinedup.frame.senders import network, sender

NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("from_here", "to_there", "expected"),
    [
        (0, 0, ()),
        (9, 4, ()),
        (10, 4, ("too_many_yours",)),
        (9, 5, ("too_many_there",)),
        (10, 5, ("too_many_yours", "too_many_there")),
    ],
)
def test_no_letter_goes_out_once_enough_have(from_here: int, to_there: int, expected: tuple[str, ...]) -> None:
    assert tuple(refusal.code for refusal in refusals_to_write(Letters(from_here, to_there))) == expected


@pytest.mark.parametrize(
    ("used", "later", "expected"),
    [
        (False, timedelta(0), ()),
        (False, timedelta(hours=1), ("link_too_old",)),
        (True, timedelta(0), ("link_used",)),
        (True, timedelta(hours=1), ("link_used",)),
    ],
)
def test_a_link_works_once_and_in_time(used: bool, later: timedelta, expected: tuple[str, ...]) -> None:
    refusals = refusals_to_confirm(used=used, expires_at=NOON + timedelta(hours=1), at=NOON + later)
    assert tuple(refusal.code for refusal in refusals) == expected


def test_a_sender_has_one_mark_a_day_that_hides_the_address() -> None:
    monday, tuesday = date(2031, 5, 5), date(2031, 5, 6)
    mark = sender("203.0.113.9", monday, "secret")
    assert mark == sender("203.0.113.9", monday, "secret")
    assert len({mark, sender("203.0.113.9", tuesday, "secret"), sender("203.0.113.9", monday, "other")}) == 3


def test_one_household_has_one_mark_however_many_addresses_it_has() -> None:
    assert network("2001:db8:1:2::7") == network("2001:db8:1:2:ffff::9")
    assert network("2001:db8:1:2::7") != network("2001:db8:1:3::7")
