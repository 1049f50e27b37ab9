"""Pages of early warnings, stepping in, failures and experiments: what they say, and in how many queries."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Failure, Firing, Tripwire
from joinedup.promises.tests.made import an_outcome
from joinedup.promises.tests.test_warning_actions import a_failure, an_experiment, an_intervention, judged
from joinedup.promises.tests.warned import LATER, a_firing, a_tripwire

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def published(cast: Cast) -> None:
    publish(cast.partnership)


def words(page: Any) -> str:
    return " ".join(page.content.decode().split())


def test_everybody_reads_what_fired_and_what_was_done(cast: Cast) -> None:
    firing = a_firing(cast)
    actions.act_on(firing, by=cast.ben, at=LATER + timedelta(days=4), done="Two were hired.")
    said = words(Client().get(firing.get_absolute_url()))
    assert "“Children ready at five” was 40 in April 2031." in said
    assert "Two were hired." in said
    log = words(Client().get(f"/{cast.partnership.reference}/early-warnings/"))
    assert "No early warning waits to be acted on." in log


def test_an_early_warning_shows_its_measures_chart_with_a_table(cast: Cast) -> None:
    said = words(Client().get(a_tripwire(cast).get_absolute_url()))
    assert "Fires when “Children ready at five” is below 50." in said
    assert said.count("chart-figure") == 1
    assert "Show the figures" in said


def test_a_measure_that_the_reader_may_not_see_is_not_named(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    assert tripwire.indicator is not None
    tripwire.indicator.visibility = "draft"
    tripwire.indicator.save()
    for page in (tripwire.get_absolute_url(), f"/{cast.partnership.reference}/early-warnings/"):
        said = words(Client().get(page))
        assert ("Children ready at five" in said, "a measure that you may not read" in said) == (False, True)


def test_the_lead_answers_from_the_page_and_the_desk_lists_it(cast: Cast) -> None:
    firing = a_firing(cast)
    client = signed_in(cast.ben)
    assert "Too few children are ready" in words(client.get("/desk/"))
    assert client.post(f"{firing.get_absolute_url()}acknowledge/").status_code == 302
    assert client.post(f"{firing.get_absolute_url()}act/", {"done": "Hired."}).status_code == 302
    assert client.post(f"{firing.get_absolute_url()}act/", {"done": "Again."}).status_code == 422
    assert "Too few children are ready" not in words(client.get("/desk/"))
    assert Firing.objects.get().done == "Hired."


def test_an_early_warning_that_asks_too_little_shows_every_reason(cast: Cast) -> None:
    about = an_outcome(cast).reference
    fields = {
        "about": about,
        "name": "Late",
        "kind": "late",
        "then": "suspend",
        "days_to_act": 5,
        "visibility": "public",
    }
    address = f"/{cast.partnership.reference}/early-warnings/new/"
    page = signed_in(cast.ada).post(address, {**fields, "visibility": "public"})
    said = words(page)
    assert page.status_code == 422
    for reason in ("Choose the measure whose", "Say for how many days", "Only an agreed exception can be suspended"):
        assert reason in said
    assert Tripwire.objects.count() == 0


def test_the_outcome_says_what_warns_early_and_offers_the_convenor_to_set_one(cast: Cast) -> None:
    tripwire = a_tripwire(cast)
    assert "Too few children are ready" in words(Client().get(f"/{tripwire.about}/"))
    address = f"/{cast.partnership.reference}/early-warnings/new/?about={tripwire.about}"
    assert address in words(signed_in(cast.ada).get(f"/{tripwire.about}/"))
    assert address not in words(signed_in(cast.dan).get(f"/{tripwire.about}/"))


def test_stepping_in_says_when_it_ends(cast: Cast) -> None:
    one = an_intervention(cast, at=NOW)
    assert "It ends by itself on 5 July 2031." in words(Client().get(one.get_absolute_url()))
    actions.hand_back(one, by=cast.ada, at=LATER, words="Ben leads it.")
    said = words(Client().get(one.get_absolute_url()))
    assert ("Handed back on 7 May 2031." in said, "Ben leads it." in said) == (True, True)


def test_a_failure_says_how_soon_it_was_told_and_an_experiment_that_it_is_protected(cast: Cast) -> None:
    failure = a_failure(cast, noticed_on=NOW.date() - timedelta(days=12))
    said = words(Client().get(failure.get_absolute_url()))
    assert "Everybody was told 12 days after it was noticed. Those whose failure it is tell it themselves." in said
    experiment = an_experiment(cast, tripwire=a_tripwire(cast))
    assert "missing its target is no wrongdoing" in words(Client().get(experiment.get_absolute_url()))


@pytest.mark.parametrize(("who", "status", "reads"), [(None, 404, False), ("dan", 200, False), ("ada", 200, True)])
def test_what_wrongdoing_did_is_read_by_the_convenor_alone(
    cast: Cast, who: str | None, status: int, reads: bool
) -> None:
    failure = judged(cast, a_failure(cast), kind="wrongdoing")
    client = signed_in(getattr(cast, who)) if who else Client()
    page = client.get(failure.get_absolute_url())
    assert (page.status_code, "Forty families waited." in words(page)) == (status, reads)
    if who == "dan":
        assert "Wrongdoing is dealt with outside this site" in words(page)
        assert client.get(f"{failure.get_absolute_url()}lesson/").status_code == 403


def test_the_lists_come_as_files(cast: Cast) -> None:
    a_firing(cast)
    an_intervention(cast)
    a_failure(cast)
    for list_, word in (("early-warnings", "Too few"), ("stepping-in", "Northshire Health"), ("failures", "Letters")):
        page = Client().get(f"/{cast.partnership.reference}/{list_}/?format=csv")
        assert word in b"".join(page.streaming_content).decode()  # type: ignore[attr-defined]


@pytest.mark.parametrize("below", ["early-warnings", "failures", "stepping-in"])
def test_lists_take_as_many_queries_for_one_as_for_many(
    cast: Cast, below: str, django_assert_max_num_queries: Callable[[int], Any], django_assert_num_queries: Any
) -> None:
    def one_more() -> None:
        firing = a_firing(cast)
        a_failure(cast, about=firing.tripwire.about)
        an_intervention(cast, about=firing.tripwire.about)

    one_more()
    address, client = f"/{cast.partnership.reference}/{below}/", Client()
    client.get(address)
    with django_assert_max_num_queries(12) as counted:
        client.get(address)
    one_more()
    one_more()
    with django_assert_num_queries(len(counted.captured_queries)):
        client.get(address)
    assert Failure.objects.count() == 3
