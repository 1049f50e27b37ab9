"""When lines may be drawn, what does not fit together, and what may become of a recommendation: without a database."""

from dataclasses import replace
from datetime import date

import pytest

from joinedup.answers.rules import guarantors, lines, recommendations
from joinedup.answers.rules.lines import SIX, Drawn
from joinedup.frame.refusals import Refusal

TODAY = date(2031, 5, 6)
TERMS = lines.Terms(
    allowed=True,
    has_ended=False,
    about_belongs=True,
    stands=True,
    audiences=1,
    to_itself=False,
    body_belongs=True,
    person_belongs=True,
    every_months=12,
    was_shared=False,
    is_draft=True,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (lines.NOT_YOURS,)),
        ({"has_ended": True}, (lines.ENDED,)),
        ({"about_belongs": False, "stands": False}, (lines.FOREIGN_ABOUT, lines.NOT_A_MEMBER)),
        ({"audiences": 0}, (lines.TO_NOBODY,)),
        ({"audiences": 2}, (lines.TO_SEVERAL,)),
        ({"to_itself": True}, (lines.TO_ITSELF,)),
        ({"body_belongs": False, "person_belongs": False}, (lines.FOREIGN_BODY, lines.PERSON_ELSEWHERE)),
        ({"every_months": None}, ()),
        ({"every_months": 120}, ()),
        ({"every_months": 0}, (lines.NO_RHYTHM.about(most=120),)),
        ({"every_months": 121}, (lines.NO_RHYTHM.about(most=120),)),
        ({"was_shared": True}, (lines.BACK_TO_DRAFT,)),
        ({"was_shared": True, "is_draft": False}, ()),
    ],
)
def test_a_line_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: tuple[Refusal, ...]
) -> None:
    assert lines.refusals_to_draw(replace(TERMS, **change)) == expected  # type: ignore[arg-type]


def test_a_line_ends_once_and_with_a_reason() -> None:
    assert lines.refusals_to_end(allowed=True, has_ended=False, because="Merged.") == ()
    assert lines.refusals_to_end(allowed=False, has_ended=True, because=" ") == (
        lines.NOT_YOURS,
        lines.ENDED,
        lines.NO_REASON,
    )


ACCOUNT = {
    "allowed": True,
    "has_ended": False,
    "given_on": TODAY,
    "today": TODAY,
    "with_itself": False,
    "with_members": True,
}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False, "has_ended": True}, (lines.NOT_YOURS, lines.ENDED)),
        ({"given_on": date(2031, 5, 7)}, (lines.GIVEN_LATER,)),
        ({"with_itself": True}, (lines.TOGETHER_WITH_ITSELF,)),
        ({"with_members": False}, (lines.TOGETHER_WITH_NO_MEMBER,)),
    ],
)
def test_an_account_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, object], expected: tuple[Refusal, ...]
) -> None:
    assert lines.refusals_to_give_account(**{**ACCOUNT, **change}) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("last_on", "every_months", "expected"),
    [
        (None, 12, date(2031, 1, 31)),
        (date(2030, 12, 31), 2, date(2031, 2, 28)),
        (date(2030, 12, 31), None, None),
    ],
)
def test_the_next_account_is_due_so_many_months_after_the_last_or_after_the_line_was_drawn(
    last_on: date | None, every_months: int | None, expected: date | None
) -> None:
    from_on = date(2030, 1, 31)
    assert lines.next_account_on(from_on=from_on, last_on=last_on, every_months=every_months) == expected


def drawn(key: str, organisation: str, to: str, **said: str) -> Drawn:
    return Drawn(
        **{
            "key": key,
            "about": "outcome/JU-1",
            "answers_for": "money",
            "organisation": organisation,
            "to": to,
            "to_organisation": to if len(to) == 1 else "",
            **said,
        }
    )


def test_what_nobody_answers_for_is_said_of_each_record_and_nothing_of_one_that_is_whole() -> None:
    whole = [drawn(thing, "A", "B", about="outcome/JU-2", answers_for=thing) for thing in SIX]
    listed = [*whole, drawn("one", "A", "voters")]
    assert lines.missing(listed, ["outcome/JU-1", "outcome/JU-2", "outcome/JU-3"]) == {
        "outcome/JU-1": SIX[1:],
        "outcome/JU-3": SIX,
    }


def test_the_same_account_given_twice_is_found_and_neither_another_thing_nor_another_organisation_is() -> None:
    first, second = drawn("1", "A", "voters"), drawn("2", "A", "the committee")
    others = [
        drawn("3", "B", "voters"),
        drawn("4", "A", "voters", answers_for="rules"),
        drawn("5", "A", "voters", about="outcome/JU-9"),
    ]
    assert lines.doubles([first, *others, second]) == ((first, second),)


def test_a_circle_is_found_however_long_it_is_and_told_once() -> None:
    there, back = drawn("1", "A", "B"), drawn("2", "B", "A")
    assert lines.circles([there, back]) == ((there, back),)
    long = [drawn("1", "A", "B"), drawn("2", "B", "C"), drawn("3", "C", "D"), drawn("4", "D", "A")]
    assert lines.circles(long) == (tuple(long),)


def test_the_shortest_way_round_is_told_and_what_only_leads_into_a_circle_is_not() -> None:
    into, there, back = drawn("0", "Z", "A"), drawn("1", "A", "B"), drawn("2", "B", "A")
    longer = [drawn("3", "B", "C"), drawn("4", "C", "A")]
    assert lines.circles([into, there, back, *longer]) == ((there, back),)


def test_an_organisation_that_came_to_answer_to_itself_is_a_circle_of_one() -> None:
    own = drawn("1", "A", "A")
    assert lines.circles([own]) == ((own,),)


def test_no_circle_goes_over_two_things_or_two_records_or_words() -> None:
    listed = [
        drawn("1", "A", "B"),
        drawn("2", "B", "A", answers_for="rules"),
        drawn("3", "B", "A", about="outcome/JU-2"),
        drawn("4", "B", "voters"),
    ]
    assert lines.circles(listed) == ()


def test_two_circles_through_the_same_organisation_are_both_told() -> None:
    listed = [drawn("1", "A", "B"), drawn("2", "B", "A"), drawn("3", "A", "C"), drawn("4", "C", "A")]
    assert lines.circles(listed) == (tuple(listed[:2]), tuple(listed[2:]))


GUARANTEE = guarantors.Terms(allowed=True, stands=True, sector="council", about_belongs=True)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"sector": ""}, ()),
        ({"allowed": False, "stands": False}, (guarantors.NOT_CONVENOR, guarantors.NOT_A_MEMBER)),
        *(({"sector": sector}, (guarantors.NOT_PUBLIC,)) for sector in ("charity", "community", "business")),
        ({"about_belongs": False}, (guarantors.FOREIGN_ABOUT,)),
        ({"was_shared": True, "is_draft": True}, (guarantors.BACK_TO_DRAFT,)),
    ],
)
def test_only_a_public_body_steps_in_last(change: dict[str, object], expected: tuple[Refusal, ...]) -> None:
    assert guarantors.refusals_to_name(replace(GUARANTEE, **change)) == expected  # type: ignore[arg-type]


def test_a_service_lacks_whatever_nobody_said() -> None:
    assert guarantors.lacks(has_organisation=False, steps_in_if=" ", said_in_public="") == ("body", "trigger", "words")
    assert guarantors.lacks(has_organisation=True, steps_in_if="It closes.", said_in_public="We open it.") == ()


RECOMMENDED = recommendations.Terms(
    allowed=True,
    is_committee=True,
    about_belongs=True,
    stands=True,
    made_on=TODAY,
    due_on=date(2031, 7, 6),
    today=TODAY,
    is_draft=False,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (recommendations.NOT_THEIRS,)),
        ({"is_committee": False}, (recommendations.NO_COMMITTEE,)),
        ({"about_belongs": False, "stands": False}, (recommendations.FOREIGN_ABOUT, recommendations.NOT_A_MEMBER)),
        ({"made_on": date(2031, 5, 7)}, (recommendations.MADE_LATER,)),
        ({"due_on": TODAY}, (recommendations.DUE_BEFORE,)),
        ({"is_draft": True}, (recommendations.IS_DRAFT,)),
    ],
)
def test_a_recommendation_is_refused_for_each_broken_rule(
    change: dict[str, object], expected: tuple[Refusal, ...]
) -> None:
    assert recommendations.refusals_to_recommend(replace(RECOMMENDED, **change)) == expected  # type: ignore[arg-type]


REPLY = recommendations.Reply(
    allowed=True,
    state="waiting",
    reply="accepted",
    reason="",
    has_owner=True,
    owner_belongs=True,
    do_by=date(2031, 9, 1),
    today=TODAY,
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"do_by": TODAY}, ()),
        ({"allowed": False}, (recommendations.NOT_ASKED,)),
        ({"state": "closed"}, (recommendations.IS_CLOSED,)),
        ({"state": "rejected"}, (recommendations.REPLIED,)),
        ({"state": "done"}, (recommendations.REPLIED,)),
        ({"reply": "perhaps"}, (recommendations.NO_REPLY,)),
        ({"reply": "partly"}, (recommendations.NO_REASON,)),
        ({"reply": "partly", "reason": "Only the half."}, ()),
        (
            {"reply": "partly", "has_owner": False, "do_by": None},
            (recommendations.NO_REASON, recommendations.NO_OWNER, recommendations.NO_DAY),
        ),
        ({"reply": "rejected", "has_owner": False, "do_by": None}, (recommendations.NO_REASON,)),
        ({"reply": "rejected", "reason": "Too dear.", "has_owner": False, "do_by": None}, ()),
        ({"owner_belongs": False}, (recommendations.OWNER_ELSEWHERE,)),
        ({"do_by": date(2031, 5, 5)}, (recommendations.DAY_PAST,)),
    ],
)
def test_a_reply_says_who_and_by_when_or_why_not(change: dict[str, object], expected: tuple[Refusal, ...]) -> None:
    assert recommendations.refusals_to_reply(replace(REPLY, **change)) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("accepted", ()),
        ("partly", ()),
        ("waiting", (recommendations.NOT_TAKEN_ON,)),
        ("rejected", (recommendations.NOT_TAKEN_ON,)),
        ("done", (recommendations.DONE_ALREADY,)),
        ("closed", (recommendations.IS_CLOSED,)),
    ],
)
def test_only_what_was_accepted_can_be_done_and_once(state: str, expected: tuple[Refusal, ...]) -> None:
    said = {"allowed": True, "words": "Done.", "done_on": TODAY, "today": TODAY}
    assert recommendations.refusals_to_report_done(state=state, **said) == expected  # type: ignore[arg-type]


def test_what_was_done_has_words_and_is_not_still_to_come() -> None:
    assert recommendations.refusals_to_report_done(
        allowed=False, state="accepted", words=" ", done_on=date(2031, 5, 7), today=TODAY
    ) == (recommendations.NOT_ASKED, recommendations.NO_WORDS, recommendations.DONE_LATER)


@pytest.mark.parametrize("state", ["waiting", "accepted", "partly", "rejected", "done"])
def test_the_committee_closes_whatever_is_open(state: str) -> None:
    assert recommendations.refusals_to_close(allowed=True, state=state, words="So be it.") == ()


def test_what_is_closed_stays_closed() -> None:
    assert recommendations.refusals_to_close(allowed=False, state="closed", words="") == (
        recommendations.NOT_OF_THE_COMMITTEE,
        recommendations.IS_CLOSED,
        recommendations.NO_CLOSING_WORDS,
    )


def test_a_recommendation_once_public_stays_so() -> None:
    said = {"allowed": True, "is_draft": False}
    assert recommendations.refusals_to_share(was_public=False, is_public=True, **said) == ()
    assert recommendations.refusals_to_share(was_public=True, is_public=False, **said) == (
        recommendations.BACK_TO_PARTNERS,
    )


@pytest.mark.parametrize(
    ("state", "expected"),
    [("waiting", True), ("accepted", False), ("partly", False), ("rejected", False), ("done", False)],
)
def test_only_a_reply_is_overdue_once_its_day_is_past(state: str, expected: bool) -> None:
    late, ahead = date(2031, 5, 5), date(2031, 5, 7)
    assert recommendations.is_overdue(state, due_on=late, do_by=ahead, today=TODAY) is expected


def test_what_was_accepted_is_overdue_once_its_own_day_is_past_and_on_the_day_nothing_is() -> None:
    late = date(2031, 5, 5)
    assert recommendations.is_overdue("accepted", due_on=late, do_by=late, today=TODAY) is True
    assert recommendations.is_overdue("waiting", due_on=TODAY, do_by=None, today=TODAY) is False
