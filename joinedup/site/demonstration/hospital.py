"""Leaving hospital well: a partnership still in preparation, so only its members see it."""

from typing import Any

from joinedup.outcomes import actions as outcomes
from joinedup.promises import actions as promises
from joinedup.site.demonstration.people import Town

NAME = "Leaving hospital well"
PURPOSE = "Nobody in Ambleford stays in hospital because home is not ready."
MEMBERS = {"health": "delivers", "council": "delivers", "charity": "delivers"}


def leaving_hospital(town: Town) -> None:
    """Leaving hospital well, in preparation"""
    partnership = town.partnership(NAME, PURPOSE, MEMBERS, since=40)
    doing: dict[str, Any] = {"by": town.accounts["imogen"], "at": town.at(30)}
    problem = outcomes.state_problem(
        partnership, name="Beds held by a missing handrail", visibility="partners", **doing
    )
    home = outcomes.set_outcome(
        partnership,
        name="People go home on the day they are ready",
        problem=problem,
        place=town.places["Ambleford"],
        priority="top",
        lead=town.people["priya"],
        visibility="partners",
        **doing,
    )
    promises.promise(
        partnership,
        organisation=town.organisations["charity"],
        output="Fit handrails within two days of being asked",
        towards=[home],
        starts_on=town.day(20),
        due_on=town.day(-120),
        lead=town.people["grace"],
        visibility="partners",
        **doing,
    )
