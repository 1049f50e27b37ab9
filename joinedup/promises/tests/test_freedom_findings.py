"""What is looked for in agreed exceptions and in what is in the way: each fires, and each stays silent."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.outcomes.models import Outcome
from joinedup.partners.tests.cast import NOW, Cast, asking
from joinedup.promises import actions
from joinedup.promises.findings import freedoms as findings
from joinedup.promises.models import Freedom, Tripwire
from joinedup.promises.tests.freed import asked, granted, negotiated, told

Find = Callable[..., Any]
EVERY: tuple[tuple[str, Find], ...] = (
    ("B26", findings.nothing_promised),
    ("B27", findings.no_early_warning),
    ("B28", findings.one_side_never_agreed),
    ("B29", findings.nothing_said_about_fairness),
    ("B30", findings.told_of_and_left),
)


def found(find: Find, cast: Cast) -> list[tuple[tuple[str, ...], str, str]]:
    return [(one.causes, one.mend, one.words) for one in find(cast.partnership, cast.ada)]


@pytest.mark.parametrize(("_number", "find"), EVERY)
def test_a_granted_exception_and_a_fresh_barrier_are_nothing_to_settle(cast: Cast, _number: str, find: Find) -> None:
    granted(cast)
    asked(cast, fairness="", promised="")
    told(cast, at=timezone.now())
    assert found(find, cast) == []


@pytest.mark.parametrize("lacking", [{"promised": ""}, {"indicator": None}, {"outcome": None, "indicator": None}])
def test_one_that_is_negotiated_with_nothing_promised_is_found(cast: Cast, lacking: dict[str, Any]) -> None:
    freedom = negotiated(cast)
    Freedom.objects.filter(pk=freedom.pk).update(**lacking)
    reference = freedom.reference
    assert found(findings.nothing_promised, cast) == [((reference,), f"/{reference}/edit/", "Nothing is promised.")]


def test_one_whose_outcome_is_put_off_is_found(cast: Cast) -> None:
    freedom = granted(cast)
    Outcome.objects.update(priority="not_now")
    words = "Its outcome has been put off, or its measure is not shared."
    reference = freedom.reference
    assert found(findings.nothing_promised, cast) == [((reference,), f"/{reference}/decide/", words)]


def test_one_whose_early_warning_was_retired_is_found_with_all_that_it_lacks(cast: Cast) -> None:
    freedom = granted(cast)
    Tripwire.objects.update(retired_on=NOW.date())
    Freedom.objects.update(learning="")
    words = "There is no early warning, no plan of what is to be learned."
    assert found(findings.no_early_warning, cast) == [((freedom.reference,), f"/{freedom.reference}/", words)]


def test_one_that_a_side_agrees_to_no_longer_is_found(cast: Cast) -> None:
    without_owner, without_local, one_against = granted(cast), granted(cast), granted(cast)
    withdrawn: dict[str, Any] = {"at": NOW, "stance": "withdraws", "words": "No longer."}
    actions.consent(without_owner, by=cast.cara, side="owner", **withdrawn)
    actions.consent(without_local, by=cast.dan, side="local", organisation=cast.charity, **withdrawn)
    actions.consent(
        one_against, by=cast.ada, at=NOW, side="local", who="Tenants", stance="refuses", words="They wrote on 2 May."
    )
    assert [(causes, words) for causes, _mend, words in found(findings.one_side_never_agreed, cast)] == [
        ((without_owner.reference,), "The rule’s owner has not agreed, or agrees no longer."),
        ((without_local.reference,), "No local stakeholder agrees."),
        ((one_against.reference,), "One who was heard does not agree."),
    ]


def test_one_with_nothing_said_about_fairness_is_found(cast: Cast) -> None:
    freedom = negotiated(cast, fairness="")
    reference = freedom.reference
    assert found(findings.nothing_said_about_fairness, cast) == [((reference,), f"/{reference}/edit/", "")]


def test_a_barrier_without_a_reply_in_time_or_told_of_twice_is_found_once(cast: Cast) -> None:
    long_ago = timezone.now() - timedelta(days=60)
    late, twice = told(cast, at=long_ago), told(cast, at=timezone.now(), rule="Two adults in every room")
    again = told(cast, at=timezone.now(), by=cast.dan, organisation=cast.charity)
    actions.join_barriers(again, by=cast.ada, at=timezone.now(), same_as=twice)
    said = {causes: words.split(";")[0] for causes, _mend, words in found(findings.told_of_and_left, cast)}
    assert said == {
        (late.question.reference,): "No reply has come",
        (twice.question.reference,): "It is told of from several places.",
    }
    actions.keep_barrier(late, by=cast.cara, at=timezone.now(), because="It keeps children safe.")
    actions.remove_barrier(twice, by=cast.cara, at=timezone.now(), because="One adult will do.")
    assert found(findings.told_of_and_left, cast) == []


@pytest.mark.parametrize(("_number", "find"), EVERY)
def test_none_is_told_of_what_the_reader_may_not_see(cast: Cast, _number: str, find: Find) -> None:
    freedom = negotiated(cast, fairness="", promised="", learning="")
    told(cast, at=timezone.now() - timedelta(days=60))
    Freedom.objects.filter(pk=freedom.pk).update(visibility="partners")
    assert list(find(cast.partnership, None)) == []


def test_each_test_takes_the_same_queries_however_many_there_are(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    queries = {"B26": 1, "B27": 1, "B28": 2, "B29": 1, "B30": 1}
    for _more in range(2):
        granted(cast)
        negotiated(cast, fairness="", promised="", learning="")
        told(cast)
        reader = asking(cast.ada)
        for number, find in EVERY:
            with django_assert_num_queries(queries[number]):
                list(find(cast.partnership, reader))
