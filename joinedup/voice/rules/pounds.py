"""Money as people write it: whole pence inside, pounds on the page."""

from decimal import Decimal

PENCE = 100


def in_pounds(pence: int) -> str:
    """A sum of pence as it stands on a page; pence are left out where there are none.

    >>> in_pounds(4_000_000), in_pounds(-250_050)
    ('£40,000', '−£2,500.50')
    """
    pounds, rest = divmod(abs(pence), PENCE)
    whole = f"£{pounds:,}" if not rest else f"£{pounds:,}.{rest:02d}"
    return f"−{whole}" if pence < 0 else whole


def to_pence(pounds: Decimal) -> int:
    """A sum of pounds with at most two decimals as whole pence.

    >>> to_pence(Decimal("2500.50"))
    250050
    """
    return int((pounds * PENCE).to_integral_exact())


def to_pounds(pence: int) -> Decimal:
    """Whole pence as a sum of pounds.

    >>> to_pounds(250_050)
    Decimal('2500.50')
    """
    return Decimal(pence).scaleb(-2)


class Pence(int):
    """Whole pence that show themselves in pounds."""

    def __str__(self) -> str:
        return in_pounds(self)
