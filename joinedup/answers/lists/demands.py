"""The list of what has to be reported: what costs most hours first."""

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from joinedup.answers.models import Demand
from joinedup.answers.reads import demands as reads
from joinedup.answers.rules import demands as rules
from joinedup.frame.lists import Column, Filter, List
from joinedup.partners.models import Partnership
from joinedup.promises.views.pages import members_to_choose

STATES = {"asked": _("Asked for"), "over": _("Ended"), "dropped": _("Dropped"), "draft": _("Draft")}
LACKS = {
    rules.NO_RISK: _("no risk is stated that it lowers"),
    rules.NO_USE: _("no use within the past year"),
    rules.NO_END: _("no day on which it ends"),
}
DEMANDS = (
    Column("reference", _("Reference"), lambda row: row.demand.reference),
    Column("demand", _("What has to be reported"), lambda row: row.demand.name, order="name"),
    Column("of", _("Who reports it"), lambda row: row.demand.of, order="of__name"),
    Column("asker", _("Who asks for it"), lambda row: row.asker),
    Column("purpose", _("What it is for"), lambda row: row.demand.purpose),
    Column("risk", _("Which risk it lowers"), lambda row: row.demand.risk_lowered),
    Column("hours", _("Hours a year"), lambda row: row.demand.hours_a_year, order="hours_a_year"),
    Column("used", _("Last used on"), lambda row: row.demand.last_used_on, order="last_used_on"),
    Column("used_for", _("Last used for"), lambda row: row.demand.last_used_for),
    Column("ends", _("Ends on"), lambda row: row.demand.ends_on, order="ends_on"),
    Column("state", _("How it stands"), lambda row: STATES[row.state]),
    Column("lacks", _("What speaks for dropping it"), lambda row: "\n".join(str(LACKS[one]) for one in row.lacks)),
)


def demands_of(partnership: Partnership) -> List:
    """The list of what a partnership's members have to report."""
    today = timezone.localdate()
    draft, dropped = ~reads.DROPPED & reads.DRAFT, reads.DROPPED
    states = {
        "asked": reads.in_force(today),
        "over": ~reads.in_force(today) & ~dropped & ~draft,
        "dropped": dropped,
        "draft": draft,
    }

    def stands(demands: QuerySet[Demand], state: str) -> QuerySet[Demand]:
        return demands.filter(states[state])

    def reported_by(demands: QuerySet[Demand], organisation: str) -> QuerySet[Demand]:
        return demands.filter(of__reference=organisation)

    def prune(demands: QuerySet[Demand], _yes: str) -> QuerySet[Demand]:
        return demands.filter(reads.to_prune(today))

    members = members_to_choose(partnership).values_list("reference", "name")
    filters = (
        Filter("prune", _("What could be dropped"), prune, choices=(("yes", _("What could be dropped")),)),
        Filter("state", _("How they stand"), stands, choices=tuple(STATES.items())),
        Filter("of", _("Who reports"), reported_by, choices=members),
    )
    return List(DEMANDS, filters)
