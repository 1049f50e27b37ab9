"""Pages of places."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.partners import actions, forms, permissions, reads
from joinedup.partners.models import Place
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import ROWS, Crumbs, acting, form_page, page, page_and_form


@page
def places(request: Request) -> HttpResponse:
    """The outermost places and what lies in them."""
    found = reads.places_open_to(request.asker).filter(within=None).prefetch_related("parts").order_by("name")
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return render(request, "partners/places.html", {"page": shown, "may_add": permissions.may_add(request.account)})


@page
def place(request: Request, reference: str) -> HttpResponse:
    """A place: what lies in it, its partnerships, and what other rooms know of it."""
    here = get_object_or_404(reads.places_open_to(request.asker), reference=reference)
    said = {
        "place": here,
        "crumbs": _crumbs_of_place(here),
        "parts": reads.places_open_to(request.asker).filter(within=here).order_by("name"),
        "partnerships": reads.partnerships_for(here, request.asker),
        "may_add": permissions.may_add(request.account),
    }
    return render(request, "partners/place.html", said)


@login_required
@page_and_form
def add_place(request: Request) -> HttpResponse:
    """Add a place; `?within=` names the place that it lies in."""
    by = acting(request, allowed=permissions.may_add(request.account))
    form = forms.PlaceForm(request.POST or None, initial={"within": request.GET.get("within")})
    if form.attempt(actions.add_place, by=by, at=now()):
        return redirect(form.address)
    crumbs = [(_("Places"), "/places/")]
    return form_page(request, form, title=_("Add a place"), verb=_("Add place"), crumbs=crumbs)


@login_required
@page_and_form
def move_place(request: Request, reference: str) -> HttpResponse:
    """Move a place, with everything in it."""
    here = get_object_or_404(reads.places_open_to(request.asker).select_related("within"), reference=reference)
    by = acting(request, allowed=permissions.may_add(request.account))
    initial = {"within": here.within.reference if here.within else None, "version": here.version}
    form = forms.MoveForm(request.POST or None, initial=initial)
    if form.attempt(actions.move_place, here, by=by, at=now()):
        return redirect(here)
    title = _("Move %(place)s") % {"place": here.name}
    return form_page(request, form, title=title, verb=_("Move"), crumbs=_crumbs_to_place(here))


@login_required
@page_and_form
def add_postcodes(request: Request, reference: str) -> HttpResponse:
    """Say which postcodes belong to a place."""
    here = get_object_or_404(reads.places_open_to(request.asker), reference=reference)
    by = acting(request, allowed=permissions.may_add(request.account))
    form = forms.PostcodesForm(request.POST or None)
    if form.attempt(actions.add_postcodes, here, by=by, at=now()):
        return redirect(here)
    title = _("Postcodes of %(place)s") % {"place": here.name}
    return form_page(request, form, title=title, verb=_("Add postcodes"), crumbs=_crumbs_to_place(here))


def _crumbs_of_place(here: Place) -> Crumbs:
    return [(_("Places"), "/places/"), *((above.name, f"/{above.reference}/") for above in reads.lineage_of(here)[:-1])]


def _crumbs_to_place(here: Place) -> Crumbs:
    return [*_crumbs_of_place(here), (here.name, here.get_absolute_url())]
