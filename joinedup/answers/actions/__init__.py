"""The verbs of this room: follow, read news, answer for it, step in, recommend. The only code that writes here."""

from joinedup.answers.actions.demands import demand, drop_demand, edit_demand, note_use, renew_demand
from joinedup.answers.actions.following import (
    ask_to_follow,
    choose,
    choose_for,
    confirm,
    follow,
    stop_following,
    stop_letters,
    stop_one,
)
from joinedup.answers.actions.guarantors import edit_guarantor, name_guarantor, remove_guarantor
from joinedup.answers.actions.lines import draw_line, edit_line, end_line, give_account
from joinedup.answers.actions.news import mark_as_read
from joinedup.answers.actions.recommendations import (
    close_recommendation,
    recommend,
    reply_to_recommendation,
    report_done,
    share_recommendation,
)

__all__ = [
    "ask_to_follow",
    "choose",
    "choose_for",
    "close_recommendation",
    "confirm",
    "demand",
    "draw_line",
    "drop_demand",
    "edit_demand",
    "edit_guarantor",
    "edit_line",
    "end_line",
    "follow",
    "give_account",
    "mark_as_read",
    "name_guarantor",
    "note_use",
    "recommend",
    "remove_guarantor",
    "renew_demand",
    "reply_to_recommendation",
    "report_done",
    "share_recommendation",
    "stop_following",
    "stop_letters",
    "stop_one",
]
