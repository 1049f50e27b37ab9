"""A measure of one body's patch, as an estimate for a place that the patch overlaps."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from joinedup.outcomes import actions, estimates
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Overlap, Patch
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import LONG_AGO, Cast, publish


@pytest.fixture
def overlap(cast: Cast) -> Overlap:
    patch = Patch.objects.create(organisation=cast.health, name="The Vale", from_on=LONG_AGO)
    return Overlap.objects.create(
        patch=patch,
        place=cast.town,
        of_patch=Decimal("0.25"),
        of_place=Decimal("0.8"),
        error=Decimal("0.02"),
        source="census",
    )


def a_measure(cast: Cast, value: str = "400", figure: dict[str, Any] | None = None, **said: Any) -> Indicator:
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    indicator = actions.define_indicator(
        cast.partnership, name="Falls", unit="falls", steward=cast.health, visibility="public", **said, **doing
    )
    period: dict[str, Any] = {"from_on": date(2026, 3, 1), "until_on": date(2026, 4, 1)}
    actions.record_figure(indicator, value=Decimal(value), **period, **(figure or {}), **doing)
    indicator.refresh_from_db()
    return indicator


def test_a_count_is_shared_out_by_people_with_its_error(cast: Cast, overlap: Overlap) -> None:
    found = estimates.elsewhere(a_measure(cast), overlap)
    assert found is not None
    assert (found.kind, found.value, found.error) == ("count", Decimal("100.0"), Decimal("8.0"))


@pytest.mark.parametrize("said", [{"per": 1000}, {"unit": "%"}, {"unit": "per cent"}])
def test_a_rate_is_the_same_all_over_its_patch(cast: Cast, overlap: Overlap, said: dict[str, Any]) -> None:
    indicator = a_measure(cast)
    Indicator.objects.filter(pk=indicator.pk).update(**said)
    indicator.refresh_from_db()
    found = estimates.elsewhere(indicator, overlap)
    assert found is not None
    assert (found.kind, found.value, found.error) == ("rate", Decimal("400.0"), Decimal("0.0"))


def test_persons_are_counted_and_the_reader_decides_in_the_end(cast: Cast, overlap: Overlap) -> None:
    indicator = a_measure(cast)
    Indicator.objects.filter(pk=indicator.pk).update(unit="persons")
    indicator.refresh_from_db()
    told = [estimates.elsewhere(indicator, overlap, kind) for kind in ("", "rate", "nonsense")]
    assert [one.kind for one in told if one] == ["count", "rate", "count"]


def test_without_a_figure_nothing_is_estimated(cast: Cast, overlap: Overlap) -> None:
    indicator = actions.define_indicator(
        cast.partnership, name="Falls", steward=cast.health, by=cast.ada, at=timezone.now()
    )
    assert estimates.elsewhere(indicator, overlap) is None


def test_only_measures_of_bodies_whose_patches_overlap_places_are_offered(cast: Cast, overlap: Overlap) -> None:
    indicator = a_measure(cast)
    assert list(estimates.translatable(cast.partnership, OPERATOR)) == [indicator]
    Overlap.objects.update(of_patch=0)
    assert list(estimates.translatable(cast.partnership, OPERATOR)) == []


def test_the_page_shows_the_estimate_for_the_partnership_s_place_with_error_and_source(
    cast: Cast, overlap: Overlap
) -> None:
    publish(cast.partnership)
    indicator = a_measure(cast)
    page = " ".join(Client().get(f"/{indicator.reference}/elsewhere/").content.decode().split())
    assert "Northtown: estimate 100.0 falls, ± 8.0." in page
    assert "25 % (± 2 %) of the patch’s people live in Northtown" in page
    assert "Shares: census." in page
    boundaries = Client().get(f"/{cast.partnership.reference}/boundaries/").content.decode()
    assert f'href="/{indicator.reference}/elsewhere/"' in boundaries


@pytest.mark.parametrize("place", ["place/JU-999", "'", "\0", "outcome/JU-1"])
def test_a_place_that_the_patch_does_not_overlap_is_asked_about(cast: Cast, overlap: Overlap, place: str) -> None:
    publish(cast.partnership)
    answer = Client().get(f"/{a_measure(cast).reference}/elsewhere/", {"place": place})
    assert (answer.status_code, "Choose a place that the patch overlaps" in answer.content.decode()) == (200, True)
