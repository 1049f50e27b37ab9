"""What the board of roles adds to the pages of partnerships and organisations."""

from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Undertaking
from joinedup.promises.reads import roles as reads

SHOWN = 10


@panel("partnership", order=22)
def roles_of_a_partnership(partnership: Partnership, asker: Asker) -> Panel:
    """How many partners have said what they do, what nobody took up, and the way to the board."""
    members = reads.members(partnership).count()
    context = {
        "members": members,
        "speaking": members - reads.silent_members(partnership, asker).count(),
        "left": reads.left_open(partnership, asker).count(),
        "address": f"/{partnership.reference}/roles/",
    }
    return Panel(_("Who does what"), "promises/_roles_panel.html", context)


@panel("organisation", order=26)
def role_of_an_organisation(organisation: Organisation, asker: Asker) -> Panel | None:
    """What an organisation says of its role, and what others expect of it, in every partnership."""
    held = reads.still_held(reads.undertakings_open_to(asker).filter(reads.SHARED))
    said = held.filter(organisation=organisation).order_by("kind", "said_on", "pk")
    expected = held.filter(of=organisation, kind=Undertaking.Kind.EXPECTS).order_by("said_on", "pk")
    context = {
        "said": reads.shown(said.select_related("partnership")[:SHOWN], asker),
        "expected": reads.shown(expected.select_related("partnership")[:SHOWN], asker),
    }
    return (
        Panel(_("What it says of its role"), "promises/_role_of_organisation_panel.html", context)
        if context["said"] or context["expected"]
        else None
    )
