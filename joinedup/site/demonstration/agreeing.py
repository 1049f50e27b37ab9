"""The agreement of Safer neighbourhoods: written as clauses, commented on, changed, and kept in two versions."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.models import Partnership
from joinedup.promises import actions
from joinedup.promises.models import Agreement, Clause
from joinedup.site.demonstration.people import Town

STORY = Path(__file__).parent / "agreeing.toml"
CONVENOR = "imogen"

Row = Mapping[str, Any]


def agree(town: Town) -> None:
    """Let the partners write down what they agree, up to the version that they are about to sign."""
    story = tomllib.loads(STORY.read_text())
    agreement = _begun(town, story)
    first, second = story["version"]
    for row in story["clause"]:
        _clause(town, agreement, row, by=CONVENOR, ago=story["begun"] - 5)
    _keep(town, agreement, first)
    for row in story["comment"]:
        _comment(town, agreement, row)
    for row in story["change"]:
        _change(town, agreement, row)
    for row in story["added"]:
        _clause(town, agreement, row, by=row["by"], ago=row["ago"])
    _keep(town, agreement, second)


def _begun(town: Town, story: Row) -> Agreement:
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR], "at": town.at(story["begun"])}
    agreement = actions.draft_agreement(
        Partnership.objects.get(name=story["partnership"]),
        kind=story["kind"],
        name=story["name"],
        purpose=story["purpose"],
        review_on=town.day(story["review"]),
        term_months=story["months"],
        **doing,
    )
    for row in story["party"]:
        if "people" in row:
            actions.add_party(agreement, people=row["people"], must_sign=False, **doing)
        else:
            _party(town, agreement, row, doing)
    return actions.share_agreement(agreement, visibility=Visibility.PUBLIC, **doing)


def _party(town: Town, agreement: Agreement, row: Row, doing: dict[str, Any]) -> None:
    """A member joins, and its own people say what it aligns."""
    party = actions.add_party(agreement, organisation=town.organisations[row["whose"]], **doing)
    if row["plan_line"]:
        actions.edit_party(
            party,
            by=town.accounts[row["by"]],
            at=doing["at"],
            version=party.version,
            must_sign=True,
            plan_line=row["plan_line"],
            resources=row["resources"],
        )


def _clause(town: Town, agreement: Agreement, row: Row, *, by: str, ago: int) -> None:
    named = {"partnership": agreement.partnership}
    actions.add_clause(
        agreement,
        by=town.accounts[by],
        at=town.at(ago),
        section=row["section"],
        heading=row["heading"],
        words=row["words"],
        organisation=town.organisations[row["whose"]] if "whose" in row else None,
        outcome=Outcome.objects.get(name=row["outcome"], **named) if "outcome" in row else None,
        indicator=Indicator.objects.get(name=row["measure"], **named) if "measure" in row else None,
    )


def _comment(town: Town, agreement: Agreement, row: Row) -> None:
    clause = _named(agreement, row)
    comment = actions.comment_on_clause(clause, by=town.accounts[row["by"]], at=town.at(row["ago"]), words=row["words"])
    if "settled" in row:
        actions.settle_comment(comment, by=town.accounts[CONVENOR], at=town.at(row["ago"] - 20), words=row["settled"])


def _change(town: Town, agreement: Agreement, row: Row) -> None:
    clause = _named(agreement, row)
    actions.edit_clause(
        clause,
        by=town.accounts[row["by"]],
        at=town.at(row["ago"]),
        version=clause.version,
        section=clause.section,
        heading=clause.heading,
        words=row["words"],
        organisation=clause.organisation,
        outcome=clause.outcome,
        indicator=clause.indicator,
    )


def _named(agreement: Agreement, row: Row) -> Clause:
    return agreement.clauses.get(heading=row["clause"])


def _keep(town: Town, agreement: Agreement, row: Row) -> None:
    actions.keep_version(agreement, by=town.accounts[row["by"]], at=town.at(row["ago"]), note=row["note"])
