from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises.models import Agreement, Failure, Freedom, Guarantee
from joinedup.promises.tests.compacted import a_challenge, a_compact, a_year_shown, evidence, on, today, years_ago
from joinedup.promises.tests.made import a_decision

A_DAY = timedelta(days=1)


def found(number: str, cast: Cast, asker: Asker = OPERATOR) -> list[tuple[tuple[str, ...], str, str]]:
    looked = TESTS[number].look(cast.partnership, asker)
    return [(one.causes, one.mend, one.words) for one in looked]


def test_b34_finds_a_compact_that_nobody_from_outside_tested_for_a_year(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    compact = a_compact(cast, since=years_ago(1))
    a_challenge(cast, compact, by=cast.ben)
    a_challenge(cast, compact, by=cast.dan, at=on(years_ago(1) - A_DAY))
    with django_assert_num_queries(1):
        assert found("B34", cast) == [
            (
                (compact.reference,),
                f"/{compact.reference}/evidence/?slot=challenged",
                "Nobody from outside has challenged it in 12 months.",
            )
        ]


@pytest.mark.parametrize("who", ["rosa", "dan", "eve"])
def test_b34_is_silent_once_a_peer_or_a_resident_challenges(cast: Cast, who: str) -> None:
    publish(cast.partnership)
    a_challenge(cast, a_compact(cast, since=years_ago(1)), by=getattr(cast, who))
    assert found("B34", cast) == []


def test_b34_is_silent_for_a_young_compact_one_that_has_ended_and_one_whose_peers_tested_it(cast: Cast) -> None:
    a_compact(cast, since=years_ago(1) + A_DAY)
    ended = a_compact(cast, since=years_ago(2))
    Agreement.objects.filter(pk=ended.pk).update(state="ended", ended_on=today(), ended_because="Over.")
    evidence(cast, a_compact(cast, since=years_ago(2)), slot="challenged")
    assert found("B34", cast) == []


def test_b35_finds_a_compact_that_lacks_what_goes_with_trust(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    compact = a_compact(cast, since=years_ago(1))
    evidence(cast, compact, slot="open")
    evidence(cast, compact, slot="honest", at=on(years_ago(1)), shown_on=years_ago(1))
    with django_assert_num_queries(2):
        assert found("B35", cast) == [
            (
                (compact.reference,),
                f"/{compact.reference}/evidence/?slot=guarantee",
                "Nothing shows a guarantee with a way to have things put right; failures told openly.",
            )
        ]
    a_year_shown(cast, compact, today())
    assert found("B35", cast) == []


def a_freedom(cast: Cast, **terms: Any) -> Freedom:
    return Freedom.objects.create(
        **{
            "partnership": cast.partnership,
            "name": "Joint assessments",
            "rule": "Two assessments",
            "owner_outside": "The department",
            "asked": "One assessment.",
            "blocks": "Families tell it twice.",
            "organisation": cast.council,
            "state": "granted",
            "granted_on": today(),
            "review_on": today(),
            "expires_on": today() + 100 * A_DAY,
            "visibility": "public",
            **terms,
        }
    )


def the_other_half(cast: Cast) -> None:
    """A public decision, a guarantee of the council and a failure that was told, all of this year."""
    a_decision(cast, decided_on=today())
    Guarantee.objects.create(
        partnership=cast.partnership,
        organisation=cast.council,
        name="Ten days",
        standard="A visit within ten days.",
        redress="An apology and a visit.",
        from_on=today(),
        visibility="public",
    )
    Failure.objects.create(
        partnership=cast.partnership,
        about=cast.partnership.reference,
        name="Late visits",
        kind=Failure.Kind.values[0],
        noticed_on=today(),
        told_on=today(),
        visibility="public",
    )


@pytest.mark.parametrize("state", ["granted", "suspended"])
def test_b35_finds_an_exception_in_force_without_its_other_half(cast: Cast, state: str) -> None:
    freedom = a_freedom(cast, state=state)
    assert found("B35", cast) == [
        (
            (freedom.reference,),
            f"/{freedom.reference}/",
            "Nothing shows open governance; a guarantee with a way to have things put right; failures told openly.",
        )
    ]


def test_b35_is_silent_where_governance_is_open_quality_guaranteed_and_failures_told(cast: Cast) -> None:
    a_freedom(cast)
    the_other_half(cast)
    assert found("B35", cast) == []


def test_b35_is_silent_for_what_is_only_asked_for_or_a_draft(cast: Cast) -> None:
    a_freedom(cast, state="asked")
    a_freedom(cast, visibility="draft")
    assert found("B35", cast) == []


def test_b35_holds_an_exception_to_the_guarantee_of_its_own_organisation(cast: Cast) -> None:
    freedom = a_freedom(cast, organisation=cast.health)
    the_other_half(cast)
    assert [(causes, words) for causes, _mend, words in found("B35", cast)] == [
        ((freedom.reference,), "Nothing shows a guarantee with a way to have things put right.")
    ]


@pytest.mark.parametrize("number", ["B34", "B35"])
def test_each_speaks_of_what_its_reader_may_see(cast: Cast, number: str) -> None:
    publish(cast.partnership)
    a_compact(cast, since=years_ago(1), visibility="partners")
    assert (len(found(number, cast)), len(found(number, cast, None))) == (1, 0)
