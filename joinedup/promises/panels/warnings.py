"""What early warnings, stepping in and failures add to the pages of what they are about."""

from typing import Any

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.permissions.warnings import may_set
from joinedup.promises.reads import failures, interventions, warning_rows
from joinedup.promises.reads import warnings as reads

SHOWN = 20
WATCHED = ("outcome", "promise", "freedom", "guarantee")


def what_warns_early(noun: Any, asker: Asker) -> Panel:
    """The early warnings over a noun, first what fired and waits to be acted on. Five SQL queries at most."""
    watching = reads.tripwires_open_to(asker).filter(reads.LIVE, about=noun.reference).order_by("name", "pk")
    fired = reads.firings_open_to(asker).filter(reads.OPEN, tripwire__about=noun.reference)
    sets = isinstance(asker, Account) and may_set(asker, noun.partnership)
    context = {
        "watching": warning_rows.tripwire_rows(watching[:SHOWN], asker),
        "fired": warning_rows.firing_rows(warning_rows.log(fired)[:SHOWN], asker),
        "set": f"/{noun.partnership.reference}/early-warnings/new/?about={noun.reference}" if sets else "",
    }
    return Panel(_("What warns us early"), "promises/_warnings_panel.html", context)


def who_stepped_in(noun: Any, asker: Asker) -> Panel | None:
    """Who steps in or did so about a noun; nothing where nobody did. Two SQL queries at most."""
    found = interventions.interventions_open_to(asker).filter(about=noun.reference).select_related("by")
    rows = interventions.rows(found.order_by("-from_on", "-pk")[:SHOWN], asker)
    return Panel(_("Stepping in"), "promises/_stepped_in_panel.html", {"rows": rows}) if rows else None


def what_failed(noun: Any, asker: Asker) -> Panel | None:
    """The failures told of a noun; nothing where none was. Two SQL queries at most."""
    told = failures.failures_open_to(asker).filter(about=noun.reference).order_by("-noticed_on", "-pk")
    rows = failures.rows(told[:SHOWN], asker)
    return Panel(_("Failures told"), "promises/_failures_panel.html", {"rows": rows}) if rows else None


for kind in WATCHED:
    panel(kind, order=26)(what_warns_early)
    panel(kind, order=27)(who_stepped_in)
    panel(kind, order=28)(what_failed)


@panel("partnership", order=45)
def ways_to_early_warnings(partnership: Partnership, asker: Asker) -> Panel:
    """The ways to early warnings, stepping in, failures and experiments. No SQL query."""
    address = partnership.get_absolute_url()
    links = [
        (_("Early warnings"), f"{address}early-warnings/"),
        (_("Stepping in"), f"{address}stepping-in/"),
        (_("Failures and experiments"), f"{address}failures/"),
    ]
    return Panel(_("When things go wrong"), "promises/_ways_panel.html", {"links": links}, aside=True)
