"""The verbs of Who?: places, organisations, people and their posts, accounts, partnerships and invitations.

Whoever acts is `by`; when is `at`. Every refusal is raised at once.
"""

from joinedup.partners.actions.accounts import close_account, make_administrator
from joinedup.partners.actions.invitations import accept, invite, withdraw
from joinedup.partners.actions.mandates import edit_mandate, end_mandate, record_mandate, report_back
from joinedup.partners.actions.members import confirm, leave, take_in
from joinedup.partners.actions.organisations import add_organisation, edit_organisation
from joinedup.partners.actions.partnerships import edit_partnership, hand_over, start_partnership
from joinedup.partners.actions.people import add_person, edit_person, end_post, expect_to_leave, give_post
from joinedup.partners.actions.places import add_place, add_postcodes, move_place
from joinedup.partners.actions.publication import exempt, publish, show_preview

__all__ = [
    "accept",
    "add_organisation",
    "add_person",
    "add_place",
    "add_postcodes",
    "close_account",
    "confirm",
    "edit_mandate",
    "edit_organisation",
    "edit_partnership",
    "edit_person",
    "end_mandate",
    "end_post",
    "exempt",
    "expect_to_leave",
    "give_post",
    "hand_over",
    "invite",
    "leave",
    "make_administrator",
    "move_place",
    "publish",
    "record_mandate",
    "report_back",
    "show_preview",
    "start_partnership",
    "take_in",
    "withdraw",
]
