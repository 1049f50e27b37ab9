"""A measure of one body's patch, as an estimate for a place that the patch overlaps."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from joinedup.outcomes import estimates, reads
from joinedup.partners.requests import Request
from joinedup.partners.views.pages import page


@page
def elsewhere(request: Request, reference: str) -> HttpResponse:
    """The latest figure as an estimate for another place; `?place=` names it, `?as=` says count or rate."""
    known = reads.indicators_open_to(request.asker).select_related("partnership__place", "steward")
    one = get_object_or_404(known, reference=reference)
    overlaps = list(estimates.overlaps_of(one))
    asked = request.GET.get("place", "") or one.partnership.place.reference
    chosen = next((overlap for overlap in overlaps if overlap.place.reference == asked), None)
    said = {
        "indicator": one,
        "overlaps": overlaps,
        "chosen": chosen,
        "estimate": estimates.elsewhere(one, chosen, request.GET.get("as", "")) if chosen else None,
        "crumbs": [
            (one.partnership.name, one.partnership.get_absolute_url()),
            (one.name, one.get_absolute_url()),
        ],
    }
    return render(request, "outcomes/elsewhere.html", said)
