"""Pledges on condition: offered, joined by letter, settled once, and reported on."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners.tests.cast import NOW, Cast, asking, publish
from joinedup.promises import actions
from joinedup.promises.models import ConfirmMark, Joined, Pledge
from joinedup.promises.reads.signing_up import asked_with, mark_of
from joinedup.promises.tests.dealt import (
    SUMMER,
    TODAY,
    a_deal,
    a_pledge,
    address_in_last_letter,
    join,
    on_a_day,
    resting,
)
from joinedup.record.models import Entry

LATER = NOW + timedelta(days=200)
ALREADY = "joined_already"


@pytest.fixture(autouse=True)
def everybody_reads(cast: Cast) -> None:
    publish(cast.partnership)


def states() -> dict[str, str]:
    """Each pledge by its first word, and its state."""
    return {one.words.split()[0]: one.state for one in Pledge.objects.all()}


def codes(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [one.code for one in refused.value.refusals]


def test_a_pledge_is_kept_as_offered_and_enters_the_record(cast: Cast) -> None:
    pledge = a_pledge(cast)
    stored = Pledge.objects.get()
    assert (stored.condition, stored.threshold, stored.by_on, stored.state) == ("joined", 3, SUMMER, "offered")
    entry = Entry.objects.get(subject=pledge.reference)
    assert (entry.verb, entry.actor) == ("offered pledge", cast.ada.reference)
    assert entry.facts == {
        "organisation": cast.council.reference,
        "agreement": "",
        "condition": "joined",
        "threshold": 3,
        "other": "",
        "by_on": "2031-08-01",
    }


@pytest.mark.parametrize(
    ("who", "whose", "refused"),
    [
        ("ada", "council", []),
        ("ada", "charity", []),
        ("ben", "council", []),
        ("dan", "charity", []),
        ("dan", "council", ["not_allowed"]),
        ("eve", "stranger", ["not_allowed", "not_a_member"]),
        ("ben", "", ["not_allowed"]),
        ("ada", "", []),
    ],
)
def test_who_may_pledge_for_whom(cast: Cast, who: str, whose: str, refused: list[str]) -> None:
    said: dict[str, Any] = {"organisation": getattr(cast, whose)} if whose else {"organisation": None, "people": "All"}
    if refused:
        assert codes(lambda: a_pledge(cast, by=asking(getattr(cast, who)), **said)) == refused
    else:
        a_pledge(cast, by=asking(getattr(cast, who)), **said)


def test_a_pledge_rests_on_none_of_another_partnership_and_on_none_that_fewer_may_read(cast: Cast) -> None:
    narrow = a_pledge(cast, visibility="partners")
    assert codes(lambda: resting(cast, narrow)) == ["other_narrower"]
    resting(cast, narrow, visibility="partners")


def test_the_last_who_joins_makes_it_active_and_all_that_rests_on_it(cast: Cast) -> None:
    pledge = a_pledge(cast)
    resting(cast, pledge)
    resting(cast, Pledge.objects.latest("pk"), organisation=cast.health, words="Water them")
    for number in range(2):
        join(pledge, f"gus{number}@example.org")
    assert states() == {"Dig": "offered", "Plant": "offered", "Water": "offered"}
    join(pledge, "gus2@example.org")
    assert states() == {"Dig": "active", "Plant": "active", "Water": "active"}
    active = Entry.objects.filter(verb="became active")
    assert [(one.actor, one.facts["joined"], one.facts["on"]) for one in active.order_by("pk")] == [
        ("", 3, "2031-05-06"),
        ("", 0, "2031-05-06"),
        ("", 0, "2031-05-06"),
    ]


def test_whoever_takes_part_is_written_to_once(cast: Cast) -> None:
    pledge = a_pledge(cast, threshold=1)
    resting(cast, pledge)
    Letter.objects.all().delete()
    join(pledge, "gus@example.org")
    told = Letter.objects.filter(subject__startswith="It counts now").order_by("subject", "to")
    assert [(one.subject, one.to) for one in told] == [
        ("It counts now: Dig the beds of Mill Street", "ada@example.org"),
        ("It counts now: Dig the beds of Mill Street", "ben@example.org"),
        ("It counts now: Dig the beds of Mill Street", "dan@example.org"),
        ("It counts now: Plant them", "ada@example.org"),
        ("It counts now: Plant them", "ben@example.org"),
        ("It counts now: Plant them", "dan@example.org"),
    ]
    assert "Northtown Council said:\n\nDig the beds of Mill Street\n" in told[0].body


def test_a_circle_that_is_closed_becomes_active_as_a_whole(cast: Cast) -> None:
    first = a_pledge(cast)
    second = resting(cast, first)
    changed: dict[str, Any] = {"words": first.words, "organisation": cast.council, "people": "", "agreement": None}
    actions.edit_pledge(
        first, by=cast.ben, at=NOW, version=1, condition="pledge", threshold=None, other=second, by_on=SUMMER, **changed
    )
    assert states() == {"Dig": "active", "Plant": "active"}


def test_the_worker_settles_what_is_due_once(cast: Cast) -> None:
    day = on_a_day(cast)
    resting(cast, day)
    a_pledge(cast, words="Never full")
    assert actions.settle_due_pledges(NOW) == 0
    assert (actions.settle_due_pledges(LATER), actions.settle_due_pledges(LATER)) == (3, 0)
    assert states() == {"Bring": "active", "Plant": "active", "Never": "lapsed"}
    assert Pledge.objects.get(words="Never full").state_on == SUMMER + timedelta(days=1)
    assert Entry.objects.filter(verb__in=("became active", "lapsed")).count() == 3


def test_a_draft_neither_counts_nor_lapses_until_it_is_shared(cast: Cast) -> None:
    draft = on_a_day(cast, visibility="draft")
    assert actions.settle_due_pledges(LATER) == 0
    assert codes(lambda: actions.share_pledge(draft, by=cast.ada, at=LATER, visibility="public")) == ["day_past"]
    actions.share_pledge(draft, by=cast.ada, at=NOW, visibility="public")
    assert actions.settle_due_pledges(LATER) == 1


def test_a_shared_pledge_is_no_draft_again(cast: Cast) -> None:
    pledge = a_pledge(cast)
    assert codes(lambda: actions.share_pledge(pledge, by=cast.ada, at=NOW, visibility="draft")) == ["back_to_draft"]
    assert codes(lambda: actions.share_pledge(pledge, by=cast.dan, at=NOW, visibility="partners")) == ["not_allowed"]


def test_joining_twice_counts_once_and_is_taken_back_by_the_same_way(cast: Cast) -> None:
    pledge = a_pledge(cast)
    assert join(pledge, "gus@example.org").is_new is True
    assert join(pledge, "Gus+again@Example.org").is_new is False
    assert Joined.objects.count() == 1
    asked = actions.ask_to_join(pledge, email="gus@example.org", asked_from="x", at=NOW)
    actions.take_back(asked, at=NOW)
    assert Joined.objects.count() == 0


def test_what_made_it_active_is_not_taken_back(cast: Cast) -> None:
    pledge = a_pledge(cast, threshold=1)
    join(pledge, "gus@example.org")
    pledge.refresh_from_db()
    asked = actions.ask_to_join(pledge, email="gus@example.org", asked_from="x", at=NOW)
    assert codes(lambda: actions.take_back(asked, at=NOW)) == ["pledge_stands"]
    assert (Joined.objects.count(), ConfirmMark.objects.filter(used_at=None).count()) == (1, 1)


def test_words_that_people_joined_stand_as_they_were(cast: Cast) -> None:
    pledge = a_pledge(cast)
    join(pledge, "gus@example.org")
    said: dict[str, Any] = {
        "organisation": cast.council,
        "people": "",
        "condition": "joined",
        "other": None,
        "agreement": None,
    }
    again: dict[str, Any] = {**said, "threshold": 3, "by_on": SUMMER, "by": cast.ada, "at": NOW, "version": 1}
    assert codes(lambda: actions.edit_pledge(pledge, **again, words="Dig half of them")) == [ALREADY]
    assert actions.edit_pledge(pledge, **again, words=pledge.words).version == 1


def test_an_edit_that_somebody_else_overtook_is_not_lost(cast: Cast) -> None:
    pledge = a_pledge(cast)
    said: dict[str, Any] = {
        "organisation": cast.council,
        "people": "",
        "condition": "joined",
        "other": None,
        "agreement": None,
    }
    again: dict[str, Any] = {**said, "threshold": 3, "by_on": SUMMER, "by": cast.ada, "at": NOW, "version": 1}
    actions.edit_pledge(pledge, **again, words="Dig half")
    with pytest.raises(Edited) as edited:
        actions.edit_pledge(pledge, **again, words="Dig all")
    assert edited.value.current["words"] == "Dig half"


def test_a_pledge_is_kept_or_not_and_joining_alone_keeps_nothing(cast: Cast) -> None:
    pledge = a_pledge(cast, threshold=1)
    assert codes(lambda: actions.report_pledge(pledge, by=cast.ben, at=NOW, kept="kept")) == ["not_active"]
    join(pledge, "gus@example.org")
    assert states() == {"Dig": "active"}, "people want one thing for the place and may do another themselves"
    assert codes(lambda: actions.report_pledge(pledge, by=cast.dan, at=NOW, kept="kept")) == ["not_allowed"]
    assert codes(lambda: actions.report_pledge(pledge, by=cast.ben, at=NOW, kept="broken")) == ["no_reason"]
    actions.report_pledge(pledge, by=cast.ben, at=NOW, kept="broken", because="The ground froze.")
    stored = Pledge.objects.get()
    assert (stored.state, stored.because, stored.state_on) == ("broken", "The ground froze.", TODAY)
    assert codes(lambda: actions.report_pledge(pledge, by=cast.ben, at=NOW, kept="kept")) == ["not_active"]


def test_a_pledge_stands_under_an_agreement_of_its_own_partnership(cast: Cast) -> None:
    deal = a_deal(cast)
    assert a_pledge(cast, agreement=deal).agreement == deal


def test_the_letter_holds_the_only_copy_of_the_secret_and_the_mark_hides_the_address(cast: Cast) -> None:
    pledge = a_pledge(cast)
    actions.ask_to_join(pledge, email="Gus@Example.org ", asked_from="x", at=NOW)
    secret = address_in_last_letter().split("/")[2]
    asked = ConfirmMark.objects.get()
    assert (asked.email, secret in str(ConfirmMark.objects.values())) == ("gus@example.org", False)
    assert asked_with(secret) == asked
    actions.confirm(asked, at=NOW)
    assert (ConfirmMark.objects.get().email, Joined.objects.get().mark) == (
        "",
        mark_of(pledge.reference, "gus@example.org"),
    )
    assert mark_of("pledge/JU-999", "gus@example.org") != Joined.objects.get().mark


@pytest.mark.parametrize(("at", "refused"), [(NOW + timedelta(days=2), ["link_too_old"]), (NOW, ["link_used"])])
def test_a_link_works_once_and_for_two_days(cast: Cast, at: datetime, refused: list[str]) -> None:
    asked = actions.ask_to_join(a_pledge(cast), email="gus@example.org", asked_from="x", at=NOW)
    if refused == ["link_used"]:
        actions.confirm(asked, at=NOW)
    assert codes(lambda: actions.confirm(asked, at=at)) == refused


def test_neither_one_sender_nor_one_address_is_flooded(cast: Cast) -> None:
    pledge = a_pledge(cast)
    for number in range(5):
        actions.ask_to_join(pledge, email="gus@example.org", asked_from=f"sender {number}", at=NOW)
    again: dict[str, Any] = {"email": "gus@example.org", "asked_from": "another", "at": NOW}
    assert codes(lambda: actions.ask_to_join(pledge, **again)) == ["too_many_there"]
    for number in range(10):
        actions.ask_to_join(pledge, email=f"gus{number}@example.org", asked_from="one", at=NOW)
    assert codes(lambda: actions.ask_to_join(pledge, email="h@example.org", asked_from="one", at=NOW)) == [
        "too_many_yours"
    ]
    actions.ask_to_join(pledge, **{**again, "at": NOW + timedelta(days=1)})


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_settle_each_pledge_once(cast: Cast) -> None:
    on_a_day(cast)
    a_pledge(cast, words="Never full")

    def work(_worker: int) -> int:
        try:
            return actions.settle_due_pledges(LATER)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        done = sum(pool.map(work, range(2)))
    entries = Entry.objects.filter(verb__in=("became active", "lapsed"))
    assert (done, entries.count()) == (2, 2)


@pytest.mark.django_db(transaction=True)
def test_of_many_who_join_at_once_the_number_is_made_full_once(cast: Cast) -> None:
    pledge = a_pledge(cast)
    asked = [actions.ask_to_join(pledge, email=f"gus{n}@example.org", asked_from=f"{n}", at=NOW) for n in range(4)]

    def press(one: ConfirmMark) -> bool:
        try:
            return actions.confirm(one, at=NOW).is_new
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, asked)) == [True] * 4
    assert (Joined.objects.count(), Entry.objects.filter(verb="became active").count()) == (4, 1)
