"""The references that this room gives."""

from joinedup.frame.references import kind
from joinedup.promises import reads

kind("promise", reads.commitments_open_to)
kind("part", reads.parts_open_to)
