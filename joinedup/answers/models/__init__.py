"""The nouns of Who answers for it?"""

from joinedup.answers.models.answering import AccountGiven, AnswerLine, Demand, Guarantor, Recommendation
from joinedup.answers.models.following import FOLLOWERS, REQUESTS, Follow, Follower, FollowRequest, Seen

__all__ = [
    "FOLLOWERS",
    "REQUESTS",
    "AccountGiven",
    "AnswerLine",
    "Demand",
    "Follow",
    "FollowRequest",
    "Follower",
    "Guarantor",
    "Recommendation",
    "Seen",
]
