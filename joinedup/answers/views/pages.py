"""What pages of this room share."""

from datetime import date, timedelta

from django.utils.dateparse import parse_date

from joinedup.answers.brief import LOOKS_BACK
from joinedup.frame.pages import Crumbs as Crumbs  # the pages of this room ask it here
from joinedup.frame.pages import form_page as form_page
from joinedup.partners.requests import Request

A_HUNDRED_YEARS = timedelta(days=36525)


def since_of(request: Request, today: date) -> date:
    """Since when a page tells what changed: a day of the last hundred years as its address says it, else 28 days."""
    try:
        day = parse_date(request.GET.get("since", ""))
    except ValueError:
        day = None
    return day if day and timedelta(0) <= today - day < A_HUNDRED_YEARS else today - LOOKS_BACK
