"""The verbs of this room: promise, report, chase, answer, foresee, decide, agree. The only code that writes here."""

from joinedup.promises.actions.agreements import (
    draft_agreement,
    edit_agreement,
    end_agreement,
    review_agreement,
    share_agreement,
)
from joinedup.promises.actions.answering import answer, send_anew
from joinedup.promises.actions.barriers import (
    join_barriers,
    keep_barrier,
    remove_barrier,
    report_barrier,
    settle_barrier,
)
from joinedup.promises.actions.chasing import chase
from joinedup.promises.actions.claims import appeal, claim, decide_appeal, decide_claim, put_right
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
from joinedup.promises.actions.consents import consent
from joinedup.promises.actions.deals import state_pledge
from joinedup.promises.actions.decisions import add_minute, decide, edit_decision, share_decision
from joinedup.promises.actions.enactments import affect, enact, report_enacted, spare
from joinedup.promises.actions.failures import (
    add_lesson,
    judge_failure_kind,
    register_experiment,
    tell_failure,
)
from joinedup.promises.actions.freedoms import (
    ask_for_freedom,
    decide_freedom,
    edit_freedom,
    end_expired,
    end_freedom,
    grant,
    lift_suspension,
    negotiate,
    refuse,
    share_freedom,
    suspend,
    suspend_on_firing,
)
from joinedup.promises.actions.guarantees import edit_guarantee, end_guarantee, give_guarantee, share_guarantee
from joinedup.promises.actions.interventions import hand_back, step_in
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
from joinedup.promises.actions.showing import show
from joinedup.promises.actions.signing import (
    let_all_leavers_go,
    let_leavers_go,
    offer_to_sign,
    sign,
    withdraw_from_signing,
)
from joinedup.promises.actions.signing_up import ask_to_join, ask_to_sign_up, ask_to_support, confirm, take_back
from joinedup.promises.actions.versions import freeze, keep_version
from joinedup.promises.actions.warnings import (
    acknowledge,
    act_on,
    edit_tripwire,
    retire_tripwire,
    set_tripwire,
)

__all__ = [
    "Carrier",
    "accept_part",
    "acknowledge",
    "act_on",
    "add_clause",
    "add_lesson",
    "add_minute",
    "add_part",
    "add_party",
    "affect",
    "answer",
    "appeal",
    "ask_for_freedom",
    "ask_to_join",
    "ask_to_sign_up",
    "ask_to_support",
    "challenge_compact",
    "chase",
    "claim",
    "close_meeting",
    "comment_on_clause",
    "confirm",
    "confirm_undertaking",
    "consent",
    "decide",
    "decide_appeal",
    "decide_claim",
    "decide_freedom",
    "decline_lead",
    "decline_part",
    "draft_agreement",
    "drop_mitigation",
    "edit",
    "edit_agreement",
    "edit_clause",
    "edit_decision",
    "edit_freedom",
    "edit_guarantee",
    "edit_party",
    "edit_pledge",
    "edit_risk",
    "edit_tripwire",
    "enact",
    "end_agreement",
    "end_expired",
    "end_freedom",
    "end_guarantee",
    "end_power",
    "foresee",
    "freeze",
    "give_guarantee",
    "grant",
    "hand_back",
    "join_barriers",
    "judge_failure_kind",
    "keep_barrier",
    "keep_version",
    "leave_party",
    "let_all_leavers_go",
    "let_leavers_go",
    "lift_suspension",
    "match_expectation",
    "mitigate",
    "move_clause",
    "name_lead",
    "negotiate",
    "offer_pledge",
    "offer_to_sign",
    "promise",
    "put_right",
    "record_power",
    "refuse",
    "register_experiment",
    "reject_challenge",
    "remove_barrier",
    "remove_clause",
    "remove_part",
    "renew_compact",
    "repair",
    "reply_to_challenge",
    "report",
    "report_barrier",
    "report_enacted",
    "report_pledge",
    "retire_tripwire",
    "review",
    "review_agreement",
    "send_anew",
    "set_tripwire",
    "settle_barrier",
    "settle_comment",
    "settle_due_pledges",
    "share",
    "share_agreement",
    "share_decision",
    "share_freedom",
    "share_guarantee",
    "share_plan",
    "share_pledge",
    "share_risk",
    "share_undertaking",
    "show",
    "show_evidence",
    "sign",
    "spare",
    "state_pledge",
    "step_in",
    "suspend",
    "suspend_on_firing",
    "take_back",
    "take_decision",
    "take_lead",
    "tell_failure",
    "undertake",
    "withdraw_from_signing",
    "withdraw_undertaking",
]
