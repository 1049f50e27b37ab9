"""Who may sign for the members of Safer neighbourhoods; an agreement in force, and one that is open to be signed."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.promises import actions
from joinedup.promises.models import Agreement
from joinedup.promises.reads.agreements import next_to_sign
from joinedup.promises.rules.texts import hash_of
from joinedup.site.demonstration.people import Town

STORY = Path(__file__).parent / "signing.toml"
CONVENOR = "imogen"

Row = Mapping[str, Any]


def sign_agreements(town: Town) -> None:
    """Let members say who signs for them, sign one agreement with a reservation, and open the other to be signed."""
    story = tomllib.loads(STORY.read_text())
    partnership = Partnership.objects.get(name=story["partnership"])
    for row in story["power"]:
        _power(town, row)
    for row in story["agreement"]:
        agreement = _written(town, partnership, row) if "kind" in row else partnership.agreements.get(name=row["name"])
        open_and_sign(town, agreement, row)


def _power(town: Town, row: Row) -> None:
    actions.record_power(
        town.organisations[row["whose"]],
        by=town.accounts[row["by"]],
        at=town.at(row["ago"]),
        person=town.people[row["who"]],
        given_by=row["given_by"],
        limits=row.get("limits", ""),
        is_deputy=row.get("deputy", False),
        from_on=town.day(row["ago"]),
        until_on=town.day(row["until"]) if "until" in row else None,
    )


def _written(town: Town, partnership: Partnership, row: Row) -> Agreement:
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR], "at": town.at(row["begun"])}
    agreement = actions.draft_agreement(
        partnership,
        kind=row["kind"],
        name=row["name"],
        purpose=row["purpose"],
        term_months=row["months"],
        parties=tuple(town.organisations[whose] for whose in row["parties"]),
        **doing,
    )
    for clause in row["clause"]:
        actions.add_clause(agreement, **clause, **doing)
    return actions.share_agreement(agreement, visibility=Visibility.PUBLIC, **doing)


def open_and_sign(town: Town, agreement: Agreement, row: Row) -> None:
    """The convenor opens it, and whoever may sign has said what stands in the story."""
    seen = hash_of(next_to_sign(agreement)[1])
    opened = actions.offer_to_sign(agreement, by=town.accounts[CONVENOR], at=town.at(row["offered"]), seen_hash=seen)
    for word in row.get("word", []):
        actions.sign(
            opened,
            by=town.accounts[word["by"]],
            at=town.at(word["ago"]),
            party=agreement.parties.get(organisation=town.organisations[word["whose"]]),
            seen_hash=opened.signing.text_hash if opened.signing else "",
            stance=word["stance"],
            words=word.get("words", ""),
        )
