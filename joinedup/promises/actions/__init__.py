"""The verbs of this room: promise, report, chase, answer, foresee, decide. The only code that writes here."""

from joinedup.promises.actions.answering import answer, send_anew
from joinedup.promises.actions.chasing import chase
from joinedup.promises.actions.decisions import add_minute, decide, edit_decision, share_decision
from joinedup.promises.actions.enactments import affect, enact, report_enacted, spare
from joinedup.promises.actions.leading import decline_lead, take_lead
from joinedup.promises.actions.meetings import Carrier, close_meeting, take_decision
from joinedup.promises.actions.parts import accept_part, add_part, decline_part, remove_part
from joinedup.promises.actions.promises import edit, name_lead, promise, share
from joinedup.promises.actions.reports import report
from joinedup.promises.actions.risks import drop_mitigation, edit_risk, foresee, mitigate, review, share_risk
from joinedup.promises.actions.sharing import share_plan

__all__ = [
    "Carrier",
    "accept_part",
    "add_minute",
    "add_part",
    "affect",
    "answer",
    "chase",
    "close_meeting",
    "decide",
    "decline_lead",
    "decline_part",
    "drop_mitigation",
    "edit",
    "edit_decision",
    "edit_risk",
    "enact",
    "foresee",
    "mitigate",
    "name_lead",
    "promise",
    "remove_part",
    "report",
    "report_enacted",
    "review",
    "send_anew",
    "share",
    "share_decision",
    "share_plan",
    "share_risk",
    "spare",
    "take_decision",
    "take_lead",
]
