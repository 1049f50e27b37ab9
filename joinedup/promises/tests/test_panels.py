from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.panels import Panel, panels_on
from joinedup.frame.visibility import Visibility
from joinedup.partners.permissions import Asker
from joinedup.partners.tests.cast import NOW, Cast, asking, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Commitment
from joinedup.promises.panels.promises import promises_towards_an_outcome
from joinedup.promises.tests.made import DUE, a_promise, an_outcome


def panel(kind: str, noun: object, asker: Asker, title: str = "Who promised what") -> Panel:
    return next(made for made in panels_on(kind, noun, asker) if made.title == title)


def test_a_partnership_shows_each_outcome_with_the_promises_kept_of_those_made(cast: Cast) -> None:
    publish(cast.partnership)
    ready, healthy = an_outcome(cast), an_outcome(cast, name="Children are healthy")
    kept = a_promise(cast, towards=[ready, healthy])
    a_promise(cast, towards=[ready])
    a_promise(cast, towards=[ready], visibility=Visibility.DRAFT)
    actions.report(kept, by=cast.ben, at=NOW, state="kept")
    for asker in (None, cast.ada):
        shown = panel("partnership", cast.partnership, asker, "What should change").context["rows"]
        assert [(row.name, done, made) for row, done, made in shown] == [
            ("Children are healthy", 1, 1),
            ("Children are ready for school", 1, 2),
        ]


def test_an_outcome_shows_the_promises_towards_it_with_posts_and_dates(cast: Cast) -> None:
    publish(cast.partnership)
    outcome = an_outcome(cast)
    a_promise(cast, towards=[outcome])
    a_promise(cast, output="Something else")
    rows = panel("outcome", outcome, None).context["rows"]
    assert [(row.output, row.organisation, row.lead, row.due) for row in rows] == [
        ("Open a family hub in Millbrook", "Northtown Council", "Head of early years", "by 30 September 2031")
    ]


def test_a_place_shows_promises_within_it_and_no_others(cast: Cast) -> None:
    publish(cast.partnership)
    a_promise(cast, output="Here", place=cast.millbrook)
    a_promise(cast, output="Everywhere")
    shown = {
        place.name: {row.output for row in panel("place", place, None).context["rows"]}
        for place in (cast.county, cast.town, cast.millbrook)
    }
    assert shown == {"Northshire": {"Here", "Everywhere"}, "Northtown": {"Here", "Everywhere"}, "Millbrook": {"Here"}}


def test_an_organisation_shows_what_goes_on_first_and_drafts_to_its_own_people_only(cast: Cast) -> None:
    publish(cast.partnership)
    over = a_promise(cast, output="Done")
    actions.report(over, by=cast.ben, at=NOW, state="kept")
    a_promise(cast, output="Later", due_on=DUE + timedelta(days=1))
    a_promise(cast, output="Sooner")
    a_promise(cast, output="Draft", visibility=Visibility.DRAFT)
    shown = {
        who: [row.output for row in panel("organisation", cast.council, asker).context["rows"]]
        for who, asker in (("nobody", None), ("cara", cast.cara), ("ben", cast.ben))
    }
    open_to_all = ["Sooner", "Later", "Done"]
    assert shown == {"nobody": open_to_all, "cara": open_to_all, "ben": ["Sooner", "Draft", "Later", "Done"]}


def test_a_post_shows_what_it_answers_for(cast: Cast) -> None:
    publish(cast.partnership)
    title = "What this post answers for"
    assert [made for made in panels_on("person", cast.ben.person, None) if made.title == title] == []
    outcome = an_outcome(cast, lead=cast.ben.person)
    a_promise(cast)
    context = panel("person", cast.ben.person, None, title).context
    assert list(context["outcomes"]) == [(outcome.name, outcome.reference)]
    assert [row.output for row in context["rows"]] == ["Open a family hub in Millbrook"]


@pytest.mark.parametrize("times", [1, 30])
def test_panels_take_few_queries_however_many_promises(
    cast: Cast, times: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    outcome = an_outcome(cast)
    for number in range(times):
        a_promise(cast, output=str(number), towards=[outcome], place=cast.millbrook)
    Commitment.objects.update(heard_on=timezone.localdate())
    ada = asking(cast.ada)
    with django_assert_max_num_queries(4):
        shown = promises_towards_an_outcome(outcome, ada)
    assert shown is not None
    assert len(shown.context["rows"]) == min(times, 20)


def test_the_way_to_publication_says_what_readers_will_not_see(cast: Cast) -> None:
    commitment = a_promise(cast, visibility="draft")
    client, address = signed_in(cast.ada), f"/{cast.partnership.reference}/"
    assert "1 item of the plan is not public" in client.get(f"{address}stage/").content.decode()
    page = client.post(f"{address}share/", follow=True)
    assert "1 item is shared." in page.content.decode()
    commitment.refresh_from_db()
    assert commitment.visibility == "public"
    assert "readers will not find" not in page.content.decode()


def test_a_large_plan_shows_its_first_outcomes_and_the_way_to_the_others(cast: Cast) -> None:
    for number in range(21):
        an_outcome(cast, f"Outcome {number}")
    publish(cast.partnership)
    page = signed_in(cast.ada).get(f"/{cast.partnership.reference}/").content.decode()
    assert page.count('<h3><a href="/outcome/') == 20
    assert "More outcomes" in page
