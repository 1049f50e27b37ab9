"""The references of What should change?, made known to the house."""

from joinedup.frame.references import kind
from joinedup.frame.search import searchable
from joinedup.outcomes import reads
from joinedup.outcomes.models import Indicator, Outcome, Problem, Step

kind("problem", reads.problems_open_to)
kind("outcome", reads.outcomes_open_to)
kind("step", reads.steps_open_to)
kind("indicator", reads.indicators_open_to)
kind("contribution", reads.contributions_open_to)
kind("remit", reads.remits_open_to, "body", "outcome")

searchable("problem", Problem, rank=10, title="name", body=("statement",))
searchable("outcome", Outcome, rank=9, title="name", body=("statement",), place="place")
searchable("indicator", Indicator, rank=8, title="name", body=("definition", "judged_by", "source"), maker="steward")
searchable("step", Step, rank=3, title="name", maker="organisation")
