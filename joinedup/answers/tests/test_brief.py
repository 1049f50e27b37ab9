"""The brief: what changed, what is due, what is past its date, what is to be decided, for whoever asks."""

from datetime import date, datetime, timedelta

from pytest_django import DjangoAssertNumQueries

from joinedup.answers.brief import Brief, brief_of
from joinedup.answers.changes import Change
from joinedup.answers.tests.plan import Plan, make_promise
from joinedup.outcomes.models import Outcome
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.promises.actions import report
from joinedup.promises.models import Commitment
from joinedup.record.actions import enter

TODAY = NOW.date()
SINCE = date(2031, 4, 8)


def test_the_brief_tells_what_changed_since_a_day_latest_first(cast: Cast, plan: Plan) -> None:
    _entered(cast, plan.outcome, "set", NOW - timedelta(days=100))
    _entered(cast, plan.outcome, "edited", NOW - timedelta(days=2))
    report(plan.promise, by=cast.ben, at=NOW, state="late", words="Snow.", new_due_on=date(2031, 12, 1))
    assert _told(_brief(cast)) == [
        f"{plan.promise}: reported late, new date 1 December 2031",
        f"{plan.outcome}: changed",
    ]


def test_a_thing_done_twice_to_a_record_is_told_once(cast: Cast, plan: Plan) -> None:
    for days in (3, 2, 1):
        _entered(cast, plan.outcome, "edited", NOW - timedelta(days=days))
    assert [(told.phrase, told.on) for told in _changes(_brief(cast))] == [("changed", date(2031, 5, 5))]


def test_more_than_fits_is_counted(cast: Cast, plan: Plan) -> None:
    for number in range(12):
        _entered(cast, make_promise(cast, f"Promise {number}", plan.outcome), "promised", NOW)
    shown = _brief(cast).changes
    assert (len(shown.first), shown.more) == (9, 3)


def test_a_draft_that_the_reader_may_not_see_is_neither_told_nor_counted(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    draft = make_promise(cast, "Not yet told", plan.outcome, visibility="draft", due_on=TODAY)
    _entered(cast, draft, "promised", NOW)
    _entered(cast, plan.outcome, "edited", NOW)
    assert _told(_brief(cast, None)) == ["Every child starts ready: changed"]
    assert (_brief(cast, None).due.first, _brief(cast).due.first) == ((), (draft,))


def test_promises_are_due_within_thirty_days_or_past_their_date(cast: Cast, plan: Plan) -> None:
    today, soon, month, later, past, kept = (
        make_promise(cast, name, plan.outcome, due_on=TODAY + timedelta(days=days))
        for name, days in (("today", 0), ("soon", 7), ("month", 30), ("later", 31), ("past", -1), ("kept", -1))
    )
    Commitment.objects.filter(pk=kept.pk).update(state="kept")
    brief = _brief(cast)
    assert brief.due.first == (today, soon, month)
    assert brief.late.first == (past,)
    assert later not in brief.due.first


def test_what_nobody_answered_becomes_a_decision_wanted(cast: Cast, plan: Plan) -> None:
    bare = Outcome.objects.create(partnership=cast.partnership, problem=plan.problem, name="Streets are safe")
    decisions = _brief(cast).decisions.first
    assert ("Who by name answers for this?", bare.reference) in [
        (made.question, made.about.reference if made.about else "") for made in decisions
    ]


def test_a_brief_takes_as_many_queries_however_many_records(
    cast: Cast, plan: Plan, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    assert cast.partnership.place == cast.town  # looked up with it, as by the page
    for copies in (1, 20):
        for number in range(copies):
            made = make_promise(cast, f"Promise {copies}.{number}", plan.outcome, due_on=TODAY, lead=None)
            _entered(cast, made, "promised", NOW)
        with django_assert_num_queries(108):
            _brief(cast, None)


def _brief(cast: Cast, asker: Asker = OPERATOR) -> Brief:
    return brief_of(cast.partnership, asker, since=SINCE, today=TODAY)


def _changes(brief: Brief) -> list[Change]:
    return list(brief.changes.first)


def _told(brief: Brief) -> list[str]:
    return [f"{change.about.title}: {change.phrase}" for change in _changes(brief)]


def _entered(cast: Cast, noun: Outcome | Commitment, verb: str, at: datetime) -> None:
    enter(verb, noun, by=cast.ada, at=at, partnership=cast.partnership.reference)
