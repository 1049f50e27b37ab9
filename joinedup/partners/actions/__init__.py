"""The verbs of Who?: places, organisations, people and their posts, accounts, partnerships and invitations.

Whoever acts is `by`; when is `at`. Every refusal is raised at once.
"""

from joinedup.partners.actions.accounts import close_account, make_administrator
from joinedup.partners.actions.bodies import edit_body, end_body, move_body, renew_body, set_up_body
from joinedup.partners.actions.handing import endorse, finish_handover, write_handover
from joinedup.partners.actions.invitations import accept, invite, withdraw
from joinedup.partners.actions.mandates import edit_mandate, end_mandate, record_mandate, report_back
from joinedup.partners.actions.members import confirm, leave, name_duty, take_in
from joinedup.partners.actions.organisations import add_organisation, edit_organisation
from joinedup.partners.actions.partnerships import edit_partnership, hand_over, start_partnership
from joinedup.partners.actions.people import (
    add_person,
    edit_person,
    end_post,
    expect_to_leave,
    give_post,
    say_cooperation,
)
from joinedup.partners.actions.places import add_place, add_postcodes, move_place
from joinedup.partners.actions.publication import exempt, publish, show_preview
from joinedup.partners.actions.seats import edit_seat, end_seat, take_seat

__all__ = [
    "accept",
    "add_organisation",
    "add_person",
    "add_place",
    "add_postcodes",
    "close_account",
    "confirm",
    "edit_body",
    "edit_mandate",
    "edit_organisation",
    "edit_partnership",
    "edit_person",
    "edit_seat",
    "end_body",
    "end_mandate",
    "end_post",
    "end_seat",
    "endorse",
    "exempt",
    "expect_to_leave",
    "finish_handover",
    "give_post",
    "hand_over",
    "invite",
    "leave",
    "make_administrator",
    "move_body",
    "move_place",
    "name_duty",
    "publish",
    "record_mandate",
    "renew_body",
    "report_back",
    "say_cooperation",
    "set_up_body",
    "show_preview",
    "start_partnership",
    "take_in",
    "take_seat",
    "withdraw",
    "write_handover",
]
