"""The days on which something holds."""

from datetime import date

from django.db.models import Q


def live(on: date, prefix: str = "") -> Q:
    """Rows whose period [from_on, until_on) holds a day."""
    started, goes_on = {f"{prefix}from_on__lte": on}, {f"{prefix}until_on__gt": on}
    return Q(**started) & (Q(**{f"{prefix}until_on__isnull": True}) | Q(**goes_on))
