"""Files that name a body that is no more mean whoever took over, and leave its history as it is."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from joinedup.exchange import actions, commands
from joinedup.exchange.models import Import
from joinedup.exchange.tests.test_trackers import csv_of, guessed, stored
from joinedup.exchange.tests.trackers import THEMES
from joinedup.outcomes import actions as outcomes
from joinedup.partners import actions as partners
from joinedup.partners.models import Heir, Membership, Organisation
from joinedup.partners.tests.cast import LONG_AGO, Cast
from joinedup.promises import actions as promises
from joinedup.promises.models import Commitment
from joinedup.promises.tests.made import a_promise

HEAD = "Action,Organisation,Owner,Due,Status"
OLD, NEW = (
    "Visit everybody,Open Door,Dan Mistry,31/03/2036,Green",
    "Call everybody,Open Door,Dan Mistry,31/03/2036,Green",
)


def merged(cast: Cast) -> Organisation:
    """The council and the charity become one."""
    succession = partners.announce_succession(
        by=cast.olu, at=timezone.now(), kind="merged", on=timezone.localdate(), former=[cast.council, cast.charity],
        new_name="Northshire Together", decided_by="Both", decided_on=LONG_AGO,
    )  # fmt: skip
    partners.take_effect(succession, by=None, at=timezone.now())
    return Organisation.objects.get(heirs__succession=succession, heirs__side=Heir.Side.SUCCESSOR)


def owners() -> dict[str, str]:
    return dict(Commitment.objects.order_by("pk").values_list("output", "organisation__name"))


@pytest.fixture
def themes(cast: Cast) -> None:
    for theme in THEMES:
        outcomes.set_outcome(cast.partnership, by=cast.ada, at=timezone.now(), name=theme)


def month(cast: Cast, folder: Path, *lines: str) -> Import:
    path = csv_of(folder, HEAD, *lines)
    return stored(cast, path, layout=guessed(path, constants={"outcome": THEMES[0]}), said={})


@pytest.mark.usefixtures("themes")
def test_a_tracker_that_names_a_former_body_means_whoever_took_over(cast: Cast, tmp_path: Path) -> None:
    month(cast, tmp_path, OLD)
    heir = merged(cast)
    load = month(cast, tmp_path, OLD, NEW)
    both = {"Visit everybody": heir.name, "Call everybody": heir.name}
    assert (owners(), load.counts["Promises"]["created"]) == (both, 1)
    again = month(cast, tmp_path, OLD, NEW)
    assert (owners(), again.counts["Promises"]["created"]) == (both, 0)


def test_an_older_workbook_moves_nothing_back_and_leaves_history_with_the_former_body(
    cast: Cast, tmp_path: Path
) -> None:
    a_promise(cast)
    kept = a_promise(cast, output="Kept")
    promises.report(kept, by=cast.ben, at=timezone.now(), state="kept", words="Done.")
    commands.export_to(tmp_path / "plan.xlsx", cast.partnership.reference)
    heir = merged(cast)
    before = owners()
    assert before == {"Open a family hub in Millbrook": heir.name, "Kept": "Northtown Council"}
    posts = list(Membership.objects.order_by("pk").values_list("pk", "organisation", "until_on"))
    doing: Any = {"by": cast.ada, "at": timezone.now()}
    load = actions.try_out(cast.partnership, path=tmp_path / "plan.xlsx", file_name="plan.xlsx", **doing)
    actions.store(load, **doing)
    assert owners() == before
    assert list(Membership.objects.order_by("pk").values_list("pk", "organisation", "until_on")) == posts
