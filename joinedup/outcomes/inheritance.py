"""What of this room's a successor takes over."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from joinedup.frame.inheritance import Declared, Things, inherits
from joinedup.outcomes import reads
from joinedup.outcomes.models import Indicator, Step


@inherits("measures", title=_("measures that it looks after"), order=70)
def measures(day: date) -> Declared:
    return Things(Indicator.objects.all(), seen=reads.indicators_open_to, field="steward")


@inherits("steps", title=_("steps of the ladder"), order=80)
def steps(day: date) -> Declared:
    return Things(Step.objects.all(), seen=reads.steps_open_to)
