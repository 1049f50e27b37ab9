"""What is looked for once people were asked: whether they were answered, with reasons, and had the say promised."""

from datetime import timedelta

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import Cast, publish
from joinedup.voice.actions.telling_of_replies import tell_due
from joinedup.voice.findings.answering import asked_and_not_answered, more_promised_than_given, no_without_a_reason
from joinedup.voice.models import Conversation, Participant, Reply, Statement
from joinedup.voice.tests.answered import REPLIED_AT, answered_all, ended, replied, said


def _due(days: int) -> None:
    """Every conversation is due to be answered as many days from today."""
    day = timezone.localdate() + timedelta(days=days)
    Conversation.objects.update(answer_by=day, closes_on=day - timedelta(days=9), opens_on=day - timedelta(days=20))


def test_a_conversation_that_is_not_answered_by_its_day_is_found_until_it_ends(cast: Cast) -> None:
    made = said(cast)
    _due(1)
    assert list(asked_and_not_answered(cast.partnership, OPERATOR)) == []
    _due(-1)
    (found,) = asked_and_not_answered(cast.partnership, OPERATOR)
    assert found.causes == (made.conversation.reference,)
    assert found.mend == f"/{made.conversation.reference}/answers/"
    assert found.words.endswith("5 things have no answer.")
    answered_all(cast, made)
    assert len(list(asked_and_not_answered(cast.partnership, OPERATOR))) == 1
    ended(cast, made)
    assert list(asked_and_not_answered(cast.partnership, OPERATOR)) == []


def test_a_no_of_four_words_is_found_and_one_with_grounds_is_not(cast: Cast) -> None:
    made = said(cast)
    thin = replied(made.first, cast.ben, "not", changed="", reason="There is no money.")
    replied(made.second, cast.ben, "not", changed="", reason="Buses need this street on Sundays.")
    replied(made.seed, cast.ben, reason="Yes, gladly.")
    assert [one.causes for one in no_without_a_reason(cast.partnership, OPERATOR)] == [(thin.reference,)]


def test_an_answer_of_which_its_maker_was_not_written_to_is_found(cast: Cast) -> None:
    made = said(cast)
    reply = replied(made.rosas, cast.ben)
    replied(made.first, cast.ben)
    Reply.objects.update(said_at=timezone.now())
    assert list(no_without_a_reason(cast.partnership, OPERATOR)) == []
    Reply.objects.update(said_at=timezone.now() - timedelta(days=3))
    assert [one.causes for one in no_without_a_reason(cast.partnership, OPERATOR)] == [(reply.reference,)]
    Participant.objects.update(takes_letters=False)
    assert list(no_without_a_reason(cast.partnership, OPERATOR)) == []
    Participant.objects.update(takes_letters=True)
    tell_due(REPLIED_AT)
    assert list(no_without_a_reason(cast.partnership, OPERATOR)) == []


def test_more_promised_than_given_is_found_and_a_promise_that_was_held_is_not(cast: Cast) -> None:
    made = said(cast)
    answered_all(cast, made)
    ended(cast, made)
    assert list(more_promised_than_given(cast.partnership, OPERATOR)) == []
    Conversation.objects.update(influence="designs")
    (found,) = more_promised_than_given(cast.partnership, OPERATOR)
    assert found.causes == (made.conversation.reference,)
    assert found.words == (
        "Promised was “you and we work it out together”; the record shows “you advise, and we say what we did with it”."
    )


def test_what_a_stranger_may_not_read_is_not_found_for_them(cast: Cast) -> None:
    publish(cast.partnership)
    said(cast, visibility="partners")
    _due(-1)
    assert [len(list(asked_and_not_answered(cast.partnership, one))) for one in (None, OPERATOR)] == [0, 1]


def test_the_findings_take_as_many_queries_for_one_conversation_as_for_four(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for copies in (1, 3):
        for _copy in range(copies):
            made = said(cast)
            replied(made.first, cast.ben, "not", changed="", reason="No.")
        _due(-1)
        for look, queries in ((asked_and_not_answered, 2), (no_without_a_reason, 2), (more_promised_than_given, 5)):
            with django_assert_num_queries(queries):
                list(look(cast.partnership, OPERATOR))
    assert Statement.objects.count() == 16
