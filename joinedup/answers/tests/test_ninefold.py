"""The nine parts of joined-up work are counted from records, by what the asker may see."""

from pytest_django import DjangoAssertNumQueries

from joinedup.answers.ninefold import nine_tests
from joinedup.answers.tests.plan import Plan, ask, make_promise
from joinedup.outcomes.models import Indicator, Outcome, SignOff
from joinedup.partners.models import Standing
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.promises.models import Part
from joinedup.questions.models import Question
from joinedup.reviews import actions as reviews
from joinedup.reviews.tests.conftest import doing, marks, started


def test_a_plan_is_counted_part_by_part(cast: Cast, plan: Plan) -> None:
    Outcome.objects.create(partnership=cast.partnership, name="Streets are safe")
    Part.objects.create(commitment=plan.promise, what="Find rooms")
    assert cast.cara.person
    SignOff.objects.create(
        problem=plan.problem,
        organisation=cast.health,
        wording=1,
        stance="disagrees",
        words="Too narrow.",
        signed_at=NOW,
        signed_by=cast.cara,
        person=cast.cara.person,
    )
    assert [component.counts for component in nine_tests(cast.partnership, OPERATOR)] == [
        ("1 of 3 organisations that deliver have said yes or no to the problem or an outcome.",),
        ("1 of 2 outcomes have a measure of what changes for people.",),
        ("0 of 1 question has an answer.",),
        (
            "1 of 3 organisations that deliver have promised something.",
            "1 of 2 parts have been accepted by whoever takes them.",
        ),
        (),
        (
            "1 of 2 outcomes have a lead.",
            "1 of 1 promise has a lead.",
            "What the lead may decide is recorded for 0 of 1.",
        ),
        (),
        (),
        (),
    ]


def test_nothing_at_all_is_counted_as_nothing(cast: Cast) -> None:
    counted = nine_tests(cast.partnership, OPERATOR)
    assert [component.number for component in counted] == list(range(1, 10))
    assert counted[2].counts == ("Nobody has asked anything yet.",)
    assert counted[5].counts == ("0 of 0 outcomes have a lead.", "0 of 0 promises have a lead.")


def test_a_measure_of_activity_is_no_measure_of_what_changes_for_people(cast: Cast, plan: Plan) -> None:
    Indicator.objects.update(level="activity")
    assert nine_tests(cast.partnership, OPERATOR)[1].counts == (
        "0 of 1 outcome has a measure of what changes for people.",
    )


def test_only_members_that_deliver_today_are_counted(cast: Cast, plan: Plan) -> None:
    Standing.objects.filter(organisation=cast.charity).update(role="advises")
    Standing.objects.filter(organisation=cast.health).update(until_on=NOW.date().replace(year=2021))
    assert (
        nine_tests(cast.partnership, OPERATOR)[3].counts[0]
        == "1 of 1 organisation that delivers has promised something."
    )


def test_answered_questions_are_counted_and_those_not_let_through_are_not(cast: Cast, plan: Plan) -> None:
    ask(cast.partnership, plan.promise.reference, "Again?", state="answered", answer="Yes.", answered_at=NOW)
    ask(cast.partnership, plan.promise.reference, "Rude?", state="received", visibility="draft")
    assert nine_tests(cast.partnership, OPERATOR)[2].counts == ("1 of 2 questions have an answer.",)


def test_the_public_gets_counts_of_what_it_may_see(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    Outcome.objects.create(partnership=cast.partnership, name="Streets are safe")
    make_promise(cast, "Not yet told", plan.outcome, visibility="draft", organisation=cast.health)
    public = nine_tests(cast.partnership, None)
    assert public[1].counts == ("1 of 1 outcome has a measure of what changes for people.",)
    assert public[3].counts[0] == "1 of 3 organisations that deliver have promised something."


def test_counting_takes_six_queries_however_many_records(
    cast: Cast, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        make_promise(cast, f"Promise {number}", plan.outcome)
        ask(cast.partnership, plan.promise.reference, f"Question {number}?")
    assert Question.objects.count() == 21
    with django_assert_num_queries(6):
        nine_tests(cast.partnership, OPERATOR)


def test_what_members_say_of_themselves_stands_beside_what_is_counted(cast: Cast) -> None:
    review = started(cast, "nine", visibility="public")
    reviews.answer(review, **doing(cast.dan), organisation=cast.charity, given=marks(results=1, named=4))
    reviews.answer(review, **doing(cast.cara), organisation=cast.health, given=marks(results=5))
    assert {one.own_view for one in nine_tests(cast.partnership, OPERATOR)} == {""}
    reviews.close(review, **doing(cast.ada))
    assert [one.own_view for one in nine_tests(cast.partnership, OPERATOR) if one.own_view] == [
        "2 members say 3.0 of 5 of themselves, far apart.",
        "1 member says 4.0 of 5 of itself.",
    ]
