"""What the tests of reviews share: a review by name and one without names, and what people answer."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from joinedup.partners.models import Account, Person, Standing
from joinedup.partners.tests.cast import LONG_AGO, Cast
from joinedup.reviews import actions
from joinedup.reviews.kits import kits
from joinedup.reviews.models import Review
from joinedup.reviews.rules import Given


def doing(by: Account) -> dict[str, Any]:
    return {"by": by, "at": timezone.now()}


def soon() -> date:
    return timezone.localdate() + timedelta(days=14)


def started(cast: Cast, kit: str, **said: Any) -> Review:
    return actions.start(cast.partnership, **doing(cast.ada), kit=kits()[kit], closes_on=soon(), **said)


def marks(**given: int) -> dict[str, Given]:
    return {item: Given(mark=mark) for item, mark in given.items()}


def answer_without_names(review: Review, cast: Cast, many: int, given: dict[str, Given]) -> None:
    """Let so many people of the council answer, each from an account of their own."""
    for number in range(many):
        person = Person.objects.create(name=f"Member {number}")
        person.memberships.create(organisation=cast.council, post=f"Post {number}", from_on=LONG_AGO)
        account = Account.objects.create_user(f"member-{review.pk}-{number}@example.org", person=person)
        actions.answer(review, **doing(account), given=given)


@pytest.fixture
def nine(cast: Cast) -> Review:
    return started(cast, "nine")


@pytest.fixture
def agreement(cast: Cast) -> Review:
    assert Standing.objects.filter(partnership=cast.partnership, organisation=cast.council).exists()
    return started(cast, "agreement")
