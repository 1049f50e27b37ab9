"""What is in the way: told of, told again elsewhere, removed, kept for a reason, turned into an exception."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from joinedup.frame.refusals import Refused
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Barrier
from joinedup.promises.reads import barriers as reads
from joinedup.promises.tests.freed import asked, told
from joinedup.promises.tests.made import an_outcome
from joinedup.questions import actions as questions
from joinedup.questions.models import Question
from joinedup.record.models import Entry


def codes(error: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in error.value.refusals)


def test_what_is_told_of_is_a_question_with_a_clock_to_the_owner_of_the_rule(cast: Cast) -> None:
    barrier = told(cast)
    question = barrier.question
    assert (question.kind, question.state, question.of, question.asking) == (
        "barrier",
        "open",
        cast.health,
        cast.council,
    )
    assert question.due_on == NOW.date() + timedelta(days=cast.partnership.days_to_answer)
    entry = Entry.objects.get(subject=question.reference)
    assert (entry.verb, entry.facts["kind"], entry.facts["of"]) == ("put", "barrier", cast.health.reference)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"rule": " ", "owner": None}, ("no_rule", "no_owner")),
        ({"owner_outside": "The ministry"}, ("two_owners",)),
        ({"by": "dan"}, ("not_allowed",)),
        ({"owner": "stranger"}, ("not_a_member",)),
        ({"owner": "council"}, ("asks_itself",)),
        ({"organisation": "stranger", "by": "eve"}, ("not_a_member", "not_in_scope")),
        ({"words": "Ring Ann on 07700 900 123"}, ("personal_details",)),
        ({"due_on": date(2031, 5, 5)}, ("due_before",)),
    ],
)
def test_what_is_in_the_way_is_not_told_of_like_this(
    cast: Cast, given: dict[str, Any], expected: tuple[str, ...]
) -> None:
    named = {
        key: getattr(cast, value) for key, value in given.items() if isinstance(value, str) and hasattr(cast, value)
    }
    with pytest.raises(Refused) as refused:
        told(cast, **{**given, **named})
    assert codes(refused) == expected
    assert not Question.objects.exists()


def test_the_convenor_gives_the_reply_of_an_owner_who_stands_outside(cast: Cast) -> None:
    barrier = told(cast, owner=None, owner_outside="The ministry")
    questions.answer(barrier.question, by=cast.ada, at=NOW, answer="They look into it.")
    assert Question.objects.get().state == "answered"


def test_removing_a_barrier_answers_it_and_keeping_one_says_why(cast: Cast) -> None:
    """The Warning of S52: some controls are worth their price, and keeping one is an answer too."""
    removed, kept = told(cast), told(cast, rule="Two adults in every room")
    actions.remove_barrier(removed, by=cast.cara, at=NOW, because="The form is gone.")
    actions.keep_barrier(kept, by=cast.cara, at=NOW, because="It keeps children safe.")
    stored = {one.rule: (one.removed_on, one.kept_because, one.question.state) for one in Barrier.objects.all()}
    assert stored == {
        "Each visit is reported twice": (NOW.date(), "", "answered"),
        "Two adults in every room": (None, "It keeps children safe.", "answered"),
    }
    assert reads.counts(Barrier.objects.all()) == reads.Counts(told=2, removed=1, kept=1, open=0, hours=0)


@pytest.mark.parametrize("who", ["ben", "dan", "eve", "olu"])
def test_nobody_settles_a_barrier_but_the_owner_and_the_convenor(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.remove_barrier(told(cast), by=getattr(cast, who), at=NOW, because="Gone.")
    assert codes(refused) == ("not_allowed",)


def test_a_barrier_is_settled_once_and_in_words(cast: Cast) -> None:
    barrier = told(cast)
    with pytest.raises(Refused) as refused:
        actions.keep_barrier(barrier, by=cast.cara, at=NOW, because=" ")
    assert codes(refused) == ("no_reason",)
    actions.keep_barrier(barrier, by=cast.cara, at=NOW, because="It keeps children safe.")
    with pytest.raises(Refused) as refused:
        actions.remove_barrier(barrier, by=cast.cara, at=NOW, because="After all.")
    assert codes(refused) == ("settled",)


def test_one_told_of_from_two_places_counts_once_with_the_hours_of_both(cast: Cast) -> None:
    first = told(cast, hours_a_year=100)
    second = told(cast, by=cast.dan, organisation=cast.charity, rule="Reports in two copies", hours_a_year=40)
    actions.join_barriers(second, by=cast.ada, at=NOW, same_as=first)
    assert reads.counts(Barrier.objects.all()) == reads.Counts(told=1, removed=0, kept=0, open=1, hours=140)
    (row,) = reads.rows(reads.with_names(reads.told_first(Barrier.objects.all())), cast.ada)
    assert (row.told_by, row.hours) == (("Northtown Council", "Open Door"), 140)


def test_barriers_are_joined_by_the_convenor_to_one_that_was_told_of_first(cast: Cast) -> None:
    first, second, third = told(cast), told(cast), told(cast)
    actions.join_barriers(second, by=cast.ada, at=NOW, same_as=first)

    def refused(barrier: Barrier, other: Barrier, by: Account = cast.ada) -> tuple[str, ...]:
        with pytest.raises(Refused) as error:
            actions.join_barriers(Barrier.objects.get(pk=barrier.pk), by=by, at=NOW, same_as=other)
        return codes(error)

    assert refused(third, first, cast.cara) == ("not_allowed",)
    assert refused(third, third) == ("itself",)
    assert refused(third, second) == ("told_again",)
    assert refused(first, third) == ("has_others",)
    assert refused(second, third) == ("joined_already",)


def test_an_exception_is_asked_for_from_a_barrier(cast: Cast) -> None:
    barrier = told(cast)
    freedom = asked(cast, barrier=barrier)
    (row,) = reads.rows(reads.with_names(Barrier.objects.all()), cast.ada)
    assert row.exceptions == (freedom,)


def test_a_barrier_of_another_partnership_turns_into_no_exception_here(cast: Cast) -> None:
    elsewhere = type(cast.partnership).objects.create(
        name="Elsewhere", purpose="Else.", place=cast.town, convenor=cast.ada.person
    )
    barrier = told(cast)
    Question.objects.update(partnership=elsewhere)
    barrier.question.refresh_from_db()
    with pytest.raises(Refused) as refused:
        asked(cast, barrier=barrier)
    assert codes(refused) == ("foreign_barrier",)


def test_a_barrier_is_read_by_whoever_may_read_its_question(cast: Cast) -> None:
    told(cast, outcome=an_outcome(cast))
    seen = {who: reads.barriers_open_to(getattr(cast, who)).count() for who in ("ada", "cara", "eve", "rosa")}
    assert (seen, reads.barriers_open_to(None).count()) == ({"ada": 1, "cara": 1, "eve": 0, "rosa": 0}, 0)


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_it_at_once_settle_it_once(cast: Cast) -> None:
    barrier = told(cast)

    def settle(settled: str) -> str:
        try:
            actions.settle_barrier(barrier, by=cast.cara, at=timezone.now(), settled=settled, because="So.")
        except Refused as refused:
            return refused.refusals[0].code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as at_once:
        assert sorted(at_once.map(settle, ["removed", "kept"])) == ["done", "settled"]
