"""Findings of answerability and scrutiny: each fires on its fault and is silent on what is whole."""

import pytest

from joinedup.answers import actions
from joinedup.answers.findings.answering import (
    joint_outcome_without_scrutiny,
    joint_result_told_alone,
    nowhere_to_ask,
    service_without_guarantor,
)
from joinedup.answers.models import AnswerLine
from joinedup.answers.tests.answered import a_committee, a_guarantor, a_line, an_outcome, served_by
from joinedup.outcomes.models import Outcome, Remit
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import NOW, Cast

TODAY = NOW.date()


@pytest.fixture
def outcome(cast: Cast) -> Outcome:
    return an_outcome(cast)


def found(look: object, cast: Cast) -> list[tuple[tuple[str, ...], str, str]]:
    return [(one.causes, one.mend, one.words) for one in look(cast.partnership, OPERATOR)]  # type: ignore[operator]


def test_nowhere_to_ask_is_found_where_no_line_names_a_forum_or_lets_the_public_ask(
    cast: Cast, outcome: Outcome
) -> None:
    first = a_line(cast, outcome, forum="", public_may_ask=False)
    second = a_line(cast, outcome, answers_for="money", forum="Cabinet", public_may_ask=False)
    assert found(nowhere_to_ask, cast) == [
        (
            (outcome.reference, first.reference, second.reference),
            f"/{first.reference}/edit/",
            "Of the lines about this, the public may ask along none.",
        )
    ]
    AnswerLine.objects.filter(pk=second.pk).update(public_may_ask=True)
    assert found(nowhere_to_ask, cast) == []
    AnswerLine.objects.update(forum="", public_may_ask=False)
    assert [words for _causes, _mend, words in found(nowhere_to_ask, cast)] == [
        "Of the lines about this, no line names a forum and the public may ask along none."
    ]
    AnswerLine.objects.update(visibility="draft")
    assert found(nowhere_to_ask, cast) == []


def test_what_has_no_line_is_not_nagged_about(cast: Cast, outcome: Outcome) -> None:
    assert found(nowhere_to_ask, cast) == []


def test_a_service_without_guarantor_or_trigger_is_found_and_a_whole_one_or_a_draft_is_not(cast: Cast) -> None:
    nobody = a_guarantor(cast, organisation=None)
    never = a_guarantor(cast, steps_in_if="")
    a_guarantor(cast)
    a_guarantor(cast, organisation=None, visibility="draft")
    assert found(service_without_guarantor, cast) == [
        ((nobody.reference,), f"/{nobody.reference}/edit/", "Nobody is named."),
        ((never.reference,), f"/{never.reference}/edit/", "Nobody said when."),
    ]


def test_a_joint_outcome_that_no_committee_has_taken_on_is_found(cast: Cast, outcome: Outcome) -> None:
    served_by(cast, an_outcome(cast, "Served by one"), cast.council)
    served_by(cast, outcome, cast.council, cast.charity)
    committee = a_committee(cast)
    assert found(joint_outcome_without_scrutiny, cast) == [
        (
            (outcome.reference,),
            f"/{cast.partnership.reference}/bodies/",
            "2 organisations promise something towards it.",
        )
    ]
    Remit.objects.create(body=committee, outcome=outcome, from_on=TODAY)
    assert found(joint_outcome_without_scrutiny, cast) == []
    Remit.objects.update(until_on=TODAY)
    assert len(found(joint_outcome_without_scrutiny, cast)) == 1


def test_a_joint_result_told_alone_is_found_until_the_latest_account_is_a_joint_one(
    cast: Cast, outcome: Outcome
) -> None:
    line, money = a_line(cast, outcome), a_line(cast, outcome, answers_for="money")
    for one in (line, money):
        actions.give_account(one, by=cast.ben, at=NOW, given_on=TODAY, words="We did it.")
    assert found(joint_result_told_alone, cast) == []
    served_by(cast, outcome, cast.council, cast.charity)
    assert found(joint_result_told_alone, cast) == [
        (
            (outcome.reference, line.reference),
            f"/{line.reference}/account/",
            "Northtown Council gave the latest account alone.",
        )
    ]
    actions.give_account(
        line, by=cast.ben, at=NOW, given_on=TODAY, words="They and we did it.", together_with=[cast.charity]
    )
    assert found(joint_result_told_alone, cast) == []


@pytest.mark.parametrize(
    "look",
    [nowhere_to_ask, service_without_guarantor, joint_outcome_without_scrutiny, joint_result_told_alone],
)
def test_each_takes_the_same_queries_however_many_records_there_are(
    cast: Cast, look: object, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for number in (1, 8):
        for one in range(number):
            outcome = an_outcome(cast, f"Outcome {one} of {number}")
            served_by(cast, outcome, cast.council, cast.charity)
            line = a_line(cast, outcome, forum="")
            actions.give_account(line, by=cast.ben, at=NOW, given_on=TODAY, words="Ours.")
            a_guarantor(cast, organisation=None)
        with CaptureQueriesContext(connection) as queries:
            found(look, cast)
        counts.append(len(queries))
    assert counts[0] == counts[1]
