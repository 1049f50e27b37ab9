"""How leading is spread over a partnership's members, and when one does so much of it that others may lean back."""

import calendar
from collections.abc import Mapping
from datetime import date

# Fewer than so many promises, members or led bodies say nothing about a balance. They are defaults of ours.
FEWEST_PROMISES = 5
FEWEST_MEMBERS = 3
FEWEST_LED = 3


def most_led(led: Mapping[str, int]) -> tuple[tuple[str, ...], int]:
    """Who leads most, by name, and how much that is; nobody if nothing is led.

    >>> most_led({"Council": 3, "Health": 3, "Charity": 0})
    (('Council', 'Health'), 3)
    """
    most = max(led.values(), default=0)
    return (tuple(sorted(name for name, count in led.items() if count == most)), most) if most else ((), 0)


def leads_too_much(count: int, *, of: int, fewest: int, members: int, most_percent: int) -> bool:
    """Whether one member's part of what is led is above a share, where there is enough to judge by.

    >>> leads_too_much(4, of=6, fewest=5, members=3, most_percent=60)
    True
    >>> leads_too_much(3, of=5, fewest=5, members=3, most_percent=60)
    False
    """
    return of >= fewest and members >= FEWEST_MEMBERS and count * 100 > of * most_percent


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of a shorter month.

    >>> months_before(date(2031, 8, 31), 6)
    datetime.date(2031, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
