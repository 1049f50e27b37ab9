from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import exempt, plan_pause
from joinedup.partners.models import Membership
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.questions import actions, reads, rules
from joinedup.questions.models import Question
from joinedup.record.models import Entry


def asked(cast: Cast, **given: Any) -> Question:
    publish(cast.partnership)
    return actions.ask(
        cast.partnership,
        **{
            "by": None,
            "at": NOW,
            "kind": "question",
            "about": cast.millbrook.reference,
            "words": "When does the hub open?",
            **given,
        },
    )


def codes(error: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in error.value.refusals)


def test_a_resident_asks_without_an_account(cast: Cast) -> None:
    question = asked(cast)
    entry = Entry.objects.get()
    assert (question.state, question.visibility, question.due_on) == ("received", "draft", date(2031, 5, 26))
    assert (entry.verb, entry.actor, entry.facts["about"]) == ("asked", "", cast.millbrook.reference)
    assert "hub" not in str(entry.facts)
    assert not Letter.objects.exists()


def test_the_receipt_goes_to_the_address_that_is_given_and_holds_nothing_that_the_asker_wrote(cast: Cast) -> None:
    question = asked(cast, asker_email="rosa@example.org", words="Buy cheap pills")
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("rosa@example.org", "We have received your question")
    assert f"http://localhost:8000{question.receipt}" in letter.body
    assert "pills" not in letter.body


@pytest.mark.parametrize("about", ["county", "stranger"])
def test_nothing_can_be_asked_about_what_is_not_of_the_partnership(cast: Cast, about: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(cast, about=getattr(cast, about).reference)
    assert refused.value.refusals == (rules.NOT_IN_SCOPE,)


@pytest.mark.parametrize("about", ["", "place/", "place/JU-999", "account/JU-1", "person/JU-1", "../../etc"])
def test_nothing_can_be_asked_about_what_is_not_there(cast: Cast, about: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(cast, about=about)
    assert refused.value.refusals == (rules.NOT_IN_SCOPE,)


def test_five_questions_a_day_come_from_one_sender(cast: Cast) -> None:
    for _ in range(5):
        asked(cast, asked_from="a")
    with pytest.raises(Refused) as refused:
        asked(cast, asked_from="a")
    assert codes(refused) == ("too_many_yours",)
    asked(cast, asked_from="b")
    asked(cast, asked_from="a", at=NOW + timedelta(days=1))
    assert Question.objects.count() == 7


@pytest.mark.django_db(transaction=True)
def test_of_many_questions_at_once_no_more_are_taken_than_the_day_holds(transactional_db: None, cast: Cast) -> None:
    publish(cast.partnership)
    told: dict[str, Any] = {"by": None, "at": NOW, "kind": "question", "about": cast.millbrook.reference}

    def ask(number: int) -> bool:
        try:
            actions.ask(cast.partnership, words=f"Question {number}", asked_from="a", **told)
        except Refused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(ask, range(8)))
    assert (sum(taken), Question.objects.count()) == (5, 5)


def test_a_partnership_takes_so_many_questions_a_day(cast: Cast) -> None:
    cast.partnership.questions_a_day = 2
    cast.partnership.save()
    asked(cast)
    asked(cast)
    with pytest.raises(Refused) as refused:
        asked(cast)
    assert codes(refused) == ("too_many_here",)
    assert refused.value.refusals[0].data["on"] == "7 May 2031"


def test_a_question_is_seen_by_the_convenor_alone_until_it_is_let_through(cast: Cast) -> None:
    question = asked(cast)
    everyone = {"nobody": None, **{name: getattr(cast, name) for name in ("ada", "ben", "cara", "eve", "rosa", "olu")}}
    assert {name for name, who in everyone.items() if reads.questions_open_to(who).exists()} == {"ada"}
    actions.let_through(question, by=cast.ada, at=NOW, of=cast.council)
    assert {name for name, who in everyone.items() if reads.questions_open_to(who).exists()} == set(everyone)


def test_only_the_convenor_lets_through_or_declines(cast: Cast) -> None:
    question = asked(cast)
    for who in (cast.ben, cast.cara, cast.eve, cast.rosa, cast.olu):
        with pytest.raises(Refused) as refused:
            actions.let_through(question, by=who, at=NOW, of=cast.council)
        with pytest.raises(Refused) as refused_too:
            actions.decline(question, by=who, at=NOW, reason="No.")
        assert (codes(refused), codes(refused_too)) == (("not_allowed",), ("not_allowed",))


def test_a_question_is_let_through_to_a_member_only(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        actions.let_through(asked(cast), by=cast.ada, at=NOW, of=cast.stranger)
    assert codes(refused) == ("not_a_member",)


def test_whoever_asked_is_told_why_a_question_is_not_published(cast: Cast) -> None:
    question = actions.decline(
        asked(cast, asker_email="rosa@example.org"), by=cast.ada, at=NOW, reason="It names a child."
    )
    assert (question.state, question.visibility, question.reason) == ("declined", "draft", "It names a child.")
    assert Letter.objects.latest("pk").subject == "Your question will not be published"
    with pytest.raises(Refused) as refused:
        actions.let_through(question, by=cast.ada, at=NOW, of=cast.council)
    assert codes(refused) == ("decided",)


def test_the_organisation_that_is_asked_answers_once_under_its_post(cast: Cast) -> None:
    question = actions.let_through(asked(cast, asker_email="rosa@example.org"), by=cast.ada, at=NOW, of=cast.health)
    with pytest.raises(Refused):
        actions.answer(question, by=cast.dan, at=NOW, answer="Soon.")
    answered = actions.answer(question, by=cast.cara, at=NOW, answer="In June.")
    assert (answered.state, answered.answer, answered.answered_by) == ("answered", "In June.", cast.cara.person)
    assert answered.answering_post == "Director of children's health, Northshire Health"
    assert Letter.objects.latest("pk").subject == "Your question has been answered"
    with pytest.raises(Refused) as refused:
        actions.answer(question, by=cast.ada, at=NOW, answer="In July.")
    assert codes(refused) == ("not_open",)


def test_who_has_left_the_organisation_that_is_asked_cannot_answer(cast: Cast) -> None:
    question = actions.let_through(asked(cast), by=cast.ada, at=NOW, of=cast.health)
    Membership.objects.filter(person=cast.cara.person).update(until_on=timezone.localdate())
    with pytest.raises(Refused) as refused:
        actions.answer(question, by=cast.cara, at=NOW, answer="In June.")
    assert codes(refused) == ("not_allowed",)


FOUND: dict[str, Any] = {"number": "B13", "key": "B13-0123456789abcdef", "answer": "Known: we are hiring."}


def test_a_finding_is_answered_once_and_answering_again_replaces_the_answer(cast: Cast) -> None:
    causes = [cast.partnership.reference]
    first = actions.answer_finding(cast.partnership, by=cast.cara, at=NOW, causes=causes, **FOUND)
    again = {**FOUND, "answer": "Mended soon.", "mend_by": date(2031, 6, 1)}
    second = actions.answer_finding(cast.partnership, by=cast.ben, at=NOW, causes=causes, **again)
    assert (first.pk, second.answer, second.mend_by) == (second.pk, "Mended soon.", date(2031, 6, 1))
    assert second.answering_post == "Head of early years, Northtown Council"
    assert reads.finding_answers(cast.partnership, cast.dan) == {FOUND["key"]: second}
    assert Entry.objects.filter(verb="answered").count() == 2


@pytest.mark.parametrize("who", ["eve", "rosa", "olu"])
def test_who_takes_no_part_answers_no_finding(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.answer_finding(cast.partnership, by=getattr(cast, who), at=NOW, causes=[], **FOUND)
    assert codes(refused) == ("not_allowed",)


def test_the_answer_to_a_finding_about_what_the_public_cannot_see_is_for_partners(cast: Cast) -> None:
    publish(cast.partnership)
    shown = [cast.partnership.reference]
    public = actions.answer_finding(cast.partnership, by=cast.cara, at=NOW, causes=shown, **FOUND)
    hidden = {**FOUND, "key": "B13-fedcba9876543210"}
    private = actions.answer_finding(cast.partnership, by=cast.cara, at=NOW, causes=["promise/JU-999"], **hidden)
    assert (public.visibility, private.visibility) == (Visibility.PUBLIC, Visibility.PARTNERS)
    assert list(reads.finding_answers(cast.partnership, None)) == [public.finding_key]


def test_what_i_owe_is_what_my_organisations_are_asked_and_have_not_answered(cast: Cast) -> None:
    later = actions.let_through(asked(cast, at=NOW + timedelta(days=1)), by=cast.ada, at=NOW, of=cast.health)
    sooner = actions.let_through(asked(cast), by=cast.ada, at=NOW, of=cast.health)
    answered = actions.let_through(asked(cast), by=cast.ada, at=NOW, of=cast.health)
    actions.answer(answered, by=cast.cara, at=NOW, answer="In June.")
    waiting = asked(cast)
    assert list(reads.owed_by(cast.cara)) == [sooner, later]
    assert list(reads.owed_by(cast.ben)) == []
    assert (list(reads.to_check_by(cast.ada)), list(reads.to_check_by(cast.ben))) == ([waiting], [])


def test_a_question_that_is_exempt_from_publication_is_let_through_to_partners_only(cast: Cast) -> None:
    question = asked(cast)
    exempt(
        cast.partnership,
        subject=question.reference,
        by=cast.ada,
        at=NOW,
        reason="It would name a child.",
        ground="Data Protection Act 2018",
        decided_by=cast.ada.person,  # type: ignore[arg-type]
        review_on=date(2032, 5, 1),
    )
    assert actions.let_through(question, by=cast.ada, at=NOW, of=cast.council).visibility == "partners"
    assert actions.let_through(asked(cast), by=cast.ada, at=NOW, of=cast.council).visibility == "public"


def test_in_a_pause_residents_ask_and_nothing_new_becomes_public(cast: Cast) -> None:
    before = actions.let_through(asked(cast), by=cast.ada, at=NOW, of=cast.health)
    plan_pause(cast.partnership, by=cast.ada, at=NOW, name="Elections", from_on=NOW.date(), until_on=date(2031, 6, 1))
    waiting = asked(cast)
    with pytest.raises(Refused) as refused:
        actions.let_through(waiting, by=cast.ada, at=NOW, of=cast.health)
    assert codes(refused) == ("paused",)
    causes = [cast.partnership.reference]
    with pytest.raises(Refused) as refused:
        actions.answer_finding(cast.partnership, by=cast.cara, at=NOW, causes=causes, **FOUND)
    assert codes(refused) == ("paused",)
    assert actions.answer(before, by=cast.cara, at=NOW, answer="In June.").visibility == "public"
    after = NOW + timedelta(days=30)
    assert actions.let_through(waiting, by=cast.ada, at=after, of=cast.health).visibility == "public"
