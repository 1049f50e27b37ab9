"""Housekeeping: what has served its purpose goes; what is still needed stays."""

from datetime import timedelta

from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.models import Letter, Once
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions as promises
from joinedup.promises.models import AnswerLink
from joinedup.promises.tests.chased import a_late_promise, chase, link_to
from joinedup.questions.models import Question
from joinedup.site.housekeeping import tidy_up

LONG = timedelta(days=91)


def test_old_forms_and_sent_letters_go_and_waiting_letters_stay(db: None) -> None:
    Once.objects.create(key="old", at=NOW - LONG)
    Once.objects.create(key="new", at=NOW)
    for sent_at in (NOW - LONG, NOW, None):
        Letter.objects.create(to="a@example.org", subject="s", body="b", written_at=NOW - LONG, sent_at=sent_at)
    assert tidy_up(NOW) == 2
    assert [one.key for one in Once.objects.all()] == ["new"]
    assert Letter.objects.count() == 2


def test_an_asker_s_address_goes_90_days_after_the_answer_and_the_question_stays(cast: Cast) -> None:
    question = Question.objects.create(
        partnership=cast.partnership,
        kind="question",
        about=cast.town.reference,
        words="When?",
        asked_at=NOW - LONG,
        asker_email="rosa@example.org",
        asked_from="a" * 64,
        due_on=NOW.date(),
        state="answered",
        answer="Now.",
        answered_at=NOW - LONG,
    )
    tidy_up(NOW)
    question.refresh_from_db()
    assert (question.asker_email, question.asked_from, question.words) == ("", "", "When?")


def test_links_go_30_days_after_they_expire_but_for_those_through_which_an_answer_came(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for output in ("Mend it", "Paint it"):
        a_late_promise(cast, output=output)
    part = promises.add_part(
        a_late_promise(cast, organisation=cast.charity, lead=cast.dan.person),
        by=cast.ada,
        at=NOW,
        what="Bread",
        organisation=cast.health,
    )
    chase(cast)
    now = timezone.now()
    reported = AnswerLink.objects.filter(person=cast.ben.person).earliest("pk")
    promises.answer(reported, at=now, answer="on_track")
    taken = promises.answer(link_to(cast.cara), at=now, answer="accepted")
    tidy_up(now + timedelta(days=43))
    assert AnswerLink.objects.count() == 4
    tidy_up(now + timedelta(days=45))
    assert list(AnswerLink.objects.order_by("pk")) == sorted([reported, taken], key=lambda link: link.pk)
    assert part.commitment.parts.get().accepted_through == taken
    with django_assert_num_queries(28):  # with the two that begin and end it
        tidy_up(now + timedelta(days=46))
