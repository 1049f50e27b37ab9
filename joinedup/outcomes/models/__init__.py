"""The nouns of What should change?"""

from joinedup.outcomes.models.ladder import Link, Step
from joinedup.outcomes.models.measures import Indicator, Measurement, Phase, Signal
from joinedup.outcomes.models.remits import Remit
from joinedup.outcomes.models.texts import Outcome, Problem, SignOff
from joinedup.outcomes.models.writing import Contribution, Pitfall

__all__ = [
    "Contribution",
    "Indicator",
    "Link",
    "Measurement",
    "Outcome",
    "Phase",
    "Pitfall",
    "Problem",
    "Remit",
    "SignOff",
    "Signal",
    "Step",
]
