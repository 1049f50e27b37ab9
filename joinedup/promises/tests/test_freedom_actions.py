"""What is done about agreed exceptions: asked, negotiated, consented to, granted, suspended, ended, refused."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Body, Membership
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Consent, Freedom, FreedomMove
from joinedup.promises.tests.freed import (
    EXPIRY,
    REVIEW,
    a_measure,
    a_warning,
    asked,
    both_agree,
    figures,
    fired,
    granted,
    negotiated,
)
from joinedup.promises.tests.made import an_outcome
from joinedup.record.models import Entry

GRANTABLE = ("by", "at", "reason")


def codes(error: pytest.ExceptionInfo[Refused]) -> tuple[str, ...]:
    return tuple(refusal.code for refusal in error.value.refusals)


def moves(freedom: Freedom) -> list[tuple[str, str, str]]:
    return list(freedom.moves.order_by("pk").values_list("from_state", "to_state", "reason"))


def state(freedom: Freedom) -> str:
    return str(Freedom.objects.values_list("state", flat=True).get(pk=freedom.pk))


def grant(cast: Cast, freedom: Freedom, **given: Any) -> FreedomMove:
    return actions.grant(freedom, **{"by": cast.cara, "at": NOW, "reason": "Both sides agree.", **given})


def test_an_exception_is_granted_once_everything_stands_and_each_step_is_kept(cast: Cast) -> None:
    freedom = granted(cast)
    assert (freedom.state, freedom.granted_on, freedom.version) == ("granted", NOW.date(), 3)
    assert moves(freedom) == [
        ("asked", "negotiating", "It is worth a try."),
        ("negotiating", "granted", "Both sides agree."),
    ]
    verbs = Entry.objects.filter(subject=freedom.reference).order_by("pk").values_list("verb", "facts__state")
    assert list(verbs) == [
        ("asked for exception", "asked"),
        ("negotiated exception", "negotiating"),
        ("granted exception", "granted"),
    ]


def test_granting_is_refused_with_everything_that_is_missing(cast: Cast) -> None:
    bare = dict.fromkeys(("promised", "fairness", "learning", "may_revoke"), "")
    days = {"review_on": None, "expires_on": None}
    freedom = negotiated(cast, **bare, **days, visibility="partners")
    with pytest.raises(Refused) as refused:
        grant(cast, freedom, reason=" ")
    assert codes(refused) == (
        "no_reason",
        "not_public",
        "no_result",
        "no_warning",
        "no_fairness",
        "no_learning",
        "no_revoker",
        "no_review",
        "no_expiry",
        "owner_silent",
        "locals_silent",
    )
    assert state(freedom) == "negotiating"


def test_no_exception_is_granted_without_saying_who_is_treated_differently_and_why_that_is_fair(cast: Cast) -> None:
    """The Warning of S51: it cuts across fairness between individuals."""
    freedom = negotiated(cast, fairness="")
    both_agree(cast, freedom)
    a_warning(freedom)
    with pytest.raises(Refused) as refused:
        grant(cast, freedom)
    assert codes(refused) == ("no_fairness",)


@pytest.mark.parametrize("who", ["ben", "dan", "eve", "rosa", "olu"])
def test_nobody_grants_but_the_owner_of_the_rule_and_the_convenor(cast: Cast, who: str) -> None:
    freedom = negotiated(cast)
    both_agree(cast, freedom)
    a_warning(freedom)
    with pytest.raises(Refused) as refused:
        grant(cast, freedom, by=getattr(cast, who))
    assert codes(refused) == ("not_allowed",)


def test_one_local_voice_against_stands_in_the_way_until_it_agrees(cast: Cast) -> None:
    freedom = negotiated(cast)
    both_agree(cast, freedom)
    a_warning(freedom)
    tenants: dict[str, Any] = {"side": "local", "who": "Millbrook tenants", "words": "They wrote on 2 May."}
    actions.consent(freedom, by=cast.ada, at=NOW, stance="refuses", **tenants)
    with pytest.raises(Refused) as refused:
        grant(cast, freedom)
    assert codes(refused) == ("locals_against",)
    assert "Millbrook tenants" in str(refused.value)
    actions.consent(freedom, by=cast.ada, at=NOW, stance="agrees", **tenants)
    grant(cast, freedom)
    assert state(freedom) == "granted"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"side": "owner", "by": "ben"}, ("not_allowed", "no_evidence")),
        ({"side": "owner", "by": "ada"}, ("no_evidence",)),
        ({"side": "local", "organisation": "charity", "by": "cara"}, ("not_allowed", "no_evidence")),
        ({"side": "local", "organisation": "council", "by": "ben"}, ("asker_is_not_local",)),
        ({"side": "local", "organisation": "health", "by": "cara"}, ("owner_is_not_local",)),
        ({"side": "local", "organisation": "stranger", "by": "eve"}, ("not_a_member",)),
        ({"side": "local", "by": "ada", "words": "Said."}, ("no_speaker",)),
        ({"side": "local", "organisation": "charity", "by": "dan", "stance": "refuses"}, ("no_words",)),
        (
            {"side": "local", "organisation": "charity", "by": "dan", "stance": "withdraws", "words": "No."},
            ("never_agreed",),
        ),
        ({"side": "owner", "by": "cara", "said_on": date(2031, 5, 7)}, ("said_later",)),
    ],
)
def test_a_consent_is_refused_for_each_broken_rule(
    cast: Cast, given: dict[str, Any], expected: tuple[str, ...]
) -> None:
    freedom = negotiated(cast)
    said = {"stance": "agrees", **given, "by": getattr(cast, given["by"])}
    if "organisation" in given:
        said["organisation"] = getattr(cast, given["organisation"])
    with pytest.raises(Refused) as refused:
        actions.consent(freedom, at=NOW, **said)
    assert codes(refused) == expected
    assert not Consent.objects.exists()


def test_nobody_is_heard_before_it_is_negotiated_and_nobody_says_the_same_twice(cast: Cast) -> None:
    freedom = asked(cast)
    with pytest.raises(Refused) as refused:
        actions.consent(freedom, by=cast.cara, at=NOW, side="owner", stance="agrees")
    assert codes(refused) == ("not_heard_now",)
    actions.negotiate(freedom, by=cast.ada, at=NOW, reason="Let us talk.")
    actions.consent(freedom, by=cast.cara, at=NOW, side="owner", stance="agrees")
    with pytest.raises(Refused) as refused:
        actions.consent(freedom, by=cast.cara, at=NOW, side="owner", stance="agrees")
    assert codes(refused) == ("said_already",)


def test_what_somebody_agreed_to_does_not_change_under_them(cast: Cast) -> None:
    freedom = negotiated(cast)
    actions.consent(freedom, by=cast.dan, at=NOW, side="local", stance="agrees", organisation=cast.charity)
    with pytest.raises(Refused) as refused:
        actions.edit_freedom(freedom, by=cast.ben, at=NOW, **terms(freedom, expires_on=date(2040, 1, 1)))
    assert codes(refused) == ("consented",)
    withdrawn: dict[str, Any] = {"stance": "withdraws", "words": "The terms are to change."}
    actions.consent(freedom, by=cast.dan, at=NOW, side="local", organisation=cast.charity, **withdrawn)
    actions.edit_freedom(freedom, by=cast.ben, at=NOW, **terms(freedom, expires_on=date(2032, 6, 1)))
    freedom.refresh_from_db()
    assert freedom.expires_on == date(2032, 6, 1)


def terms(freedom: Freedom, **changes: Any) -> dict[str, Any]:
    """What an edit says: the exception as it stands, changed."""
    freedom.refresh_from_db()
    names = (
        "name rule rule_url owner owner_outside asked blocks place outcome indicator promised earned_by_periods "
        "fairness learning may_revoke revoking_body review_on expires_on"
    )
    return {name: getattr(freedom, name) for name in names.split()} | {"version": freedom.version} | changes


def test_an_edit_over_another_one_shows_both_texts_and_a_granted_one_stands(cast: Cast) -> None:
    freedom = asked(cast)
    stale = terms(freedom)
    actions.edit_freedom(freedom, by=cast.cara, at=NOW, **terms(freedom, name="Eight weeks of support"))
    with pytest.raises(Edited):
        actions.edit_freedom(freedom, by=cast.ben, at=NOW, **stale | {"name": "Ten weeks"})
    other = granted(cast)
    with pytest.raises(Refused) as refused:
        actions.edit_freedom(other, by=cast.ben, at=NOW, **terms(other, name="Ten weeks"))
    assert codes(refused) == ("terms_fixed", "consented")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"by": "dan"}, ("not_allowed",)),
        ({"organisation": "stranger", "by": "ada"}, ("not_a_member",)),
        ({"owner": None}, ("no_owner",)),
        ({"owner_outside": "The ministry"}, ("two_owners",)),
        ({"owner": "council"}, ("own_rule",)),
        ({"owner": "stranger"}, ("not_a_member",)),
        ({"rule": " "}, ("no_rule",)),
        ({"indicator": None, "outcome": None, "review_on": EXPIRY, "expires_on": REVIEW}, ("review_after_end",)),
    ],
)
def test_an_exception_is_not_asked_for_in_terms_that_cannot_be(
    cast: Cast, given: dict[str, Any], expected: tuple[str, ...]
) -> None:
    named = {
        key: getattr(cast, value) for key, value in given.items() if isinstance(value, str) and hasattr(cast, value)
    }
    with pytest.raises(Refused) as refused:
        asked(cast, **{**given, **named})
    assert codes(refused) == expected
    assert not Freedom.objects.exists()


def test_an_owner_who_agrees_no_longer_suspends_it_and_both_sides_are_told(cast: Cast) -> None:
    assert cast.dan.person is not None
    freedom = granted(cast, outcome=an_outcome(cast, lead=cast.dan.person))
    Letter.objects.all().delete()
    withdrawn: dict[str, Any] = {"stance": "withdraws", "words": "The budget is spent."}
    actions.consent(freedom, by=cast.cara, at=NOW, side="owner", **withdrawn)
    assert state(freedom) == "suspended"
    assert moves(freedom)[-1] == ("granted", "suspended", "The rule’s owner agrees no longer: The budget is spent.")
    letters = Letter.objects.order_by("to").values_list("to", "subject")
    subject = "An exception is suspended: Start work and keep the rent paid"
    assert list(letters) == [("cara@example.org", subject), ("dan@example.org", subject)]


def test_a_local_voice_that_agrees_no_longer_is_kept_and_leaves_it_in_force(cast: Cast) -> None:
    freedom = granted(cast)
    withdrawn: dict[str, Any] = {"stance": "withdraws", "words": "It does not reach us."}
    actions.consent(freedom, by=cast.dan, at=NOW, side="local", organisation=cast.charity, **withdrawn)
    assert state(freedom) == "granted"


def test_a_fired_warning_suspends_it_once_and_nothing_else(cast: Cast) -> None:
    freedom, other = granted(cast), granted(cast)
    firing = fired(a_warning(freedom))
    made = actions.suspend_on_firing(firing, at=NOW)
    assert made is not None
    assert (made.firing, made.decided_by) == (firing, None)
    assert actions.suspend_on_firing(firing, at=NOW) is None
    assert (state(freedom), state(other)) == ("suspended", "granted")
    entry = Entry.objects.get(verb="suspended exception")
    assert (entry.actor, entry.facts["firing"]) == ("", firing.reference)


def test_a_warning_about_something_else_suspends_nothing(cast: Cast) -> None:
    freedom = granted(cast)
    elsewhere = a_warning(freedom, about=an_outcome(cast, "Another").reference)
    assert actions.suspend_on_firing(fired(elsewhere), at=NOW) is None
    assert state(freedom) == "granted"


def test_a_suspension_is_lifted_once_somebody_has_acted_on_what_fired(cast: Cast) -> None:
    freedom = granted(cast)
    firing = fired(a_warning(freedom))
    actions.suspend_on_firing(firing, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.lift_suspension(freedom, by=cast.cara, at=NOW, reason="It works again.")
    assert codes(refused) == ("not_acted_on",)
    firing.acted_at, firing.done = NOW, "Two more advisers."
    firing.save()
    actions.lift_suspension(freedom, by=cast.cara, at=NOW, reason="It works again.")
    assert (state(freedom), Freedom.objects.get().granted_on) == ("granted", NOW.date())


def test_an_exception_whose_outcome_is_put_off_stays_as_decided_and_is_not_resumed(cast: Cast) -> None:
    freedom = granted(cast)
    assert freedom.outcome is not None
    with pytest.raises(ProtectedError):
        freedom.outcome.delete()
    Outcome.objects.filter(pk=freedom.outcome.pk).update(priority="not_now")
    assert state(freedom) == "granted"
    actions.suspend(freedom, by=cast.cara, at=NOW, reason="Nothing is promised for it now.")
    with pytest.raises(Refused) as refused:
        actions.lift_suspension(freedom, by=cast.cara, at=NOW, reason="Try again.")
    assert codes(refused) == ("result_gone",)


def test_an_exception_is_ended_once_by_whichever_worker_comes_first_on_its_day(cast: Cast) -> None:
    freedom, later = granted(cast), granted(cast, expires_on=EXPIRY + timedelta(days=1))
    day = datetime.combine(EXPIRY, NOW.timetz())
    assert actions.end_expired(day - timedelta(days=1)) == 0
    assert (actions.end_expired(day), actions.end_expired(day)) == (1, 0)
    assert (state(freedom), state(later)) == ("ended", "granted")
    assert moves(freedom)[-1] == ("granted", "ended", "It was granted until 1 May 2032.")


def test_whoever_asked_takes_it_back_and_the_chair_of_the_body_that_may_ends_it(cast: Cast) -> None:
    freedom = asked(cast)
    actions.end_freedom(freedom, by=cast.ben, at=NOW, reason="We found another way.")
    board = Body.objects.create(partnership=cast.partnership, kind="board", name="Cabinet", from_on=LONG_AGO)
    other = granted(cast, revoking_body=board)
    with pytest.raises(Refused) as refused:
        actions.suspend(other, by=cast.dan, at=NOW, reason="It harms.")
    assert codes(refused) == ("not_allowed",)
    board.seats.create(person=cast.dan.person, organisation=cast.charity, role="chair", from_on=LONG_AGO)
    actions.suspend(other, by=cast.dan, at=NOW, reason="It harms.")
    actions.end_freedom(other, by=cast.dan, at=NOW, reason="It still harms.")
    assert (state(freedom), state(other)) == ("ended", "ended")


def test_a_refusal_needs_a_reason_and_ends_the_matter(cast: Cast) -> None:
    freedom = asked(cast)
    with pytest.raises(Refused) as refused:
        actions.refuse(freedom, by=cast.cara, at=NOW, reason="")
    assert codes(refused) == ("no_reason",)
    actions.refuse(freedom, by=cast.cara, at=NOW, reason="The law has to change first.")
    with pytest.raises(Refused) as refused:
        actions.negotiate(freedom, by=cast.cara, at=NOW, reason="After all.")
    assert codes(refused) == ("not_from_here",)


def test_what_has_to_be_earned_is_granted_after_so_many_periods_in_a_row(cast: Cast) -> None:
    freedom = negotiated(cast, earned_by_periods=3)
    both_agree(cast, freedom)
    a_warning(freedom)
    assert freedom.indicator is not None
    figures(freedom.indicator, 40, 61, 62)
    with pytest.raises(Refused) as refused:
        grant(cast, freedom)
    assert codes(refused) == ("not_earned",)
    assert "for 2 periods in a row, and 3 are asked for" in str(refused.value)
    figures(freedom.indicator, 63, until=date(2031, 6, 1))
    grant(cast, freedom)
    assert state(freedom) == "granted"


def test_a_place_below_the_line_may_still_be_trusted_on_terms(cast: Cast) -> None:
    """The Warning of S53: those below the line, often in the hardest places, would get the least room."""
    outcome = an_outcome(cast)
    measure = a_measure(cast, outcome, target=Decimal(90))
    figures(measure, 20, 21, 22)
    assert granted(cast, outcome=outcome, indicator=measure, earned_by_periods=None).state == "granted"


def test_a_draft_is_not_decided_and_a_decided_one_stays_in_the_register(cast: Cast) -> None:
    draft = asked(cast, visibility="draft")
    with pytest.raises(Refused) as refused:
        actions.negotiate(draft, by=cast.ada, at=NOW, reason="Let us talk.")
    assert codes(refused) == ("is_draft",)
    assert not Letter.objects.exists()
    actions.share_freedom(draft, by=cast.ben, at=NOW, visibility="partners")
    assert Letter.objects.get(to="cara@example.org").subject.startswith("An exception from a rule is asked for")
    with pytest.raises(Refused) as refused:
        actions.share_freedom(granted(cast), by=cast.ben, at=NOW, visibility="partners")
    assert "out_of_register" in codes(refused)


def test_letters_reach_the_convenor_where_the_owner_is_outside_and_nobody_leads(cast: Cast) -> None:
    asked(cast, owner=None, owner_outside="The ministry")
    assert list(Letter.objects.values_list("to", flat=True)) == ["ada@example.org"]


def test_of_a_silent_owner_those_in_senior_posts_are_written_to(cast: Cast) -> None:
    Membership.objects.filter(person=cast.cara.person).update(is_senior=True)
    asked(cast)
    assert list(Letter.objects.order_by("to").values_list("to", flat=True)) == ["ada@example.org", "cara@example.org"]


def test_what_was_decided_and_said_can_never_be_changed(cast: Cast) -> None:
    freedom = granted(cast)
    for rows in (FreedomMove.objects.all(), Consent.objects.all()):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**{"reason" if rows.model is FreedomMove else "words": "Otherwise."})
    with pytest.raises(IntegrityError), transaction.atomic():
        FreedomMove.objects.create(
            freedom=freedom, from_state="negotiating", to_state="granted", on=NOW.date(), reason="Again."
        )


@pytest.mark.django_db(transaction=True)
def test_two_who_grant_at_once_grant_it_once(cast: Cast) -> None:
    freedom = negotiated(cast)
    both_agree(cast, freedom)
    a_warning(freedom)

    def attempt(who: Any) -> str:
        try:
            actions.grant(freedom, by=who, at=NOW, reason="Both sides agree.")
        except Refused as refused:
            return refused.refusals[0].code
        finally:
            connection.close()
        return "granted"

    with ThreadPoolExecutor(2) as at_once:
        answers = sorted(at_once.map(attempt, [cast.cara, cast.ada]))
    assert answers == ["granted", "not_from_here"]
    assert freedom.moves.filter(to_state="granted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_end_it_once(cast: Cast) -> None:
    freedom = granted(cast)
    day = datetime.combine(EXPIRY, NOW.timetz())

    def work(_: int) -> int:
        try:
            return actions.end_expired(day)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as at_once:
        assert sum(at_once.map(work, range(2))) == 1
    assert freedom.moves.filter(to_state="ended").count() == 1
