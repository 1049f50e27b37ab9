"""The nouns of Who promised what, on what terms?"""

from joinedup.promises.models.commitments import Commitment, Part, ProgressReport
from joinedup.promises.models.decisions import Bearing, Decision, Enactment
from joinedup.promises.models.risks import Risk, RiskReview

__all__ = ["Bearing", "Commitment", "Decision", "Enactment", "Part", "ProgressReport", "Risk", "RiskReview"]
