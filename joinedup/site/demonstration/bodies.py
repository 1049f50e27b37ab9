"""Where matters are decided in the demonstration place: boards and teams, who sits there, and what is handed on."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Outcome
from joinedup.partners import actions
from joinedup.partners.models import Body, Partnership
from joinedup.site.demonstration.people import PEOPLE, Town

STORY = Path(__file__).parent / "bodies.toml"
CONVENOR = "imogen"
WORDS = (
    "kind",
    "name",
    "purpose",
    "may_decide",
    "terms",
    "tie_rule",
    "rating",
    "rating_rule",
    "most_issues",
    "renewal_test",
)
SEATED = ("duties", "hours_a_month", "cost_share")

Row = Mapping[str, Any]


def sit(town: Town) -> None:
    """Let the partnership set up its boards and teams, and members say what stands behind them."""
    story = tomllib.loads(STORY.read_text())
    partnership = Partnership.objects.get(name=story["partnership"])
    for row in story["body"]:
        _body(town, partnership, row)
    for row in story["endorsement"]:
        _endorsement(town, row)
    for row in story["duty"]:
        standing = partnership.standings.get(organisation=town.organisations[row["whose"]])
        actions.name_duty(standing, by=town.accounts[CONVENOR], at=town.at(600), duty=row["law"])
    for row in story["job"]:
        post = town.people[row["who"]].memberships.get()
        actions.say_cooperation(post, by=town.accounts[row["who"]], at=town.at(400), cooperation_duty=row["says"])
    _handover(town, story["handover"])
    keeper = town.people[story["relations_kept_by"]]
    partnership.refresh_from_db()
    actions.edit_partnership(
        partnership,
        by=town.accounts[CONVENOR],
        at=town.at(390),
        version=partnership.version,
        name=partnership.name,
        relations_kept_by=keeper,
    )


def _body(town: Town, partnership: Partnership, row: Row) -> None:
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR], "at": town.at(row["since"])}
    said: dict[str, Any] = {name: row[name] for name in WORDS if name in row}
    body = actions.set_up_body(
        partnership,
        from_on=town.day(row["since"]),
        until_on=town.day(row["until"]) if "until" in row else None,
        within=Body.objects.get(name=row["within"]) if "within" in row else None,
        place=town.places[row["place"]] if "place" in row else None,
        rated_on=town.day(row["rated"]) if "rated" in row else None,
        terms_agreed_on=town.day(row["agreed"]) if "agreed" in row else None,
        **said,
        **doing,
    )
    for seat in row.get("seats", []):
        _seat(town, body, seat, doing)
    for name in row.get("takes_on", []):
        outcome = Outcome.objects.get(partnership=partnership, name=name)
        outcomes.take_on(body, outcome=outcome, **doing)


def _seat(town: Town, body: Body, row: Row, doing: Row) -> None:
    who = row.get("who")
    said: dict[str, Any] = {name: row[name] for name in SEATED if name in row}
    actions.take_seat(
        body,
        organisation=town.organisations[PEOPLE[who][1] if who else row["whose"]],
        person=town.people[who] if who else None,
        second=town.people[row["second"]] if "second" in row else None,
        role=row.get("role", "member"),
        from_on=body.from_on,
        **said,
        **doing,
    )


def _endorsement(town: Town, row: Row) -> None:
    actions.endorse(
        Partnership.objects.get(name=row["partnership"]),
        by=town.accounts[CONVENOR],
        at=town.at(row["ago"]),
        organisation=town.organisations[row["whose"]],
        governing_body=row["body"],
        endorsed_on=town.day(row["ago"]),
        words=row.get("words", ""),
    )


def _handover(town: Town, row: Row) -> None:
    post = town.people[row["who"]].memberships.get()
    by = town.accounts[row["who"]]
    texts: dict[str, Any] = {name: row[name] for name in ("relationships", "unfinished", "whereabouts")}
    actions.write_handover(post, by=by, at=town.at(10), version=0, **texts)
