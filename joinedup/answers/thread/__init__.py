"""How this connects: a walk from any record up to what it is for and down to who carries it."""

from joinedup.answers.thread.shape import Break, Line, Record, Thread
from joinedup.answers.thread.walk import of

__all__ = ["Break", "Line", "Record", "Thread", "of"]
