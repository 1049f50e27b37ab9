"""What is found of early warnings that nobody sees, and of failures that nobody judges or tells."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from joinedup.frame import findings
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import Cast
from joinedup.promises import actions
from joinedup.promises.models import Claim, Experiment, Failure, Firing, Guarantee, Tripwire
from joinedup.promises.tests.made import an_outcome
from joinedup.promises.tests.warned import a_firing
from joinedup.questions.models import Question

pytestmark = pytest.mark.django_db


def found(cast: Cast, number: str) -> list[tuple[tuple[str, ...], str]]:
    test = next(one for one in findings.tests() if one.number == number)
    return [(one.causes, one.mend) for one in test.look(cast.partnership, OPERATOR)]


def days_ago(days: int) -> Any:
    return timezone.now() - timedelta(days=days)


def a_failure(cast: Cast, **fields: Any) -> Failure:
    told = {"about": an_outcome(cast).reference, "name": "Letters went astray", "noticed_on": days_ago(5).date()}
    said = {"partnership": cast.partnership, "noticed_by": "Two parents", "harm": "None.", "visibility": "public"}
    return Failure.objects.create(**{**said, **told, **fields})


@pytest.mark.parametrize(("days", "seen", "fires"), [(8, False, True), (6, False, False), (8, True, False)])
def test_an_early_warning_that_nobody_has_seen_for_seven_days_is_found(
    cast: Cast, days: int, seen: bool, fires: bool
) -> None:
    firing = a_firing(cast)
    seen_at = timezone.now() if seen else None
    Firing.objects.update(fired_at=days_ago(days), acknowledged_at=seen_at)
    causes = (firing.tripwire.about, firing.reference)
    assert found(cast, "B31") == ([(causes, f"/{firing.reference}/acknowledge/")] if fires else [])


def test_a_draft_that_fired_is_not_found(cast: Cast) -> None:
    a_firing(cast, visibility="draft")
    Firing.objects.update(fired_at=days_ago(20))
    assert found(cast, "B31") == []


def test_a_failure_without_a_kind_is_found_until_it_is_judged(cast: Cast) -> None:
    failure = a_failure(cast)
    assert found(cast, "B32") == [((failure.reference,), f"/{failure.reference}/kind/")]
    Failure.objects.update(kind="system")
    assert found(cast, "B32") == []


@pytest.mark.parametrize(("begins", "fires"), [(10, True), (2, False)])
def test_wrongdoing_where_an_experiment_was_going_on_is_found(cast: Cast, begins: int, fires: bool) -> None:
    failure = a_failure(cast, kind="wrongdoing", visibility="partners")
    warning = Tripwire.objects.create(
        partnership=cast.partnership, about=failure.about, name="Too few", kind="vacant", set_at=timezone.now()
    )
    experiment = Experiment.objects.create(
        partnership=cast.partnership,
        name="Doors open at night",
        tripwire=warning,
        registered_at=days_ago(20),
        begins_on=days_ago(begins).date(),
        ends_on=days_ago(-30).date(),
    )
    causes = (failure.reference, experiment.reference)
    assert found(cast, "B32") == ([(causes, f"/{failure.reference}/")] if fires else [])


@pytest.mark.parametrize(
    ("noticed", "told", "mend"),
    [(31, None, "share"), (30, None, ""), (60, 29, "lesson"), (60, 30, ""), (5, 5, "")],
)
def test_a_failure_told_more_than_thirty_days_late_is_found(
    cast: Cast, noticed: int, told: int | None, mend: str
) -> None:
    today = timezone.localdate()
    failure = a_failure(
        cast,
        noticed_on=today - timedelta(days=noticed),
        told_on=None if told is None else today - timedelta(days=told),
    )
    assert found(cast, "B33") == ([((failure.reference,), f"/{failure.reference}/{mend}/")] if mend else [])


def test_wrongdoing_is_not_asked_to_be_told(cast: Cast) -> None:
    a_failure(cast, noticed_on=days_ago(90).date(), kind="wrongdoing", visibility="partners")
    assert found(cast, "B33") == []


@pytest.mark.parametrize(
    ("late", "early", "told", "fires"),
    [(3, 1, False, True), (2, 0, False, False), (3, 2, False, False), (4, 2, True, False), (4, 2, False, True)],
)
def test_claims_that_rise_without_a_failure_told_are_found(
    cast: Cast, late: int, early: int, told: bool, fires: bool
) -> None:
    guarantee = Guarantee.objects.create(
        partnership=cast.partnership,
        organisation=cast.council,
        name="A visit within ten days",
        from_on=days_ago(400).date(),
        visibility="public",
    )
    for days in [5] * late + [100] * early + [300] * 9:
        asked: dict[str, Any] = {"asked_at": days_ago(days), "due_on": timezone.localdate(), "words": "Nobody came."}
        question = Question.objects.create(
            partnership=cast.partnership, kind="claim", about=guarantee.reference, **asked
        )
        Claim.objects.create(question=question, guarantee=guarantee)
    if told:
        actions.tell_failure(
            cast.partnership,
            by=cast.ada,
            at=timezone.now(),
            about=guarantee.reference,
            name="Visits are late",
            noticed_on=timezone.localdate(),
            noticed_by="The council",
            harm="Families wait.",
            visibility="public",
        )
    mend = f"/{cast.partnership.reference}/failures/new/?about={guarantee.reference}"
    assert found(cast, "B33") == ([((guarantee.reference,), mend)] if fires else [])
