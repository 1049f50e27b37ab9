"""The references that this room gives."""

from joinedup.frame.references import kind
from joinedup.questions import reads

kind("question", reads.questions_open_to)
