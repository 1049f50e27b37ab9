"""Who speaks for whom in the demonstration place, who took part in writing, and what to bear in mind of its figures."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.timezone import localdate

from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners import actions as partners
from joinedup.partners.models import Partnership
from joinedup.site.demonstration.people import PEOPLE, Town

STORY = Path(__file__).parent / "speaking.toml"
CONVENOR = "imogen"

Row = Mapping[str, Any]


def speak(town: Town) -> None:
    """Let people say for whom they speak, what they saw coming when it was written, and what figures do not show."""
    story = tomllib.loads(STORY.read_text())
    for row in story["mandate"]:
        _mandate(town, row)
    for row in story["writing"]:
        _writing(town, row)
    for name, caveat in story["caveats"].items():
        _caveat(town, name, caveat)
    for row in story["leaving"]:
        _leaving(town, row)


def _mandate(town: Town, row: Row) -> None:
    partnership, who = Partnership.objects.get(name=row["partnership"]), row["who"]
    organisation = town.organisations[PEOPLE[who][1]]
    said = ("source", "speaks_for", "chosen_how", "binds_organisation", "may_bind")
    mandate = partners.record_mandate(
        partnership,
        by=town.accounts[CONVENOR],
        at=town.at(600),
        organisation=organisation,
        person=town.people[who],
        from_on=partnership.standings.get(organisation=organisation).from_on,
        reports_every=row.get("reports_every"),
        **{name: row[name] for name in said if name in row},
    )
    for report in row.get("reports", []):
        at = town.at(report["ago"])
        partners.report_back(
            mandate,
            by=town.accounts[who],
            at=at,
            reported_on=localdate(at),
            to_whom=report["to_whom"],
            words=report["words"],
        )


def _writing(town: Town, row: Row) -> None:
    outcome, at = Outcome.objects.get(name=row["outcome"]), town.at(row["ago"])
    contribution = outcomes.record_contribution(
        outcome,
        by=town.accounts[CONVENOR],
        at=at,
        organisation=town.organisations[PEOPLE[row["who"]][1]] if "who" in row else None,
        group=row.get("group", ""),
        role=row["role"],
        stage=row["stage"],
        took_part_on=localdate(at),
    )
    by = town.accounts[row.get("who", CONVENOR)]
    for pitfall in row.get("pitfalls", []):
        raised = outcomes.raise_pitfall(contribution, by=by, at=at, words=pitfall["words"])
        if "reply" in pitfall:
            later = town.at(row["ago"] - 20)
            outcomes.reply(raised, by=town.accounts[CONVENOR], at=later, reply=pitfall["reply"])


def _caveat(town: Town, name: str, caveat: str) -> None:
    indicator = Indicator.objects.get(name=name)
    by = town.accounts[CONVENOR]
    outcomes.edit_indicator(indicator, by=by, at=town.at(20), version=indicator.version, caveat=caveat)


def _leaving(town: Town, row: Row) -> None:
    post = town.people[row["who"]].memberships.get()
    by, at = town.accounts[row["who"]], town.at(15)
    partners.expect_to_leave(post, by=by, at=at, expected_until_on=town.day(-row["ahead"]), hands_over_to=None)
