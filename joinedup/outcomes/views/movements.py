"""Pages that show many measures side by side, the latest change first."""

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from joinedup.outcomes import reads
from joinedup.outcomes.filters import DIRECTIONS
from joinedup.outcomes.models import Indicator
from joinedup.outcomes.movements import by_latest_change, chosen, common_caveat, movements, stewards
from joinedup.outcomes.views.pages import crumbs_to, partnership_at
from joinedup.partners.requests import Request

ROWS = 200


@require_safe
def movements_of_partnership(request: Request, reference: str) -> HttpResponse:
    """What has changed in a partnership, measure by measure."""
    partnership = partnership_at(request, reference)
    measures = reads.indicators_open_to(request.asker).filter(partnership=partnership)
    return _page(request, measures, {"of": partnership, "crumbs": crumbs_to(partnership)})


@require_safe
def movements_of_outcome(request: Request, reference: str) -> HttpResponse:
    """What has changed towards an outcome, measure by measure."""
    seen = reads.outcomes_open_to(request.asker).select_related("partnership")
    outcome = get_object_or_404(seen, reference=reference)
    measures = reads.indicators_open_to(request.asker).filter(outcome=outcome)
    return _page(request, measures, {"of": outcome, "crumbs": crumbs_to(outcome.partnership, outcome)})


def _page(request: Request, measures: QuerySet[Indicator], of: dict[str, Any]) -> HttpResponse:
    """The measures that the address asks for, 200 a page. Four SQL queries besides what leads here."""
    organisations = list(stewards(measures))
    direction = request.GET.get("direction", "")
    direction = direction if direction in DIRECTIONS else ""
    organisation = chosen(organisations, request.GET.get("organisation", ""))
    if direction:
        measures = measures.filter(DIRECTIONS[direction][1])
    if organisation:
        measures = measures.filter(steward=organisation)
    page = Paginator(by_latest_change(measures), ROWS).get_page(request.GET.get("page"))
    asked = {"direction": direction, "organisation": organisation.reference if organisation else ""}
    rows = movements(page.object_list)  # type: ignore[arg-type]
    context = {
        **of,
        "page": page,
        "rows": rows,
        "caveat": common_caveat(rows),
        "directions": [(name, words) for name, (words, _which) in DIRECTIONS.items()],
        "direction": direction,
        "organisations": organisations,
        "organisation": organisation,
        "query": urlencode({name: value for name, value in asked.items() if value}),
    }
    return render(request, "outcomes/movements.html", context)
