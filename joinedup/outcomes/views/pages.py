"""What the pages of this room share: who acts, crumbs, and the two forms that several nouns have."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from joinedup.frame.pages import Crumbs as Crumbs  # the pages of this room ask it here
from joinedup.frame.pages import form_page as form_page
from joinedup.outcomes import actions, figures, forms, permissions, wording
from joinedup.outcomes.judgement import Judged, seen_of
from joinedup.outcomes.models import Indicator, Measurement, Outcome, Problem, Step
from joinedup.partners.models import Account, Organisation, Partnership, Person
from joinedup.partners.permissions import convenes
from joinedup.partners.reads import members_to_choose as members_to_choose
from joinedup.partners.reads import people_of_members
from joinedup.partners.requests import Request
from joinedup.partners.requests import partnership_at as partnership_at  # the pages of this room ask it here
from joinedup.partners.requests import who_acts as who_acts

page_and_form = require_http_methods(["GET", "HEAD", "POST"])
Text = Problem | Outcome
Shareable = Problem | Outcome | Step | Indicator


def crumbs_to(partnership: Partnership, *above: Any) -> Crumbs:
    return [(str(noun), noun.get_absolute_url()) for noun in (partnership, *above)]


def acting_account(request: Request, *, allowed: bool) -> Account:
    """Whoever acts; 403 for those who may see but not do."""
    if request.account is None or not allowed:
        raise PermissionDenied
    return request.account


def convenor_at(request: Request, partnership: Partnership) -> Account:
    return acting_account(request, allowed=convenes(request.account, partnership))


def people_to_choose(partnership: Partnership) -> QuerySet[Person]:
    return people_of_members(partnership)


def seen_by(open_to: Callable[[Any], QuerySet[Any]], request: Request) -> QuerySet[Any]:
    return open_to(request.asker).select_related("partnership")


def to_make(request: Request, open_to: Callable[[Any], QuerySet[Any]], reference: str) -> Any:
    """A noun that the convenor is about to change."""
    noun = get_object_or_404(seen_by(open_to, request), reference=reference)
    convenor_at(request, noun.partnership)
    return noun


def sign_page(request: Request, text: Text) -> HttpResponseBase:
    own = permissions.may_sign_for(request.account, text)
    by = acting_account(request, allowed=bool(own))
    form = forms.SignForm(request.POST or None, initial={"organisation": own[0].reference})
    form.choose(organisation=Organisation.objects.filter(pk__in=[one.pk for one in own]).order_by("name"))
    if form.attempt(actions.sign, text, by=by, at=now()):
        return redirect(text)
    context = {"form": form, "text": text, "crumbs": crumbs_to(text.partnership, text)}
    return render(request, "outcomes/sign.html", context, status=form.status)


def share_page(request: Request, noun: Shareable) -> HttpResponseBase:
    form = forms.ShareForm(request.POST or None, initial={"visibility": noun.visibility})
    if form.attempt(actions.share, noun, by=request.account, at=now()):
        return redirect(noun)
    crumbs = crumbs_to(noun.partnership, noun)
    return form_page(request, form, title=_("Who may see this"), verb=_("Save"), crumbs=crumbs)


def shown(one: Indicator) -> dict[str, Any]:
    """A measure's chart, its table and how it is judged. Four SQL queries."""
    seen: Judged = seen_of([one])[one.pk]
    every = Measurement.objects.filter(indicator=one)
    rows = figures.rows(one, every, one.signals.all())
    return {
        "indicator": one,
        "charts": figures.charts(one, seen),
        "rows": rows,
        "columns": figures.columns(rows),
        "unit": "" if wording.is_sign(one.unit) else one.unit,
        "stretches": figures.stretches(one, seen, one.phases.all()),
    }
