"""What people can count on from Safer neighbourhoods, what came of their claims, and what members have to report."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joinedup.answers import actions as answers
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Body, Partnership
from joinedup.promises import actions
from joinedup.promises.models import Claim, Guarantee
from joinedup.site.demonstration.people import Town

STORY = Path(__file__).parent / "guaranteeing.toml"

Row = Mapping[str, Any]


def guarantee(town: Town) -> None:
    """Let members guarantee what people can count on, let people claim, and say what has to be reported."""
    story = tomllib.loads(STORY.read_text())
    partnership = Partnership.objects.get(name=story["partnership"])
    for row in story["guarantee"]:
        given = _guarantee(town, partnership, row)
        _settled(town, given, row)
        for claim in row.get("open", []):
            _open(town, given, row, claim)
        if "appealed" in row:
            _appealed(town, given, row)
    for row in story["demand"]:
        _demand(town, partnership, row)


def _guarantee(town: Town, partnership: Partnership, row: Row) -> Guarantee:
    measure = row.get("measure")
    return actions.give_guarantee(
        partnership,
        by=town.accounts[row["by"]],
        at=town.at(row["since"]),
        organisation=town.organisations[row["whose"]],
        name=row["name"],
        standard=row["standard"],
        redress=row["redress"],
        days_to_right=row["days"],
        indicator=Indicator.objects.get(partnership=partnership, name=measure) if measure else None,
        appeals_to=Body.objects.get(partnership=partnership, name=row["appeals_to"]),
        appeals_to_words=row.get("else_to", ""),
        needs_proof=row.get("needs_proof", False),
        from_on=town.day(row["since"]),
        visibility=Visibility.PUBLIC,
    )


def _settled(town: Town, given: Guarantee, row: Row) -> None:
    """Claims of the past half year, one a week: found right and put right, or found not right."""
    words, by = row["words"], town.accounts[row["by"]]
    for number in range(row["right"] + row["wrong"]):
        ago = 190 - 7 * number
        claim = actions.claim(given, by=None, at=town.at(ago), words=words["claim"], happened_on=town.day(ago + 8))
        is_right = number < row["right"]
        outcome, answer = ("upheld", words["right"]) if is_right else ("not_upheld", words["wrong"])
        actions.decide_claim(claim, by=by, at=town.at(ago - 2), outcome=outcome, answer=answer)
        if is_right:
            _put_right(town, claim, row["by"], words["remedy"], ago=ago - 3 - number % 3)


def _put_right(town: Town, claim: Claim, who: str, remedy: str, *, ago: int) -> None:
    actions.put_right(claim, by=town.accounts[who], at=town.at(ago), remedy=remedy, put_right_on=town.day(ago))


def _open(town: Town, given: Guarantee, row: Row, said: Row) -> None:
    """A claim that waits, or one that was refused for want of something to show."""
    claim = actions.claim(
        given, by=None, at=town.at(said["ago"]), words=said["words"], shown=said.get("could_show", "")
    )
    if "would_do" in said:
        actions.decide_claim(
            claim,
            by=town.accounts[row["by"]],
            at=town.at(said["ago"] - 1),
            outcome="not_upheld",
            answer=said["answer"],
            for_want_of_proof=True,
            would_do=said["would_do"],
        )


def _appealed(town: Town, given: Guarantee, row: Row) -> None:
    """A claim that was found not right, and right on appeal."""
    said, ago = row["appealed"], row["appealed"]["ago"]
    claim = actions.claim(given, by=None, at=town.at(ago), words=said["words"])
    by = town.accounts[row["by"]]
    actions.decide_claim(claim, by=by, at=town.at(ago - 3), outcome="not_upheld", answer=said["answer"])
    appeal = actions.appeal(claim, by=None, at=town.at(ago - 5), words=said["appeal"])
    hears = town.accounts[said["heard_by"]]
    actions.decide_appeal(appeal, by=hears, at=town.at(ago - 9), outcome="upheld", answer=said["upheld"])
    _put_right(town, appeal, row["by"], said["remedy"], ago=ago - 11)


def _demand(town: Town, partnership: Partnership, row: Row) -> None:
    """Something to report, with its use and its end, if any."""
    convenor = town.accounts["imogen"]
    wanted_by = row.get("wanted_by")
    made = answers.demand(
        partnership,
        by=convenor,
        at=town.at(100),
        name=row["name"],
        of=town.organisations[row["of"]],
        wanted_by=town.organisations[wanted_by] if wanted_by else None,
        wanted_by_outside=row.get("outside", ""),
        purpose=row.get("purpose", ""),
        risk_lowered=row.get("risk", ""),
        hours_a_year=row["hours"],
        from_on=town.day(row["since"]),
        ends_on=town.day(row["ends"]) if "ends" in row else None,
    )
    if "used_ago" in row:
        on, at = town.day(row["used_ago"]), town.at(row["used_ago"])
        answers.note_use(made, by=convenor, at=at, used_on=on, used_for=row["used_for"])
    if "dropped_ago" in row:
        at = town.at(row["dropped_ago"])
        answers.drop_demand(made, by=convenor, at=at, because=row["dropped_because"])
