"""Housekeeping: what has served its purpose goes; what is still needed stays."""

from datetime import timedelta

from joinedup.frame.models import Letter, Once
from joinedup.partners.tests.cast import NOW, Cast
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
