"""Look-ups of this room, always filtered by who asks."""

from joinedup.answers.reads.following import (
    NOT_FOLLOWED,
    Followed,
    asked_on,
    due,
    followed_by,
    follower_by_link,
    follower_of,
    follows,
    follows_of,
    is_our_link,
    is_public,
    request_by_link,
    to_follow,
)
from joinedup.answers.reads.guarantors import guarantors_open_to
from joinedup.answers.reads.lines import given_open_to, lines_open_to
from joinedup.answers.reads.recommendations import recommendations_open_to

__all__ = [
    "NOT_FOLLOWED",
    "Followed",
    "asked_on",
    "due",
    "followed_by",
    "follower_by_link",
    "follower_of",
    "follows",
    "follows_of",
    "given_open_to",
    "guarantors_open_to",
    "is_our_link",
    "is_public",
    "lines_open_to",
    "recommendations_open_to",
    "request_by_link",
    "to_follow",
]
