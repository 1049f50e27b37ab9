"""Pages that show many measures side by side, the latest change first."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from joinedup.frame.lists import file_name
from joinedup.outcomes import reads
from joinedup.outcomes.lists import movements_list
from joinedup.outcomes.models import Indicator
from joinedup.outcomes.movements import FIELDS, by_latest_change, common_caveat, moved, movements
from joinedup.outcomes.views.pages import crumbs_to, partnership_at
from joinedup.partners.requests import Request


@require_safe
def movements_of_partnership(request: Request, reference: str) -> HttpResponseBase:
    """What has changed in a partnership, measure by measure."""
    partnership = partnership_at(request, reference)
    measures = reads.indicators_open_to(request.asker).filter(partnership=partnership)
    return _page(request, measures, {"of": partnership, "crumbs": crumbs_to(partnership)})


@require_safe
def movements_of_outcome(request: Request, reference: str) -> HttpResponseBase:
    """What has changed towards an outcome, measure by measure."""
    seen = reads.outcomes_open_to(request.asker).select_related("partnership")
    outcome = get_object_or_404(seen, reference=reference)
    measures = reads.indicators_open_to(request.asker).filter(outcome=outcome)
    return _page(request, measures, {"of": outcome, "crumbs": crumbs_to(outcome.partnership, outcome)})


def _page(request: Request, measures: QuerySet[Indicator], of: dict[str, Any]) -> HttpResponseBase:
    """The measures that the address asks for, 200 a page. Four SQL queries besides what leads here."""
    listed = movements_list(measures).read(request.GET, by_latest_change(measures))
    if listed.as_csv:
        listed.rows = listed.rows.select_related("steward").only(*FIELDS)
        return listed.csv(file_name("movements", of["of"]), moved)
    rows = movements(listed.page.object_list)  # type: ignore[arg-type]
    context = {**of, "listed": listed, "rows": rows, "caveat": common_caveat(rows)}
    return render(request, "outcomes/movements.html", context)
