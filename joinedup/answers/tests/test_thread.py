"""How this connects: from every kind of noun, where it breaks off, and who sees what of it."""

from collections.abc import Iterator
from datetime import date

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.answers import thread
from joinedup.answers.tests.plan import Plan, ask, make_promise
from joinedup.answers.thread import Break, Line, Record, Thread
from joinedup.outcomes.models import Indicator, Link, Outcome, Problem, Step
from joinedup.partners.models import Membership, Person
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import LONG_AGO, Cast, publish
from joinedup.promises.models import Commitment, Part
from joinedup.questions.models import Question

BEN = "Ben Hughes, Head of early years, Northtown Council"


def test_the_thread_of_an_outcome_runs_from_the_problem_down_to_the_people(cast: Cast, plan: Plan) -> None:
    assert _told(thread.of(plan.outcome.reference, OPERATOR)) == [
        "The problem",
        "- Children start school behind",
        "HERE Every child starts ready",
        "- Who answers for it",
        f"  - {BEN}",
        "- How it moves",
        "  - Ready at five",
        "- What leads to it",
        "  - Visits made",
        "    - What leads to it",
        "      - Visiting",
        "- What is promised",
        "  - Visit every new family",
        "    - Who answers for it",
        f"      - {BEN}",
        "    - Its parts",
        "      - Train visitors",
    ]


def test_the_thread_of_a_problem_runs_down_through_its_outcomes(cast: Cast, plan: Plan) -> None:
    walked = _walked(plan.problem.reference, OPERATOR)
    assert (walked.above, walked.breaks) == ((), ())
    assert _titles(walked.here) == [
        "Every child starts ready",
        BEN,
        "Ready at five",
        "Visits made",
        "Visiting",
        "Visit every new family",
        BEN,
        "Train visitors",
    ]


def test_the_thread_of_a_promise_shows_what_it_is_for_and_who_carries_it(cast: Cast, plan: Plan) -> None:
    assert _told(thread.of(plan.promise.reference, OPERATOR)) == [
        "The problem",
        "- Children start school behind",
        "  - What should be so instead",
        "    - Every child starts ready",
        "      - How it moves",
        "        - Ready at five",
        "HERE Visit every new family",
        "- Who answers for it",
        f"  - {BEN}",
        "- Its parts",
        "  - Train visitors",
        "- What was asked",
        "  - When does it start?",
    ]


def test_the_thread_of_a_part_is_that_of_its_promise(cast: Cast, plan: Plan) -> None:
    assert _walked(plan.part.reference, OPERATOR).here == _walked(plan.promise.reference, OPERATOR).here


def test_the_thread_of_a_measure_shows_what_it_measures_and_what_is_promised_to_move_it(cast: Cast, plan: Plan) -> None:
    walked = _walked(plan.indicator.reference, OPERATOR)
    assert _above(walked) == ["Children start school behind", "Every child starts ready"]
    assert _titles(walked.here) == ["Visit every new family", BEN, "Train visitors"]


def test_the_thread_of_a_step_shows_the_rungs_above_and_below(cast: Cast, plan: Plan) -> None:
    walked = _walked(plan.activity.reference, OPERATOR)
    assert _above(walked) == [
        "Children start school behind",
        "Every child starts ready",
        "Ready at five",
        "Visits made",
    ]
    assert _titles(_walked(plan.output.reference, OPERATOR).here) == ["Visiting"]


def test_steps_that_lead_to_each_other_do_not_go_round_for_ever(cast: Cast, plan: Plan) -> None:
    Link.objects.create(lower=plan.output, step=plan.activity)
    assert _titles(_walked(plan.output.reference, OPERATOR).here) == ["Visiting"]


def test_the_thread_of_an_organisation_shows_what_it_promised_and_which_parts_it_takes(cast: Cast, plan: Plan) -> None:
    council, charity = (_walked(each.reference, OPERATOR) for each in (cast.council, cast.charity))
    assert _titles(council.here) == ["Visit every new family", BEN, "Train visitors"]
    assert _above(council) == ["Children start school behind", "Every child starts ready", "Ready at five"]
    assert _titles(charity.here) == ["Train visitors"]


def test_the_thread_of_a_person_shows_what_the_post_answers_for(cast: Cast, plan: Plan) -> None:
    assert cast.ben.person
    walked = _walked(cast.ben.person.reference, OPERATOR)
    assert walked.here.title == BEN
    assert _titles(walked.here) == [
        "Every child starts ready",
        "Ready at five",
        "Visit every new family",
        BEN,
        "Train visitors",
    ]


def test_the_thread_of_a_question_shows_what_it_is_about_and_what_that_is_for(cast: Cast, plan: Plan) -> None:
    walked = _walked(plan.question.reference, OPERATOR)
    assert walked.here.title == "When does it start?"
    assert [line.records[-1].title for line in walked.above][-1] == "Visit every new family"
    assert _above(walked)[0] == "Children start school behind"


def test_the_thread_of_a_question_about_a_place_names_the_place(cast: Cast, plan: Plan) -> None:
    asked = ask(cast.partnership, cast.millbrook.reference, "Is there a playgroup?")
    assert _above(_walked(asked.reference, OPERATOR)) == ["Millbrook"]


def test_an_answer_is_told_on_the_thread(cast: Cast, plan: Plan) -> None:
    Question.objects.filter(pk=plan.question.pk).update(
        state="answered", answer="In September.", answered_at="2031-05-06T09:00Z"
    )
    asked = _walked(plan.promise.reference, OPERATOR).here.lines[-1]
    assert [record.said for record in asked.records] == ["Answered: In September."]


# Where it breaks off


def test_a_plan_that_joins_up_breaks_off_nowhere(cast: Cast, plan: Plan) -> None:
    for noun in (plan.problem, plan.outcome, plan.indicator, plan.output, plan.promise, plan.question):
        assert _walked(noun.reference, OPERATOR).breaks == ()


def test_an_outcome_with_nothing_breaks_off_at_each_place(cast: Cast) -> None:
    bare = Outcome.objects.create(partnership=cast.partnership, name="Streets are safe")
    assert _breaks(bare.reference, OPERATOR) == [
        "No problem is stated that this deals with.",
        "Nobody is named.",
        "No measure shows whether this moves.",
        "No promise serves this outcome.",
    ]


def test_a_problem_without_an_outcome_breaks_off(cast: Cast) -> None:
    bare = Problem.objects.create(partnership=cast.partnership, name="Damp homes")
    assert _breaks(bare.reference, OPERATOR) == ["No outcome says what should be so instead."]


def test_a_measure_without_figures_or_outcome_breaks_off(cast: Cast) -> None:
    bare = Indicator.objects.create(partnership=cast.partnership, name="Damp homes counted")
    assert _breaks(bare.reference, OPERATOR) == ["This serves no outcome.", "No figures have been recorded."]


def test_a_step_that_leads_nowhere_breaks_off(cast: Cast) -> None:
    bare = Step.objects.create(partnership=cast.partnership, kind="output", name="Leaflets")
    assert _breaks(bare.reference, OPERATOR) == ["This serves no outcome."]


def test_a_promise_that_serves_nothing_and_that_nobody_leads_breaks_off(cast: Cast) -> None:
    bare = make_promise(cast, "Hold a meeting", lead=None)
    assert _breaks(bare.reference, OPERATOR) == ["This serves no outcome.", "Nobody is named."]


def test_a_lead_who_has_left_is_a_break(cast: Cast, plan: Plan) -> None:
    Membership.objects.filter(person=cast.ben.person).update(until_on=LONG_AGO)
    assert _breaks(plan.promise.reference, OPERATOR) == ["Whoever was named has left the post."]


def test_a_lead_who_declined_is_a_break_and_is_not_named(cast: Cast, plan: Plan) -> None:
    Commitment.objects.filter(pk=plan.promise.pk).update(lead_word="declined")
    assert _breaks(plan.promise.reference, OPERATOR) == ["Whoever was named declined to lead it."]


def test_a_part_without_taker_and_one_that_is_not_accepted_are_breaks(cast: Cast, plan: Plan) -> None:
    Part.objects.create(commitment=plan.promise, what="Find rooms")
    Part.objects.create(commitment=plan.promise, what="Print cards", organisation=cast.health)
    assert _breaks(plan.promise.reference, OPERATOR) == [
        "No organisation has taken this part.",
        "The organisation has not accepted this part yet.",
    ]


def test_a_question_that_is_overdue_is_a_break_and_one_that_nobody_asked_is_not(cast: Cast, plan: Plan) -> None:
    Question.objects.filter(pk=plan.question.pk).update(due_on=date(2020, 3, 3))
    assert _breaks(plan.promise.reference, OPERATOR) == ["No answer has come, though one was due on 3 March 2020."]
    Question.objects.all().delete()
    assert _breaks(plan.promise.reference, OPERATOR) == []


def test_an_organisation_that_promised_nothing_is_a_break(cast: Cast) -> None:
    assert _breaks(cast.health.reference, OPERATOR) == ["Nothing has been promised."]


def test_a_break_leads_members_to_the_page_that_mends_it_and_nobody_else(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    Commitment.objects.filter(pk=plan.promise.pk).update(lead=None)
    mends = [_walked(plan.promise.reference, asker).breaks[0].mend for asker in (cast.ada, cast.dan, cast.eve, None)]
    there = f"/{plan.promise.reference}/lead/"
    assert mends == [there, there, "", ""]


# Who sees what


def test_nothing_of_an_unpublished_partnership_is_shown_to_strangers(cast: Cast, plan: Plan) -> None:
    for noun in (plan.problem, plan.outcome, plan.indicator, plan.output, plan.promise, plan.part, plan.question):
        assert [thread.of(noun.reference, asker) for asker in (None, cast.rosa, cast.eve)] == [None] * 3


def test_drafts_are_left_out_for_those_who_may_not_see_them(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    Problem.objects.update(visibility="draft")
    Indicator.objects.update(visibility="draft")
    Step.objects.update(visibility="draft")
    Commitment.objects.update(visibility="draft")
    Question.objects.update(visibility="draft")
    public = _walked(plan.outcome.reference, None)
    assert (_above(public), _titles(public.here)) == ([], ["Head of early years, Northtown Council"])
    assert len(_titles(_walked(plan.outcome.reference, cast.ada).here)) == 7


def test_the_public_reads_the_post_and_the_name_only_by_consent(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    assert (
        _walked(plan.promise.reference, None).here.lines[0].records[0].title == "Head of early years, Northtown Council"
    )
    Person.objects.update(consents_to_name=True)
    assert _walked(plan.promise.reference, None).here.lines[0].records[0].title == BEN


@pytest.mark.parametrize("reference", ["outcome/JU-999", "outcome/nonsense", "account/JU-1", "", "place/JU-1"])
def test_what_is_not_there_has_no_thread(cast: Cast, reference: str) -> None:
    assert thread.of(reference, OPERATOR) is None


# How much it costs


@pytest.mark.parametrize("copies", [0, 12])
@pytest.mark.parametrize(
    ("noun", "queries"),
    [
        ("problem", 16),
        ("outcome", 16),
        ("indicator", 9),
        ("activity", 9),
        ("promise", 11),
        ("part", 11),
        ("question", 12),
    ],
)
def test_a_thread_takes_as_many_queries_whatever_hangs_on_it(
    cast: Cast, plan: Plan, noun: str, queries: int, copies: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    for number in range(copies):
        make_promise(cast, f"Promise {number}", plan.outcome)
        Part.objects.create(commitment=plan.promise, what=f"Part {number}", organisation=cast.health)
        ask(cast.partnership, plan.promise.reference, f"Question {number}?")
    reference = getattr(plan, noun).reference
    with django_assert_num_queries(queries):
        thread.of(reference, None)


# Telling a thread in lines


def _walked(reference: str, asker: Asker) -> Thread:
    walked = thread.of(reference, asker)
    assert walked is not None
    return walked


def _breaks(reference: str, asker: Asker) -> list[str]:
    return [str(found.words) for found in _walked(reference, asker).breaks]


def _above(walked: Thread) -> list[str]:
    return [title for line in walked.above for record in line.records for title in (record.title, *_titles(record))]


def _titles(record: Record) -> list[str]:
    return [title for line in record.lines for each in line.records for title in (each.title, *_titles(each))]


def _told(walked: Thread | None) -> list[str]:
    """A thread as an indented list."""
    assert walked is not None
    above = [told for line in walked.above for told in _lines_told(line, 0)]
    below = [told for line in walked.here.lines for told in _lines_told(line, 1)]
    return [*above, f"HERE {walked.here.title}", *below]


def _lines_told(line: Line, depth: int) -> Iterator[str]:
    yield _at(depth, str(line.words))
    for record in line.records:
        yield _at(depth + 1, record.title)
        for below in record.lines:
            yield from _lines_told(below, depth + 2)
    yield from (_at(depth + 1, f"BREAK {_words(found)}") for found in line.breaks)


def _at(depth: int, words: str) -> str:
    return f"{'  ' * (depth - 1)}- {words}" if depth else words


def _words(found: Break) -> str:
    return str(found.words)
