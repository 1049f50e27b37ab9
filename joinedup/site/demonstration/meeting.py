"""How the board of Safer neighbourhoods meets: one meeting minuted and agreed, one held since, one with its agenda."""

import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any

from joinedup.answers.agenda import proposed
from joinedup.partners import actions as partners
from joinedup.partners.models import AgendaItem, Meeting, Partnership
from joinedup.promises import actions as promises
from joinedup.site.demonstration.people import Town

STORY = Path(__file__).parent / "meeting.toml"
CONVENOR = "imogen"
TAKEN_UP = ("standing", "left", "late", "asked")

Row = Mapping[str, Any]


def meet(town: Town) -> None:
    """Let the board meet. What is past is minuted; of what lies ahead the agenda is made."""
    story = tomllib.loads(STORY.read_text())
    partnership = Partnership.objects.get(name=story["partnership"])
    for row in story["meeting"]:
        one = _planned(town, partnership, row)
        if row["ago"] >= 0:
            _held(town, one, row)
        else:
            _prepared(town, one)


def _planned(town: Town, partnership: Partnership, row: Row) -> Meeting:
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR], "at": town.at(max(row["ago"], 0) + 10)}
    one = partners.plan_meeting(
        partnership,
        name=row["name"],
        day=town.day(row["ago"]),
        begins=time(row["begins"]),
        ends=time(row["begins"] + row["hours"]),
        where=row["where"],
        join_url=row.get("join_url", ""),
        visibility="public",
        **doing,
    )
    for said in row["item"]:
        item = partners.add_item(
            one, title=said["title"], purpose=said["purpose"], paper=said.get("paper", ""), **doing
        )
        if "exempt" in said:
            _exempted(town, item, said["exempt"], doing)
    return one


def _exempted(town: Town, item: AgendaItem, why: Row, doing: Mapping[str, Any]) -> None:
    partners.exempt(
        item.meeting.partnership,
        subject=item.reference,
        reason=why["reason"],
        ground=why["ground"],
        decided_by=town.people[CONVENOR],
        review_on=town.day(why["review"]),
        **doing,
    )


def _held(town: Town, one: Meeting, row: Row) -> None:
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR], "at": town.at(row["ago"])}
    partners.open_meeting(one, **doing)
    if "agrees" in row:
        partners.agree_minutes(Meeting.objects.get(name=row["agrees"]), agreed_at=_fresh(one), **doing)
    people = [(town.people[said["who"]], said["manner"]) for said in row["attendance"]]
    noted = [partners.Noted(who, who.memberships.all()[0].organisation, manner) for who, manner in people]
    partners.note_attendance(one, noted=noted, **doing)
    for said in row["interests"]:
        item, person = one.items.get(title=said["item"]), town.people[said["who"]]
        partners.declare_interest(one, person=person, item=item, words=said["words"], handled=said["handled"], **doing)
    for said in row["item"]:
        _minuted(town, one.items.get(title=said["title"]), said, doing)
    promises.close_meeting(one, **doing)


def _minuted(town: Town, item: AgendaItem, said: Row, doing: Mapping[str, Any]) -> None:
    partners.minute(item, version=item.version, minutes=said["minutes"], settled=said.get("settled", False), **doing)
    if decided := said.get("decision"):
        carriers = [
            promises.Carrier(
                town.organisations[each["whose"]], town.people[each["who"]], each["in_body"], town.day(each["due"])
            )
            for each in decided["carriers"]
        ]
        words = {name: decided[name] for name in ("name", "words", "gains", "loses")}
        promises.take_decision(item, carriers=carriers, **words, **doing)


def _prepared(town: Town, one: Meeting) -> None:
    by = town.accounts[CONVENOR]
    chosen = [each.wanted for each in proposed(one, by) if each.heading in TAKEN_UP]
    partners.take_up(one, by=by, at=town.at(1), chosen=chosen)


def _fresh(one: Meeting) -> Meeting:
    return Meeting.objects.get(pk=one.pk)
