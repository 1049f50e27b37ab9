"""What risks add to the pages of outcomes and organisations."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Organisation
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Risk
from joinedup.promises.reads import risks as reads

SHOWN = 10


@panel("outcome", order=22)
def what_could_stop_an_outcome(outcome: Outcome, asker: Asker) -> Panel:
    """The risks to an outcome, in the order in which they are looked at again."""
    found = reads.risks_open_to(asker).filter(outcomes=outcome)
    rows = reads.rows(_listed(found), outcome.partnership, asker)
    more = f"/{outcome.partnership.reference}/risks/"
    return Panel(_("What could stop it"), "promises/_risks_panel.html", {"rows": rows, "more": more})


@panel("organisation", order=22)
def risks_of_an_organisation(organisation: Organisation, asker: Asker) -> Panel | None:
    """The risks that an organisation looks after, in every partnership."""
    rows = reads.rows(_listed(reads.risks_open_to(asker).filter(organisation=organisation)))
    if not rows:
        return None
    return Panel(_("Risks that it looks after"), "promises/_risks_panel.html", {"rows": rows, "more": ""})


def _listed(risks: QuerySet[Risk]) -> Iterable[dict[str, Any]]:
    listed: Iterable[dict[str, Any]] = reads.by_review(risks).values(*reads.FIELDS)[:SHOWN]
    return listed
