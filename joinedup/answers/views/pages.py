"""What pages of this room share."""

from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.dateparse import parse_date

from joinedup.answers.brief import LOOKS_BACK
from joinedup.frame.forms import ActionForm
from joinedup.partners.requests import Request

A_HUNDRED_YEARS = timedelta(days=36525)


def since_of(request: Request, today: date) -> date:
    """Since when a page tells what changed: a day of the last hundred years as its address says it, else 28 days."""
    try:
        day = parse_date(request.GET.get("since", ""))
    except ValueError:
        day = None
    return day if day and timedelta(0) <= today - day < A_HUNDRED_YEARS else today - LOOKS_BACK


def form_page(
    request: Request,
    form: ActionForm,
    *,
    title: str,
    verb: str,
    crumbs: list[tuple[str, str]],
    hint: str = "",
    template: str = "answers/form.html",
) -> HttpResponse:
    """One form on a page of its own. hint: what to know before filling it in."""
    said = {"form": form, "title": title, "verb": verb, "crumbs": crumbs, "hint": hint}
    return render(request, template, said, status=form.status)
