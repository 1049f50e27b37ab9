"""PR4: seven years on, what was to go is gone and what was to stay stays, each as the data map says."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.outcomes.models import SignOff
from joinedup.partners import actions
from joinedup.partners.models import Account, Handover, Invitation, Membership, Person, RoleChange
from joinedup.partners.tests.cast import Cast
from joinedup.promises.models import AnswerLink, Commitment
from joinedup.questions.models import Question
from joinedup.record.models import Entry
from joinedup.site.housekeeping import tidy_up
from joinedup.site.tests.people import Planted, planted
from joinedup.site.tests.test_erasure import where

SEVEN_YEARS = timedelta(days=7 * 365 + 3)


@pytest.fixture
def quinn(cast: Cast) -> Planted:
    """Somebody who left long ago: the post has ended, the account is closed, everything is settled."""
    one = planted(cast, "quinn")
    now = timezone.now()
    Letter.objects.update(sent_at=now)
    Handover.objects.update(finished_at=now)
    Membership.objects.filter(person=one.person).update(until_on=timezone.localdate())
    actions.close_account(one.account, by=one.account, at=now)
    return one


def test_seven_years_on_only_what_stays_is_left(quinn: Planted) -> None:
    tidy_up(timezone.now() + SEVEN_YEARS)
    left = where(quinn.words)
    assert left == {
        "Membership.post",
        "OtherName.text",
        "Person.name",
        "ProgressReport.post",
        "Question.answering_post",
        "Question.words",
        "Follower.email",  # an address that follows something is written to until its holder stops
    }


def test_seven_years_on_what_was_signed_promised_and_recorded_stands(quinn: Planted) -> None:
    entries = Entry.objects.count()
    tidy_up(timezone.now() + SEVEN_YEARS)
    assert SignOff.objects.filter(person=quinn.person).count() == 1
    assert Commitment.objects.filter(lead=quinn.person).count() == 1
    assert Account.objects.get(pk=quinn.account.pk).reference == quinn.account.reference
    assert Entry.objects.count() == entries


@pytest.mark.parametrize(
    ("after", "held"),
    [
        (timedelta(days=1), {"Account.email", "Handover.relationships", "Import.file_name", "Invitation.email"}),
        (timedelta(days=91), {"Account.email", "Handover.relationships"}),
        (timedelta(days=366), set()),
    ],
)
def test_each_goes_at_its_time_and_not_before(quinn: Planted, after: timedelta, held: set[str]) -> None:
    from joinedup.exchange.models import Import

    Import.objects.update(state="done", done_at=timezone.now())
    tidy_up(timezone.now() + after)
    watched = {"Account.email", "Handover.relationships", "Import.file_name", "Invitation.email"}
    assert where(quinn.words) & watched == held


def test_the_address_of_a_question_that_was_not_published_goes_too(cast: Cast) -> None:
    decided = timezone.now()
    declined = Question.objects.create(
        partnership=cast.partnership,
        kind="question",
        about=cast.town.reference,
        words="Why?",
        asked_at=decided,
        asker_email="gus@example.org",
        due_on=decided.date(),
        state="declined",
        reason="It names a neighbour.",
        decided_at=decided,
    )
    for days, address in ((89, "gus@example.org"), (91, "")):
        tidy_up(decided + timedelta(days=days))
        declined.refresh_from_db()
        assert declined.asker_email == address


def test_an_account_that_was_opened_again_keeps_its_address(cast: Cast, settings: Any) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = []
    now = timezone.now()
    actions.close_account(cast.ben, by=cast.ben, at=now)
    actions.make_administrator(email="ben@example.org", password="a long enough phrase", at=now)
    tidy_up(now + SEVEN_YEARS)
    cast.ben.refresh_from_db()
    assert (cast.ben.email, cast.ben.is_active) == ("ben@example.org", True)


def test_a_change_of_an_administrator_is_kept_seven_years_and_a_link_thirty_days(cast: Cast) -> None:
    now = timezone.now()
    planted(cast, "quinn")
    tidy_up(now + timedelta(days=29))
    assert (AnswerLink.objects.count(), RoleChange.objects.count()) == (1, 1)
    tidy_up(now + timedelta(days=31))
    assert (AnswerLink.objects.count(), RoleChange.objects.count()) == (0, 1)
    tidy_up(now + SEVEN_YEARS)
    assert RoleChange.objects.count() == 0


def test_whoever_holds_a_post_keeps_the_address_that_letters_go_to(cast: Cast) -> None:
    Person.objects.update(email="post@example.org")
    Membership.objects.filter(person__account=cast.dan).update(until_on=timezone.localdate())
    tidy_up(timezone.now())
    assert list(Person.objects.filter(email="").values_list("account__email", flat=True)) == ["dan@example.org"]


def test_tidying_up_twice_finds_nothing_more(quinn: Planted) -> None:
    later = timezone.now() + SEVEN_YEARS
    assert tidy_up(later) > 0
    assert (tidy_up(later), Invitation.objects.exclude(email="").count()) == (0, 0)
