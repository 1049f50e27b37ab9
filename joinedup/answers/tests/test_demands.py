from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.answers import actions
from joinedup.answers.findings.demands import reporting_that_costs_more_than_it_prevents as look
from joinedup.answers.models import Demand
from joinedup.answers.reads import demands as reads
from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast, asking, publish, signed_in
from joinedup.record.models import Entry

A_DAY = timedelta(days=1)


def a_demand(cast: Cast, **said: Any) -> Demand:
    """What health has to report to the council: used yesterday, for a stated risk, until next year."""
    today = timezone.localdate()
    told = {
        "by": cast.ada,
        "at": timezone.now(),
        "name": "Visits by ward",
        "of": cast.health,
        "wanted_by": cast.council,
        "risk_lowered": "A ward is forgotten.",
        "hours_a_year": 40,
        "from_on": today - 800 * A_DAY,
        "ends_on": today + 365 * A_DAY,
        **said,
    }
    return actions.demand(cast.partnership, **told)


def used(cast: Cast, demand: Demand, days_ago: int = 1) -> Demand:
    on = timezone.localdate() - days_ago * A_DAY
    return actions.note_use(demand, by=cast.ben, at=timezone.now(), used_on=on, used_for="Where the hub goes")


def refusals(error: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in error.value.refusals)


def refused_by(act: Callable[[], Any]) -> tuple[str, ...]:
    """The codes of the reasons against, none if it was done."""
    try:
        act()
    except Refused as refused:
        return tuple(refusal.code for refusal in refused.refusals)
    return ()


def said(demand: Demand, **changes: Any) -> dict[str, Any]:
    return {**{name: getattr(demand, name) for name in reads.TERMS}, "version": demand.version, **changes}


def test_what_has_to_be_reported_is_put_on_record_with_its_cost(cast: Cast) -> None:
    demand = a_demand(cast, by=cast.cara)
    entry = Entry.objects.get(subject=demand.reference)
    assert (entry.verb, entry.actor) == ("demanded", cast.cara.reference)
    assert entry.facts == {
        "of": cast.health.reference,
        "wanted_by": cast.council.reference,
        "hours_a_year": 40,
        "from_on": demand.from_on.isoformat(),
        "ends_on": demand.ends_on and demand.ends_on.isoformat(),
        "visibility": "public",
    }


@pytest.mark.parametrize(
    ("who", "keeps", "settles"),
    [
        ("ada", True, True),
        ("ben", True, True),
        ("cara", True, False),
        ("dan", False, False),
        ("eve", False, False),
        ("rosa", False, False),
        ("olu", False, False),
    ],
)
def test_who_reports_may_correct_it_and_who_asks_alone_uses_and_drops_it(
    cast: Cast, who: str, keeps: bool, settles: bool
) -> None:
    demand, by = a_demand(cast), getattr(cast, who)
    corrected = refused_by(lambda: actions.edit_demand(demand, by=by, at=NOW, **said(demand, hours_a_year=50)))
    assert corrected == (() if keeps else ("not_allowed",))
    dropped = refused_by(lambda: actions.drop_demand(demand, by=by, at=NOW, because="Nobody reads it."))
    assert dropped == (() if settles else ("not_allowed",))


def test_where_somebody_outside_asks_whoever_reports_says_when_it_is_asked_no_more(cast: Cast) -> None:
    demand = a_demand(cast, wanted_by=None, wanted_by_outside="The ministry")
    dropped = actions.drop_demand(demand, by=cast.cara, at=NOW, because="The ministry asks no more.")
    assert (dropped.dropped_on, dropped.dropped_because) == (NOW.date(), "The ministry asks no more.")
    acts: tuple[Callable[[], Any], ...] = (
        lambda: actions.drop_demand(dropped, by=cast.cara, at=NOW, because="Again."),
        lambda: used(cast, dropped),
        lambda: actions.renew_demand(dropped, by=cast.cara, at=NOW, ends_on=date(2040, 1, 1)),
        lambda: actions.edit_demand(dropped, by=cast.cara, at=NOW, **said(dropped, name="Other")),
    )
    assert ["dropped" in refused_by(act) for act in acts] == [True] * 4


def test_what_was_never_used_is_not_renewed_and_what_was_used_is(cast: Cast) -> None:
    demand = a_demand(cast)
    later = timezone.localdate() + 700 * A_DAY
    with pytest.raises(Refused) as refused:
        actions.renew_demand(demand, by=cast.ben, at=timezone.now(), ends_on=later)
    assert refusals(refused) == ("not_worth_it",)
    renewed = actions.renew_demand(used(cast, demand), by=cast.ben, at=timezone.now(), ends_on=later)
    assert renewed.ends_on == later


def test_nobody_outside_the_partnership_asks_or_reports_as_a_member(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        a_demand(cast, of=cast.stranger, wanted_by=cast.stranger)
    assert refusals(refused) == ("not_a_member", "foreign_asker")


def test_no_edit_is_lost(cast: Cast) -> None:
    demand = a_demand(cast)
    actions.edit_demand(demand, by=cast.ben, at=NOW, **said(demand, hours_a_year=10))
    with pytest.raises(Edited):
        actions.edit_demand(demand, by=cast.cara, at=NOW, **said(demand, hours_a_year=90))


# B36


def found(cast: Cast) -> list[tuple[tuple[str, ...], str]]:
    return [(one.causes, one.words) for one in look(cast.partnership, cast.ada)]


def test_reporting_that_lowers_a_risk_is_used_and_fits_the_budget_is_left_alone(cast: Cast) -> None:
    used(cast, a_demand(cast))
    a_demand(cast, name="New", from_on=timezone.localdate(), hours_a_year=80)
    assert found(cast) == []


def test_reporting_for_no_stated_risk_or_no_use_is_found(cast: Cast) -> None:
    idle = a_demand(cast, risk_lowered="")
    stale = used(cast, a_demand(cast), days_ago=365)
    assert found(cast) == [
        ((idle.reference,), "No risk is stated that it lowers, and no use within the past year."),
        ((stale.reference,), "No use within the past year."),
    ]


def test_a_member_that_reports_above_its_budget_of_hours_is_found(cast: Cast) -> None:
    for hours in (60, 60):
        used(cast, a_demand(cast, hours_a_year=hours))
    assert found(cast) == []
    used(cast, a_demand(cast, hours_a_year=1))
    used(cast, a_demand(cast, of=cast.charity, hours_a_year=50))
    assert found(cast) == [
        ((cast.health.reference,), "121 hours a year, above the 120 that one member is to spend."),
    ]


@pytest.mark.parametrize("change", [{"dropped_on": NOW.date(), "dropped_because": "x"}, {"visibility": "draft"}])
def test_what_is_dropped_ended_or_a_draft_is_not_found(cast: Cast, change: dict[str, Any]) -> None:
    a_demand(cast, risk_lowered="", hours_a_year=500)
    Demand.objects.update(**change)
    assert found(cast) == []
    Demand.objects.update(dropped_on=None, visibility="public", ends_on=timezone.localdate())
    assert found(cast) == []


@pytest.mark.parametrize("many", [2, 20])
def test_the_finding_takes_three_queries_however_many(
    cast: Cast, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(many):
        a_demand(cast, name=f"Report {number}", risk_lowered="")
    asking(cast.ada)
    with django_assert_num_queries(3):
        assert len(found(cast)) == many + (many * 40 > 120)


# Pages


def browser(who: Account | None) -> Client:
    return Client() if who is None else signed_in(who)


def test_the_list_shows_what_costs_most_first_each_member_s_hours_and_what_could_be_dropped(cast: Cast) -> None:
    publish(cast.partnership)
    cheap = used(cast, a_demand(cast, name="Cheap", hours_a_year=5))
    dear = a_demand(cast, name="Dear", hours_a_year=130)
    uncounted = used(cast, a_demand(cast, name="Uncounted", hours_a_year=None, of=cast.charity))
    page = Client().get(f"/{cast.partnership.reference}/demands/")
    assert [row.demand for row in page.context["rows"]] == [uncounted, dear, cheap]
    assert [(load.organisation, load.hours, load.is_above) for load in page.context["loads"]] == [
        (cast.health, 135, True),
        (cast.charity, 0, False),
    ]
    assert (page.context["hours"], page.context["to_prune"]) == (135, 1)
    prune = Client().get(f"/{cast.partnership.reference}/demands/?prune=yes")
    assert [row.demand for row in prune.context["rows"]] == [dear]
    for query in ("prune=no", "state=%00", "of=organisation/%00", "sort=of__memberships"):
        assert len(Client().get(f"/{cast.partnership.reference}/demands/?{query}").context["rows"]) == 3


def test_pages_take_the_same_queries_whatever_their_length(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    ada = signed_in(cast.ada)
    for number in range(30):
        a_demand(cast, name=f"Report {number}", of=cast.health if number % 2 else cast.charity)
        if number in (2, 29):
            ada.get(f"/{cast.partnership.reference}/demands/")
            with django_assert_num_queries(12):
                ada.get(f"/{cast.partnership.reference}/demands/")


def test_a_draft_is_for_its_reporter_its_asker_and_the_convenor(cast: Cast) -> None:
    publish(cast.partnership)
    demand = a_demand(cast, visibility="draft")
    readers = {name: getattr(cast, name) for name in ("rosa", "eve", "dan", "cara", "ben", "ada", "olu")}
    statuses = {name: signed_in(who).get(f"/{demand.reference}/").status_code for name, who in readers.items()}
    expected = {"rosa": 404, "eve": 404, "dan": 404, "cara": 200, "ben": 200, "ada": 200, "olu": 404}
    assert statuses == expected


def test_a_member_puts_it_on_the_list_and_the_asker_notes_renews_and_drops_it(cast: Cast) -> None:
    publish(cast.partnership)
    cara, ben, today = signed_in(cast.cara), signed_in(cast.ben), timezone.localdate()
    sent = {
        "name": "Visits by ward",
        "of": cast.health.reference,
        "wanted_by": cast.council.reference,
        "risk_lowered": "A ward is forgotten.",
        "from_on": today.isoformat(),
        "visibility": "public",
    }
    new = f"/{cast.partnership.reference}/demands/new/"
    assert cara.post(new, {**sent, "wanted_by": ""}).status_code == 422
    made = cara.post(new, sent)
    demand = Demand.objects.get()
    address = f"/{demand.reference}/"
    assert made["Location"] == address
    assert [cara.get(f"{address}{verb}/").status_code for verb in ("use", "renew", "drop")] == [403] * 3
    assert cara.post(f"{address}edit/", {**sent, "hours_a_year": "30", "version": "1"})["Location"] == address
    use = {"used_for": "Where the hub goes", "used_on": today.isoformat()}
    assert ben.post(f"{address}use/", use)["Location"] == address
    assert ben.post(f"{address}renew/", {"ends_on": (today + A_DAY).isoformat()})["Location"] == address
    assert ben.post(f"{address}drop/", {"because": ""}).status_code == 422
    assert ben.post(f"{address}drop/", {"because": "Nobody reads it."})["Location"] == address
    said = Client().get(address).content.decode()
    assert ("Nobody reads it." in said, "Where the hub goes" in said, "Drop it" in said) == (True, True, False)
    demand.refresh_from_db()
    assert (demand.hours_a_year, demand.ends_on, demand.dropped_on) == (30, today + A_DAY, today)


def test_it_stands_on_the_pages_of_who_reports_and_of_the_partnership(cast: Cast) -> None:
    publish(cast.partnership)
    demand = a_demand(cast)
    assert demand.name in Client().get(f"/{cast.health.reference}/").content.decode()
    way = f'href="/{cast.partnership.reference}/demands/"'
    assert way in Client().get(f"/{cast.partnership.reference}/").content.decode()
    Demand.objects.update(visibility="partners")
    assert demand.name not in Client().get(f"/{cast.health.reference}/").content.decode()
    assert way not in Client().get(f"/{cast.partnership.reference}/").content.decode()
