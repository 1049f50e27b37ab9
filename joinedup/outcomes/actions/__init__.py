"""Everything that can be done about what should change: the only code of this room that writes."""

from joinedup.outcomes.actions.figures import record_figure, record_figures
from joinedup.outcomes.actions.ladder import add_step, edit_step, link
from joinedup.outcomes.actions.measures import define_indicator, edit_indicator, start_phase
from joinedup.outcomes.actions.remits import give_up, take_on
from joinedup.outcomes.actions.sharing import share
from joinedup.outcomes.actions.texts import edit_outcome, edit_problem, name_lead, set_outcome, sign, state_problem
from joinedup.outcomes.actions.writing import edit_contribution, raise_pitfall, record_contribution, reply

__all__ = [
    "add_step",
    "define_indicator",
    "edit_contribution",
    "edit_indicator",
    "edit_outcome",
    "edit_problem",
    "edit_step",
    "give_up",
    "link",
    "name_lead",
    "raise_pitfall",
    "record_contribution",
    "record_figure",
    "record_figures",
    "reply",
    "set_outcome",
    "share",
    "sign",
    "start_phase",
    "state_problem",
    "take_on",
]
