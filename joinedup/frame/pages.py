"""Pages that every room has: one form on a page of its own."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from joinedup.frame.forms import ActionForm

Crumbs = list[tuple[str, str]]


def form_page(
    request: HttpRequest,
    form: ActionForm,
    *,
    title: str,
    verb: str,
    crumbs: Crumbs,
    hint: str = "",
    template: str = "frame/form_page.html",
) -> HttpResponse:
    """One form on a page of its own. crumbs: name and address of what it lies in. hint: what to know beforehand."""
    context = {"form": form, "title": title, "verb": verb, "crumbs": crumbs, "hint": hint}
    return render(request, template, context, status=form.status)
