"""The nouns of Who promised what, on what terms?"""

from joinedup.promises.models.agreements import (
    Agreement,
    AgreementReview,
    AgreementVersion,
    Clause,
    Comment,
    Party,
    Signature,
    SigningPower,
    SigningRound,
    Undertaking,
)
from joinedup.promises.models.chasing import AnswerLink, Chase, Reminder
from joinedup.promises.models.commitments import Commitment, Part, ProgressReport
from joinedup.promises.models.deals import (
    Challenge,
    ConfirmMark,
    Evidence,
    Joined,
    Pledge,
    PledgeStanding,
    PledgeStatus,
    Renewal,
    SignUp,
)
from joinedup.promises.models.decisions import Bearing, Decision, Enactment
from joinedup.promises.models.failures import Experiment, Failure
from joinedup.promises.models.freedoms import Barrier, Consent, Freedom, FreedomMove, FreedomState
from joinedup.promises.models.guarantees import Claim, Guarantee
from joinedup.promises.models.risks import Risk, RiskReview
from joinedup.promises.models.warnings import Firing, Intervention, Tripwire

__all__ = [
    "Agreement",
    "AgreementReview",
    "AgreementVersion",
    "AnswerLink",
    "Barrier",
    "Bearing",
    "Challenge",
    "Chase",
    "Claim",
    "Clause",
    "Comment",
    "Commitment",
    "ConfirmMark",
    "Consent",
    "Decision",
    "Enactment",
    "Evidence",
    "Experiment",
    "Failure",
    "Firing",
    "Freedom",
    "FreedomMove",
    "FreedomState",
    "Guarantee",
    "Intervention",
    "Joined",
    "Part",
    "Party",
    "Pledge",
    "PledgeStanding",
    "PledgeStatus",
    "ProgressReport",
    "Reminder",
    "Renewal",
    "Risk",
    "RiskReview",
    "SignUp",
    "Signature",
    "SigningPower",
    "SigningRound",
    "Tripwire",
    "Undertaking",
]
