"""The nouns of Who promised what, on what terms?"""

from joinedup.promises.models.commitments import Commitment, Part, ProgressReport
from joinedup.promises.models.risks import Risk, RiskReview

__all__ = ["Commitment", "Part", "ProgressReport", "Risk", "RiskReview"]
