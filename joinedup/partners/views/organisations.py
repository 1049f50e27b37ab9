"""Pages of organisations."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.partners import actions, forms, permissions, reads
from joinedup.partners.models import Organisation
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import acting, form_page, page, page_and_form


@page
def organisation(request: Request, reference: str) -> HttpResponse:
    """An organisation: who holds its posts, where it takes part, and what other rooms know of it.

    One that is no more leads to the one that took over from it.
    """
    one = _known(request, reference)
    successor = reads.takes_over_from([reference]).get(reference)
    return redirect(successor) if successor else _organisation_page(request, one)


@page
def organisation_before(request: Request, reference: str) -> HttpResponse:
    """An organisation that is no more, as its history: what was over on the day of its end."""
    return _organisation_page(request, _known(request, reference))


def _known(request: Request, reference: str) -> Organisation:
    known = reads.organisations_open_to(request.asker).select_related("place")
    return get_object_or_404(known, reference=reference)


def _organisation_page(request: Request, one: Organisation) -> HttpResponse:
    changes, own = reads.changes_of(one), permissions.acts_for(request.account, one.pk)
    ended = next((change for change in changes if change.ends(one)), None)
    may_place_people = ended is None and permissions.may_place_people(request.account, one.pk)
    said = {
        "organisation": one,
        "facts": _facts_of(one),
        "posts": reads.posts_shown(reads.live_posts(organisations=[one.pk]), request.asker),
        "standings": reads.partnerships_of(one, request.asker),
        "mandates": reads.mandates_of(one, request.asker),
        "coming": [change for change in changes if not change.is_done],
        "ended": ended,
        "taken_over": [change for change in changes if change.is_done and not change.ends(one)],
        "may_edit": own or may_place_people,
        "may_place_people": may_place_people,
    }
    return render(request, "partners/organisation.html", said)


def _facts_of(one: Organisation) -> list[tuple[str, Any]]:
    facts = [
        (_("Sector"), one.get_sector_display().capitalize()),
        (_("Place"), one.place),
        (_("Identifier"), one.org_id),
    ]
    return [(term, value) for term, value in facts if value]


@login_required
@page_and_form
def add_organisation(request: Request) -> HttpResponse:
    """Add an organisation to the site."""
    by = acting(request, allowed=permissions.may_add(request.account))
    form = forms.OrganisationForm(request.POST or None)
    if form.attempt(actions.add_organisation, by=by, at=now()):
        return redirect(form.address)
    return form_page(request, form, title=_("Add an organisation"), verb=_("Add organisation"), crumbs=[])


@login_required
@page_and_form
def edit_organisation(request: Request, reference: str) -> HttpResponse:
    """Correct an organisation's particulars."""
    known = reads.organisations_open_to(request.asker).select_related("place")
    one = get_object_or_404(known, reference=reference)
    own = permissions.acts_for(request.account, one.pk)
    by = acting(request, allowed=own or permissions.may_place_people(request.account, one.pk))
    initial = {name: getattr(one, name) for name in ("name", "sector", "org_id", "website", "version")}
    initial["place"] = one.place.reference if one.place else None
    form = forms.OrganisationEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_organisation, one, by=by, at=now()):
        return redirect(one)
    crumbs = [(one.name, one.get_absolute_url())]
    return form_page(request, form, title=_("Edit %(name)s") % {"name": one.name}, verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def add_person(request: Request, reference: str) -> HttpResponse:
    """Add a person who holds a post in an organisation."""
    one = get_object_or_404(reads.organisations_open_to(request.asker), reference=reference)
    by = acting(request, allowed=permissions.may_place_people(request.account, one.pk))
    form = forms.PersonForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if form.attempt(actions.add_person, by=by, at=now(), organisation=one):
        return redirect(form.address)
    title = _("Add a person to %(name)s") % {"name": one.name}
    return form_page(request, form, title=title, verb=_("Add person"), crumbs=[(one.name, one.get_absolute_url())])
