"""Safer neighbourhoods: a published partnership in full swing."""

from decimal import Decimal
from typing import Any

from joinedup.frame.findings import found
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator, Outcome, Problem, Step
from joinedup.partners import actions as partners
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import OPERATOR
from joinedup.promises import actions as promises
from joinedup.promises.models import Commitment
from joinedup.questions import actions as questions
from joinedup.site.demonstration import figures
from joinedup.site.demonstration.people import Town

NAME = "Safer neighbourhoods"
PURPOSE = "People in every part of Ambleford can walk home without looking over their shoulder."
MEMBERS = {"council": "delivers", "police": "delivers", "charity": "delivers", "business": "advises"}
OPEN = "public"


def safer_neighbourhoods(town: Town) -> None:
    """Safer neighbourhoods, published"""
    partnership = town.partnership(NAME, PURPOSE, MEMBERS, since=700)
    problem = _problem(town, partnership)
    feels_safe, robbery, bicycles = _outcomes(town, partnership, problem)
    _ladder(town, partnership, feels_safe)
    _measures(town, partnership, feels_safe, robbery, bicycles)
    made = _promises(town, partnership, feels_safe, robbery)
    town.publish(partnership, ago=200)
    _reports(town, made)
    _questions(town, partnership, feels_safe, made["lights"])
    partners.end_post(
        town.people["hugh"].memberships.get(), by=town.administrator, at=town.at(30), until_on=town.day(30)
    )
    _answer_a_finding(town, partnership)


def _problem(town: Town, partnership: Partnership) -> Problem:
    problem = outcomes.state_problem(
        partnership,
        by=town.accounts["imogen"],
        at=town.at(690),
        name="Fear after dark",
        statement=(
            "After dark many people in Ambleford avoid their own street. Drug dealing in the open and a few violent "
            "robberies did this; the national count of stolen bicycles does not show it."
        ),
        visibility=OPEN,
    )
    for who, stance, words in (
        ("imogen", "agrees", ""),
        ("marcus", "with_words", "We agree, and add that recorded robbery fell before fear did."),
        ("grace", "agrees", ""),
    ):
        town.sign(problem, who, stance, words, ago=680)
    return problem


def _outcomes(town: Town, partnership: Partnership, problem: Problem) -> list[Outcome]:
    rows = (
        (
            "People feel safe in their own street at night",
            "top",
            "tomas",
            "Move up to £40,000 a year between wardens and lighting, and set wardens' hours.",
            problem,
        ),
        ("Violent robbery is rare", "top", "marcus", "", problem),
        ("Fewer bicycles are stolen", "not_now", "hugh", "Set patrols at the station.", None),
    )
    return [
        outcomes.set_outcome(
            partnership,
            by=town.accounts["imogen"],
            at=town.at(675),
            name=name,
            problem=serves,
            place=town.places["Ambleford"],
            priority=priority,
            lead=town.people[lead],
            lead_may=may,
            visibility=OPEN,
        )
        for name, priority, lead, may, serves in rows
    ]


def _ladder(town: Town, partnership: Partnership, feels_safe: Outcome) -> None:
    doing: dict[str, Any] = {"by": town.accounts["imogen"], "at": town.at(670)}
    steps = [
        outcomes.add_step(
            partnership, kind=kind, name=name, organisation=town.organisations[whose], visibility=OPEN, **doing
        )
        for kind, name, whose in (
            (Step.Kind.INPUT, "Five wardens and six support officers in The Heath", "council"),
            (Step.Kind.ACTIVITY, "Wardens and officers walk the same evening rounds together", "police"),
            (Step.Kind.OUTPUT, "Residents see a familiar face on most evenings", "council"),
        )
    ]
    assumptions = (
        "Wardens and officers are given the same shifts.",
        "Rounds go where residents say that they feel least safe.",
        "Being known matters more than the number of patrols.",
    )
    uppers: list[Step | Outcome] = [*steps[1:], feels_safe]
    for lower, upper, assumption in zip(steps, uppers, assumptions, strict=True):
        outcomes.link(lower, to=upper, assumption=assumption, **doing)
    outcomes.add_step(
        partnership,
        kind=Step.Kind.OUTPUT,
        name="Leaflet about locks for every household",
        organisation=town.organisations["police"],
        visibility=OPEN,
        **doing,
    )


def _measures(town: Town, partnership: Partnership, feels_safe: Outcome, robbery: Outcome, bicycles: Outcome) -> None:
    police, council = town.accounts["marcus"], town.accounts["tomas"]
    doing: dict[str, Any] = {"by": town.accounts["imogen"], "at": town.at(665), "visibility": OPEN}
    feeling = outcomes.define_indicator(
        partnership,
        outcome=feels_safe,
        name="Residents who feel safe at night",
        definition="Share of residents asked in the street survey who say that they feel safe or very safe after dark.",
        unit="%",
        per=100,
        better=Indicator.Better.HIGHER,
        is_experience=True,
        source="Ambleford street survey, about 400 residents a month",
        steward=town.organisations["council"],
        baseline=Decimal("54"),
        baseline_on=town.month(30),
        target=Decimal("70"),
        target_on=town.month(-6),
        **doing,
    )
    figures.record(
        feeling,
        figures.monthly(town, [(18, 54.0), (12, 63.5)], swing=3.2),
        by=council,
        town=town,
        provenance="Street survey",
    )
    calls = outcomes.define_indicator(
        partnership,
        outcome=feels_safe,
        name="Calls about disorder after dark",
        definition="Calls to the police and the council about disorder between 8 pm and 6 am, counted once.",
        unit="calls",
        better=Indicator.Better.LOWER,
        source="Vale Police and council call records",
        steward=town.organisations["police"],
        baseline=Decimal("310"),
        baseline_on=town.month(30),
        target=Decimal("250"),
        target_on=town.month(-6),
        **doing,
    )
    figures.record(
        calls,
        figures.monthly(town, [(20, 310.0), (10, 262.0)], swing=17.0),
        by=police,
        town=town,
        provenance="Call records",
    )
    robberies = outcomes.define_indicator(
        partnership,
        outcome=robbery,
        name="Violent robberies recorded",
        definition="Robberies with violence or the threat of it, recorded in the month.",
        unit="robberies",
        better=Indicator.Better.LOWER,
        source="Vale Police recorded crime",
        steward=town.organisations["police"],
        baseline=Decimal("14"),
        baseline_on=town.month(28),
        target=Decimal("8"),
        target_on=town.month(-6),
        **doing,
    )
    figures.record(
        robberies,
        figures.monthly(town, [(28, 12.5)], swing=3.6),
        by=police,
        town=town,
        provenance="Recorded crime",
    )
    patrols = outcomes.define_indicator(
        partnership,
        outcome=bicycles,
        name="Patrols at the station",
        definition="Hours patrolled at the station's bicycle stands in the month.",
        unit="hours",
        better=Indicator.Better.NEITHER,
        level=Indicator.Level.ACTIVITY,
        source="Vale Police duty roster",
        steward=town.organisations["police"],
        baseline=Decimal("40"),
        baseline_on=town.month(16),
        **doing,
    )
    figures.record(
        patrols, figures.monthly(town, [(15, 40.0)], swing=6.0), by=police, town=town, provenance="Duty roster"
    )


def _promises(town: Town, partnership: Partnership, feels_safe: Outcome, robbery: Outcome) -> dict[str, Commitment]:
    rows: tuple[tuple[str, str, str, str, list[Outcome], int, int, str, str], ...] = (
        (
            "rounds",
            "council",
            "tomas",
            "Walk joint evening rounds in The Heath, five evenings a week",
            [feels_safe],
            420,
            -150,
            "The Heath",
            "Set wardens' hours and rounds.",
        ),
        (
            "lights",
            "council",
            "tomas",
            "Mend every street lamp in Temple Farm within five days",
            [feels_safe],
            400,
            20,
            "Temple Farm",
            "Order repairs up to £10,000 without asking.",
        ),
        (
            "cafe",
            "charity",
            "grace",
            "Keep the Lake Street late café open until midnight at weekends",
            [feels_safe],
            380,
            60,
            "Lake Street",
            "Hire, open and close.",
        ),
        (
            "reply",
            "police",
            "marcus",
            "Call back everybody who reports a robbery within a day",
            [robbery],
            350,
            -40,
            "Ambleford",
            "",
        ),
        (
            "cameras",
            "business",
            "nadia",
            "Share shop cameras with the neighbourhood team",
            [robbery],
            340,
            -90,
            "Central",
            "Speak for the traders.",
        ),
        ("box", "police", "hugh", "Hand out marking kits for bicycles", [], 300, -60, "Central", "Order kits."),
        (
            "park",
            "council",
            "tomas",
            "Open the Blackbird Rise play area until nine in summer",
            [feels_safe],
            330,
            100,
            "Blackbird Rise",
            "Set opening hours.",
        ),
    )
    made = {
        key: promises.promise(
            partnership,
            by=town.accounts["imogen"],
            at=town.at(started),
            organisation=town.organisations[whose],
            output=output,
            towards=towards,
            starts_on=town.day(started),
            due_on=town.day(due),
            lead=town.people[lead],
            lead_may=may,
            place=town.places[where],
            visibility=OPEN,
        )
        for key, whose, lead, output, towards, started, due, where, may in rows
    }
    for key, what, whose, accepted in (
        ("rounds", "Six support officers for the rounds", "police", "marcus"),
        ("rounds", "Five wardens for the rounds", "council", "tomas"),
        ("rounds", "Tell the team each week where people feel least safe", "charity", None),
        ("cafe", "Pay the rent of the café", "council", "tomas"),
        ("cafe", "Volunteers at the door", None, None),
    ):
        part = promises.add_part(
            made[key],
            by=town.accounts["imogen"],
            at=town.at(300),
            what=what,
            organisation=town.organisations[whose] if whose else None,
            role="delivers",
        )
        if accepted:
            promises.accept_part(part, by=town.accounts[accepted], at=town.at(295))
    return made


def _reports(town: Town, made: dict[str, Commitment]) -> None:
    for key, who, ago, state, words, new_due in (
        (
            "rounds",
            "tomas",
            190,
            "on_track",
            "Rounds began in January with four wardens; the fifth starts next week.",
            None,
        ),
        (
            "rounds",
            "tomas",
            40,
            "on_track",
            "Five evenings a week kept in all but one week, when two wardens were ill.",
            None,
        ),
        ("lights", "tomas", 110, "on_track", "61 lamps mended, all within five days.", None),
        ("lights", "tomas", 35, "late", "The contractor lost two vans. Repairs now take nine days.", -50),
        (
            "cafe",
            "grace",
            61,
            "kept",
            "Open every Friday and Saturday since last autumn; about 70 people a night.",
            None,
        ),
        (
            "park",
            "tomas",
            105,
            "not_done",
            "The insurer would not cover evening opening without a second attendant.",
            None,
        ),
        ("reply", "marcus", 160, "on_track", "Calls made for 43 of 45 reports.", None),
    ):
        made[key].refresh_from_db()
        promises.report(
            made[key],
            by=town.accounts[who],
            at=town.at(ago),
            state=state,
            words=words,
            new_due_on=town.day(new_due) if new_due is not None else None,
            evidence="Night attendance book" if state == "kept" else "",
        )


def _questions(town: Town, partnership: Partnership, feels_safe: Outcome, lights: Commitment) -> None:
    convenor = town.accounts["imogen"]
    asked = [
        questions.ask(partnership, by=None, at=town.at(ago), kind="question", about=about, words=words)
        for ago, about, words in (
            (80, feels_safe.reference, "Do the wardens come to Wood Farm Road as well? I have never seen one."),
            (
                33,
                lights.reference,
                "The lamp by the bus stop has been out since the clocks changed. Is it on the list?",
            ),
            (1, lights.reference, "Are footpath lamps part of this, or only those along the road?"),
        )
    ]
    for question, ago, whose in ((asked[0], 79, "council"), (asked[1], 32, "council")):
        questions.let_through(question, by=convenor, at=town.at(ago), of=town.organisations[whose])
        question.refresh_from_db()
    questions.answer(
        asked[0],
        by=town.accounts["tomas"],
        at=town.at(70),
        answer=(
            "Not yet. Rounds cover Blackbird Rise and Sandhills first; Wood Farm Road joins when the fifth warden "
            "starts."
        ),
    )


def _answer_a_finding(town: Town, partnership: Partnership) -> None:
    """Say in public why nobody leads the outcome that was put off."""
    bicycles = partnership.outcomes.get(priority=Outcome.Priority.NOT_NOW)
    unled = next(
        one
        for one in found(partnership, OPERATOR)
        if one.test.number == "B13" and one.finding.causes == (bicycles.reference,)
    )
    questions.answer_finding(
        partnership,
        by=town.accounts["imogen"],
        at=town.at(20),
        number=unled.test.number,
        key=unled.key,
        causes=unled.finding.causes,
        answer="Known. The post at Vale Police is vacant; a new lead is named when it is filled.",
        mend_by=town.day(-45),
    )
