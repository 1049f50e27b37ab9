"""The references that this room gives."""

from joinedup.answers import reads
from joinedup.answers.models import Recommendation
from joinedup.answers.reads.demands import demands_open_to
from joinedup.frame.references import kind
from joinedup.frame.search import searchable

kind("demand", demands_open_to)
kind("line", reads.lines_open_to)
kind("given", reads.given_open_to)
kind("guarantor", reads.guarantors_open_to)
kind("recommendation", reads.recommendations_open_to)

searchable("recommendation", Recommendation, rank=21, title="words", body=("reason", "done_words", "closed_words"))
