"""What several people do at the same moment happens once, and nobody is shown a fault.

Every address that takes a POST is tried by many browsers at once, all sending the same. Afterwards one of them has
done it; the others were told why not, or were led to what stands already.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from joinedup.outcomes import actions as outcomes
from joinedup.partners import actions as partners
from joinedup.partners.models import Account, AgendaItem, Body, Person, Place
from joinedup.partners.rules import line_of
from joinedup.partners.tests.cast import LONG_AGO, Cast, signed_in
from joinedup.promises.models import Commitment, Decision, Part
from joinedup.record.models import Entry
from tests.attempts import ATTEMPTS, MAY_HAPPEN_AGAIN, Attempt, Stage
from tests.test_permissions import _routes
from tests.world import world

AT_ONCE = 8 if connection.vendor == "postgresql" else 4  # SQLite lets one write at a time: more only wait longer
PATIENCE_SECONDS = 60
MOVED, REFUSED, FAULT = 302, 422, 500


@pytest.fixture
def stage(transactional_db: None, cast: Cast, tmp_path: Path) -> Stage:
    return Stage(cast, world(cast), tmp_path)


def test_whatever_is_sent_many_times_at_once_is_done_once(stage: Stage) -> None:
    happened = {name: tried(prepare(stage)) for name, prepare in ATTEMPTS.items()}
    faults = [f"{name}: {what}" for name, what in happened.items() if what != "once"]
    assert faults == [], "\n".join(faults)


def test_every_address_that_takes_a_post_is_tried(cast: Cast) -> None:
    addresses = world(cast).addresses(_routes())
    client = signed_in(cast.ada)
    takes = {name for name, at in addresses.items() if "POST" in client.options(at)["Allow"]}
    assert takes == ATTEMPTS.keys() | MAY_HAPPEN_AGAIN.keys()


def test_only_one_of_two_convenors_is_named_when_both_are_at_once(stage: Stage) -> None:
    """Whoever has handed over convenes no more, whatever else was on its way from the same desk."""
    named = [Person.objects.get(account=each).reference for each in (stage.cast.ben, stage.cast.dan)]
    before = Entry.objects.filter(verb="handed over").count()
    at_once(
        *(_sending(stage.cast.ada, f"{stage.partnership}hand-over/", {"convenor": each}) for each in named * 4),
    )
    assert Entry.objects.filter(verb="handed over").count() - before == 1


def test_a_part_that_is_taken_out_while_it_is_accepted_shows_nobody_a_fault(stage: Stage) -> None:
    accepting = (_sending(stage.cast.dan, f"{stage.at('part')}accept/", {}) for _ in range(AT_ONCE))
    removing = (_sending(stage.cast.ada, f"{stage.at('part')}remove/", {}) for _ in range(2))
    answers = at_once(*accepting, *removing)
    assert [answer for answer in answers if not isinstance(answer, int) or answer >= FAULT] == []
    assert not Part.objects.filter(reference=stage.world.parts["part"]).exists()


def test_what_two_minute_at_once_is_neither_mixed_nor_lost(stage: Stage) -> None:
    """One of the texts is kept whole, and everybody else is shown it beside their own."""
    address, item = f"{stage.at('item')}minutes/", AgendaItem.objects.get(reference=stage.world.parts["item"])
    texts = [f"Text {number}" for number in range(AT_ONCE)]
    answers = at_once(
        *(_sending(stage.cast.ada, address, {"minutes": text, "version": item.version}) for text in texts)
    )
    assert sorted(answers) == [MOVED, *[REFUSED] * (AT_ONCE - 1)]
    item.refresh_from_db()
    assert (item.minutes in texts, item.version) == (True, 2)


def test_a_decision_taken_while_the_meeting_is_closed_is_shared_with_it_or_refused(stage: Stage) -> None:
    """None is left behind as a draft of a meeting that is over."""
    deciding = (
        _sending(stage.cast.ada, f"{stage.at('item')}decide/", {"name": f"Choice {number}", "words": "So."})
        for number in range(AT_ONCE)
    )
    answers = at_once(*deciding, _sending(stage.cast.ada, f"{stage.at('meeting')}close/", {}))
    taken = Decision.objects.filter(meeting__reference=stage.world.parts["meeting"])
    assert [answer for answer in answers if answer not in (MOVED, REFUSED)] == []
    assert taken.count() == answers.count(MOVED)  # the closing moved on as well, and one was taken before
    assert set(taken.values_list("visibility", flat=True)) == {"public"}


def test_a_link_that_twenty_browsers_answer_at_once_is_used_once(stage: Stage) -> None:
    address = f"/answer/{stage.world.parts['answer secret']}/"
    promise = Commitment.objects.get(reference=stage.world.parts["promise"])
    states = ("on_track", "kept")
    answers = at_once(*(_sending(None, address, {"answer": states[number % 2]}) for number in range(20)))
    assert sorted(answers) == [200] + [410] * 19
    report = promise.reports.get()
    assert report.through is not None
    assert report.through.used_for == report.state


def test_two_places_never_come_to_lie_within_each_other(stage: Stage) -> None:
    doing = stage.doing
    north = partners.add_place(name="North", kind="area", within=stage.cast.town, **doing)
    south = partners.add_place(name="South", kind="area", within=stage.cast.town, **doing)
    moves = [(north, south), (south, north)] * 4
    at_once(
        *(
            _sending(stage.cast.ada, f"/{one.reference}/move/", {"within": to.reference, "version": one.version})
            for one, to in moves
        )
    )
    lineages = dict(Place.objects.values_list("pk", "lineage"))
    assert [pk for pk, lineage in lineages.items() if lineage.count(f".{pk}.") != 1] == []
    inside = {one.pk for one in (north, south) if Place.objects.get(pk=one.pk).within_id in (north.pk, south.pk)}
    assert len(inside) == 1


def test_two_bodies_never_come_to_answer_to_each_other(stage: Stage) -> None:
    bodies = [_set_up(stage, name) for name in ("North", "South", "West")]
    ways = [(one, to) for one in bodies for to in bodies if one is not to] * 2
    sent: list[tuple[Body, dict[str, Any]]] = [(one, {"within": to.reference, "version": 1}) for one, to in ways]
    answers = at_once(*(_sending(stage.cast.ada, f"/{one.reference}/move/", fields) for one, fields in sent))
    assert [answer for answer in answers if not isinstance(answer, int) or answer >= FAULT] == []
    parents = dict(Body.objects.values_list("pk", "within"))
    assert [pk for pk in parents if parents[line_of(pk, parents)[-1]] is not None] == []
    moved = {one.pk for one in bodies if parents[one.pk] is not None}
    assert len(moved) == 2


def test_a_body_never_takes_on_more_than_its_limit_however_many_ask_at_once(stage: Stage) -> None:
    board = _set_up(stage, "Small board", most_issues=2)
    names = [f"Outcome {number}" for number in range(6)]
    asked = [
        outcomes.set_outcome(stage.cast.partnership, name=name, visibility="public", **stage.doing) for name in names
    ]
    address = f"/{board.reference}/remits/new/"
    answers = at_once(*(_sending(stage.cast.ada, address, {"outcome": one.reference}) for one in asked))
    assert sorted(answers) == [302, 302, 422, 422, 422, 422]
    assert board.remits.filter(until_on=None).count() == 2


def _set_up(stage: Stage, name: str, **said: Any) -> Body:
    given: dict[str, Any] = {"kind": "board", "from_on": LONG_AGO, **stage.doing, **said}
    return partners.set_up_body(stage.cast.partnership, name=name, **given)


def tried(one: Attempt) -> str:
    """What came of an attempt made by many browsers at once, in a word if all is well."""
    before = one.grows.count()
    answers = at_once(*(_sending(one.who, one.address, one.fields) for _ in range(AT_ONCE)))
    faults = [answer for answer in answers if not isinstance(answer, int) or answer >= FAULT]
    done = one.grows.count() - before
    return "once" if done == one.by and not faults else f"{done} of {one.by} done; answers {answers}"


def at_once(*acts: Callable[[], int]) -> list[Any]:
    """Do all of these at the same moment, each in a thread of its own; what each gave or raised."""
    gate = threading.Barrier(len(acts), timeout=PATIENCE_SECONDS)
    gave: list[Any] = []

    def do(act: Callable[[], int]) -> None:
        try:
            gate.wait()
            gave.append(act())
        except Exception as fault:  # noqa: BLE001 — it is what the test reports
            gave.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return gave


def _sending(who: Account | None, address: str, fields: dict[str, Any]) -> Callable[[], int]:
    client = signed_in(who) if who else Client()
    client.raise_request_exception = False
    # Each browser sends a file of its own: one that another has read to its end would arrive empty.
    return lambda: client.post(address, dict(fields)).status_code
