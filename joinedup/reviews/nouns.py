"""The references that this room gives."""

from joinedup.frame.references import kind
from joinedup.reviews import reads

kind("review", reads.reviews_open_to)
