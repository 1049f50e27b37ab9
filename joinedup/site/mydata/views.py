"""Pages of my data: for an account, and for an address that has none."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.partners import actions
from joinedup.partners.erasure import Whom, holder_of, holder_of_address
from joinedup.partners.forms import EraseForm
from joinedup.partners.requests import Request, sender_of
from joinedup.partners.views.erasure import erase_page
from joinedup.site.forms import AddressForm
from joinedup.site.mydata.asking import address_of, ask_for_my_data
from joinedup.site.mydata.finding import as_file, found_about
from joinedup.site.mydata.showing import shown


@login_required
@require_safe
def my_data(request: Request) -> HttpResponse:
    """Everything that the site holds about whoever is signed in."""
    return render(request, "site/my_data.html", _said(_myself(request), file="/account/my-data/my-data.json"))


@login_required
@require_safe
def my_data_file(request: Request) -> HttpResponse:
    """The same as one JSON file."""
    return _file(_myself(request))


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: Request) -> HttpResponse:
    """Ask what the site holds about an address, without an account: the answer goes to that address."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    if form.attempt(ask_for_my_data, asked_from=sender_of(request), at=now()):
        messages.success(request, _("We have written to that address. The letter holds a link that works for a day."))
        return redirect("ask-for-my-data")
    return render(request, "site/ask_for_my_data.html", {"form": form}, status=form.status)


@require_safe
def my_data_by_mail(request: Request, signed: str) -> HttpResponse:
    """Everything that the site holds about an address, for whoever holds its letters."""
    said = _said(_holder(signed), file=f"/my-data/{signed}/my-data.json")
    return unseen(render(request, "site/my_data.html", {**said, "signed": signed}))


@require_safe
def my_data_file_by_mail(request: Request, signed: str) -> HttpResponse:
    """The same as one JSON file."""
    return unseen(_file(_holder(signed)))


@require_http_methods(["GET", "HEAD", "POST"])
def erase_address(request: Request, signed: str) -> HttpResponse:
    """Erase what is held about an address, for whoever holds its letters."""
    email = _address(signed)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if form.attempt(actions.erase_address, email, at=now()):
        messages.success(request, _("Erased."))
        return redirect("/")
    crumbs = [(_("What this site holds about you"), f"/my-data/{signed}/")]
    return unseen(erase_page(request, form, {"whose": "address", "email": email, "crumbs": crumbs}))


def unseen(response: HttpResponse) -> HttpResponse:
    """A page whose address is a key: kept by no cache and found by no search engine."""
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


def _said(whom: Whom, *, file: str) -> dict[str, Any]:
    tables = shown(found_about(whom))
    rows = sum(len(table.sort.rows) for table in tables)
    return {"tables": tables, "rows": rows, "whom": whom, "file": file}


def _file(whom: Whom) -> HttpResponse:
    at = now()
    told = json.dumps(as_file(whom, at=at), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    response = HttpResponse(told, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="my-data-{localdate(at).isoformat()}.json"'
    return response


def _myself(request: Request) -> Whom:
    if request.account is None:
        raise PermissionDenied
    return holder_of(request.account)


def _holder(signed: str) -> Whom:
    return holder_of_address(_address(signed))


def _address(signed: str) -> str:
    email = address_of(signed)
    if email is None:
        raise Http404
    return email
