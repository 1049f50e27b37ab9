"""The references that this room gives."""

from joinedup.frame.references import kind
from joinedup.frame.search import searchable
from joinedup.promises import reads
from joinedup.promises.models import Commitment, Decision, Risk

kind("promise", reads.commitments_open_to)
kind("part", reads.parts_open_to)
kind("risk", reads.risks_open_to)
kind("decision", reads.decisions_open_to)
kind("enactment", reads.enactments_open_to)

searchable(
    "promise", Commitment, rank=7, title="output", body=("detail", "parts__what"), place="place", maker="organisation"
)
searchable("decision", Decision, rank=6, title="name", body=("words", "reason", "decided_by"))
searchable("risk", Risk, rank=4, title="name", body=("cause", "effect"), maker="organisation")
