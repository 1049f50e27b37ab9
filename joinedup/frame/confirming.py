"""Asking an address by letter: how many letters go out in a day, and when the link in one does something.

Whoever types an address need not be its holder. So a letter asks first, and few letters go to one address or at the
wish of one sender. The answer on the page is the same whether or not the address is known already.
"""

from dataclasses import dataclass
from datetime import datetime

from joinedup.frame.refusals import Refusal

LETTERS_OF_ONE_SENDER = 10
LETTERS_TO_ONE_ADDRESS = 5

TOO_MANY_YOURS = Refusal(
    "too_many_yours", "{limit} letters have been asked for from your connection today. Please come back tomorrow."
)
TOO_MANY_THERE = Refusal(
    "too_many_there", "Enough letters have gone to this address today. Please come back tomorrow.", "email"
)
LINK_USED = Refusal("link_used", "This link has been used. It works once.")
LINK_TOO_OLD = Refusal("link_too_old", "This link is too old. Open the page that it is about and ask again.")


@dataclass(frozen=True)
class Letters:
    """How many letters have been asked for today by one sender, and to one address."""

    from_here_today: int
    to_there_today: int


def refusals_to_write(letters: Letters) -> tuple[Refusal, ...]:
    """Every reason why no letter asks this address anything more today; empty means that one may."""
    checks = (
        (letters.from_here_today < LETTERS_OF_ONE_SENDER, TOO_MANY_YOURS.about(limit=LETTERS_OF_ONE_SENDER)),
        (letters.to_there_today < LETTERS_TO_ONE_ADDRESS, TOO_MANY_THERE),
    )
    return tuple(refusal for holds, refusal in checks if not holds)


def refusals_to_confirm(*, used: bool, expires_at: datetime, at: datetime) -> tuple[Refusal, ...]:
    """Every reason why a link in a letter does nothing; empty means that it does."""
    checks = ((not used, LINK_USED), (used or at < expires_at, LINK_TOO_OLD))
    return tuple(refusal for holds, refusal in checks if not holds)
