"""B25 fires for a question past its day, stays silent for all others, and leaks none that is not let through."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.questions.findings import question_past_its_day
from joinedup.questions.models import Question


def test_a_question_past_its_day_is_found_with_the_day(cast: Cast) -> None:
    late = _ask(cast, due_on=date(2020, 3, 3))
    (found,) = question_past_its_day(cast.partnership, OPERATOR)
    assert (found.causes, found.mend) == ((late.reference,), f"/{late.reference}/")
    assert found.words == "It waits for an answer; the answer was due on 3 March 2020."


@pytest.mark.parametrize(
    "said",
    [
        {"due_on": None},
        {"state": "answered", "answer": "In September.", "answered_at": NOW},
        {"state": "declined", "reason": "It names a child."},
        {"kind": "finding", "finding_key": "B13-0"},
    ],
)
def test_questions_in_time_answered_declined_or_of_the_rulebook_are_not_found(
    cast: Cast, said: dict[str, object]
) -> None:
    _ask(cast, **{**said, "due_on": said.get("due_on", date(2020, 3, 3)) or localdate()})
    assert list(question_past_its_day(cast.partnership, OPERATOR)) == []


def test_a_question_is_in_time_until_its_day_is_over(cast: Cast) -> None:
    _ask(cast, due_on=localdate())
    yesterday = _ask(cast, due_on=localdate() - timedelta(days=1))
    assert [found.causes for found in question_past_its_day(cast.partnership, OPERATOR)] == [(yesterday.reference,)]


def test_a_question_that_is_not_let_through_is_found_by_the_convenor_alone(cast: Cast) -> None:
    publish(cast.partnership)
    _ask(cast, due_on=date(2020, 3, 3), state="received", visibility="draft")
    counts = [len(list(question_past_its_day(cast.partnership, asker))) for asker in (cast.ada, cast.dan, None)]
    assert counts == [1, 0, 0]
    (found,) = question_past_its_day(cast.partnership, cast.ada)
    assert found.words == "It waits to be let through; the answer was due on 3 March 2020."


@pytest.mark.parametrize("number", [1, 20])
def test_looking_takes_one_query_however_many_questions(
    cast: Cast, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(number):
        _ask(cast, due_on=date(2020, 3, 3))
    with django_assert_num_queries(1):
        assert len(list(question_past_its_day(cast.partnership, OPERATOR))) == number


def _ask(cast: Cast, **said: object) -> Question:
    usual = {"kind": "question", "state": "open", "about": cast.partnership.reference, "visibility": "public"}
    return Question.objects.create(partnership=cast.partnership, words="Why?", asked_at=NOW, **{**usual, **said})
