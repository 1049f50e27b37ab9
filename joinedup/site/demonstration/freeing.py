"""What is in the way of A way on, the exceptions that it asks for, and how its members ask one another."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.models import Partnership
from joinedup.promises import actions
from joinedup.promises.models import Barrier, Freedom, Tripwire
from joinedup.questions import actions as questions
from joinedup.questions.models import Question
from joinedup.site.demonstration.people import Town

STORY = Path(__file__).parent / "freeing.toml"
CONVENOR = "imogen"
TERMS = ("owner_outside", "promised", "fairness", "learning", "may_revoke")

Row = Mapping[str, Any]


def free(town: Town) -> None:
    """Let members tell what is in the way, ask for exceptions and agree on them, and ask one another."""
    story = tomllib.loads(STORY.read_text())
    partnership = Partnership.objects.get(name=story["partnership"])
    for row in story["barrier"]:
        _barrier(town, partnership, row)
    for row in story["exception"]:
        _exception(town, partnership, row)
    for row in story["feedback"]:
        _feedback(town, partnership, row)


def _barrier(town: Town, partnership: Partnership, row: Row) -> None:
    barrier = actions.report_barrier(
        partnership,
        by=town.accounts[row["who"]],
        at=town.at(row["ago"]),
        organisation=town.organisations[row["whose"]],
        rule=row["rule"],
        words=row["words"],
        owner=town.organisations[row["owner"]],
        hits=row["hits"],
        hours_a_year=row.get("hours"),
        outcome=_outcome(partnership, row),
        visibility=Visibility.PUBLIC,
    )
    if "same_as" in row:
        first = Barrier.objects.get(rule=row["same_as"])
        actions.join_barriers(barrier, by=town.accounts[CONVENOR], at=town.at(row["ago"] - 2), same_as=first)
    if "kept" in row:
        kept = row["kept"]
        actions.keep_barrier(barrier, by=town.accounts[kept["who"]], at=town.at(kept["ago"]), because=kept["because"])


def _exception(town: Town, partnership: Partnership, row: Row) -> None:
    freedom = actions.ask_for_freedom(
        partnership,
        by=town.accounts[row["who"]],
        at=town.at(row["asked"]),
        organisation=town.organisations[row["whose"]],
        name=row["name"],
        rule=row["rule"],
        owner=town.organisations[row["owner"]] if "owner" in row else None,
        asked=row["words"],
        blocks=row["blocks"],
        place=town.places[row["place"]] if "place" in row else None,
        barrier=Barrier.objects.get(rule=row["barrier"]) if "barrier" in row else None,
        outcome=_outcome(partnership, row),
        indicator=Indicator.objects.get(partnership=partnership, name=row["measure"]) if "measure" in row else None,
        review_on=town.day(-row["review"]) if "review" in row else None,
        expires_on=town.day(-row["ends"]) if "ends" in row else None,
        visibility=Visibility.PUBLIC,
        **{name: row[name] for name in TERMS if name in row},
    )
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR]}
    talks = town.at(row.get("negotiated", row["asked"] - 10))
    actions.negotiate(freedom, at=talks, reason=row["reason"] if "negotiated" in row else "It is worth a try.", **doing)
    if "granted" in row:
        _agree(town, freedom, row)
        actions.grant(freedom, at=town.at(row["granted"]), reason=row["reason"], **doing)


def _agree(town: Town, freedom: Freedom, row: Row) -> None:
    """Both sides say that they agree, and an early warning is set."""
    for said in row["consent"]:
        actions.consent(
            freedom,
            by=town.accounts[said["who"]],
            at=town.at(said["ago"]),
            side=said["side"],
            stance="agrees",
            organisation=town.organisations[said["of"]] if "of" in said else None,
            who=said.get("name", ""),
            words=said["words"],
            evidence_url=said.get("evidence_url", ""),
        )
    actions.set_tripwire(
        freedom.partnership,
        by=town.accounts[CONVENOR],
        at=town.at(row["granted"] + 1),
        about=freedom.reference,
        name=row["warning"]["name"],
        kind=Tripwire.Kind.ABOVE,
        indicator=freedom.indicator,
        level=Decimal(row["warning"]["level"]),
        then=Tripwire.Then.SUSPEND,
        visibility=Visibility.PUBLIC,
    )


def _feedback(town: Town, partnership: Partnership, row: Row) -> None:
    question = questions.put(
        partnership,
        by=town.accounts[row["who"]],
        at=town.at(row["ago"]),
        kind=Question.Kind.FEEDBACK,
        direction=row["direction"],
        about=partnership.reference,
        words=row["words"],
        asking=town.organisations[row["whose"]],
        of=town.organisations[row["of"]],
        visibility=Visibility.PUBLIC,
    )
    if "answer" in row:
        who = town.accounts[row["answer"]["who"]]
        questions.answer(question, by=who, at=town.at(row["answer"]["ago"]), answer=row["answer"]["words"])
        if "effect" in row:
            questions.say_effect(question, by=who, at=town.at(row["effect"]["ago"]), effect=row["effect"]["words"])


def _outcome(partnership: Partnership, row: Row) -> Outcome | None:
    return Outcome.objects.get(partnership=partnership, name=row["outcome"]) if "outcome" in row else None
