"""What every page of the exchange needs: whose it is, where it stands, and downloads."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from joinedup.exchange.models import Import
from joinedup.partners import reads
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import convenes
from joinedup.partners.requests import Request

page = require_http_methods(["GET", "HEAD"])
page_and_form = require_http_methods(["GET", "HEAD", "POST"])


def convened(request: Request, reference: str) -> Partnership:
    """The partnership, for its convenor only."""
    partnership = get_object_or_404(reads.partnerships_open_to(request.asker), reference=reference)
    if not convenes(request.account, partnership):
        raise PermissionDenied
    return partnership


def import_of(partnership: Partnership, load: UUID) -> Import:
    """An import of the partnership."""
    return get_object_or_404(Import.objects.select_related("partnership"), partnership=partnership, pk=load)


def address_of(load: Import) -> str:
    """Where an import goes on: what is still to be asked, or what it would do."""
    where = load.get_absolute_url()
    if load.state in {Import.State.TRIED, Import.State.DONE}:
        return where
    return f"{where}names/" if load.source.get("unknown") else f"{where}columns/" if load.layout else f"{where}kind/"


def crumbs(partnership: Partnership) -> list[tuple[str, str]]:
    return [(partnership.name, partnership.get_absolute_url())]


def crumbs_below(partnership: Partnership) -> list[tuple[str, str]]:
    return [*crumbs(partnership), (_("Workbook"), f"{partnership.get_absolute_url()}workbook/")]


def download(response: HttpResponse, name: str) -> HttpResponse:
    """The response as a file to keep."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
