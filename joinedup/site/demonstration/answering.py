"""Who answers for Safer neighbourhoods, who steps in last, and what a scrutiny committee asked of it."""

import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any

from joinedup.answers import actions
from joinedup.answers.models import AnswerLine, Recommendation
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Outcome
from joinedup.partners import actions as partners
from joinedup.partners.models import Body, Partnership
from joinedup.promises import actions as promises
from joinedup.promises.models import Commitment
from joinedup.site.demonstration.people import PEOPLE, Town

STORY = Path(__file__).parent / "answering.toml"
CONVENOR = "imogen"

Row = Mapping[str, Any]


def answer_for_it(town: Town) -> None:
    """Let members say what they answer for, and a committee of councillors look into it."""
    story = tomllib.loads(STORY.read_text())
    partnership = Partnership.objects.get(name=story["partnership"])
    committee = _committee(town, partnership, story["committee"])
    for row in story["line"]:
        _line(town, partnership, committee, row)
    for row in story["guarantor"]:
        _guarantor(town, partnership, row)
    for row in story["recommendation"]:
        _recommendation(town, committee, story["committee"]["chair"], row)
    for name in ("met", "meets"):
        _meeting(town, committee, story["committee"][name])


def _committee(town: Town, partnership: Partnership, row: Row) -> Body:
    doing = _doing(town, row["since"])
    committee = partners.set_up_body(
        partnership,
        kind=Body.Kind.COMMITTEE,
        name=row["name"],
        purpose=row["purpose"],
        may_decide=row["may_decide"],
        from_on=town.day(row["since"]),
        **doing,
    )
    for who in (row["chair"], *row["seats"]):
        partners.take_seat(
            committee,
            organisation=town.organisations[PEOPLE[who][1]],
            person=town.people[who],
            role="chair" if who == row["chair"] else "member",
            from_on=committee.from_on,
            **doing,
        )
    for name in row["takes_on"]:
        outcomes.take_on(committee, outcome=Outcome.objects.get(partnership=partnership, name=name), **doing)
    return committee


def _line(town: Town, partnership: Partnership, committee: Body, row: Row) -> None:
    to = row.get("to")
    line = actions.draw_line(
        partnership,
        about=_about(partnership, row["about"]),
        answers_for=row["for"],
        organisation=town.organisations[row["who"]],
        person=town.people[row["person"]] if "person" in row else None,
        borne_by=town.organisations[row["bears"]] if "bears" in row else None,
        side=row.get("side", AnswerLine.Side.INSIDE),
        to_body=committee if to == "committee" else None,
        to_organisation=town.organisations.get(str(to)),
        to_words=row.get("words", ""),
        forum=row.get("forum", ""),
        information=row.get("information", ""),
        every_months=row["months"],
        may_do=row.get("may_do", ""),
        public_may_ask=row.get("public", True),
        **_doing(town, row["drawn"]),
    )
    for said in row.get("given", []):
        actions.give_account(
            line,
            given_on=town.day(said["ago"]),
            words=said["words"],
            together_with=[town.organisations[one] for one in said.get("with", [])],
            **_doing(town, said["ago"]),
        )


def _guarantor(town: Town, partnership: Partnership, row: Row) -> None:
    actions.name_guarantor(
        partnership,
        service=row["service"],
        run_by=row["run_by"],
        about=_about(partnership, row["about"]) if "about" in row else "",
        organisation=town.organisations[row["who"]] if "who" in row else None,
        steps_in_if=row.get("steps_in_if", ""),
        plan=row.get("plan", ""),
        said_in_public=row.get("public", ""),
        **_doing(town, row["since"]),
    )


def _recommendation(town: Town, committee: Body, chair: str, row: Row) -> None:
    one = actions.recommend(
        committee,
        about=_about(committee.partnership, row["about"]),
        words=row["words"],
        of=town.organisations[row["of"]],
        **_doing(town, row["ago"], chair),
    )
    if said := row.get("reply"):
        _reply(town, one, said)
    if said := row.get("done"):
        done_on = town.day(said["ago"])
        actions.report_done(one, done_on=done_on, words=said["words"], **_doing(town, said["ago"], said["by"]))
    if said := row.get("closed"):
        actions.close_recommendation(one, words=said["words"], **_doing(town, said["ago"], chair))


def _reply(town: Town, one: Recommendation, said: Row) -> None:
    actions.reply_to_recommendation(
        one,
        reply=said["reply"],
        reason=said.get("reason", ""),
        owner=town.people[said["owner"]] if "owner" in said else None,
        do_by=town.day(said["do_by"]) if "do_by" in said else None,
        **_doing(town, said["ago"], said["by"]),
    )


def _meeting(town: Town, committee: Body, row: Row) -> None:
    doing = _doing(town, max(row["ago"], 0) + 10)
    one = partners.plan_meeting(
        committee.partnership,
        body=committee,
        name=row["name"],
        day=town.day(row["ago"]),
        begins=time(18),
        ends=time(20),
        where="Town Hall, council chamber",
        visibility="public",
        **doing,
    )
    if row["ago"] >= 0:
        held = _doing(town, row["ago"])
        partners.open_meeting(one, **held)
        promises.close_meeting(one, **held)


def _about(partnership: Partnership, name: str) -> str:
    """The reference of the partnership itself, or of what in it is called so."""
    if name == partnership.name:
        return partnership.reference
    outcome = Outcome.objects.filter(partnership=partnership, name=name).first()
    return (outcome or Commitment.objects.get(partnership=partnership, output=name)).reference


def _doing(town: Town, ago: int, who: str = CONVENOR) -> dict[str, Any]:
    return {"by": town.accounts[who], "at": town.at(ago)}
