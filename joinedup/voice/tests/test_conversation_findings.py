"""Findings about conversations: each fires, and stays silent where it should."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from joinedup.frame.findings import TESTS
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises.models import Decision
from joinedup.voice.actions import programmes
from joinedup.voice.models import Conversation, Option, Stage, TradeOff
from joinedup.voice.tests.made import CLOSES, a_conversation, a_draft, doing

Count = Callable[..., Any]
TWO_YEARS_AGO = timezone.now() - timedelta(days=730)


def found(number: str, cast: Cast) -> list[tuple[tuple[str, ...], str]]:
    return [(one.causes, one.words) for one in TESTS[number].look(cast.partnership, OPERATOR)]


def stored(conversation: Conversation, **said: Any) -> Conversation:
    """A conversation with what nobody can make it say: as it may come from elsewhere."""
    Conversation.objects.filter(pk=conversation.pk).update(**said)
    return conversation


@pytest.fixture
def asked(cast: Cast) -> Conversation:
    return a_conversation(cast)


@pytest.fixture
def decided(cast: Cast) -> Decision:
    return Decision.objects.create(partnership=cast.partnership, name="Streets", decided_on=date(2031, 5, 6))


def test_less_money_that_is_no_reason_given_is_found(cast: Cast) -> None:
    less = a_conversation(cast, budget_change=-250_000, driver="quality")
    a_conversation(cast, budget_change=-250_000, driver="saving")
    a_conversation(cast, budget_change=-250_000, driver="quality", other_driver="saving")
    a_conversation(cast, budget_change=250_000, driver="quality")
    a_draft(cast, budget_change=-250_000, driver="quality")
    words = "There is to be £2,500 less, and that is not among the reasons."
    assert found("B44", cast) == [((less.reference,), words)]


def test_one_that_began_on_the_day_of_the_decision_is_found(cast: Cast, asked: Conversation, decided: Decision) -> None:
    assert found("B51", cast) == []
    stored(asked, decision=decided)
    assert found("B51", cast) == [((asked.reference,), "It was decided on 6 May 2031, before it began.")]


def test_one_that_opened_long_before_its_first_day_is_judged_by_that_day(
    cast: Cast, asked: Conversation, decided: Decision
) -> None:
    stored(asked, decision=decided, opens_on=date(2031, 5, 5))
    words = "It was decided on 6 May 2031, before people had finished."
    assert found("B51", cast) == [((asked.reference,), words)]


def test_a_decision_after_people_had_finished_is_none(cast: Cast, asked: Conversation, decided: Decision) -> None:
    Decision.objects.filter(pk=decided.pk).update(decided_on=CLOSES + timedelta(days=1))
    stored(asked, decision=decided)
    assert found("B51", cast) == []


def test_one_that_leaves_nothing_open_is_found(cast: Cast, asked: Conversation) -> None:
    stored(asked, what_is_open="Nothing.")
    assert found("B51", cast) == [((asked.reference,), "It leaves nothing open.")]


def test_a_stage_at_which_people_take_part_and_nothing_is_open_is_found(cast: Cast, asked: Conversation) -> None:
    days = {"from_on": date(2031, 5, 6), "until_on": date(2031, 5, 20)}
    stage = Stage.objects.create(conversation=asked, kind="choice", name="Choose", **days)
    words = "At one of its stages people take part and nothing is said to be open."
    assert found("B51", cast) == [((asked.reference,), words)]
    Stage.objects.filter(pk=stage.pk).update(takes_people=False)
    assert found("B51", cast) == []


def test_people_who_were_asked_once_and_never_again_are_found(cast: Cast) -> None:
    once = stored(a_conversation(cast), state="closed", closed_at=TWO_YEARS_AGO)
    assert found("B52", cast) == [((once.reference,), "Those people have not been asked again in a year.")]
    a_conversation(cast)
    assert found("B52", cast) == []


def test_one_that_closed_of_late_is_no_one_off(cast: Cast) -> None:
    stored(a_conversation(cast), state="closed", closed_at=timezone.now() - timedelta(days=364))
    assert found("B52", cast) == []


def test_asking_others_is_not_asking_again(cast: Cast) -> None:
    once = stored(a_conversation(cast), state="closed", closed_at=TWO_YEARS_AGO)
    once.places.add(cast.millbrook)
    other = a_conversation(cast)
    other.places.add(cast.town)
    assert [causes for causes, _words in found("B52", cast)] == [(once.reference,)]
    other.places.add(cast.millbrook)
    assert found("B52", cast) == []


def test_asking_in_the_same_programme_is_asking_again(cast: Cast) -> None:
    said: dict[str, Any] = {"name": "Talks", "community": "Families", "purpose": "To listen.", "from_on": NOW.date()}
    programme = programmes.start_programme(cast.partnership, **doing(cast.ada), **said)
    once = stored(a_conversation(cast, programme=programme), state="closed", closed_at=TWO_YEARS_AGO)
    other = a_conversation(cast)
    assert [causes for causes, _words in found("B52", cast)] == [(once.reference,)]
    stored(other, programme=programme)
    assert found("B52", cast) == []


def test_one_without_a_limit_in_numbers_is_found_unless_its_options_say_it(cast: Cast, asked: Conversation) -> None:
    assert found("B53", cast) == []
    stored(asked, limits="There is not much.")
    assert found("B53", cast) == [((asked.reference,), "It says no limit in numbers.")]
    trade_off = TradeOff.objects.create(conversation=asked, name="Streets", aim="save", total=100)
    for number in (1, 2):
        Option.objects.create(trade_off=trade_off, place_in_order=number, name="A", pence=50, gives_up="B")
    assert found("B53", cast) == []


def test_one_whose_options_have_gone_is_found_whatever_its_limits(cast: Cast, asked: Conversation) -> None:
    trade_off = TradeOff.objects.create(conversation=asked, name="Streets", aim="save", total=100)
    Option.objects.create(trade_off=trade_off, place_in_order=1, name="A", pence=50, gives_up="B")
    words = "It asks people to choose between fewer than two options."
    assert found("B53", cast) == [((asked.reference,), words)]


def test_a_draft_without_limits_is_found_once_its_first_day_has_passed(cast: Cast) -> None:
    late = a_draft(cast, limits="", opens_on=timezone.localdate() - timedelta(days=1))
    a_draft(cast, limits="", opens_on=timezone.localdate())
    assert [causes for causes, _words in found("B53", cast)] == [(late.reference,)]


def test_one_that_reaches_people_in_one_way_is_found_with_all_that_it_lacks(cast: Cast) -> None:
    asked = a_conversation(cast, languages="en pl")
    asked.channels.exclude(kind="online").delete()
    words = (
        "There is only one way to take part. Of no way is said what makes it usable for everybody. "
        "There is no way to take part in Polski."
    )
    assert found("B59", cast) == [((asked.reference,), words)]
    asked.channels.create(kind="meeting", where="Northtown library", language="pl", usable_because="A ramp and a loop")
    assert found("B59", cast) == []


@pytest.mark.parametrize(
    ("data", "lived", "words"),
    [
        (True, False, "The conclusion rests on figures only."),
        (False, True, "The conclusion rests on what people have lived through only."),
        (False, False, "The conclusion rests on neither figures nor what people have lived through."),
    ],
)
def test_a_conclusion_that_leaves_out_one_source_in_silence_is_found(
    cast: Cast, asked: Conversation, data: bool, lived: bool, words: str
) -> None:
    said = {"state": "answered", "closed_at": NOW, "answered_at": NOW, "conclusion": "All of them."}
    stored(asked, cites_data=data, cites_lived=lived, **said)
    assert found("B66", cast) == [((asked.reference,), words)]
    stored(asked, why_not_both="Nobody has counted it yet.")
    assert found("B66", cast) == []


def test_a_conclusion_that_rests_on_both_is_not_found(cast: Cast, asked: Conversation) -> None:
    said = {"state": "answered", "closed_at": NOW, "answered_at": NOW, "conclusion": "All of them."}
    stored(asked, cites_data=True, cites_lived=True, **said)
    assert found("B66", cast) == []


@pytest.mark.parametrize(
    ("number", "queries"), [("B44", 1), ("B51", 1), ("B52", 1), ("B53", 1), ("B59", 2), ("B66", 1)]
)
def test_the_number_of_queries_does_not_grow(
    cast: Cast, django_assert_num_queries: Count, number: str, queries: int
) -> None:
    for _each in range(3):
        a_conversation(cast)
    with django_assert_num_queries(queries):
        found(number, cast)
