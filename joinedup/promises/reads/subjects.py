"""What in a partnership may be watched over, stepped in about or told of as failed, to choose from in forms."""

from typing import Any

from django.utils.translation import gettext as _

from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker, open_to
from joinedup.promises import permissions
from joinedup.promises.models import Experiment, Freedom, Guarantee
from joinedup.promises.permissions.failures import experiments_open_to
from joinedup.promises.reads.promises import live_commitments

Choices = list[tuple[str, list[tuple[str, str]]]]


def subjects(partnership: Partnership, asker: Asker, *, with_experiments: bool = False) -> Choices:
    """Outcomes, live promises, agreed exceptions and guarantees by name, in groups. A SQL query a group."""
    freedoms = Freedom.objects.filter(permissions.freedoms_open_to(asker), partnership=partnership)
    guarantees = Guarantee.objects.filter(open_to(asker), partnership=partnership)
    experiments = Experiment.objects.filter(experiments_open_to(asker), partnership=partnership)
    groups: list[tuple[str, Any]] = [
        (_("Outcomes"), outcomes_open_to(asker).filter(partnership=partnership).order_by("name")),
        (_("Promises"), live_commitments(partnership, asker).order_by("output")),
        (_("Agreed exceptions"), freedoms.order_by("name")),
        (_("Guarantees"), guarantees.order_by("name")),
        *([(_("Experiments"), experiments.order_by("name"))] if with_experiments else []),
    ]
    listed = [(title, [(one.reference, str(one)) for one in nouns]) for title, nouns in groups]
    return [(title, choices) for title, choices in listed if choices]
