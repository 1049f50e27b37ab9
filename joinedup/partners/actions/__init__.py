"""The verbs of Who?: places, organisations, people and their posts, accounts, partnerships and invitations.

Whoever acts is `by`; when is `at`. Every refusal is raised at once.
"""

from joinedup.partners.actions.accounts import close_account, make_administrator
from joinedup.partners.actions.agendas import Wanted, add_item, change_item, move_item, take_off, take_up
from joinedup.partners.actions.bodies import edit_body, end_body, move_body, renew_body, set_up_body
from joinedup.partners.actions.erasure import (
    Replayed,
    erase_address,
    erase_again,
    erase_myself,
    erase_person,
    forget_closed_accounts,
)
from joinedup.partners.actions.handing import endorse, finish_handover, write_handover
from joinedup.partners.actions.invitations import accept, invite, withdraw
from joinedup.partners.actions.mandates import edit_mandate, end_mandate, record_mandate, report_back
from joinedup.partners.actions.meetings import (
    agree_minutes,
    cancel_meeting,
    change_meeting,
    close_meeting,
    open_meeting,
    plan_meeting,
    when_of,
)
from joinedup.partners.actions.members import confirm, leave, name_duty, take_in
from joinedup.partners.actions.minutes import Noted, declare_interest, minute, note_attendance
from joinedup.partners.actions.organisations import add_organisation, edit_organisation
from joinedup.partners.actions.partnerships import edit_partnership, hand_over, start_partnership
from joinedup.partners.actions.patches import add_patch, cover, edit_patch, end_patch
from joinedup.partners.actions.pauses import edit_pause, end_pause, hold_public, keep_pause, plan_pause
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
from joinedup.partners.actions.roles import agree_to_role, ask_for_role, refuse_role, withdraw_role
from joinedup.partners.actions.seats import edit_seat, end_seat, take_seat
from joinedup.partners.actions.successions import announce_succession, plan_succession, withdraw_succession
from joinedup.partners.actions.taking_over import take_effect, take_effect_of_due, undo_succession

__all__ = [
    "Noted",
    "Replayed",
    "Wanted",
    "accept",
    "add_item",
    "add_organisation",
    "add_patch",
    "add_person",
    "add_place",
    "add_postcodes",
    "agree_minutes",
    "agree_to_role",
    "announce_succession",
    "ask_for_role",
    "cancel_meeting",
    "change_item",
    "change_meeting",
    "close_account",
    "close_meeting",
    "confirm",
    "cover",
    "declare_interest",
    "edit_body",
    "edit_mandate",
    "edit_organisation",
    "edit_partnership",
    "edit_patch",
    "edit_pause",
    "edit_person",
    "edit_seat",
    "end_body",
    "end_mandate",
    "end_patch",
    "end_pause",
    "end_post",
    "end_seat",
    "endorse",
    "erase_address",
    "erase_again",
    "erase_myself",
    "erase_person",
    "exempt",
    "expect_to_leave",
    "finish_handover",
    "forget_closed_accounts",
    "give_post",
    "hand_over",
    "hold_public",
    "invite",
    "keep_pause",
    "leave",
    "make_administrator",
    "minute",
    "move_body",
    "move_item",
    "move_place",
    "name_duty",
    "note_attendance",
    "open_meeting",
    "plan_meeting",
    "plan_pause",
    "plan_succession",
    "publish",
    "record_mandate",
    "refuse_role",
    "renew_body",
    "report_back",
    "say_cooperation",
    "set_up_body",
    "show_preview",
    "start_partnership",
    "take_effect",
    "take_effect_of_due",
    "take_in",
    "take_off",
    "take_seat",
    "take_up",
    "undo_succession",
    "when_of",
    "withdraw",
    "withdraw_role",
    "withdraw_succession",
    "write_handover",
]
