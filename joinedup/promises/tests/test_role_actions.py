from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners.models import Standing
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Undertaking
from joinedup.promises.reads import roles as reads
from joinedup.promises.tests.roles import answered, expected, said
from joinedup.promises.tests.test_risk_actions import refusals
from joinedup.record.models import Entry

A_YEAR = timedelta(days=365)


def standing(one: Undertaking) -> str:
    return reads.shown(Undertaking.objects.filter(pk=one.pk), None)[0].standing


def test_what_is_said_is_dated_and_recorded_without_its_words(cast: Cast) -> None:
    one = expected(cast)
    entry = Entry.objects.get(subject=one.reference)
    assert (one.said_on, one.kind, one.of) == (NOW.date(), "expects", cast.council)
    assert (entry.verb, entry.actor, entry.partnership) == ("undertook", cast.ada.reference, cast.partnership.reference)
    assert entry.facts == {
        "organisation": cast.health.reference,
        "kind": "expects",
        "of": cast.council.reference,
        "visibility": "public",
    }


@pytest.mark.parametrize(
    ("who", "may"),
    [("ada", True), ("ben", True), ("cara", False), ("dan", False), ("eve", False), ("rosa", False), ("olu", False)],
)
def test_an_organisation_speaks_for_itself_or_the_convenor_does(cast: Cast, who: str, may: bool) -> None:
    if may:
        one = said(cast, by=getattr(cast, who))
        actions.withdraw_undertaking(one, by=getattr(cast, who), at=NOW)
        return
    one = said(cast)
    attempts: tuple[Callable[[], object], ...] = (
        lambda: said(cast, by=getattr(cast, who)),
        lambda: actions.confirm_undertaking(one, by=getattr(cast, who), at=NOW + A_YEAR),
        lambda: actions.withdraw_undertaking(one, by=getattr(cast, who), at=NOW),
        lambda: actions.share_undertaking(one, by=getattr(cast, who), at=NOW, visibility="partners"),
    )
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refusals(refused) == ("not_allowed",)


def test_nobody_speaks_for_an_organisation_outside_or_expects_anything_of_one(cast: Cast) -> None:
    for terms, code in (
        ({"organisation": cast.stranger}, "not_a_member"),
        ({"kind": "expects", "of": cast.stranger}, "of_a_stranger"),
        ({"kind": "expects", "of": cast.council}, "of_itself"),
        ({"of": cast.health}, "only_of_expected"),
    ):
        with pytest.raises(Refused) as refused:
            said(cast, **terms)
        assert refusals(refused) == (code,)


def test_what_was_said_is_confirmed_and_what_is_withdrawn_is_not(cast: Cast) -> None:
    one = said(cast)
    actions.confirm_undertaking(one, by=cast.ben, at=NOW + A_YEAR)
    one.refresh_from_db()
    assert one.confirmed_on == (NOW + A_YEAR).date()
    actions.withdraw_undertaking(one, by=cast.ben, at=NOW + A_YEAR)
    for attempt in (actions.confirm_undertaking, actions.withdraw_undertaking):
        with pytest.raises(Refused) as refused:
            attempt(one, by=cast.ben, at=NOW + 2 * A_YEAR)
        assert refusals(refused) == ("withdrawn",)


@pytest.mark.parametrize(("kind", "stands"), [("will", "met"), ("will_not", "refused")])
def test_an_expectation_is_met_by_what_a_partner_does_and_refused_by_what_it_does_not(
    cast: Cast, kind: str, stands: str
) -> None:
    wanted, answer = expected(cast), said(cast, kind=kind)
    assert standing(wanted) == "unmet"
    answered(wanted, answer, by=cast.ben)
    assert standing(wanted) == stands
    actions.withdraw_undertaking(answer, by=cast.ben, at=NOW)
    assert standing(wanted) == "unmet"


def test_what_a_partner_said_answers_nothing_once_it_has_left(cast: Cast) -> None:
    wanted = answered(expected(cast), said(cast))
    Standing.objects.filter(organisation=cast.council).update(until_on=NOW.date() - 2000 * timedelta(days=1))
    assert standing(wanted) == "unmet"


@pytest.mark.parametrize("who", ["cara", "dan", "eve", "rosa", "olu"])
def test_only_who_is_asked_and_the_convenor_say_what_answers_an_expectation(cast: Cast, who: str) -> None:
    wanted, answer = expected(cast), said(cast)
    with pytest.raises(Refused) as refused:
        answered(wanted, answer, by=getattr(cast, who))
    assert refusals(refused)[0] == "not_allowed"
    assert standing(wanted) == "unmet"


def test_nobody_answers_for_another_or_with_what_fewer_may_read(cast: Cast) -> None:
    wanted = expected(cast)
    for answer, code in (
        (said(cast, organisation=cast.charity), "answers_for_another"),
        (said(cast, visibility="partners"), "less_seen"),
        (expected(cast, organisation=cast.council, of=None), "no_answer"),
    ):
        with pytest.raises(Refused) as refused:
            answered(wanted, answer)
        assert refusals(refused) == (code,)
    draft = said(cast, visibility="draft")
    with pytest.raises(Refused) as refused:
        answered(wanted, draft)
    assert refusals(refused) == ("no_answer", "less_seen")


def test_any_partner_may_take_up_what_is_expected_of_all_but_only_with_its_own_word(cast: Cast) -> None:
    wanted = expected(cast, of=None)
    with pytest.raises(Refused) as refused:
        answered(wanted, said(cast), by=cast.dan)
    assert refusals(refused) == ("not_said_by_you",)
    answered(wanted, said(cast, organisation=cast.charity), by=cast.dan)
    assert standing(wanted) == "met"


def test_two_who_answer_at_once_see_what_the_other_chose(cast: Cast) -> None:
    wanted = expected(cast)
    first, second = said(cast), said(cast, kind="will_not")
    answered(wanted, first, version=1)
    with pytest.raises(Edited) as edited:
        answered(wanted, second, version=1)
    assert (edited.value.current, edited.value.version) == ({"met_by": first}, 2)


def test_what_was_shared_is_no_draft_again(cast: Cast) -> None:
    one = said(cast, visibility="draft")
    actions.share_undertaking(one, by=cast.ben, at=NOW, visibility="public")
    with pytest.raises(Refused) as refused:
        actions.share_undertaking(one, by=cast.ben, at=NOW, visibility="draft")
    assert refusals(refused) == ("back_to_draft",)


def test_the_database_refuses_what_answers_itself_and_a_deed_that_is_expected_of_somebody(cast: Cast) -> None:
    wanted, deed = expected(cast), said(cast)
    for one, changes in ((wanted, {"met_by": wanted}), (deed, {"of": cast.health})):
        with pytest.raises(IntegrityError), transaction.atomic():
            Undertaking.objects.filter(pk=one.pk).update(**changes)
