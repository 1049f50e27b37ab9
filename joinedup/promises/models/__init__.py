"""The nouns of Who promised what, on what terms?"""

from joinedup.promises.models.chasing import AnswerLink, Chase, Reminder
from joinedup.promises.models.commitments import Commitment, Part, ProgressReport
from joinedup.promises.models.decisions import Bearing, Decision, Enactment
from joinedup.promises.models.risks import Risk, RiskReview

__all__ = [
    "AnswerLink",
    "Bearing",
    "Chase",
    "Commitment",
    "Decision",
    "Enactment",
    "Part",
    "ProgressReport",
    "Reminder",
    "Risk",
    "RiskReview",
]
