"""The agenda that makes itself: what is proposed, in what order, and what is left out."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from joinedup.answers.agenda import MOST_FOUND, Proposal, _short, by_heading, proposed
from joinedup.answers.tests.plan import Plan, ask, make_promise
from joinedup.outcomes.models import Outcome, Remit
from joinedup.partners import actions
from joinedup.partners.models import AgendaItem, Meeting
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, asking, publish, signed_in
from joinedup.partners.tests.meeting import body, item, meeting, opened
from joinedup.partners.tests.test_pages import page
from joinedup.promises import actions as promises
from joinedup.promises.tests.chased import a_late_promise, chase, chase_again

FOUND = "What does not join up, without an answer yet"
REFUSED, FORBIDDEN, MISSING = 422, 403, 404


def ahead(cast: Cast, days: int = 7, **said: Any) -> Meeting:
    """A meeting that lies so many days ahead of today."""
    return meeting(cast, day=timezone.localdate() + timedelta(days=days), **said)


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def titles(proposals: list[Proposal], heading: str) -> list[str]:
    return [one.wanted.title for one in proposals if one.heading == heading]


def test_what_is_due_late_and_asked_is_proposed_each_under_its_heading(cast: Cast, plan: Plan) -> None:
    make_promise(cast, "Late one", plan.outcome, due_on=in_days(-3))
    make_promise(cast, "Due today", plan.outcome, due_on=in_days(0))
    make_promise(cast, "Due in time", plan.outcome, due_on=in_days(37))
    make_promise(cast, "Due after", plan.outcome, due_on=in_days(38))
    make_promise(cast, "Kept", plan.outcome, due_on=in_days(-3), state="kept")
    make_promise(cast, "Draft", plan.outcome, due_on=in_days(-3), visibility="draft")
    made = proposed(ahead(cast), cast.ada)
    assert titles(made, "late") == ["Late one"]
    assert titles(made, "due") == ["Due today", "Due in time"]
    assert titles(made, "asked") == ["When does it start?"]
    assert titles(made, "standing") == ["Conflicts of interest"]
    assert next(str(heading) for heading, _ in by_heading(made)) == "On every agenda"


def test_what_is_due_counts_until_the_meeting_after_this_one_if_it_is_planned(cast: Cast, plan: Plan) -> None:
    make_promise(cast, "Before the next", plan.outcome, due_on=in_days(14))
    make_promise(cast, "After the next", plan.outcome, due_on=in_days(15))
    one = ahead(cast)
    ahead(cast, 14)
    ahead(cast, 9, body=body(cast))
    assert titles(proposed(one, cast.ada), "due") == ["Before the next"]


def test_questions_that_nobody_let_through_are_not_proposed(cast: Cast, plan: Plan) -> None:
    ask(cast.partnership, plan.promise.reference, "Not let through?", state="received")
    ask(cast.partnership, plan.promise.reference, "Answered?", state="answered", answer="Yes.", answered_at=NOW)
    assert titles(proposed(ahead(cast), cast.ada), "asked") == ["When does it start?"]


def test_each_test_has_its_turn_so_that_none_crowds_out_the_others(cast: Cast, plan: Plan) -> None:
    for number in range(MOST_FOUND * 2):
        Outcome.objects.create(partnership=cast.partnership, name=f"Outcome {number}", visibility="public")
    made = [one.wanted for one in proposed(ahead(cast), cast.ada) if one.heading == "found"]
    tests = [one.finding_key.partition("-")[0] for one in made]
    assert len(made) == MOST_FOUND
    assert len(set(tests)) > 2
    first_round = tests[: len(set(tests))]
    assert sorted(first_round) == sorted(set(tests))


def test_a_finding_about_a_draft_is_not_put_before_the_partners(cast: Cast, plan: Plan) -> None:
    hidden = Outcome.objects.create(partnership=cast.partnership, name="Unwritten", visibility="draft")
    about = {one.wanted.about for one in proposed(ahead(cast), cast.ada)}
    assert hidden.reference not in about
    Outcome.objects.update(visibility="partners")
    about = {one.wanted.about for one in proposed(ahead(cast), cast.ada)}
    assert hidden.reference in about


def test_what_is_on_the_agenda_is_not_proposed_again(cast: Cast, plan: Plan) -> None:
    one = ahead(cast)
    made = proposed(one, cast.ada)
    actions.take_up(one, by=cast.ada, at=NOW, chosen=[each.wanted for each in made])
    assert one.items.count() == len(made)
    assert proposed(one, cast.ada) == []


def test_what_was_put_off_comes_back_unless_something_was_decided(cast: Cast) -> None:
    last = meeting(cast, day=timezone.localdate())
    waits, decided, done = (item(last, cast, title) for title in ("Waits", "Decided", "Done"))
    opened(last, cast)
    actions.minute(done, by=cast.ada, at=NOW, version=1, minutes="", settled=True)
    promises.take_decision(decided, by=cast.ada, at=NOW, name="So", words="So be it.")
    promises.close_meeting(last, by=cast.ada, at=NOW)
    made = proposed(ahead(cast), cast.ada)
    assert [(one.wanted.title, one.wanted.about) for one in made if one.heading == "left"] == [
        ("Waits", waits.reference)
    ]
    assert titles(made, "standing") == ["Conflicts of interest", "Minutes of May board"]


def test_what_was_referred_to_a_body_is_proposed_there(cast: Cast) -> None:
    board = body(cast)
    last = meeting(cast, day=timezone.localdate())
    lights = item(last, cast)
    opened(last, cast)
    actions.minute(lights, by=cast.ada, at=NOW, version=1, minutes="", referred_to=board)
    assert titles(proposed(ahead(cast, body=board), cast.ada), "left") == ["Street lights"]
    assert titles(proposed(ahead(cast), cast.ada), "left") == []


def test_a_body_that_took_on_outcomes_looks_at_what_was_promised_towards_them(cast: Cast, plan: Plan) -> None:
    board = body(cast)
    other = Outcome.objects.create(partnership=cast.partnership, name="Other", visibility="public")
    make_promise(cast, "Towards it", plan.outcome, due_on=in_days(3))
    make_promise(cast, "Towards another", other, due_on=in_days(4))
    one = ahead(cast, body=board)
    assert titles(proposed(one, cast.ada), "due") == ["Towards it", "Towards another"]
    Remit.objects.create(body=board, outcome=plan.outcome, from_on=LONG_AGO)
    assert titles(proposed(one, cast.ada), "due") == ["Towards it"]


@pytest.mark.parametrize(("words", "length"), [("Long " * 39, 194), ("Long " * 40, 199), ("Longer " * 40, 200)])
def test_long_words_are_cut_to_the_length_of_a_title(words: str, length: int) -> None:
    assert len(_short(words)) == length


def test_it_asks_as_often_however_much_waits(cast: Cast, plan: Plan) -> None:
    def asked() -> int:
        who = asking(cast.ada)
        with CaptureQueriesContext(connection) as queries:
            proposed(one, who)
        return len(queries)

    one = ahead(cast)
    make_promise(cast, "First", plan.outcome, due_on=in_days(-3))
    few = asked()
    for number in range(20):
        make_promise(cast, f"Late {number}", plan.outcome, due_on=in_days(-3))
        ask(cast.partnership, plan.promise.reference, f"Why {number}?")
    assert asked() <= few


# The page


def test_one_press_proposes_and_what_is_ticked_is_taken(cast: Cast, plan: Plan) -> None:
    make_promise(cast, "Late one", plan.outcome, due_on=in_days(-3))
    one = ahead(cast)
    address = f"/{one.reference}/agenda/"
    said = page(address, cast.ada)
    assert f'<legend class="field-label">{FOUND}</legend>' in said
    made = proposed(one, cast.ada)
    client = signed_in(cast.ada)
    assert client.post(address, {}).status_code == REFUSED
    chosen = [each.key for each in made if each.is_ticked]
    for _time in range(2):
        assert client.post(address, {"chosen": chosen}).status_code == 302
    assert set(one.items.values_list("source", flat=True)) == {"standing", "late", "asked"}
    assert list(one.items.order_by("place_in_order").values_list("place_in_order", flat=True)) == [1, 2, 3]
    assert "Late one" in page(f"/{one.reference}/", cast.dan)


def test_an_unknown_tick_puts_nothing_on(cast: Cast, plan: Plan) -> None:
    one = ahead(cast)
    signed_in(cast.ada).post(f"/{one.reference}/agenda/", {"chosen": ["promise/JU-999", "<script>"]})
    assert AgendaItem.objects.count() == 0


def test_the_page_is_for_whoever_calls_the_meeting(cast: Cast) -> None:
    publish(cast.partnership)
    address = f"/{ahead(cast).reference}/agenda/"
    assert [signed_in(who).get(address).status_code for who in (cast.ada, cast.dan, cast.eve)] == [
        200,
        FORBIDDEN,
        MISSING,
    ]


def test_the_public_reads_no_title_of_a_promise_for_partners_on_a_public_agenda(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    make_promise(cast, "Quiet one", plan.outcome, due_on=in_days(-3), visibility="partners")
    one = ahead(cast, visibility="public")
    actions.take_up(one, by=cast.ada, at=NOW, chosen=[each.wanted for each in proposed(one, cast.ada)])
    address = f"/{one.reference}/"
    assert ("Quiet one" in page(address), "Quiet one" in page(address, cast.dan)) == (False, True)
    assert "This is about something that is not public." in page(address)


def test_a_promise_of_which_nothing_was_heard_after_every_reminder_comes_first(cast: Cast) -> None:
    promise = a_late_promise(cast)
    chase(cast)
    for _step in range(2):
        chase_again(cast)
    one = ahead(cast)
    assert titles(proposed(one, cast.ada), "silent") == []
    chase_again(cast)
    listed = proposed(one, cast.ada)
    assert titles(listed, "silent") == [promise.output]
    assert [each.heading for each in listed][:2] == ["standing", "silent"]
    assert promise.output not in titles(listed, "late")
