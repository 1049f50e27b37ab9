"""News: what I follow and what names me, read from the record; the header's number is the count of the same."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from joinedup.answers import actions as answers
from joinedup.answers.models import Seen
from joinedup.answers.news import LOOKED_BACK, concerning, notifications_for
from joinedup.outcomes import actions as outcomes
from joinedup.partners import actions as partners
from joinedup.partners.models import Account, Standing
from joinedup.partners.tests.cast import LONG_AGO, Cast, asking, signed_in
from joinedup.promises import actions as promises
from joinedup.promises.models import Commitment
from joinedup.questions import actions as questions
from joinedup.record.actions import enter
from joinedup.record.sequencer import sequence


@pytest.fixture
def promise(cast: Cast) -> Commitment:
    return make_promise(cast, lead=cast.dan)


def make_promise(cast: Cast, lead: Account | None = None, **changes: Any) -> Commitment:
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    outcome = outcomes.set_outcome(cast.partnership, name=f"Less hunger {timezone.now()}", visibility="public", **doing)
    said: dict[str, Any] = {
        "organisation": cast.charity,
        "output": "Open a kitchen",
        "towards": [outcome],
        "starts_on": LONG_AGO,
        "due_on": timezone.localdate(),
        "visibility": "public",
        **({"lead": lead.person, "lead_may": "Buy bread."} if lead else {}),
        **changes,
    }
    return promises.promise(cast.partnership, **said, **doing)


def told(account: Account) -> list[tuple[str, str, bool, bool]]:
    """What somebody reads: of what, what was done, whether it is unread, and whether they follow it."""
    sequence()
    listed = notifications_for(asking(account)).listed
    return [(one.change.about.reference, one.change.phrase, one.is_unread, one.is_followed) for one in listed]


def in_the_header(account: Account) -> str:
    sequence()
    page = BeautifulSoup(signed_in(account).get("/desk/").content, "html.parser")
    return " ".join(page.select_one('.band-account a[href="/notifications/"]').text.split())  # type: ignore[union-attr]


def test_what_is_done_to_something_that_i_follow_is_news_from_then_on(cast: Cast, promise: Commitment) -> None:
    cara = cast.cara
    assert told(cara) == []
    answers.follow(promise.reference, by=cara, at=timezone.now())
    assert told(cara) == []  # what was done before is no news
    promises.report(promise, by=cast.dan, at=timezone.now(), state="on_track", words="Well.")
    assert [(about, followed) for about, _phrase, _new, followed in told(cara)] == [(promise.reference, True)]


def test_everything_in_a_partnership_that_i_follow_is_news(cast: Cast) -> None:
    answers.follow(cast.partnership.reference, by=cast.cara, at=timezone.now())
    promise = make_promise(cast)
    assert (promise.reference, "promised", True, True) in told(cast.cara)


def test_a_part_offered_a_question_let_through_and_a_promise_of_ours_name_my_organisation(
    cast: Cast, promise: Commitment
) -> None:
    before = len(told(cast.cara))
    promises.add_part(promise, what="Milk", organisation=cast.health, role="delivers", by=cast.ada, at=timezone.now())
    asked = questions.ask(
        cast.partnership, by=cast.dan, at=timezone.now(), kind="question", about=promise.reference, words="When?"
    )
    questions.let_through(asked, of=cast.health, by=cast.ada, at=timezone.now())
    fresh = told(cast.cara)[: len(told(cast.cara)) - before]
    assert [(about, phrase, followed) for about, phrase, _new, followed in fresh] == [
        (asked.reference, "published", False),
        (promise.reference, "part added", False),
    ]


def test_a_change_of_my_role_is_news_to_me_and_to_nobody_else_in_the_partnership(cast: Cast) -> None:
    change = partners.ask_for_role(cast.ben, by=cast.olu, at=timezone.now(), role="given", reason="Olu leaves.")
    assert told(cast.ben) == [(change.reference, "asked for; a second administrator settles it", True, False)]
    assert told(cast.dan) == []


def test_my_own_deeds_are_no_news_to_me(cast: Cast, promise: Commitment) -> None:
    answers.follow(promise.reference, by=cast.dan, at=timezone.now())
    before = told(cast.dan)
    promises.report(promise, by=cast.dan, at=timezone.now(), state="on_track", words="Well.")
    assert told(cast.dan) == before


def test_what_i_may_not_see_any_more_is_not_told(cast: Cast, promise: Commitment) -> None:
    answers.follow(promise.reference, by=cast.cara, at=timezone.now())
    promises.report(promise, by=cast.dan, at=timezone.now(), state="on_track", words="Well.")
    assert len(told(cast.cara)) == 1
    Standing.objects.filter(organisation=cast.health).update(until_on=timezone.localdate())
    assert told(cast.cara) == []


def test_marking_as_read_empties_the_header_and_stays(cast: Cast, promise: Commitment) -> None:
    answers.follow(promise.reference, by=cast.cara, at=timezone.now())
    assert in_the_header(cast.cara) == "News"
    for state in ("on_track", "on_track"):
        promises.report(promise, by=cast.dan, at=timezone.now(), state=state, words="Well.")
    assert in_the_header(cast.cara) == "News 2 not read yet"
    browser = signed_in(cast.cara)
    page = BeautifulSoup(browser.get("/notifications/").content, "html.parser")
    assert [row.strong.text for row in page.select("main .quiet-list li") if row.strong] == ["New:", "New:"]
    until = page.select_one('input[name="until"]')["value"]  # type: ignore[index]
    assert browser.post("/notifications/read/", {"until": until}).status_code == 302
    assert in_the_header(cast.cara) == "News"
    assert [new for _about, _phrase, new, _followed in told(cast.cara)] == [False, False]
    answers.mark_as_read(cast.cara, until=0)
    assert Seen.objects.get(account=cast.cara).until == int(str(until))
    assert "You have read everything." in browser.get("/notifications/").content.decode()


def test_what_comes_between_reading_and_marking_stays_new(cast: Cast, promise: Commitment) -> None:
    answers.follow(promise.reference, by=cast.cara, at=timezone.now())
    sequence()
    until = notifications_for(asking(cast.cara)).until
    promises.report(promise, by=cast.dan, at=timezone.now(), state="on_track", words="Well.")
    sequence()
    answers.mark_as_read(cast.cara, until=until)
    assert in_the_header(cast.cara) == "News 1 not read yet"


def test_somebody_with_no_news_reads_what_to_do(cast: Cast) -> None:
    page = signed_in(cast.rosa).get("/notifications/").content.decode()
    assert "Nothing yet. Follow a promise" in page
    assert "Mark all as read" not in page


@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 30])
def test_what_is_no_position_marks_nothing(cast: Cast, sent: str) -> None:
    assert signed_in(cast.rosa).post("/notifications/read/", {"until": sent}).status_code == 302
    assert not Seen.objects.exists()


def test_news_is_paged_by_fifty(cast: Cast) -> None:
    answers.follow(cast.partnership.reference, by=cast.cara, at=LONG_AGO_AT)
    for _ in range(60):
        enter("edited", cast.partnership, by=cast.ada, at=timezone.now(), partnership=cast.partnership.reference)
    sequence()
    first = notifications_for(asking(cast.cara))
    assert (len(first.listed), first.before) == (50, 10)
    assert len(notifications_for(asking(cast.cara), before=first.before).listed) == 10
    assert "?before=10" in signed_in(cast.cara).get("/notifications/").content.decode()


LONG_AGO_AT = timezone.now().replace(year=2020)


def test_what_was_loaded_late_stands_under_the_day_on_which_it_happened(cast: Cast) -> None:
    answers.follow(cast.partnership.reference, by=cast.cara, at=LONG_AGO_AT)
    now = timezone.now()
    for days in (1, 3, 2):
        at = now - timedelta(days=days)
        enter("edited", cast.partnership, by=cast.ada, at=at, partnership=cast.partnership.reference)
    sequence()
    listed = notifications_for(asking(cast.cara)).listed
    assert [(now - one.change.at).days for one in listed] == [1, 2, 3]


def test_it_looks_back_over_a_stated_stretch_of_the_record(cast: Cast) -> None:
    answers.follow(cast.partnership.reference, by=cast.cara, at=LONG_AGO_AT)
    for _ in range(LOOKED_BACK + 5):
        enter("edited", cast.town, by=cast.ada, at=timezone.now())
    enter("edited", cast.partnership, by=cast.ada, at=timezone.now(), partnership=cast.partnership.reference)
    while sequence():
        pass
    assert concerning(cast.cara).count() == 1


def test_the_number_in_the_header_costs_no_query_of_its_own(
    cast: Cast, promise: Commitment, django_assert_num_queries: Callable[..., Any]
) -> None:
    """The statement that reads the session's account counts as well."""
    browser = signed_in(cast.rosa)
    with django_assert_num_queries(2):  # the session, and the account with its count
        browser.get("/about/")
    with django_assert_num_queries(2):
        browser.get("/about/")


def test_the_page_costs_the_same_however_much_is_new(cast: Cast, django_assert_num_queries: Callable[..., Any]) -> None:
    answers.follow(cast.partnership.reference, by=cast.cara, at=LONG_AGO_AT)
    browser = signed_in(cast.cara)
    for _round in range(2):
        for _ in range(20):
            enter("edited", cast.partnership, by=cast.ada, at=timezone.now(), partnership=cast.partnership.reference)
        sequence()
        with django_assert_num_queries(10):
            browser.get("/notifications/")
