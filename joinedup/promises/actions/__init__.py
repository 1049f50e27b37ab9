"""The verbs of this room: promise, report, chase, answer, foresee, decide, agree. The only code that writes here."""

from joinedup.promises.actions.agreements import (
    draft_agreement,
    edit_agreement,
    end_agreement,
    review_agreement,
    share_agreement,
)
from joinedup.promises.actions.answering import answer, send_anew
from joinedup.promises.actions.chasing import chase
from joinedup.promises.actions.clauses import add_clause, edit_clause, move_clause, remove_clause
from joinedup.promises.actions.comments import comment_on_clause, settle_comment
from joinedup.promises.actions.compacts import (
    challenge_compact,
    reject_challenge,
    renew_compact,
    repair,
    reply_to_challenge,
    show_evidence,
)
from joinedup.promises.actions.deals import state_pledge
from joinedup.promises.actions.decisions import add_minute, decide, edit_decision, share_decision
from joinedup.promises.actions.enactments import affect, enact, report_enacted, spare
from joinedup.promises.actions.leading import decline_lead, take_lead
from joinedup.promises.actions.meetings import Carrier, close_meeting, take_decision
from joinedup.promises.actions.parties import add_party, edit_party, leave_party
from joinedup.promises.actions.parts import accept_part, add_part, decline_part, remove_part
from joinedup.promises.actions.pledges import (
    edit_pledge,
    offer_pledge,
    report_pledge,
    settle_due_pledges,
    share_pledge,
)
from joinedup.promises.actions.powers import end_power, record_power
from joinedup.promises.actions.promises import edit, name_lead, promise, share
from joinedup.promises.actions.reports import report
from joinedup.promises.actions.risks import drop_mitigation, edit_risk, foresee, mitigate, review, share_risk
from joinedup.promises.actions.roles import (
    confirm_undertaking,
    match_expectation,
    share_undertaking,
    undertake,
    withdraw_undertaking,
)
from joinedup.promises.actions.sharing import share_plan
from joinedup.promises.actions.signing import (
    let_all_leavers_go,
    let_leavers_go,
    offer_to_sign,
    sign,
    withdraw_from_signing,
)
from joinedup.promises.actions.signing_up import ask_to_join, ask_to_sign_up, confirm, take_back
from joinedup.promises.actions.versions import freeze, keep_version

__all__ = [
    "Carrier",
    "accept_part",
    "add_clause",
    "add_minute",
    "add_part",
    "add_party",
    "affect",
    "answer",
    "ask_to_join",
    "ask_to_sign_up",
    "challenge_compact",
    "chase",
    "close_meeting",
    "comment_on_clause",
    "confirm",
    "confirm_undertaking",
    "decide",
    "decline_lead",
    "decline_part",
    "draft_agreement",
    "drop_mitigation",
    "edit",
    "edit_agreement",
    "edit_clause",
    "edit_decision",
    "edit_party",
    "edit_pledge",
    "edit_risk",
    "enact",
    "end_agreement",
    "end_power",
    "foresee",
    "freeze",
    "keep_version",
    "leave_party",
    "let_all_leavers_go",
    "let_leavers_go",
    "match_expectation",
    "mitigate",
    "move_clause",
    "name_lead",
    "offer_pledge",
    "offer_to_sign",
    "promise",
    "record_power",
    "reject_challenge",
    "remove_clause",
    "remove_part",
    "renew_compact",
    "repair",
    "reply_to_challenge",
    "report",
    "report_enacted",
    "report_pledge",
    "review",
    "review_agreement",
    "send_anew",
    "settle_comment",
    "settle_due_pledges",
    "share",
    "share_agreement",
    "share_decision",
    "share_plan",
    "share_pledge",
    "share_risk",
    "share_undertaking",
    "show_evidence",
    "sign",
    "spare",
    "state_pledge",
    "take_back",
    "take_decision",
    "take_lead",
    "undertake",
    "withdraw_from_signing",
    "withdraw_undertaking",
]
