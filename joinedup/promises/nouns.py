"""The references that this room gives."""

from joinedup.frame.references import kind
from joinedup.frame.search import searchable
from joinedup.promises import reads
from joinedup.promises.models import Commitment

kind("promise", reads.commitments_open_to)
kind("part", reads.parts_open_to)

searchable("promise", Commitment, rank=7, title="output", body=("detail", "parts__what"), place="place")
