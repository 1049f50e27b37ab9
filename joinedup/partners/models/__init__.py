"""The nouns of Who?"""

from joinedup.partners.models.bodies import Body, Endorsement, Handover, Seat
from joinedup.partners.models.days import live
from joinedup.partners.models.governing import Pause, RoleChange
from joinedup.partners.models.landscape import Heir, Inherited, Overlap, Patch, Succession
from joinedup.partners.models.mandates import Mandate, ReportBack
from joinedup.partners.models.meetings import AgendaItem, Attendance, Interest, Meeting
from joinedup.partners.models.partnerships import INVITATIONS, Alias, Exemption, Invitation, Partnership, Standing
from joinedup.partners.models.people import Account, Accounts, Membership, Organisation, Person
from joinedup.partners.models.places import Place, PostcodeArea

__all__ = [
    "INVITATIONS",
    "Account",
    "Accounts",
    "AgendaItem",
    "Alias",
    "Attendance",
    "Body",
    "Endorsement",
    "Exemption",
    "Handover",
    "Heir",
    "Inherited",
    "Interest",
    "Invitation",
    "Mandate",
    "Meeting",
    "Membership",
    "Organisation",
    "Overlap",
    "Partnership",
    "Patch",
    "Pause",
    "Person",
    "Place",
    "PostcodeArea",
    "ReportBack",
    "RoleChange",
    "Seat",
    "Standing",
    "Succession",
    "live",
]
