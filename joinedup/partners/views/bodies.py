"""Pages of bodies: the tree of a partnership, one body with its seats, and what the convenor does with it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import now
from django.utils.translation import gettext as _

from joinedup.partners import actions, permissions, reads
from joinedup.partners.forms import bodies as forms
from joinedup.partners.models import Account, Body, Partnership
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import ROWS, Crumbs, acting, form_page, may_act, page, page_and_form
from joinedup.partners.views.partnerships import convened, crumbs_to, known


@page
def bodies(request: Request, reference: str) -> HttpResponse:
    """The bodies of a partnership in one tree: what kind, until when, who leads, how many sit there."""
    one = known(request, reference)
    shown = Paginator(reads.tree_of(one, request.asker), ROWS).get_page(request.GET.get("page"))
    ended = list(reads.ended_bodies(one, request.asker)[: ROWS + 1])
    said = {
        "partnership": one,
        "page": shown,
        "branches": reads.with_seats(list(shown), one, request.asker),
        "ended": ended[:ROWS],
        "more_ended": len(ended) > ROWS,
        "is_convenor": may_act(request) and permissions.convenes(request.account, one),
        "crumbs": crumbs_to(one),
    }
    return render(request, "partners/bodies.html", said)


@page
def body(request: Request, reference: str) -> HttpResponse:
    """One body: what it is for, what it may decide, to whom it answers, and who sits there."""
    one = known_body(request, reference)
    seats = reads.seats_of([one], one.partnership, request.asker)
    shown = Paginator(seats, ROWS).get_page(request.GET.get("page"))
    said = {
        "body": one,
        "partnership": one.partnership,
        "line": reads.path_to(one, request.asker),
        "parts": reads.parts_of(one, request.asker),
        "page": shown,
        "seats": [seat for seat in shown if not seat.is_over],
        "former": [seat for seat in shown if seat.is_over],
        "shares": reads.cost_shares(seats),
        "gaps": reads.gaps_of(one, seats),
        "facts": _facts(one),
        "has_ended": one.until_on is not None and one.until_on <= timezone.localdate(),
        "may_keep": may_act(request) and permissions.convenes(request.account, one.partnership),
        "sees_seconds": permissions.sees_seconds(request.asker, one.partnership),
        "crumbs": crumbs_to_bodies(one.partnership),
    }
    return render(request, "partners/body.html", said)


@login_required
@page_and_form
def set_up_body(request: Request, reference: str) -> HttpResponse:
    """Set up a board, team, committee, network or joint post."""
    one, by = convened(request, reference)
    initial = {"from_on": timezone.localdate(), "within": request.GET.get("within")}
    form = forms.BodyForm(one, request.POST or None, initial=initial)
    if form.attempt(actions.set_up_body, one, by=by, at=now()):
        return redirect(form.address)
    hint = _("Write down what it is for and what it may decide, so that everybody can see where a matter belongs.")
    crumbs = crumbs_to_bodies(one)
    return form_page(request, form, title=_("Set up a body"), verb=_("Set up"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def edit_body(request: Request, reference: str) -> HttpResponse:
    """Change what is said of a body."""
    one, by = kept_body(request, reference)
    initial = {name: getattr(one, name) for name in forms.BodyEditForm.base_fields}
    initial["place"] = one.place and one.place.reference
    form = forms.BodyEditForm(request.POST or None, initial=initial)
    if form.attempt(actions.edit_body, one, by=by, at=now()):
        return redirect(one)
    crumbs = crumbs_to_bodies(one.partnership, one)
    return form_page(request, form, title=_("Change this body"), verb=_("Save"), crumbs=crumbs)


@login_required
@page_and_form
def move_body(request: Request, reference: str) -> HttpResponse:
    """Say to which other body a body answers."""
    one, by = kept_body(request, reference)
    initial = {"within": one.within and one.within.reference, "version": one.version}
    form = forms.MoveBodyForm(one, request.POST or None, initial=initial)
    if form.attempt(actions.move_body, one, by=by, at=now()):
        return redirect(one)
    hint = _("Everything within it moves with it.")
    crumbs = crumbs_to_bodies(one.partnership, one)
    return form_page(request, form, title=_("To whom it answers"), verb=_("Save"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def renew_body(request: Request, reference: str) -> HttpResponse:
    """Let a temporary body go on, with what was shown for it."""
    one, by = kept_body(request, reference)
    form = forms.RenewForm(request.POST or None, initial={"version": one.version})
    if form.attempt(actions.renew_body, one, by=by, at=now()):
        return redirect(one)
    test = _("Its renewal test: %(test)s") % {"test": one.renewal_test}
    hint = test if one.renewal_test else _("No renewal test is written down yet: change the body first.")
    crumbs = crumbs_to_bodies(one.partnership, one)
    return form_page(request, form, title=_("Let it go on"), verb=_("Renew"), crumbs=crumbs, hint=hint)


@login_required
@page_and_form
def end_body(request: Request, reference: str) -> HttpResponse:
    """End a body, and every seat in it."""
    one, by = kept_body(request, reference)
    today = timezone.localdate()
    form = forms.EndBodyForm(request.POST or None, initial={"until_on": min(one.until_on or today, today)})
    if form.attempt(actions.end_body, one, by=by, at=now()):
        messages.success(request, _("Noted. What it did stays here."))
        return redirect(one)
    crumbs = crumbs_to_bodies(one.partnership, one)
    return form_page(request, form, title=_("End this body"), verb=_("End body"), crumbs=crumbs)


def known_body(request: Request, reference: str) -> Body:
    """A body that the reader may know of, else 404."""
    seen = reads.bodies_open_to(request.asker).select_related("partnership", "place", "within")
    return get_object_or_404(seen, reference=reference)


def kept_body(request: Request, reference: str) -> tuple[Body, Account]:
    """A body and the convenor who acts on it."""
    one = known_body(request, reference)
    return one, acting(request, allowed=permissions.convenes(request.account, one.partnership))


def crumbs_to_bodies(partnership: Partnership, *above: Any) -> Crumbs:
    """The way to a partnership's bodies, or to what stands below them."""
    listed = (_("Boards and teams"), f"{partnership.get_absolute_url()}bodies/")
    return [*crumbs_to(partnership), listed, *((str(noun), noun.get_absolute_url()) for noun in above)]


def _facts(one: Body) -> list[tuple[str, Any]]:
    """What the side column says of a body."""
    days = {"from": date_format(one.from_on), "until": date_format(one.until_on) if one.until_on else ""}
    since = _("Since %(from)s, until %(until)s") if one.until_on else _("Since %(from)s")
    said = [
        (_("Term"), since % days),
        (_("Place"), one.place),
        (_("Most outcomes at once"), one.most_issues and str(one.most_issues)),
        (_("If its leaders do not agree"), one.tie_rule),
    ]
    if one.rating and one.rated_on:
        said.append((_("Rating of its place"), one.rating))
        said.append((_("Rated by"), f"{one.rating_rule}, {date_format(one.rated_on)}"))
    return [(term, value) for term, value in said if value]
