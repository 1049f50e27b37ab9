"""Pages of where organisations work, and how the boundaries of a partnership's members meet."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.partners import actions, permissions, reads
from joinedup.partners.forms import patches as forms
from joinedup.partners.models import Account, Organisation, Patch
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import Crumbs, acting, form_page, page, page_and_form
from joinedup.partners.views.partnerships import crumbs_to, known


@page
def patches(request: Request, reference: str) -> HttpResponse:
    """Where an organisation works: its patches, and how they lie over places."""
    one = get_object_or_404(reads.organisations_open_to(request.asker).select_related("place"), reference=reference)
    said = {
        "organisation": one,
        "patches": reads.patches_of(one, request.asker),
        "may_keep": _may_keep(request, one.pk),
        "crumbs": [(one.name, one.get_absolute_url())],
    }
    return render(request, "partners/patches.html", said)


@login_required
@page_and_form
def add_patch(request: Request, reference: str) -> HttpResponse:
    """Say in what area an organisation works."""
    one = get_object_or_404(reads.organisations_open_to(request.asker), reference=reference)
    by = acting(request, allowed=permissions.may_keep_patches(request.account, one.pk))
    form = forms.PatchForm(request.POST or None, initial={"from_on": timezone.localdate()})
    if form.attempt(actions.add_patch, one, by=by, at=now()):
        return redirect(form.address)
    hint = _("The area that it works in for some purpose, where that is no place of this site by itself.")
    crumbs = _crumbs_to_patches(one)
    return form_page(request, form, title=_("Add a patch"), verb=_("Add patch"), crumbs=crumbs, hint=hint)


@page
def patch(request: Request, reference: str) -> HttpResponse:
    """One patch: what part of its people live where."""
    one = _known(request, reference)
    said = {
        "patch": one,
        "overlaps": reads.overlaps_of(one),
        "may_keep": _may_keep(request, one.organisation_id),
        "has_ended": one.until_on is not None and one.until_on <= timezone.localdate(),
        "crumbs": _crumbs_to_patches(one.organisation),
    }
    return render(request, "partners/patch.html", said)


@login_required
@page_and_form
def edit_patch(request: Request, reference: str) -> HttpResponse:
    """Correct what is said of a patch."""
    one, by = _kept(request, reference)
    initial = {name: getattr(one, name) for name in forms.PatchEditForm.base_fields}
    form = forms.PatchEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_patch, one, by=by, at=now()):
        return redirect(one)
    crumbs = _crumbs_to_patches(one.organisation, one)
    return form_page(request, form, title=_("Edit this patch"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def cover(request: Request, reference: str) -> HttpResponse:
    """Say how a patch lies over places, in a table or by lines that are pasted."""
    one, by = _kept(request, reference)
    form = forms.OverlapsForm(list(reads.overlaps_of(one)), request.POST or None, initial={"version": one.version})
    if form.attempt(actions.cover, one, by=by, at=now()):
        return redirect(one)
    crumbs = _crumbs_to_patches(one.organisation, one)
    said = {"patch": one, "form": form, "crumbs": crumbs}
    return render(request, "partners/overlaps.html", said, status=form.status)


@login_required
@page_and_form
def end_patch(request: Request, reference: str) -> HttpResponse:
    """End a patch on a day."""
    one, by = _kept(request, reference)
    form = forms.EndPatchForm(request.POST or None, initial={"until_on": timezone.localdate()})
    if form.attempt(actions.end_patch, one, by=by, at=now()):
        return redirect(one)
    crumbs = _crumbs_to_patches(one.organisation, one)
    return form_page(request, form, title=_("End this patch"), verb=_("End patch"), crumbs=crumbs)


@page
def boundaries(request: Request, reference: str) -> HttpResponse:
    """How the members' areas lie over places, which of them meet, and who covers a street."""
    one = known(request, reference)
    postcode = request.GET.get("postcode", "").strip()[:12]
    place = reads.place_of_postcode(postcode) if postcode else None
    said = {
        "partnership": one,
        "boundaries": reads.boundaries(one, request.asker),
        "postcode": postcode,
        "place": place,
        "covers": reads.who_covers(place, one, request.asker) if place else [],
        "crumbs": crumbs_to(one),
    }
    return render(request, "partners/boundaries.html", said)


def _known(request: Request, reference: str) -> Patch:
    return get_object_or_404(reads.patches_open_to(request.asker), reference=reference)


def _kept(request: Request, reference: str) -> tuple[Patch, Account]:
    one = _known(request, reference)
    return one, acting(request, allowed=permissions.may_keep_patches(request.account, one.organisation_id))


def _may_keep(request: Request, organisation_id: int) -> bool:
    """Whether this reader keeps the patches; nobody does while a page is previewed as the public will see it."""
    return request.asker is request.account and permissions.may_keep_patches(request.account, organisation_id)


def _crumbs_to_patches(organisation: Organisation, *above: Patch) -> Crumbs:
    listed = (_("Where it works"), f"{organisation.get_absolute_url()}patches/")
    whose = (organisation.name, organisation.get_absolute_url())
    return [whose, listed, *((str(noun), noun.get_absolute_url()) for noun in above)]
