"""The Ambleford deal: signed by the council, answered for on both sides, signed up to; and two pledges on condition."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Partnership
from joinedup.promises import actions
from joinedup.promises.models import Agreement, Clause, Pledge
from joinedup.site.demonstration.people import Town
from joinedup.site.demonstration.signing import open_and_sign

STORY = Path(__file__).parent / "dealing.toml"
CONVENOR = "imogen"

Row = Mapping[str, Any]


def deal(town: Town) -> None:
    """Let the council and its people say what each does for the other. Needs who may sign for the council."""
    story = tomllib.loads(STORY.read_text())
    partnership = Partnership.objects.get(name=story["partnership"])
    agreement = _written(town, partnership, story)
    clauses = _clauses(town, agreement, story)
    actions.share_agreement(
        agreement, by=town.accounts[CONVENOR], at=town.at(story["signed"]), visibility=Visibility.PUBLIC
    )
    open_and_sign(town, agreement, story["signing"])
    agreement.refresh_from_db()
    for clause, row in clauses:
        _stands(town, clause, row)
    _signed_up_to(town, agreement, story["sign_ups"])
    for row in story["pledge"]:
        _pledge(town, partnership, agreement, row)


def _written(town: Town, partnership: Partnership, story: Row) -> Agreement:
    return actions.draft_agreement(
        partnership,
        by=town.accounts[CONVENOR],
        at=town.at(story["begun"]),
        kind="deal",
        name=story["name"],
        purpose=story["purpose"],
        term_months=story["months"],
        parties=(town.organisations["council"],),
    )


def _clauses(town: Town, agreement: Agreement, story: Row) -> list[tuple[Clause, Row]]:
    """Each clause as it was written, with what the story says of it."""
    measures = {one.name: one for one in Indicator.objects.filter(partnership=agreement.partnership)}
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR], "at": town.at(story["begun"])}
    return [(_clause(town, agreement, row, measures, doing), row) for row in story["clause"]]


def _clause(
    town: Town, agreement: Agreement, row: Row, measures: Mapping[str, Indicator], doing: dict[str, Any]
) -> Clause:
    return actions.add_clause(
        agreement,
        section=row["section"],
        heading=row["heading"],
        words=row["words"],
        organisation=town.organisations["council"] if row["section"] == "ours" else None,
        indicator=measures.get(row.get("measure", "")),
        **doing,
    )


def _stands(town: Town, clause: Clause, row: Row) -> None:
    for said in row.get("status", []):
        actions.state_pledge(
            clause,
            by=town.accounts[said["by"]],
            at=town.at(said["ago"]),
            standing=said["standing"],
            words=said.get("words", ""),
            evidence_url=said.get("shown", ""),
        )


def _signed_up_to(town: Town, agreement: Agreement, counts: Mapping[str, int]) -> None:
    """So many as each group, each by a letter of its own."""
    for group, count in counts.items():
        for number in range(count):
            at, email = town.at(1 + number % 50), f"{group}{number}@people.example"
            asked = actions.ask_to_sign_up(agreement, email=email, group=group, asked_from=email, at=at)
            actions.confirm(asked, at=at)


def _pledge(town: Town, partnership: Partnership, agreement: Agreement, row: Row) -> None:
    pledge = actions.offer_pledge(
        partnership,
        by=town.accounts[row["by"]],
        at=town.at(row["ago"]),
        organisation=town.organisations[row["whose"]],
        words=row["words"],
        condition=row["condition"],
        threshold=row.get("threshold"),
        other=Pledge.objects.get(words=row["other"]) if "other" in row else None,
        by_on=town.day(row["until"]),
        agreement=agreement,
        visibility=Visibility.PUBLIC,
    )
    for number in range(row.get("joined", 0)):
        email = f"neighbour{number}@people.example"
        asked = actions.ask_to_join(pledge, email=email, asked_from=email, at=town.at(row["ago"]))
        actions.confirm(asked, at=town.at(row["ago"]))
