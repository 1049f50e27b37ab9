"""The references of What should change?, made known to the house."""

from joinedup.frame.references import kind
from joinedup.outcomes import reads

kind("problem", reads.problems_open_to)
kind("outcome", reads.outcomes_open_to)
kind("step", reads.steps_open_to)
kind("indicator", reads.indicators_open_to)
