"""Feedback up, down and sideways between members: put, answered, its effect said, and how long answers take."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.refusals import Refused
from joinedup.partners import actions as partners
from joinedup.partners.models import Heir, Organisation
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish, signed_in
from joinedup.questions import actions, reads
from joinedup.questions.findings import question_past_its_day
from joinedup.questions.models import Question
from joinedup.questions.tests.test_pages import words_of
from joinedup.record.models import Entry

WORDS = "Your figures come a quarter late, so we plan blind."


def put(cast: Cast, **terms: Any) -> Question:
    """The charity asks health, upwards."""
    return actions.put(
        cast.partnership,
        **{
            "by": cast.dan,
            "at": NOW,
            "kind": "feedback",
            "direction": "up",
            "about": cast.partnership.reference,
            "words": WORDS,
            "asking": cast.charity,
            "of": cast.health,
            **terms,
        },
    )


def codes(error: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in error.value.refusals)


@pytest.mark.parametrize("direction", ["up", "down", "sideways"])
def test_feedback_waits_for_its_answer_at_once_and_then_for_what_came_of_it(cast: Cast, direction: str) -> None:
    question = put(cast, direction=direction)
    assert (question.state, question.due_on) == ("open", NOW.date() + timedelta(days=20))
    actions.answer(question, by=cast.cara, at=NOW, answer="We look into it.")
    actions.say_effect(question, by=cast.cara, at=NOW, effect="They come each month now.")
    stored = Question.objects.get()
    assert (stored.state, stored.effect, stored.effect_on) == ("answered", "They come each month now.", NOW.date())
    verbs = Entry.objects.filter(subject=question.reference).order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["put", "answered", "said effect"]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"by": "eve"}, ("not_allowed", "not_in_scope")),
        ({"by": "ben"}, ("not_allowed",)),
        ({"asking": "stranger", "by": "ada"}, ("not_a_member",)),
        ({"of": "charity"}, ("asks_itself",)),
        ({"of": "stranger"}, ("not_a_member",)),
        ({"of": None}, ("nobody_asked",)),
        ({"direction": ""}, ("no_direction",)),
        ({"words": "  "}, ("no_words",)),
        ({"words": "Write to ann@example.org"}, ("personal_details",)),
        ({"due_on": date(2031, 5, 5)}, ("due_before",)),
    ],
)
def test_feedback_is_refused_for_each_broken_rule(cast: Cast, given: dict[str, Any], expected: tuple[str, ...]) -> None:
    named = {
        key: getattr(cast, value) for key, value in given.items() if isinstance(value, str) and hasattr(cast, value)
    }
    with pytest.raises(Refused) as refused:
        put(cast, **{**given, **named})
    assert codes(refused) == expected


def test_the_effect_is_said_once_by_whoever_answers_and_only_of_an_answer(cast: Cast) -> None:
    question = put(cast)
    with pytest.raises(Refused) as refused:
        actions.say_effect(question, by=cast.dan, at=NOW, effect=" ")
    assert codes(refused) == ("not_allowed", "not_answered", "no_effect")
    actions.answer(question, by=cast.cara, at=NOW, answer="We look into it.")
    actions.say_effect(question, by=cast.cara, at=NOW, effect="Nothing yet.")
    with pytest.raises(Refused) as refused:
        actions.say_effect(question, by=cast.cara, at=NOW, effect="Something.")
    assert codes(refused) == ("effect_said",)


def test_the_database_keeps_no_feedback_that_goes_nowhere(cast: Cast) -> None:
    question = put(cast)
    for lacking in ({"direction": ""}, {"of": None}, {"asking": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(**lacking)


def test_what_members_ask_each_other_leaves_the_public_its_questions_of_the_day(cast: Cast) -> None:
    type(cast.partnership).objects.update(questions_a_day=1)
    cast.partnership.refresh_from_db()
    put(cast)
    asked: dict[str, Any] = {"by": None, "kind": "question", "about": cast.town.reference, "words": "When?"}
    publish(cast.partnership)
    actions.ask(cast.partnership, at=NOW, **asked)
    with pytest.raises(Refused) as refused:
        actions.ask(cast.partnership, at=NOW, **asked)
    assert codes(refused) == ("too_many_here",)


def test_feedback_without_an_answer_in_time_is_something_to_settle(cast: Cast) -> None:
    late, timely = put(cast, at=timezone.now() - timedelta(days=60)), put(cast, at=timezone.now())
    actions.put(
        cast.partnership,
        by=cast.dan,
        at=timezone.now() - timedelta(days=60),
        kind="barrier",
        about=cast.partnership.reference,
        words="Two forms a visit.",
        asking=cast.charity,
        of=cast.health,
    )
    found = [finding.causes for finding in question_past_its_day(cast.partnership, cast.ada)]
    assert (found, timely.state) == ([(late.reference,)], "open")


def test_how_long_answers_take_stands_by_name_with_the_middle_of_the_days(cast: Cast) -> None:
    for took in (2, 30, 6):
        question = put(cast, at=NOW - timedelta(days=took))
        actions.answer(question, by=cast.cara, at=NOW, answer="So.")
    put(cast, of=cast.council, at=timezone.now() - timedelta(days=60))
    rows = reads.answering_by_organisation(reads.of_partnership(cast.partnership, cast.ada))
    said = [(one.organisation.name, one.asked, one.answered, one.median_days, one.waiting, one.overdue) for one in rows]
    assert said == [("Northshire Health", 3, 3, 6, 0, 0), ("Northtown Council", 1, 0, None, 1, 1)]


def test_another_body_in_its_place_starts_no_new_clock(cast: Cast) -> None:
    """The Warning of S50: a change of government alone does not change resistance."""
    question = put(cast, at=timezone.now() - timedelta(days=60))
    succession = partners.announce_succession(
        by=cast.olu,
        at=timezone.now(),
        kind="merged",
        on=timezone.localdate(),
        former=[cast.health, cast.council],
        successors=[],
        new_name="Northshire Care",
        decided_by="Both boards",
        decided_on=LONG_AGO,
    )
    partners.take_effect(succession, by=cast.olu, at=timezone.now())
    heir = Organisation.objects.get(heirs__succession=succession, heirs__side=Heir.Side.SUCCESSOR)
    stored = Question.objects.get()
    assert (stored.of, stored.due_on) == (heir, question.due_on)
    rows = reads.answering_by_organisation(reads.of_partnership(cast.partnership, cast.dan))
    assert [(one.organisation, one.overdue) for one in rows] == [(heir, 1)]


def test_a_member_gives_feedback_and_the_other_answers_it_and_says_what_came_of_it(cast: Cast) -> None:
    address = f"/{cast.partnership.reference}/feedback/"
    fields = {
        "direction": "up",
        "words": WORDS,
        "about": cast.partnership.reference,
        "asking": cast.charity.pk,
        "of": cast.health.pk,
        "visibility": "partners",
    }
    sent = signed_in(cast.dan).post(address, fields)
    question = Question.objects.get()
    assert (sent.status_code, sent["Location"]) == (302, question.get_absolute_url())
    asked = signed_in(cast.cara)
    page = words_of(asked.get(question.get_absolute_url()).content)
    assert "Feedback · up" in page
    assert "Who asks Open Door" in page
    asked.post(f"{question.get_absolute_url()}answer/", {"answer": "We look into it."})
    assert "Say what came of it" in words_of(asked.get(question.get_absolute_url()).content)
    asked.post(f"{question.get_absolute_url()}effect/", {"effect": "They come each month now."})
    read = words_of(signed_in(cast.dan).get(question.get_absolute_url()).content)
    assert "What came of it They come each month now." in read
    assert "Say what came of it" not in read


def test_who_opens_the_pages_of_feedback(cast: Cast) -> None:
    question = put(cast)
    actions.answer(question, by=cast.cara, at=NOW, answer="So.")
    pages = (f"/{cast.partnership.reference}/feedback/", f"{question.get_absolute_url()}effect/")
    opened = {
        who: [signed_in(getattr(cast, who)).get(page).status_code for page in pages] for who in ("dan", "cara", "eve")
    }
    assert opened == {"dan": [200, 403], "cara": [200, 200], "eve": [404, 404]}


def test_the_page_of_days_takes_the_same_queries_however_much_was_asked(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    address = f"/{cast.partnership.reference}/answering/"
    for _more in range(2):
        for number in range(5):
            question = put(cast, words=f"Question {number}?", visibility="public")
            actions.answer(question, by=cast.cara, at=NOW, answer="So.")
        with django_assert_num_queries(4):
            page = Client().get(address)
    assert "Northshire Health 10 10 0 0 0" in words_of(page.content)
    assert "Only feedback between places" in words_of(Client().get(f"{address}?kind=feedback").content)
