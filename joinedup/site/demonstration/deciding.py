"""What could stop Safer neighbourhoods, what it decided, and how far its members carry that out."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Partnership
from joinedup.promises import actions
from joinedup.promises.models import Commitment, Decision
from joinedup.site.demonstration.people import Town

STORY = Path(__file__).parent / "deciding.toml"
CONVENOR = "imogen"
TEXTS = ("authority", "minute_url", "dissent", "options", "gains", "loses", "evidence")
BEARINGS = ("concerns", "puts_first", "puts_off")

Row = Mapping[str, Any]


def decide(town: Town) -> None:
    """Let the partnership say what it fears and what it decided, and its members what they do about it."""
    story = tomllib.loads(STORY.read_text())
    partnership = Partnership.objects.get(name=story["partnership"])
    for row in story["risk"]:
        _risk(town, partnership, row)
    for row in story["decision"]:
        _decision(town, partnership, row)


def _risk(town: Town, partnership: Partnership, row: Row) -> None:
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR], "at": town.at(row["raised"])}
    risk = actions.foresee(
        partnership,
        organisation=town.organisations[row["whose"]],
        name=row["name"],
        cause=row["cause"],
        effect=row["effect"],
        likelihood=row["likelihood"],
        impact=row["impact"],
        threatens=_outcomes(partnership, row, "threatens"),
        owner=town.people[row["owner"]],
        review_on=town.day(row["review"]),
        visibility=Visibility.PUBLIC,
        **doing,
    )
    for output in row.get("against", []):
        actions.mitigate(risk, commitment=_promise(partnership, output), **doing)
    for review in row.get("reviews", []):
        actions.review(
            risk,
            by=town.accounts[review["who"]],
            at=town.at(review["ago"]),
            state=review["state"],
            words=review["words"],
            likelihood=review["likelihood"],
            impact=review["impact"],
            review_on=town.day(review["review"]),
        )


def _decision(town: Town, partnership: Partnership, row: Row) -> None:
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR], "at": town.at(row["ago"] - 3)}
    said: dict[str, Any] = {name: row[name] for name in TEXTS if name in row}
    bearings: dict[str, Any] = {name: _outcomes(partnership, row, name) for name in BEARINGS}
    decision = actions.decide(
        partnership,
        name=row["name"],
        words=row["words"],
        decided_on=town.day(row["ago"]),
        decided_by=row["body"],
        reason=row.get("reason", ""),
        visibility=Visibility.PUBLIC,
        **said,
        **bearings,
        **doing,
    )
    for affected in row["affects"]:
        _affected(town, decision, affected, ago=row["ago"] - 5)


def _affected(town: Town, decision: Decision, row: Row, *, ago: int) -> None:
    at, due_on = town.at(ago), town.day(row["due"])
    organisation = town.organisations[row["whose"]]
    one = actions.affect(decision, by=town.accounts[CONVENOR], at=at, organisation=organisation, due_on=due_on)
    if "kind" not in row:
        return
    by = town.accounts[row["by"]]
    actions.enact(
        one,
        by=by,
        at=at,
        version=one.version,
        kind=row["kind"],
        what=row.get("what", ""),
        promise=_promise(decision.partnership, row["promise"]) if "promise" in row else None,
        due_on=due_on,
    )
    if "enacted" in row:
        enacted_on = town.day(row["enacted"])
        actions.report_enacted(one, by=by, at=town.at(row["enacted"]), enacted_on=enacted_on, evidence=row["evidence"])


def _outcomes(partnership: Partnership, row: Row, name: str) -> list[Outcome]:
    return [Outcome.objects.get(partnership=partnership, name=one) for one in row.get(name, [])]


def _promise(partnership: Partnership, output: str) -> Commitment:
    return Commitment.objects.get(partnership=partnership, output=output)
