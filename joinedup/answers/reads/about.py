"""What lines, recommendations and guarantors may be about: what a partnership is responsible for."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from joinedup.frame.references import KINDS, kind_of, well_formed
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker

ABOUT = ("partnership", "outcome", "promise", "freedom")
MOST_CHOICES = 500


def belongs(reference: str, partnership: Partnership, asker: Asker) -> bool:
    """Whether a reference names something that a partnership is responsible for and this asker sees. One SQL query."""
    return bool(title_of(reference, partnership, asker))


def title_of(reference: str, partnership: Partnership, asker: Asker) -> str:
    """What such a reference is called; empty unless it belongs. One SQL query at most."""
    if reference == partnership.reference:
        return partnership.name
    kind = kind_of(reference) if well_formed(reference) else ""
    if kind not in ABOUT or kind == "partnership" or kind not in KINDS:
        return ""
    found = KINDS[kind].open_to(asker).filter(reference=reference, partnership=partnership).first()
    return str(found) if found else ""


def choices(partnership: Partnership, asker: Asker, *, also: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What can be chosen, after a word to choose: the partnership, its outcomes, whatever else is named and belongs.

    One SQL query, and one for each that is named.
    """
    outcomes = outcomes_open_to(asker).filter(partnership=partnership).order_by("name")
    listed = [(partnership.reference, partnership.name), *outcomes.values_list("reference", "name")[:MOST_CHOICES]]
    known = dict(listed)
    for reference in also:
        if reference not in known and (title := title_of(reference, partnership, asker)):
            listed.append((reference, title))
    return [("", _("Choose from the list")), *listed]


def is_shared(visibility: str) -> bool:
    """Whether others than its makers may see something."""
    return visibility != Visibility.DRAFT
