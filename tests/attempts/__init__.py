"""Every address that takes a POST, and what is sent to it by many browsers at once. Files are tried in this order."""

from importlib import import_module

from tests.attempts.stage import ATTEMPTS, MAY_HAPPEN_AGAIN, Attempt, Stage

IN_ORDER = (
    "who",
    "outcomes",
    "promises",
    "chasing",
    "questions",
    "reviews",
    "guarantees",
    "following",
    "pauses",
    "workbook",
    "bodies",
    "meetings",
    "landscape",
    "deals",
    "accounts",
    "agreements",
    "compacts",
    "signing",
    "warnings",
    "answering",
    "demands",
    "freedoms",
    "drafting",
    "moderating",
    "taking_part",
    "replies",
    "conversations",
    "trading",
    "last",
    "signing_up",
    "voting",
)

for name in IN_ORDER:
    import_module(f"tests.attempts.{name}")

__all__ = ["ATTEMPTS", "MAY_HAPPEN_AGAIN", "Attempt", "Stage"]
