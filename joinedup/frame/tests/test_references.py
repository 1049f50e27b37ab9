"""References: given once, in order, and never to a reader who may not know of the noun."""

import threading

import pytest
from django.db import connection

from joinedup.frame.references import allocate, kind_of, named
from joinedup.partners.tests.cast import Cast, publish


def test_numbers_follow_each_other_and_kinds_count_apart(db: None) -> None:
    assert allocate("outcome", 2) == ["outcome/JU-1", "outcome/JU-2"]
    assert allocate("outcome") == ["outcome/JU-3"]
    assert allocate("problem") == ["problem/JU-1"]


def test_a_noun_gets_its_reference_when_it_is_first_stored(cast: Cast) -> None:
    assert kind_of(cast.partnership.reference) == "partnership"
    before = cast.partnership.reference
    cast.partnership.save()
    assert cast.partnership.reference == before


def test_a_reference_is_named_only_to_those_who_may_know_of_it(cast: Cast) -> None:
    reference = cast.partnership.reference
    assert named([reference], cast.ada)[reference].title == "Starting well"
    assert named([reference], None) == {}
    publish(cast.partnership)
    assert named([reference], None)[reference].address == f"/{reference}/"


def test_unknown_kinds_are_left_out(cast: Cast) -> None:
    assert named(["dragon/JU-1"], cast.ada) == {}


@pytest.mark.django_db(transaction=True)
def test_many_at_once_never_get_the_same_number() -> None:
    given: list[str] = []

    def take() -> None:
        try:
            for _ in range(5):
                given.extend(allocate("race"))
        finally:
            connection.close()

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == sorted(f"race/JU-{number}" for number in range(1, 41))
