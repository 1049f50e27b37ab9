"""The nouns of Who?"""

from joinedup.partners.models.days import live
from joinedup.partners.models.mandates import Mandate, ReportBack
from joinedup.partners.models.partnerships import INVITATIONS, Alias, Exemption, Invitation, Partnership, Standing
from joinedup.partners.models.people import Account, Accounts, Membership, Organisation, Person
from joinedup.partners.models.places import Place, PostcodeArea

__all__ = [
    "INVITATIONS",
    "Account",
    "Accounts",
    "Alias",
    "Exemption",
    "Invitation",
    "Mandate",
    "Membership",
    "Organisation",
    "Partnership",
    "Person",
    "Place",
    "PostcodeArea",
    "ReportBack",
    "Standing",
    "live",
]
