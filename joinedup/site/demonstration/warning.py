"""What warns Safer neighbourhoods early, who stepped in for a while, what it tried and what failed."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.models import Partnership
from joinedup.promises import actions
from joinedup.promises.actions import watching
from joinedup.promises.models import Experiment, Firing, Tripwire
from joinedup.site.demonstration.people import Town

STORY = Path(__file__).parent / "warning.toml"
CONVENOR = "imogen"
LOOKED = 12

Row = Mapping[str, Any]


def warn(town: Town) -> None:
    """Let the partnership set early warnings, and the worker look at them twelve days ago."""
    story = tomllib.loads(STORY.read_text())
    partnership = Partnership.objects.get(name=story["partnership"])
    for row in story["warning"]:
        _warning(town, partnership, row)
    watching.look_at_figures(at=town.at(LOOKED))
    watching.look_at_clock(at=town.at(LOOKED))
    for row in story["answer"]:
        firing = Firing.objects.filter(tripwire__name=row["to"]).earliest("pk")
        by, at = town.accounts[row["who"]], town.at(row["ago"])
        actions.act_on(firing, by=by, at=at, done=row["done"], is_false_alarm=row["false"])
    for row in story["step"]:
        _step(town, partnership, row)
    for row in story["experiment"]:
        _experiment(town, partnership, row)
    for row in story["failure"]:
        _failure(town, partnership, row)


def _warning(town: Town, partnership: Partnership, row: Row) -> None:
    actions.set_tripwire(
        partnership,
        about=_about(partnership, row),
        name=row["name"],
        kind=row["kind"],
        indicator=Indicator.objects.get(partnership=partnership, name=row["measure"]) if "measure" in row else None,
        level=Decimal(str(row["level"])) if "level" in row else None,
        days=row.get("days"),
        visibility=Visibility.PUBLIC,
        by=town.accounts[CONVENOR],
        at=town.at(row["ago"]),
    )


def _step(town: Town, partnership: Partnership, row: Row) -> None:
    by = town.accounts[CONVENOR]
    one = actions.step_in(
        partnership,
        by=by,
        at=town.at(row["from"]),
        about=_about(partnership, row),
        organisation=town.organisations[row["who"]],
        called_by=row["called_by"],
        trigger=row["trigger"],
        step=row["step"],
        from_on=town.day(row["from"]),
        until_on=town.day(row["until"]),
        hand_back_test=row["test"],
        visibility=Visibility.PUBLIC,
    )
    if "found" in row:
        actions.hand_back(one, by=by, at=town.at(row["back"]), words=row["found"])


def _experiment(town: Town, partnership: Partnership, row: Row) -> None:
    actions.register_experiment(
        partnership,
        by=town.accounts[CONVENOR],
        at=town.at(row["begins"]),
        name=row["name"],
        expects=row["expects"],
        stops_if=row["stops_if"],
        bearable=row["bearable"],
        tripwire=Tripwire.objects.get(name=row["warning"]),
        begins_on=town.day(row["begins"]),
        ends_on=town.day(row["ends"]),
        visibility=Visibility.PUBLIC,
    )


def _failure(town: Town, partnership: Partnership, row: Row) -> None:
    by = town.accounts[CONVENOR]
    tried = Experiment.objects.filter(name=row.get("experiment", "")).first()
    failure = actions.tell_failure(
        partnership,
        by=by,
        at=town.at(row["told"]),
        about=_about(partnership, row),
        name=row["name"],
        noticed_on=town.day(row["noticed"]),
        noticed_by=row["by"],
        is_self_reported=row["own"],
        harm=row["harm"],
        remedy=row.get("remedy", ""),
        lesson=row.get("lesson", ""),
        experiment=tried,
        visibility=Visibility.PUBLIC,
    )
    if "kind" in row:
        actions.judge_failure_kind(
            failure,
            by=by,
            at=town.at(row["told"] - 2),
            kind=row["kind"],
            evidence=row["evidence"],
            second_opinion=row["second"],
            second_by=town.organisations[row["second_by"]],
        )


def _about(partnership: Partnership, row: Row) -> str:
    return Outcome.objects.get(partnership=partnership, name=row["about"]).reference
