"""Lines of answerability and who steps in last: drawn, changed, ended, accounted for, and seen by whom they may be."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from joinedup.answers import actions, reads
from joinedup.answers.models import AccountGiven, AnswerLine, Guarantor
from joinedup.answers.reads.answerability import answerability
from joinedup.answers.tests.answered import a_guarantor, a_line, an_outcome, served_by
from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.outcomes.models import Outcome
from joinedup.partners import actions as partners
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.partners.tests.seated import a_body, a_partnership
from joinedup.promises.models import Commitment
from joinedup.record.models import Entry

TODAY = NOW.date()


@pytest.fixture
def outcome(cast: Cast) -> Outcome:
    return an_outcome(cast)


def codes_of(refused: Any) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def entered(verb: str) -> Entry:
    return Entry.objects.get(verb=verb)


def said_of(line: AnswerLine, **change: Any) -> dict[str, Any]:
    """Every field of a line as its form sends it back."""
    names = ("about", "answers_for", "organisation", "person", "done_by", "borne_by", "side", "to_body")
    more = ("to_organisation", "to_words", "forum", "information", "every_months", "may_do", "public_may_ask")
    said = {name: getattr(line, name) for name in (*names, *more, "visibility")}
    return {**said, **change}


def test_a_line_is_drawn_and_the_record_says_so_without_its_words(cast: Cast, outcome: Outcome) -> None:
    line = a_line(cast, outcome, done_by=cast.charity, borne_by=cast.health, person=cast.ben.person)
    entry = entered("drew line")
    assert entry.subject == line.reference
    assert entry.facts == {
        "about": outcome.reference,
        "answers_for": "service",
        "side": "inside",
        "every_months": 12,
        "public_may_ask": True,
        "visibility": "public",
        "organisation": cast.council.reference,
        "person": cast.ben.person.reference,  # type: ignore[union-attr]
        "done_by": cast.charity.reference,
        "borne_by": cast.health.reference,
    }
    assert (line.from_on, entry.text_hash != "") == (TODAY, True)


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_the_convenor_and_the_people_of_who_answers_draw_a_line(cast: Cast, outcome: Outcome, who: str) -> None:
    assert a_line(cast, outcome, by=getattr(cast, who)).organisation == cast.council


@pytest.mark.parametrize("who", ["cara", "eve", "rosa", "olu"])
def test_nobody_else_draws_a_line(cast: Cast, outcome: Outcome, who: str) -> None:
    publish(cast.partnership)
    with pytest.raises(Refused) as refused:
        a_line(cast, outcome, by=getattr(cast, who))
    assert codes_of(refused) == ["not_allowed"]


def test_a_line_is_about_something_of_this_partnership_that_its_writer_sees(cast: Cast, outcome: Outcome) -> None:
    elsewhere = a_partnership(cast, "Ageing well", cast.council)
    foreign = Outcome.objects.create(partnership=elsewhere, name="Old and glad", visibility="public")
    hidden = an_outcome(cast, "Not said yet", visibility="draft")
    for about in (foreign.reference, elsewhere.reference, "outcome/JU-999999", "nonsense", "", "person/JU-1"):
        with pytest.raises(Refused) as refused:
            a_line(cast, outcome, about=about)
        assert codes_of(refused) == ["foreign_about"]
    with pytest.raises(Refused) as refused:
        a_line(cast, outcome, about=hidden.reference, by=cast.ben)
    assert codes_of(refused) == ["foreign_about"]
    for about in (cast.partnership.reference, hidden.reference):
        assert a_line(cast, outcome, about=about).about == about


def test_a_line_has_one_audience_which_is_another(cast: Cast, outcome: Outcome) -> None:
    body = a_body(cast)
    with pytest.raises(Refused) as refused:
        a_line(cast, outcome, to_body=body, to_organisation=cast.council)
    assert codes_of(refused) == ["to_several", "to_itself"]
    with pytest.raises(Refused) as refused:
        a_line(cast, outcome, to_words=" ")
    assert codes_of(refused) == ["to_nobody"]
    apart = a_body(cast, "Apart", partnership=a_partnership(cast, "Ageing well"))
    with pytest.raises(Refused) as refused:
        a_line(cast, outcome, to_body=apart)
    assert codes_of(refused) == ["foreign_body"]


def test_the_database_keeps_a_line_without_an_audience_out(cast: Cast, outcome: Outcome) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AnswerLine.objects.create(
            partnership=cast.partnership,
            about=outcome.reference,
            answers_for="money",
            organisation=cast.council,
            from_on=TODAY,
        )


def test_whoever_edits_last_without_having_seen_the_other_text_is_shown_both(cast: Cast, outcome: Outcome) -> None:
    line = a_line(cast, outcome)
    said = said_of(line, forum="The council’s cabinet")
    actions.edit_line(line, by=cast.ben, at=NOW, version=1, **said)
    with pytest.raises(Edited) as edited:
        actions.edit_line(line, by=cast.ada, at=NOW, version=1, **{**said, "forum": "The board"})
    assert edited.value.current["forum"] == "The council’s cabinet"
    assert entered("edited line").facts["changed"] == ["forum"]


def test_nobody_hands_a_line_to_an_organisation_that_is_not_theirs(cast: Cast, outcome: Outcome) -> None:
    line = a_line(cast, outcome)
    with pytest.raises(Refused) as refused:
        actions.edit_line(line, by=cast.ben, at=NOW, version=1, **said_of(line, organisation=cast.health))
    assert codes_of(refused) == ["not_allowed"]
    with pytest.raises(Refused) as refused:
        actions.edit_line(line, by=cast.cara, at=NOW, version=1, **said_of(line, organisation=cast.health))
    assert codes_of(refused) == ["not_allowed"]


def test_a_shared_line_is_no_draft_again_and_a_draft_becomes_public_unless_in_a_pause(
    cast: Cast, outcome: Outcome
) -> None:
    line = a_line(cast, outcome)
    with pytest.raises(Refused) as refused:
        actions.edit_line(line, by=cast.ada, at=NOW, version=1, **said_of(line, visibility="draft"))
    assert codes_of(refused) == ["back_to_draft"]
    draft = a_line(cast, outcome, visibility="draft", answers_for="money")
    publish(cast.partnership)
    partners.plan_pause(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        kind="election",
        name="Election",
        from_on=TODAY,
        until_on=TODAY + timedelta(days=9),
    )
    with pytest.raises(Refused) as refused:
        actions.edit_line(draft, by=cast.ada, at=NOW, version=1, **said_of(draft, visibility="public"))
    assert codes_of(refused) == ["paused"]
    with pytest.raises(Refused) as refused:
        a_line(cast, outcome, answers_for="rules")
    assert codes_of(refused) == ["paused"]


def test_a_line_ends_once_with_its_reason_and_stays_with_its_accounts(cast: Cast, outcome: Outcome) -> None:
    line = a_line(cast, outcome)
    actions.give_account(line, by=cast.ben, at=NOW, given_on=TODAY, words="Three schools more.")
    actions.end_line(line, by=cast.ben, at=NOW, because="The committee hears it now.")
    for act in (
        lambda: actions.end_line(line, by=cast.ben, at=NOW, because="Again."),
        lambda: actions.give_account(line, by=cast.ben, at=NOW, given_on=TODAY, words="More."),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert codes_of(refused) == ["line_ended"]
    assert list(reads.given_open_to(OPERATOR).values_list("words", flat=True)) == ["Three schools more."]
    assert answerability(cast.partnership, cast.ada, TODAY).rows == ()


def test_a_joint_account_names_the_others_and_none_can_be_changed(cast: Cast, outcome: Outcome) -> None:
    line = a_line(cast, outcome)
    given = actions.give_account(
        line, by=cast.ben, at=NOW, given_on=TODAY, words="Ours, theirs.", together_with=[cast.charity, cast.health]
    )
    assert given.together_with == "Northshire Health, Open Door"
    assert entered("gave account").facts["together_with"] == [cast.health.reference, cast.charity.reference]
    with pytest.raises(DatabaseError), transaction.atomic():
        AccountGiven.objects.filter(pk=given.pk).update(words="Nothing.")
    with pytest.raises(DatabaseError), transaction.atomic():
        given.delete()


def test_an_account_is_not_given_tomorrow_nor_with_oneself_or_strangers(cast: Cast, outcome: Outcome) -> None:
    line = a_line(cast, outcome)
    with pytest.raises(Refused) as refused:
        actions.give_account(
            line,
            by=cast.cara,
            at=NOW,
            given_on=TODAY + timedelta(days=1),
            words="So.",
            together_with=[cast.council, cast.stranger],
        )
    assert codes_of(refused) == [
        "not_allowed",
        "given_later",
        "together_with_itself",
        "together_with_no_member",
    ]


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        (None, ["public"]),
        ("eve", ["public"]),
        ("cara", ["public", "partners"]),
        ("ben", ["public", "partners", "draft"]),
        ("ada", ["public", "partners", "draft"]),
    ],
)
def test_each_reader_sees_the_lines_that_are_meant_for_them(
    cast: Cast, outcome: Outcome, who: str | None, seen: list[str]
) -> None:
    publish(cast.partnership)
    for visibility in ("public", "partners", "draft"):
        a_line(cast, outcome, visibility=visibility)
    asker: Account | None = getattr(cast, who) if who else None
    assert list(reads.lines_open_to(asker).order_by("pk").values_list("visibility", flat=True)) == seen


def test_a_line_about_what_one_may_not_see_is_not_shown(cast: Cast) -> None:
    publish(cast.partnership)
    hidden = an_outcome(cast, "Not said yet", visibility="partners")
    line = a_line(cast, hidden)
    assert list(reads.lines_open_to(None)) == []
    assert list(reads.lines_open_to(cast.cara)) == [line]


def test_the_map_finds_gaps_doubles_circles_and_what_is_overdue(cast: Cast, outcome: Outcome) -> None:
    served_by(cast, outcome, cast.council)
    late = a_line(cast, outcome, at=NOW - timedelta(days=400))
    twice = a_line(cast, outcome, to_words="Parents", forum="")
    there = a_line(cast, outcome, answers_for="money", to_organisation=cast.health, every_months=None)
    back = a_line(
        cast, outcome, answers_for="money", organisation=cast.health, to_organisation=cast.council, every_months=None
    )
    made = answerability(cast.partnership, cast.ada, TODAY)
    assert [row.line for row in made.overdue] == [late]
    assert [row.line for row in made.without_forum] == [twice]
    assert [[row.line for row in those] for those in made.doubles] == [[late, twice]]
    assert [[row.line for row in those] for those in made.circles] == [[back, there]]
    assert list(made.silent) == [cast.charity]
    (one,) = made.matrix
    assert (one.title, [len(those) for those in one.things], one.unanswered) == (outcome.name, [2, 0, 2, 0, 0, 0], 4)


def test_the_map_says_nothing_against_a_line_that_is_a_draft(cast: Cast, outcome: Outcome) -> None:
    a_line(cast, outcome, at=NOW - timedelta(days=400), visibility="draft", forum="")
    made = answerability(cast.partnership, cast.ada, TODAY)
    assert (len(made.rows), made.shared, made.overdue, made.without_forum) == (1, (), (), ())
    assert made.matrix[0].unanswered == 6


def test_an_account_given_in_time_moves_the_day_of_the_next(cast: Cast, outcome: Outcome) -> None:
    line = a_line(cast, outcome, at=NOW - timedelta(days=400))
    actions.give_account(line, by=cast.ben, at=NOW, given_on=date(2031, 4, 1), words="So far.")
    (row,) = answerability(cast.partnership, cast.ada, TODAY).rows
    assert (row.is_overdue, row.last_on, row.next_on) == (False, date(2031, 4, 1), date(2032, 4, 1))


def test_a_promise_can_be_answered_for_too(cast: Cast, outcome: Outcome) -> None:
    served_by(cast, outcome, cast.council)
    promise = Commitment.objects.get()
    a_line(cast, outcome, about=promise.reference)
    made = answerability(cast.partnership, cast.ada, TODAY)
    assert [one.title for one in made.matrix] == [outcome.name, str(promise)]


def test_who_steps_in_is_named_changed_and_taken_off(cast: Cast, outcome: Outcome) -> None:
    one = a_guarantor(cast, about=outcome.reference)
    assert entered("named guarantor").facts == {
        "about": outcome.reference,
        "organisation": cast.council.reference,
        "visibility": "public",
    }
    names = ("service", "about", "run_by", "organisation", "steps_in_if", "plan", "said_in_public", "visibility")
    said = {**{name: getattr(one, name) for name in names}, "plan": "Staff of the library open it."}
    actions.edit_guarantor(one, by=cast.ben, at=NOW, version=1, **said)
    with pytest.raises(Edited):
        actions.edit_guarantor(one, by=cast.ada, at=NOW, version=1, **said)
    with pytest.raises(Refused) as refused:
        actions.remove_guarantor(one, by=cast.cara, at=NOW)
    assert codes_of(refused) == ["not_allowed"]
    assert actions.remove_guarantor(one, by=cast.ada, at=NOW) == cast.partnership
    assert actions.remove_guarantor(one, by=cast.ada, at=NOW) == cast.partnership
    assert (Guarantor.objects.count(), Entry.objects.filter(verb="removed guarantor").count()) == (0, 1)


def test_a_charity_is_no_last_guarantor_and_nobody_names_another_organisation_but_the_convenor(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        a_guarantor(cast, organisation=cast.charity)
    assert codes_of(refused) == ["not_public"]
    with pytest.raises(Refused) as refused:
        a_guarantor(cast, by=cast.cara)
    assert codes_of(refused) == ["not_allowed"]
    assert a_guarantor(cast, by=cast.cara, organisation=cast.health).organisation == cast.health


def test_reads_of_lines_take_the_same_queries_however_many_there_are(
    cast: Cast, outcome: Outcome, django_assert_num_queries: Any
) -> None:
    partnership = Partnership.objects.get(pk=cast.partnership.pk)
    for number in range(2):
        a_line(cast, outcome, to_words=f"Audience {number}")
    with django_assert_num_queries(4):
        answerability(partnership, OPERATOR, TODAY)
    for number in range(20):
        a_line(cast, an_outcome(cast, f"Outcome {number}"), to_words=f"Audience {number}")
    with django_assert_num_queries(4):
        answerability(partnership, OPERATOR, TODAY)
