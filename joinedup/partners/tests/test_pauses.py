"""Pauses: the days on which nothing becomes public, who sets them, and that nothing gets past them."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners import actions, reads, rules
from joinedup.partners.models import Account, Mandate, Partnership, Pause
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish, signed_in
from joinedup.partners.tests.test_pages import page
from joinedup.record.models import Entry

TODAY = date(2031, 5, 6)
MAY, JUNE = date(2031, 5, 10), date(2031, 6, 10)
DAYS = rules.Days(MAY, JUNE)
FACTS = rules.PauseFacts(allowed=True, name="Elections", reason="", needs_reason=False, days=DAYS, today=TODAY)
LONDON = ZoneInfo("Europe/London")
HERE = "/partnership/JU-1/pauses/"


def planned(cast: Cast, **said: Any) -> Pause:
    given = {"by": cast.ada, "at": NOW, "name": "Local elections", "from_on": TODAY, "until_on": MAY, **said}
    return actions.plan_pause(given.pop("partnership", cast.partnership), **given)


def mandated(cast: Cast, *, at: datetime = NOW, visibility: str = "public") -> Mandate:
    assert cast.dan.person is not None
    return actions.record_mandate(
        cast.partnership,
        by=cast.ada,
        at=at,
        organisation=cast.charity,
        person=cast.dan.person,
        source="chosen",
        from_on=LONG_AGO,
        visibility=visibility,
    )


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


# The rules


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_allowed"]),
        ({"name": ""}, ["name_missing"]),
        ({"needs_reason": True}, ["why_missing"]),
        ({"needs_reason": True, "reason": "A by-election."}, []),
        ({"days": rules.Days(TODAY, JUNE)}, []),
        ({"days": rules.Days(TODAY - timedelta(days=1), JUNE)}, ["begins_in_the_past"]),
        ({"days": rules.Days(MAY, MAY)}, ["ends_before_it_begins"]),
        ({"days": rules.Days(MAY, MAY + timedelta(days=184))}, []),
        ({"days": rules.Days(MAY, MAY + timedelta(days=185))}, ["too_long"]),
        ({"others": [("Earlier", rules.Days(TODAY, MAY))]}, []),
        ({"others": [("Earlier", rules.Days(TODAY, MAY + timedelta(days=1)))]}, ["paused_already"]),
        ({"others": [("Called off", rules.Days(TODAY, JUNE, ended=True))]}, []),
        ({"others": [("Later", rules.Days(JUNE, JUNE + timedelta(days=9)))]}, []),
    ],
)
def test_a_pause_is_refused_for_each_broken_rule_and_no_other(change: dict[str, Any], expected: list[str]) -> None:
    assert [one.code for one in rules.refusals_to_pause(replace(FACTS, **change))] == expected


@pytest.mark.parametrize(
    ("today", "ended", "to_change", "to_end"),
    [
        (TODAY, False, [], []),
        (MAY, False, ["has_begun"], []),
        (JUNE - timedelta(days=1), False, ["has_begun"], []),
        (JUNE, False, ["has_ended"], ["has_ended"]),
        (TODAY, True, ["has_ended"], ["has_ended"]),
    ],
)
def test_a_pause_is_changed_until_it_begins_and_ended_until_it_is_over(
    today: date, ended: bool, to_change: list[str], to_end: list[str]
) -> None:
    days = replace(DAYS, ended=ended)
    facts = replace(FACTS, today=today, days=rules.Days(JUNE, JUNE + timedelta(days=2)))
    assert [one.code for one in rules.refusals_to_change_pause(days, facts)] == to_change
    assert [one.code for one in rules.refusals_to_end_pause(days, allowed=True, today=today)] == to_end
    assert [one.code for one in rules.refusals_to_end_pause(days, allowed=False, today=today)] == [
        "not_allowed",
        *to_end,
    ]


@pytest.mark.parametrize(
    ("visibility", "was", "exempt", "paused", "expected"),
    [
        ("public", "", False, None, []),
        ("public", "", False, MAY, ["paused"]),
        ("public", "partners", False, MAY, ["paused"]),
        ("public", "public", False, MAY, []),
        ("partners", "draft", True, MAY, []),
        ("partners", "public", False, MAY, []),
        ("public", "partners", True, MAY, ["kept_from_public", "paused"]),
    ],
)
def test_in_a_pause_nothing_becomes_public_and_what_is_public_stays(
    visibility: str, was: str, exempt: bool, paused: date | None, expected: list[str]
) -> None:
    refusals = rules.refusals_to_show(visibility, was=was, exempt=exempt, paused_until=paused)
    assert [one.code for one in refusals] == expected


def test_the_reason_says_until_when() -> None:
    (refusal,) = rules.refusals_to_show("public", exempt=False, paused_until=MAY)
    assert str(refusal) == "Nothing becomes public here until 10 May 2031, because a pause is in force."


# What gets past a pause: nothing


def test_a_partnership_is_not_published_while_a_pause_holds(cast: Cast) -> None:
    actions.show_preview(cast.partnership, by=cast.ada, at=NOW, correct_by=date(2031, 5, 7))
    planned(cast)
    with pytest.raises(Refused) as refused:
        actions.publish(cast.partnership, by=cast.ada, at=NOW + timedelta(days=2))
    assert codes(refused) == ["paused"]
    assert actions.publish(cast.partnership, by=cast.ada, at=NOW + timedelta(days=4)).stage == "published"


@pytest.mark.parametrize("whole_site", [True, False])
def test_what_is_new_is_for_partners_until_a_pause_is_over(cast: Cast, whole_site: bool) -> None:
    publish(cast.partnership)
    planned(cast, **({"partnership": None, "by": cast.olu} if whole_site else {}))
    with pytest.raises(Refused) as refused:
        mandated(cast)
    assert codes(refused) == ["paused"]
    mandate = mandated(cast, visibility="partners")
    said = {name: getattr(mandate, name) for name in ("source", "until_on", "speaks_for", "chosen_how", "may_bind")}
    said |= {"binds_organisation": False, "reports_every": 6, "version": 1, "visibility": "public"}
    with pytest.raises(Refused) as refused:
        actions.edit_mandate(mandate, by=cast.ada, at=NOW, **said)
    assert codes(refused) == ["paused"]
    shared = actions.edit_mandate(mandate, by=cast.ada, at=NOW + timedelta(days=4), **said)
    assert shared.visibility == "public"


def test_what_is_public_can_be_corrected_in_a_pause(cast: Cast) -> None:
    publish(cast.partnership)
    mandate = mandated(cast)
    planned(cast)
    changed = actions.edit_mandate(
        mandate,
        by=cast.ada,
        at=NOW,
        version=1,
        source="chosen",
        until_on=None,
        speaks_for="Tenants",
        chosen_how="",
        binds_organisation=False,
        may_bind="",
        reports_every=6,
        visibility="public",
    )
    assert changed.speaks_for == "Tenants"


def test_a_pause_of_one_partnership_does_not_hold_another_and_none_holds_what_is_not_published(cast: Cast) -> None:
    other = Partnership.objects.create(name="Other", place=cast.town, stage="published", published_at=NOW)
    planned(cast)
    assert mandated(cast).visibility == "public"
    publish(cast.partnership)
    assert reads.paused_until(cast.partnership, at=NOW) == MAY
    assert reads.paused_until(other, at=NOW) is None


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (datetime(2031, 5, 5, 23, 59, 59, tzinfo=LONDON), False),
        (datetime(2031, 5, 6, 0, 0, tzinfo=LONDON), True),
        (datetime(2031, 5, 9, 23, 59, 59, tzinfo=LONDON), True),
        (datetime(2031, 5, 10, 0, 0, tzinfo=LONDON), False),
    ],
)
def test_a_pause_begins_and_ends_with_the_day_of_the_place(cast: Cast, at: datetime, holds: bool) -> None:
    publish(cast.partnership)
    planned(cast)
    assert (reads.paused_until(cast.partnership, at=at) == MAY) is holds


def test_a_pause_that_is_ended_early_holds_nothing_from_that_moment(cast: Cast) -> None:
    publish(cast.partnership)
    pause = planned(cast)
    actions.end_pause(pause, by=cast.ada, at=NOW)
    assert reads.paused_until(cast.partnership, at=NOW) is None
    entry = Entry.objects.get(verb="ended pause")
    assert (entry.subject, entry.actor, entry.facts) == (
        pause.reference,
        cast.ada.reference,
        {"kind": "election", "from_on": "2031-05-06", "until_on": "2031-05-10"},
    )
    with pytest.raises(Refused) as refused:
        actions.end_pause(pause, by=cast.ada, at=NOW)
    assert codes(refused) == ["has_ended"]


@pytest.mark.django_db(transaction=True)
def test_of_a_pause_and_many_publications_at_once_nothing_is_public_after_the_pause_stands(cast: Cast) -> None:
    """Whatever became public did so before the pause was entered; the rest was refused."""
    publish(cast.partnership)
    deeds: list[Any] = [lambda: planned(cast), *[lambda: mandated(cast)] * 4]

    def tried(deed: Any) -> str:
        try:
            deed()
        except Refused as refused:
            return refused.refusals[-1].code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(5) as pool:
        outcomes = sorted(pool.map(tried, deeds))
    order = list(Entry.objects.filter(verb__in=["planned pause", "recorded mandate"]).order_by("pk"))
    assert [entry.verb for entry in order] in (["planned pause"], ["recorded mandate", "planned pause"])
    assert outcomes.count("done") == len(order)


# Who sets them


def test_a_convenor_plans_a_pause_of_the_partnership_and_administrators_one_of_the_site(cast: Cast) -> None:
    for who in (cast.ben, cast.eve, cast.rosa, cast.olu):
        with pytest.raises(Refused) as refused:
            planned(cast, by=who)
        assert codes(refused) == ["not_allowed"]
    for who in (cast.ada, cast.ben, cast.rosa):
        with pytest.raises(Refused) as refused:
            planned(cast, partnership=None, by=who)
        assert codes(refused) == ["not_allowed"]
    assert planned(cast).reference == "pause/JU-1"
    assert planned(cast, partnership=None, by=cast.olu).reference == "pause/JU-2"
    assert list(Entry.objects.order_by("pk").values_list("verb", "partnership")) == [
        ("planned pause", "partnership/JU-1"),
        ("planned pause", ""),
    ]


def test_a_pause_is_changed_by_one_and_the_second_is_shown_both_texts(cast: Cast) -> None:
    pause = planned(cast, from_on=MAY, until_on=JUNE)
    said: dict[str, Any] = {"kind": "election", "name": "Mayor", "from_on": MAY, "until_on": JUNE, "reason": ""}
    actions.edit_pause(pause, by=cast.ada, at=NOW, version=1, **said)
    with pytest.raises(Edited):
        actions.edit_pause(pause, by=cast.ada, at=NOW, version=1, **{**said, "name": "Council"})
    with pytest.raises(Refused) as refused:
        actions.edit_pause(pause, by=cast.ben, at=NOW, version=2, **said)
    assert codes(refused) == ["not_allowed"]
    with pytest.raises(Refused) as refused:
        actions.edit_pause(pause, by=cast.ada, at=NOW + timedelta(days=4), version=2, **said)
    assert codes(refused) == ["has_begun"]


# The pages


def in_force(cast: Cast, **said: Any) -> Pause:
    today = timezone.localdate()
    return planned(cast, at=timezone.now(), from_on=today, until_on=today + timedelta(days=20), **said)


@pytest.mark.parametrize("address", ["/partnership/JU-1/", HERE, "/partnership/JU-1/promises/"])
def test_everybody_reads_on_a_partnerships_pages_that_nothing_becomes_public_and_why(cast: Cast, address: str) -> None:
    publish(cast.partnership)
    assert "Elections of May" not in page(address)
    pause = in_force(cast, name="Elections of May", reason="The council is elected.")
    days = f"from {date_format(pause.from_on)} until {date_format(pause.until_on)}"
    assert f"Elections of May: nothing new becomes public here {days}. The council is elected." in page(address)
    assert '<a href="/pause/JU-1/">What that means</a>' in page(address, cast.eve)


@pytest.mark.parametrize("address", ["/", "/partnerships/", "/partnership/JU-1/"])
def test_a_pause_of_the_whole_site_is_told_wherever_one_begins_to_read(cast: Cast, address: str) -> None:
    publish(cast.partnership)
    in_force(cast, partnership=None, by=cast.olu)
    assert "Local elections: nothing new becomes public on this site from" in page(address)


def test_a_pause_costs_a_page_one_query_while_it_holds_and_none_otherwise(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    with django_assert_num_queries(2):
        page(HERE)
    in_force(cast)
    with django_assert_num_queries(3):
        page(HERE)


@pytest.mark.parametrize("who", ["nobody", "rosa"])
def test_the_pauses_of_what_is_not_published_are_nobodys_business(cast: Cast, who: str) -> None:
    planned(cast)
    client = Client() if who == "nobody" else signed_in(getattr(cast, who))
    assert [client.get(address).status_code for address in (HERE, "/pause/JU-1/", "/pauses/")] == [404, 404, 200]


def test_a_convenor_plans_changes_and_calls_off_a_pause(cast: Cast) -> None:
    publish(cast.partnership)
    ada = signed_in(cast.ada)
    tomorrow = timezone.localdate() + timedelta(days=1)
    fields = {"kind": "election", "name": "Mayor", "from_on": tomorrow, "until_on": tomorrow + timedelta(days=9)}
    assert ada.post(f"{HERE}plan/", fields)["Location"] == "/pause/JU-1/"
    assert "Planned." in page("/pause/JU-1/", cast.ada)
    assert ada.post("/pause/JU-1/edit/", {**fields, "name": "Mayor of Northtown", "version": 1}).status_code == 302
    assert ada.post("/pause/JU-1/end/").status_code == 302
    assert "Ended early" in page("/pause/JU-1/")
    pause = Pause.objects.get()
    assert (pause.name, pause.ended_at is None) == ("Mayor of Northtown", False)
    again = ada.post("/pause/JU-1/end/")
    assert (again.status_code, "This pause is over." in again.text) == (422, True)


def test_wrong_dates_are_told_beside_their_fields(cast: Cast) -> None:
    ada = signed_in(cast.ada)
    fields = {"kind": "other", "name": "Mourning", "from_on": "2020-01-01", "until_on": "2019-01-01"}
    answer = ada.post(f"{HERE}plan/", fields)
    assert answer.status_code == 422
    for sentence in ("A pause begins today at the earliest.", "Give a day after the first one.", "Say why"):
        assert sentence in answer.text


def may(address: str, account: Account) -> int:
    return signed_in(account).get(address).status_code


def test_only_who_may_pause_is_offered_it(cast: Cast) -> None:
    publish(cast.partnership)
    planned(cast)
    addresses = (f"{HERE}plan/", "/pauses/plan/", "/pause/JU-1/edit/", "/pause/JU-1/end/")
    assert [may(one, cast.ada) for one in addresses] == [200, 403, 200, 200]
    assert [may(one, cast.olu) for one in addresses] == [403, 200, 403, 403]
    assert [may(one, cast.ben) for one in addresses] == [403, 403, 403, 403]
    assert ("Plan a pause" in page(HERE, cast.ada), "Plan a pause" in page(HERE, cast.ben)) == (True, False)
