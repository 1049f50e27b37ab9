"""What is still to settle: found, told to whoever may see it, answered, and lapsed when its causes change."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.answers import checking
from joinedup.answers.permissions import mendable
from joinedup.answers.rulebook import Rulebook, ToSettle, rulebook, told
from joinedup.answers.tests.plan import Plan, ask, make_promise
from joinedup.frame import findings
from joinedup.outcomes.models import Outcome, Problem, SignOff
from joinedup.partners.models import Account, Standing
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.promises.models import Commitment, Part
from joinedup.questions.actions import answer_finding
from joinedup.questions.models import Question

HOUSE = [
    "B1",
    "B2",
    "B3",
    "B4",
    "B5",
    "B6",
    "B7",
    "B8",
    "B10",
    "B11",
    "B12",
    "B13",
    "B14",
    "B15",
    "B16",
    "B17",
    "B18",
    "B19",
    "B20",
    "B21",
    "B22",
    "B23",
    "B24",
    "B25",
    "B26",
    "B27",
    "B28",
    "B29",
    "B30",
    "B31",
    "B32",
    "B33",
    "B34",
    "B35",
    "B36",
    "B44",
    "B50",
    "B51",
    "B52",
    "B53",
    "B54",
    "B55",
    "B56",
    "B57",
    "B58",
    "B59",
    "B60",
    "B66",
    "B74",
    "B75",
    "B76",
    "B77",
    "B78",
    "B79",
    "B80",
    "B82",
    "B86",
    "B87",
    "B94",
]
Answer = Callable[[ToSettle, Account], Question]


@pytest.fixture
def unled(cast: Cast, plan: Plan) -> Commitment:
    """A promise that nobody leads, of a published partnership."""
    publish(cast.partnership)
    return make_promise(cast, "Hold a meeting", plan.outcome, lead=None, organisation=cast.charity)


@pytest.fixture
def answer(cast: Cast) -> Answer:
    def give(one: ToSettle, by: Account) -> Question:
        return answer_finding(
            cast.partnership,
            by=by,
            at=NOW,
            number=one.number,
            key=one.found.key,
            causes=one.found.finding.causes,
            answer="Known, because the post is vacant.",
        )

    return give


def test_every_test_of_this_house_is_registered_and_says_what_it_looks_for_and_whence() -> None:
    assert [test.number for test in findings.tests()] == HOUSE
    assert [test.number for test in findings.tests() if not (test.title and test.looks_for and test.source)] == []


def test_findings_stand_in_the_order_of_their_tests_and_are_counted(cast: Cast, unled: Commitment) -> None:
    book = rulebook(cast.partnership, OPERATOR)
    numbers = [int(one.number[1:]) for one in book.to_settle]
    assert numbers == sorted(numbers)
    assert {test.number: count for test, count in book.counts}["B13"] == 1


def test_an_answer_stands_beside_its_finding_and_lapses_when_it_is_mended(
    cast: Cast, unled: Commitment, answer: Answer
) -> None:
    given = answer(_unled(rulebook(cast.partnership, OPERATOR)), cast.dan)
    book = rulebook(cast.partnership, None)
    assert (_unled(book).answer, book.lapsed) == (given, ())
    Commitment.objects.filter(pk=unled.pk).update(lead=cast.dan.person)
    book = rulebook(cast.partnership, None)
    assert [(one.answer, one.test.number if one.test else "") for one in book.lapsed] == [(given, "B13")]
    assert book.answered == ()


def test_an_answer_to_what_a_reader_may_not_see_has_not_lapsed_for_that_reader(
    cast: Cast, unled: Commitment, answer: Answer
) -> None:
    answer(_unled(rulebook(cast.partnership, OPERATOR)), cast.dan)
    Commitment.objects.filter(pk=unled.pk).update(visibility="draft")
    assert rulebook(cast.partnership, None).lapsed == ()


def test_particulars_are_told_only_to_those_who_may_see_every_cause(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    Problem.objects.update(statement="Too few places.", visibility="draft")
    assert cast.cara.person
    SignOff.objects.create(
        problem=plan.problem,
        organisation=cast.health,
        wording=1,
        stance="disagrees",
        words="This is not so.",
        signed_at=NOW,
        signed_by=cast.cara,
        person=cast.cara.person,
    )
    unagreed = [one for one in rulebook(cast.partnership, None).to_settle if one.number == "B1"]
    assert [(one.words, plan.problem.name in str(one.records)) for one in told(unagreed, None)] == [("", False)]
    assert ["This is not so." in one.words for one in told(unagreed, cast.ada)] == [True]


def test_the_convenor_may_mend_all_others_what_their_organisations_hold(cast: Cast, unled: Commitment) -> None:
    to_settle = rulebook(cast.partnership, OPERATOR).to_settle
    one = _unled(rulebook(cast.partnership, OPERATOR))
    may = {
        account.email.partition("@")[0]: one.found.key in mendable(account, cast.partnership, to_settle)
        for account in (cast.ada, cast.ben, cast.dan, cast.eve, cast.rosa, cast.olu)
    }
    assert may == {"ada": True, "ben": False, "dan": True, "eve": False, "rosa": False, "olu": False}
    assert mendable(None, cast.partnership, to_settle) == frozenset()


def test_any_member_may_mend_an_outcome_without_work_by_promising_something(cast: Cast, unled: Commitment) -> None:
    Outcome.objects.create(partnership=cast.partnership, name="Streets are safe", visibility="public")
    idle = [one for one in rulebook(cast.partnership, OPERATOR).to_settle if one.number == "B5"]
    assert [len(mendable(account, cast.partnership, idle)) for account in (cast.dan, cast.eve)] == [1, 0]


# The command line's check


def test_a_check_prints_a_line_a_test_and_with_details_a_line_a_finding(
    cast: Cast, unled: Commitment, answer: Answer
) -> None:
    answer(_unled(rulebook(cast.partnership, OPERATOR)), cast.dan)
    (checked,) = checking.check([cast.partnership])
    short, long = list(checking.lines(checked)), list(checking.lines(checked, details=True))
    number = cast.partnership.reference.partition("/")[2]
    total = len(checked.rulebook.to_settle)
    assert short[0] == f"{number} Starting well: {total} things to settle, {total - 1} without an answer"
    assert "   B13      1  Nobody by name is answerable" in short
    assert f"       [answered] {unled.reference} Nobody is named." in long
    assert (len(long) - len(short), checked.unanswered) == (total, total - 1)


def test_a_partnership_with_nothing_to_settle_says_so(cast: Cast) -> None:
    Standing.objects.update(from_on=timezone.localdate())  # no governing body is due to look at it yet
    (checked,) = checking.check([cast.partnership])
    number = cast.partnership.reference.partition("/")[2]
    assert list(checking.lines(checked)) == [f"{number} Starting well: nothing to settle"]


def test_a_check_takes_as_many_queries_however_many_promises_and_outcomes(
    cast: Cast, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for copies in (1, 30):
        for number in range(copies):
            outcome = Outcome.objects.create(partnership=cast.partnership, name=f"Outcome {copies}.{number}")
            promise = make_promise(cast, f"Promise {copies}.{number}", outcome, lead=None)
            Part.objects.create(commitment=promise, what="A part")
            ask(cast.partnership, outcome.reference, "Why?", due_on="2020-01-01")
        with django_assert_num_queries(108):
            assert len(list(checking.check([cast.partnership]))) == 1


def _unled(book: Rulebook) -> ToSettle:
    (one,) = (one for one in book.to_settle if one.number == "B13")
    return one
