"""The pattern page: every part that pages are made of, alive, with words on when to use it."""

from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from joinedup.frame.charts import control_chart, sparkline
from joinedup.frame.forms import ActionForm
from joinedup.frame.panels import Panel
from joinedup.reckon import spc

CHECKED = (81.0, 80.2, 82.1, 81.4, 79.8, 80.9, 81.7, 80.4, 81.9, 80.6, 81.2, 80.1, 82.4)
BETTER = (84.6, 85.1, 84.2, 86.0, 85.4, 86.3, 85.9, 86.8)
FIGURES = CHECKED + BETTER
MONTHS = [
    f"{month} {year}"
    for year in (2029, 2030)
    for month in ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
]
SENTENCE = _("More children are checked on time: the share rose in February 2030 and has stayed higher.")
STATES = ("on_track", "late", "kept", "not_done", "no_news")


class ExampleForm(ActionForm):
    """One of each kind of field."""

    output = forms.CharField(label=_("What do you promise?"), help_text=_("One thing that others can see done."))
    due_on = forms.DateField(label=_("By when?"))
    detail = forms.CharField(label=_("More about it"), widget=forms.Textarea(attrs={"rows": 4}), required=False)
    organisation = forms.ChoiceField(
        label=_("Which organisation?"), choices=[("", _("Choose one")), ("1", "Northtown Council"), ("2", "Open Door")]
    )
    state = forms.ChoiceField(
        label=_("How is it going?"),
        choices=[("on_track", _("On track")), ("late", _("Late, with a new date")), ("kept", _("Kept"))],
        widget=forms.RadioSelect,
    )
    told = forms.BooleanField(label=_("The partners have been told"), required=False)


def parts() -> dict[str, Any]:
    """What the pattern page shows: parts filled with an imaginary town's words."""
    judged = spc.chart(FIGURES, spc.Settings(better="higher", target=90, phases=(len(CHECKED),)))
    drawn: dict[str, Any] = {
        "labels": MONTHS[: len(FIGURES)],
        "title": str(SENTENCE),
        "description": _("A line of 21 monthly figures with their average and limits."),
        "unit": "%",
        "target": 90,
    }
    refused = ExampleForm({"output": "", "due_on": "soon", "organisation": "1", "prefix": "wrong"}, prefix="wrong")
    refused.is_valid()
    return {
        "sentence": SENTENCE,
        "wide": control_chart(judged, ident="chart-wide", **drawn),
        "narrow": control_chart(judged, ident="chart-narrow", narrow=True, **drawn),
        "small": sparkline(judged, ident="chart-small", title=str(SENTENCE)),
        "figures": list(zip(MONTHS, FIGURES, strict=False))[-6:],
        "states": STATES,
        "asked": ExampleForm(),
        "refused": refused,
        "page": Paginator(range(240), 20).page(5),
        "crumbs": [("Northshire", "/patterns/"), ("Northtown", "/patterns/"), ("Starting well", "/patterns/")],
        "facts": [
            (_("Convened by"), "Partnership manager, Northtown Council"),
            (_("Members"), "3"),
            (_("Published"), "6 May 2031"),
        ],
        "panels": [Panel(str(_("Promises")), "frame/_empty.html", {"words": _("No promises have been made yet.")})],
    }


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """Every part that pages are made of."""
    return render(request, "frame/patterns.html", parts())
