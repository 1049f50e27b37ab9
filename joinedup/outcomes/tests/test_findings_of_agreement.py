"""Sign-off is asked about where the members say that they do not agree."""

from datetime import timedelta

from django.utils import timezone

from joinedup.frame.findings import TESTS, Finding
from joinedup.outcomes import actions
from joinedup.outcomes.models import SignOff
from joinedup.outcomes.tests.conftest import Plan
from joinedup.partners.permissions import Asker
from joinedup.partners.tests.cast import Cast
from joinedup.reviews import actions as reviews
from joinedup.reviews.models import Review
from joinedup.reviews.tests.conftest import answer_without_names, doing, marks, started


def found(cast: Cast, asker: Asker) -> list[Finding]:
    return list(TESTS["B8"].look(cast.partnership, asker))


def reviewed(cast: Cast, **given: int) -> Review:
    review = started(cast, "agreement")
    answer_without_names(review, cast, 10, marks(**given))
    return reviews.close(review, **doing(cast.ada))


def sign(cast: Cast, plan: Plan) -> None:
    at = timezone.now() + timedelta(minutes=1)
    actions.sign(plan.problem, by=cast.ada, at=at, organisation=cast.council, stance="agrees")


def test_signing_after_members_said_that_they_do_not_agree_is_found(cast: Cast, plan: Plan) -> None:
    review = reviewed(cast, same_outcome=5, same_cause=1)
    sign(cast, plan)
    assert [one.causes for one in found(cast, cast.ada)] == [(cast.partnership.reference, review.reference)]


def test_signing_is_nothing_to_settle_where_they_agree(cast: Cast, plan: Plan) -> None:
    reviewed(cast, same_outcome=5, same_cause=4)
    sign(cast, plan)
    assert found(cast, cast.ada) == []


def test_what_was_signed_before_is_left_alone(cast: Cast, plan: Plan) -> None:
    sign(cast, plan)
    SignOff.objects.update(signed_at=timezone.now() - timedelta(days=1))
    reviewed(cast, same_outcome=1, same_cause=1)
    assert found(cast, cast.ada) == []


def test_whoever_may_not_read_the_review_is_not_told(cast: Cast, plan: Plan) -> None:
    reviewed(cast, same_outcome=1, same_cause=1)
    sign(cast, plan)
    assert found(cast, None) == []
