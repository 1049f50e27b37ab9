"""The plan that this room's tests share."""

from joinedup.answers.tests.plan import plan

__all__ = ["plan"]
