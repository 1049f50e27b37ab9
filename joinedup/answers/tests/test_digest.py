"""The digest: one letter a day with what one may see, none for nothing, and never the same twice."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django.fixtures import Settings

from joinedup.answers import actions, digest
from joinedup.answers.models import Follower
from joinedup.answers.tests.plan import Plan, make_promise
from joinedup.answers.tests.test_following import by_mail
from joinedup.frame.insert_only import no_protection
from joinedup.frame.models import Letter
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account, Membership
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.promises.actions import report
from joinedup.promises.models import Commitment
from joinedup.record.actions import enter
from joinedup.record.models import Entry, Waiting
from joinedup.record.reads import latest_checkpoint
from joinedup.record.sequencer import sequence
from joinedup.record.signing import sign_checkpoint, start_keys

MORNING = datetime(2031, 5, 7, 6, 0, tzinfo=UTC)  # seven o'clock in London
DAY = timedelta(days=1)
LATER = NOW + timedelta(hours=2)
QUERIES = 17
ASKED = "Do you want to follow this?"


def happen(noun: Any, verb: str = "edited", at: datetime = LATER, **more: Any) -> Entry:
    entry = enter(verb, noun, by=None, at=at, partnership=noun.partnership.reference, **more)
    sequence()
    return entry


def digests() -> list[Letter]:
    return list(Letter.objects.exclude(subject=ASKED).order_by("pk"))


def follow(cast: Cast, who: Account, *nouns: Any) -> Follower:
    return [actions.follow(noun.reference, by=who, at=NOW).follower for noun in nouns][-1]


def test_a_follower_gets_one_letter_with_all_that_changed(cast: Cast, plan: Plan) -> None:
    follow(cast, cast.dan, plan.promise, plan.outcome)
    happen(plan.outcome, "named lead")
    happen(plan.promise, "shared", facts={"visibility": "public"})
    happen(plan.promise, "edited")
    assert digest.write_due(at=MORNING) == 1
    (letter,) = digests()
    assert (letter.to, letter.subject) == ("dan@example.org", "3 changes in what you follow")
    follower = Follower.objects.get()
    expected = f"""Starting well
=============

Visit every new family
  6 May: changed
  6 May: made public
  http://localhost:8000/{plan.promise.reference}/

Every child starts ready
  6 May: lead named
  http://localhost:8000/{plan.outcome.reference}/


--
What you follow, and how often letters come:
http://localhost:8000/following/

Stop these letters:
http://localhost:8000{follower.stop_page}
"""
    assert letter.body == expected
    assert letter.stop_at == f"http://localhost:8000{follower.stop_page}"


def test_nothing_is_sent_when_nothing_changed_and_nothing_before_the_hour(cast: Cast, plan: Plan) -> None:
    follow(cast, cast.dan, plan.promise)
    assert digest.write_due(at=MORNING) == 1
    happen(plan.promise)
    assert digest.write_due(at=MORNING + DAY - timedelta(minutes=1)) == 0
    assert digests() == []
    assert (digest.write_due(at=MORNING + DAY), len(digests())) == (1, 1)


def test_the_hour_is_the_sites(cast: Cast, plan: Plan, settings: Settings) -> None:
    settings.DIGEST_HOUR = 9
    follow(cast, cast.dan, plan.promise)
    assert [digest.write_due(at=MORNING + timedelta(hours=hours)) for hours in (0, 1, 2)] == [0, 0, 1]


def test_what_was_done_before_it_was_followed_is_not_told(cast: Cast, plan: Plan) -> None:
    follow(cast, cast.dan, plan.outcome)
    happen(plan.promise, at=NOW + timedelta(hours=1))
    actions.follow(plan.promise.reference, by=cast.dan, at=NOW + timedelta(hours=3))
    actions.stop_following(plan.outcome.reference, by=cast.dan)
    digest.write_due(at=MORNING)
    assert digests() == []


def test_running_again_tells_nothing_twice(cast: Cast, plan: Plan) -> None:
    follow(cast, cast.dan, plan.promise)
    happen(plan.promise)
    for hours in range(48):
        digest.write_due(at=MORNING + timedelta(hours=hours))
    assert len(digests()) == 1


def test_an_entry_that_commits_late_is_told_the_next_time(cast: Cast, plan: Plan) -> None:
    """Its number is lower than one that was told; its position in the record is not."""
    follow(cast, cast.dan, plan.promise, plan.outcome)
    late = enter("edited", plan.outcome, by=None, at=LATER, partnership=cast.partnership.reference)
    number, fields = late.pk, {"at": late.at, "verb": late.verb, "subject": late.subject}
    early_number = number + 1
    with connection.cursor() as cursor:  # as if the late one's transaction were still open
        for trigger in _triggers():
            cursor.execute(trigger)
        cursor.execute("DELETE FROM record_entry")
        cursor.execute("DELETE FROM record_waiting")
    enter_numbered(early_number, plan.promise, cast)
    digest.write_due(at=MORNING)
    enter_numbered(number, plan.outcome, cast, **fields)
    digest.write_due(at=MORNING + DAY)
    first, second = digests()
    assert [plan.promise.output in first.body, plan.outcome.name in first.body] == [True, False]
    assert [plan.promise.output in second.body, plan.outcome.name in second.body] == [False, True]


def enter_numbered(number: int, noun: Any, cast: Cast, **more: Any) -> None:
    """An entry with a number of its own, as it comes to be when transactions overlap."""
    given = {"at": LATER, "verb": "edited", "subject": noun.reference, **more}
    Entry.objects.create(pk=number, partnership=cast.partnership.reference, **given)
    Waiting.objects.create(entry_id=number)
    sequence()


def _triggers() -> list[str]:
    return no_protection("record_entry", connection.vendor)


def test_only_what_one_may_see_when_the_letter_is_written_is_told(cast: Cast, plan: Plan) -> None:
    """Followed when it could be seen, hidden since: not told, and once it is shown again what comes then is."""
    follow(cast, cast.dan, plan.promise)
    happen(plan.promise)
    Commitment.objects.filter(pk=plan.promise.pk).update(visibility=Visibility.DRAFT)
    digest.write_due(at=MORNING)
    assert digests() == []
    Commitment.objects.filter(pk=plan.promise.pk).update(visibility=Visibility.PARTNERS)
    happen(plan.promise, "named lead", at=MORNING)
    digest.write_due(at=MORNING + DAY)
    assert ["lead named" in letter.body and "changed" not in letter.body for letter in digests()] == [True]


def test_whoever_leaves_the_partnership_hears_nothing_more(cast: Cast, plan: Plan) -> None:
    follow(cast, cast.dan, cast.partnership)
    happen(plan.promise)
    Membership.objects.filter(person__account=cast.dan).update(until_on=timezone.localdate())
    digest.write_due(at=MORNING)
    assert (digests(), Follower.objects.get().follows.count()) == ([], 1)


def test_a_resident_is_told_what_is_public_and_a_member_what_partners_see(cast: Cast, plan: Plan) -> None:
    publish(cast.partnership)
    by_mail(cast.partnership.reference)
    follow(cast, cast.dan, cast.partnership)
    follow(cast, cast.eve, cast.partnership)
    inner = make_promise(cast, "An inner promise", plan.outcome, visibility=Visibility.PARTNERS)
    draft = make_promise(cast, "A draft of the council", plan.outcome, visibility=Visibility.DRAFT)
    for promise in (plan.promise, inner, draft):
        happen(promise, "promised")
    digest.write_due(at=MORNING)
    told = {
        letter.to: [one.output for one in (plan.promise, inner, draft) if one.output in letter.body]
        for letter in digests()
    }
    assert told == {
        "rosa@example.org": [plan.promise.output],
        "eve@example.org": [plan.promise.output],
        "dan@example.org": [plan.promise.output, inner.output],
    }


def test_a_place_means_what_lies_in_it_and_a_promise_its_reports(cast: Cast, plan: Plan) -> None:
    follow(cast, cast.ben, cast.county)
    follow(cast, cast.dan, plan.promise)
    follow(cast, cast.cara, plan.outcome)
    follow(cast, cast.ada, cast.millbrook)
    report(plan.promise, by=cast.ben, at=LATER, state="on_track", words="Begun.")
    sequence()
    digest.write_due(at=MORNING)
    assert {letter.to for letter in digests() if "reported on track" in letter.body} == {
        "ben@example.org",
        "dan@example.org",
        "cara@example.org",
    }


def test_the_same_thing_done_twice_is_told_once_and_a_long_list_is_cut(
    cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest, "MOST_TOLD", 2)
    follow(cast, cast.dan, plan.promise)
    for verb in ("edited", "edited", "named lead", "shared"):
        happen(plan.promise, verb)
    digest.write_due(at=MORNING)
    (letter,) = digests()
    assert letter.subject == "3 changes in what you follow"
    assert "One more change is not listed here." in letter.body


def test_weekly_letters_come_each_seventh_day_with_all_of_the_week(cast: Cast, plan: Plan) -> None:
    actions.choose(follow(cast, cast.dan, plan.promise), at=NOW, rhythm="weekly")
    for day in range(1, 15):
        happen(plan.promise, "edited" if day < 8 else "named lead", at=MORNING + (day - 2) * DAY)
        digest.write_due(at=MORNING + (day - 1) * DAY)
    assert [letter.written_at.date() - NOW.date() for letter in digests()] == [7 * DAY, 14 * DAY]


def test_whoever_wants_no_letters_gets_none_and_is_not_told_later_of_the_silence(cast: Cast, plan: Plan) -> None:
    follower = actions.choose(follow(cast, cast.dan, plan.promise), at=NOW, rhythm="none")
    happen(plan.promise)
    digest.write_due(at=MORNING)
    actions.choose(follower, at=MORNING, rhythm="daily")
    digest.write_due(at=MORNING + DAY)
    assert digests() == []


def test_a_closed_account_is_not_written_to(cast: Cast, plan: Plan) -> None:
    follow(cast, cast.dan, plan.promise)
    happen(plan.promise)
    Account.objects.filter(pk=cast.dan.pk).update(is_active=False)
    assert (digest.write_due(at=MORNING), digests()) == (0, [])


def test_letter_and_mark_are_one(cast: Cast, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stops the one undoes the other; the next round tells what the first did not."""
    follow(cast, cast.dan, plan.promise)
    happen(plan.promise)

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    with monkeypatch.context() as broken:
        broken.setattr("joinedup.frame.letters.write", fail)
        with pytest.raises(RuntimeError):
            digest.write_due(at=MORNING)
    assert (digests(), Follower.objects.get().told_on) == ([], NOW.date())
    digest.write_due(at=MORNING)
    assert len(digests()) == 1


def test_titles_are_words_and_break_no_header(cast: Cast, plan: Plan) -> None:
    title = "<script>alert(1)</script> \u05e9\u05dc\u05d5\u05dd & Co"
    Commitment.objects.filter(pk=plan.promise.pk).update(output=title)
    follow(cast, cast.dan, plan.promise)
    happen(plan.promise)
    digest.write_due(at=MORNING)
    (letter,) = digests()
    assert f"\n{title}\n" in letter.body
    assert letter.subject == "One change in what you follow"


def test_a_witness_gets_each_checkpoint_once(cast: Cast, plan: Plan, tmp_path: Any, settings: Settings) -> None:
    checkpoint = signed_checkpoint(plan, tmp_path, settings)
    actions.choose_for(cast.dan, at=NOW, rhythm="daily", is_witness=True)
    for days in range(3):
        digest.write_due(at=MORNING + days * DAY)
    (letter,) = digests()
    assert letter.subject == "The record’s latest checkpoint"
    assert checkpoint.note in letter.body


def signed_checkpoint(plan: Plan, folder: Any, settings: Settings) -> Any:
    settings.CHECKPOINT_KEYS, settings.CHECKPOINT_KEY = folder, ""
    happen(plan.promise)
    start_keys(NOW)
    sign_checkpoint(NOW)
    return latest_checkpoint()


@pytest.mark.parametrize("many", [1, 30])
def test_the_queries_hang_neither_on_the_followers_nor_on_what_they_follow(cast: Cast, plan: Plan, many: int) -> None:
    """All but the two that write a letter and its mark."""
    publish(cast.partnership)
    promises = [make_promise(cast, f"Promise {number}", plan.outcome) for number in range(many)]
    for number in range(many):
        person = Account.objects.create_user(f"resident{number}@example.org")
        follow(cast, person, *promises[: number + 1], cast.town)
    for promise in promises:
        happen(promise)
    with CaptureQueriesContext(connection) as queries:
        digest.write_due(at=MORNING)
    writing = [one for one in queries if one["sql"].split()[0] in {"INSERT", "SAVEPOINT", "RELEASE", "UPDATE", "BEGIN"}]
    assert len(digests()) == many
    assert len(queries) - len(writing) == QUERIES
