"""B11: a pledge on one side only, and pledges of which nobody says how they stand."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Agreement, Clause, Pledge
from joinedup.promises.tests.dealt import a_deal, a_full_deal, a_pledge, join, ours, yours

QUERIES = 4


def found(cast: Cast, asker: Asker = OPERATOR) -> list[tuple[tuple[str, ...], str, str]]:
    return [(one.causes, one.mend, one.words) for one in TESTS["B11"].look(cast.partnership, asker)]


def in_force_for(deal: Agreement, days: int) -> None:
    Agreement.objects.filter(pk=deal.pk).update(in_force_from=timezone.localdate() - timedelta(days=days))


@pytest.mark.parametrize(
    ("side", "words"), [(ours, "It pledges and asks nothing."), (yours, "It asks and pledges nothing.")]
)
def test_a_deal_of_one_side_is_found_until_the_other_side_is_written(
    cast: Cast, side: Callable[[Cast, Agreement], Clause], words: str
) -> None:
    deal = a_deal(cast)
    assert found(cast) == [], "nothing is asked or pledged yet"
    side(cast, deal)
    assert found(cast) == [((deal.reference,), deal.get_absolute_url(), words)]
    other = yours if side is ours else ours
    other(cast, deal)
    assert found(cast) == []


def test_a_draft_and_what_has_ended_are_left_alone(cast: Cast) -> None:
    yours(cast, a_deal(cast, visibility="draft"))
    ended = a_deal(cast, name="A deal that ended")
    yours(cast, ended)
    today = timezone.localdate()
    actions.end_agreement(ended, by=cast.ada, at=timezone.now(), because="Nobody wants it.", on=today)
    assert found(cast) == []


def test_a_pledge_of_which_nobody_says_how_it_stands_is_found_after_ninety_days(cast: Cast) -> None:
    deal = a_full_deal(cast)
    tax, recycling = Clause.objects.order_by("pk")
    in_force_for(deal, 89)
    assert found(cast) == []
    in_force_for(deal, 90)
    words = "Nobody has said how this pledge stands."
    assert found(cast) == [
        ((deal.reference, tax.reference), f"/{tax.reference}/standing/", words),
        ((deal.reference, recycling.reference), f"/{recycling.reference}/standing/", words),
    ]
    actions.state_pledge(tax, by=cast.ben, at=timezone.now(), standing="open")
    ours(cast, deal, heading="Not signed yet")
    assert [causes for causes, _mend, _words in found(cast)] == [(deal.reference, recycling.reference)]


def test_an_active_pledge_of_which_nothing_is_heard_is_found_after_ninety_days(cast: Cast) -> None:
    publish(cast.partnership)
    pledge = a_pledge(cast, threshold=1)
    join(pledge, "gus@example.org")
    Pledge.objects.update(state_on=timezone.localdate() - timedelta(days=89))
    assert found(cast) == []
    Pledge.objects.update(state_on=timezone.localdate() - timedelta(days=90))
    words = "Nobody has said whether this pledge was kept."
    assert found(cast) == [((pledge.reference,), f"/{pledge.reference}/report/", words)]
    actions.report_pledge(pledge, by=cast.ben, at=timezone.now(), kept="kept")
    assert found(cast) == []


def test_nobody_is_told_of_what_they_may_not_read(cast: Cast) -> None:
    publish(cast.partnership)
    yours(cast, a_deal(cast, visibility="partners"))
    assert found(cast, None) == []


def test_it_takes_as_many_queries_however_many_deals_there_are(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    yours(cast, a_deal(cast))
    with django_assert_num_queries(QUERIES):
        found(cast)
    for number in range(5):
        yours(cast, a_deal(cast, name=f"Deal {number}"))
    with django_assert_num_queries(QUERIES):
        assert len(found(cast)) == 6
