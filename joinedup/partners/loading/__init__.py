"""The verbs of Who? over many rows at once, for the workbook: the same rules as single actions.

Places, organisations and people belong to the whole site. A workbook adds them, and changes those that whoever loads
it may change; the others are kept as they are. An empty cell changes nothing here: a post that has ended since stays
ended when an older workbook comes in again.
"""

from joinedup.partners.loading.cells import day
from joinedup.partners.loading.codes import codes_of, keep_codes
from joinedup.partners.loading.mandates import Mandates
from joinedup.partners.loading.members import Members
from joinedup.partners.loading.organisations import Organisations
from joinedup.partners.loading.partnerships import Partnerships
from joinedup.partners.loading.people import People
from joinedup.partners.loading.places import Places
from joinedup.partners.loading.standing import keep_from_public, members_among, posts_of

__all__ = [
    "MANDATES",
    "MEMBERS",
    "ORGANISATIONS",
    "PARTNERSHIP",
    "PEOPLE",
    "PLACES",
    "codes_of",
    "day",
    "keep_codes",
    "keep_from_public",
    "members_among",
    "posts_of",
]

PLACES, ORGANISATIONS, PEOPLE, PARTNERSHIP, MEMBERS = Places(), Organisations(), People(), Partnerships(), Members()
MANDATES = Mandates()
