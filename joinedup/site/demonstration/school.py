"""A way on for every young person: a published partnership with a long before and after."""

from datetime import date
from decimal import Decimal
from typing import Any

from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.models import Partnership
from joinedup.promises import actions as promises
from joinedup.site.demonstration import figures
from joinedup.site.demonstration.people import Town

NAME = "A way on for every young person"
PURPOSE = "Every young person in Ambleford leaves school with somewhere to go next, and somebody who knows them there."
MEMBERS = {"schools": "delivers", "council": "delivers", "youth": "delivers", "business": "funds"}
FINISHING = ("51.0", "54.2", "60.1", "63.8", "68.3", "72.1", "74.6", "77.2", "79.9", "80.4", "81.9")
OPEN = "public"


def ways_on(town: Town) -> None:
    """A way on for every young person, published"""
    partnership = town.partnership(NAME, PURPOSE, MEMBERS, since=650)
    convenor = town.accounts["imogen"]
    problem = outcomes.state_problem(
        partnership,
        by=convenor,
        at=town.at(640),
        name="Young people drop out of sight at sixteen",
        statement="Each summer some young people leave school and nobody can say where they went.",
        visibility=OPEN,
    )
    for who, stance, words in (
        ("leila", "agrees", ""),
        ("wendy", "agrees", ""),
        ("jonah", "disagrees", "They are not out of sight. They are with us; the schools do not ask."),
    ):
        town.sign(problem, who, stance, words, ago=630)
    finish, belong = (
        outcomes.set_outcome(
            partnership,
            by=convenor,
            at=town.at(620),
            name=name,
            problem=problem,
            place=town.places["Ambleford"],
            priority=priority,
            lead=town.people[lead] if lead else None,
            lead_may=may,
            visibility=OPEN,
        )
        for name, priority, lead, may in (
            (
                "More young people finish school",
                "top",
                "wendy",
                "Decide how the transition fund is spent, up to £150,000 a year.",
            ),
            ("Every young person is known by an adult outside school", "normal", None, ""),
        )
    )
    _measures(town, partnership, finish, belong)
    _promises(town, partnership, finish, belong)
    town.publish(partnership, ago=120)


def _measures(town: Town, partnership: Partnership, finish: Outcome, belong: Outcome) -> None:
    doing: dict[str, Any] = {"by": town.accounts["imogen"], "at": town.at(610), "visibility": OPEN}
    finishing = outcomes.define_indicator(
        partnership,
        outcome=finish,
        name="Young people who finish school",
        definition="Share of a year group that completes the last year of school.",
        unit="%",
        per=100,
        better=Indicator.Better.HIGHER,
        rhythm=Indicator.Rhythm.YEAR,
        source="First and last figure as given for Cincinnati in Changing the Narrative (2016); between them invented",
        steward=town.organisations["schools"],
        baseline=Decimal("51"),
        baseline_on=date(2000, 1, 1),
        target=Decimal("85"),
        target_on=date(2012, 1, 1),
        **doing,
    )
    figures.record(
        finishing,
        figures.yearly(2000, FINISHING),
        by=town.accounts["leila"],
        town=town,
        provenance="Demonstration figures",
    )
    attending = outcomes.define_indicator(
        partnership,
        outcome=finish,
        name="Days missed in the last two school years",
        definition="Days missed for any reason per 100 pupils on the roll in the month.",
        unit="days",
        better=Indicator.Better.LOWER,
        source="School registers",
        steward=town.organisations["schools"],
        baseline=Decimal("94"),
        baseline_on=town.month(32),
        target=Decimal("80"),
        target_on=town.month(-10),
        **doing,
    )
    outcomes.start_phase(
        attending,
        by=town.accounts["imogen"],
        at=town.at(300),
        starts_on=town.month(14),
        reason="Registers count half days from here on",
    )
    figures.record(
        attending,
        figures.monthly(town, [(18, 94.0), (14, 103.0)], swing=5.0),
        by=town.accounts["leila"],
        town=town,
        provenance="School registers",
    )
    outcomes.define_indicator(
        partnership,
        outcome=belong,
        name="What young people say about being known",
        definition="Conversations at The Wharf and in schools, twice a year.",
        better=Indicator.Better.HIGHER,
        is_experience=True,
        steward=town.organisations["youth"],
        judged_by="A panel of twelve young people, who write two pages each spring and autumn.",
        **doing,
    )


def _promises(town: Town, partnership: Partnership, finish: Outcome, belong: Outcome) -> None:
    for whose, lead, output, towards, due, report in (
        (
            "schools",
            "leila",
            "Name one adult for each pupil at risk of leaving early",
            [finish, belong],
            -200,
            "on_track",
        ),
        ("youth", "jonah", "Open the Wharf on four evenings a week", [belong], -30, None),
        ("council", "wendy", "Keep bus fares free until eighteen", [finish], 90, "kept"),
        ("business", "nadia", "Offer forty paid placements each summer", [finish], -220, "on_track"),
    ):
        commitment = promises.promise(
            partnership,
            by=town.accounts["imogen"],
            at=town.at(400),
            organisation=town.organisations[whose],
            output=output,
            towards=towards,
            starts_on=town.day(400),
            due_on=town.day(due),
            lead=town.people[lead],
            lead_may="Decide within the budget of the promise.",
            place=town.places["Ambleford"],
            visibility=OPEN,
        )
        if report:
            promises.report(commitment, by=town.accounts[lead], at=town.at(70), state=report)
