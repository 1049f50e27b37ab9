from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Agreement, Challenge, Renewal
from joinedup.promises.reads import compacts as reads
from joinedup.promises.rules.terms import after
from joinedup.promises.tests.agreed import an_agreement
from joinedup.promises.tests.compacted import (
    SLOTS,
    a_challenge,
    a_compact,
    a_hearing,
    a_year_shown,
    evidence,
    on,
    today,
    years_ago,
)
from joinedup.promises.tests.made import an_outcome
from joinedup.promises.tests.test_risk_actions import refusals
from joinedup.record.models import Entry

A_DAY = timedelta(days=1)


def months(agreement: Agreement) -> int:
    standing = reads.standing_of(agreement)
    assert standing is not None
    return standing.earned.months


def proven(cast: Cast, *, years: int, since: date | None = None, **terms: Any) -> Agreement:
    """A compact of which everything was shown at the start of each year, this one included."""
    compact = a_compact(cast, since=since or years_ago(years), **terms)
    for year in range(years + 1):
        a_year_shown(cast, compact, after(compact.in_force_from or today(), 12 * year))
    return compact


def test_evidence_counts_for_the_months_of_its_slot_and_is_recorded_without_its_words(cast: Cast) -> None:
    compact = a_compact(cast, since=years_ago(1))
    shown = {slot: evidence(cast, compact, slot=slot) for slot in ("competent", "open", "signed")}
    assert {slot: one.valid_until for slot, one in shown.items()} == {
        "competent": after(today(), 24),
        "open": after(today(), 12),
        "signed": after(today(), 36),
    }
    entry = Entry.objects.get(subject=shown["open"].reference)
    assert (entry.verb, entry.actor) == ("showed evidence", cast.ben.reference)
    assert entry.facts == {
        "agreement": compact.reference,
        "slot": "open",
        "shown_on": today().isoformat(),
        "valid_until": after(today(), 12).isoformat(),
    }


@pytest.mark.parametrize(
    ("who", "may"), [("ada", True), ("ben", True), ("cara", True), ("dan", False), ("eve", False), ("rosa", False)]
)
def test_the_parties_and_the_convenor_show_what_a_compact_rests_on(cast: Cast, who: str, may: bool) -> None:
    publish(cast.partnership)
    compact = a_compact(cast, since=years_ago(1))
    if may:
        assert evidence(cast, compact, by=getattr(cast, who)).slot == "open"
        return
    with pytest.raises(Refused) as refused:
        evidence(cast, compact, by=getattr(cast, who))
    assert refusals(refused) == ("not_allowed",)


def test_a_year_that_went_without_evidence_is_not_mended_afterwards(cast: Cast) -> None:
    compact = proven(cast, years=1)
    Agreement.objects.filter(pk=compact.pk).update(in_force_from=years_ago(2))
    compact.refresh_from_db()
    assert months(compact) == 24
    with pytest.raises(Refused) as refused:
        evidence(cast, compact, shown_on=years_ago(2))
    assert refusals(refused) == ("shown_long_ago",)


def test_other_agreements_rest_on_nothing_that_is_shown(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        evidence(cast, an_agreement(cast))
    assert refusals(refused) == ("no_compact",)


def test_anybody_who_signed_in_and_sees_it_challenges_a_compact_and_is_named_by_post(cast: Cast) -> None:
    publish(cast.partnership)
    compact = a_compact(cast, since=years_ago(1))
    assert a_challenge(cast, compact).by_whom == "a resident"
    assert a_challenge(cast, compact, by=cast.eve).by_whom == "Officer, Faraway Trust"
    entry = Entry.objects.filter(verb="challenged compact").first()
    assert entry is not None
    assert (entry.actor, entry.facts) == (cast.rosa.reference, {"agreement": compact.reference})


def test_nobody_challenges_what_they_may_not_see_or_what_is_not_in_force(cast: Cast) -> None:
    compact = a_compact(cast, since=years_ago(1))
    with pytest.raises(Refused) as refused:
        a_challenge(cast, compact)
    assert refusals(refused) == ("not_allowed",)
    for agreement, codes in (
        (an_agreement(cast, kind="compact", name="Years ahead"), ("not_in_force",)),
        (an_agreement(cast), ("no_compact", "not_in_force")),
    ):
        with pytest.raises(Refused) as refused:
            a_challenge(cast, agreement, by=cast.dan)
        assert refusals(refused) == codes


def test_whoever_waits_for_a_reply_challenges_once_and_the_database_says_so_too(cast: Cast) -> None:
    compact = a_compact(cast, since=years_ago(1))
    first = a_challenge(cast, compact, by=cast.dan)
    with pytest.raises(Refused) as refused:
        a_challenge(cast, compact, by=cast.dan)
    assert refusals(refused) == ("waits_for_reply",)
    with pytest.raises(IntegrityError), transaction.atomic():
        Challenge.objects.create(agreement=compact, by_whom="x", words="x", raised_on=today(), raised_by=cast.dan)
    actions.reply_to_challenge(first, by=cast.ben, at=timezone.now(), reply="We shall.")
    assert a_challenge(cast, compact, by=cast.dan).state == "raised"


def test_a_challenge_is_replied_to_and_repaired_in_that_order_and_each_once(cast: Cast) -> None:
    challenge = a_challenge(cast, a_compact(cast, since=years_ago(1)), by=cast.dan)
    doing: dict[str, Any] = {"by": cast.ben, "at": timezone.now()}
    with pytest.raises(Refused) as refused:
        actions.repair(challenge, repair="Done.", **doing)
    assert refusals(refused) == ("out_of_turn",)
    actions.reply_to_challenge(challenge, reply="You are right.", **doing)
    with pytest.raises(Refused) as refused:
        actions.reply_to_challenge(challenge, reply="Again.", **doing)
    assert refusals(refused) == ("out_of_turn",)
    actions.repair(challenge, repair="Two visitors started.", **doing)
    challenge.refresh_from_db()
    assert (challenge.state, challenge.reply, challenge.replied_on, challenge.repair, challenge.repaired_on) == (
        "repaired",
        "You are right.",
        today(),
        "Two visitors started.",
        today(),
    )
    verbs = Entry.objects.filter(subject=challenge.reference).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["challenged compact", "replied to challenge", "repaired"]


def test_only_the_convenor_says_that_there_was_no_breach_and_with_a_reason(cast: Cast) -> None:
    challenge = a_challenge(cast, a_compact(cast, since=years_ago(1)), by=cast.dan)
    with pytest.raises(Refused) as refused:
        actions.reject_challenge(challenge, by=cast.ben, at=NOW, reason="No.")
    assert refusals(refused) == ("not_allowed",)
    with pytest.raises(Refused) as refused:
        actions.reject_challenge(challenge, by=cast.ada, at=NOW, reason=" ")
    assert refusals(refused) == ("no_reason",)
    rejected = actions.reject_challenge(challenge, by=cast.ada, at=timezone.now(), reason="They came on Monday.")
    assert (rejected.state, rejected.reply) == ("rejected", "They came on Monday.")


@pytest.mark.parametrize("who", ["dan", "eve", "rosa"])
def test_nobody_but_parties_and_convenor_replies_or_repairs(cast: Cast, who: str) -> None:
    challenge = a_challenge(cast, a_compact(cast, since=years_ago(1)), by=cast.dan)
    doing: dict[str, Any] = {"by": getattr(cast, who), "at": timezone.now()}
    attempts: tuple[Callable[[], object], ...] = (
        lambda: actions.reply_to_challenge(challenge, reply="x", **doing),
        lambda: actions.repair(challenge, repair="x", **doing),
        lambda: actions.reject_challenge(challenge, reason="x", **doing),
    )
    for attempt in attempts:
        with pytest.raises(Refused) as refused:
            attempt()
        assert refusals(refused)[0] == "not_allowed"


def test_two_good_years_carry_thirty_six_months_and_a_hearing_renews_for_them(cast: Cast) -> None:
    compact = proven(cast, years=2)
    hearing = a_hearing(cast, compact)
    renewal = actions.renew_compact(compact, by=cast.ada, at=timezone.now(), months=36)
    compact.refresh_from_db()
    assert (renewal.from_on, renewal.until_on, renewal.review) == (today(), after(today(), 36), hearing.reference)
    assert (compact.term_months, compact.expires_on, compact.review_on) == (36, after(today(), 36), after(today(), 12))
    entry = Entry.objects.get(verb="renewed compact")
    assert {name: entry.facts[name] for name in ("months", "review", "expires_on")} == {
        "months": 36,
        "review": hearing.reference,
        "expires_on": after(today(), 36).isoformat(),
    }


def test_a_term_that_the_record_does_not_carry_is_refused(cast: Cast) -> None:
    compact = proven(cast, years=1)
    a_hearing(cast, compact)
    with pytest.raises(Refused) as refused:
        actions.renew_compact(compact, by=cast.ada, at=timezone.now(), months=25)
    assert [(one.code, str(one)) for one in refused.value.refusals] == [
        ("term_not_carried", "The record of this compact carries 24 months at most.")
    ]


def test_no_term_is_renewed_without_a_hearing_while_something_is_not_shown_or_by_anybody_else(cast: Cast) -> None:
    compact = a_compact(cast, since=years_ago(1))
    a_year_shown(cast, compact, today(), without=("honest",))
    with pytest.raises(Refused) as refused:
        actions.renew_compact(compact, by=cast.ben, at=timezone.now(), months=12)
    assert refusals(refused) == ("not_allowed", "not_shown", "no_hearing")
    assert "Failures are told openly" in str(refused.value)
    a_hearing(cast, compact, concluded=False)
    evidence(cast, compact, slot="honest")
    with pytest.raises(Refused) as refused:
        actions.renew_compact(compact, by=cast.ada, at=timezone.now(), months=12)
    assert refusals(refused) == ("hearing_open",)


def test_one_hearing_carries_one_renewal_and_the_database_says_so_too(cast: Cast) -> None:
    compact = proven(cast, years=1)
    hearing = a_hearing(cast, compact)
    actions.renew_compact(compact, by=cast.ada, at=timezone.now(), months=12)
    with pytest.raises(Refused) as refused:
        actions.renew_compact(compact, by=cast.ada, at=timezone.now(), months=12)
    assert refusals(refused) == ("heard_already",)
    twice = {"months": 12, "from_on": today(), "until_on": after(today(), 12), "renewed_by": cast.ada}
    with pytest.raises(IntegrityError), transaction.atomic():
        Renewal.objects.create(agreement=compact, review=hearing.reference, **twice)


def test_a_hearing_of_long_ago_renews_nothing(cast: Cast) -> None:
    compact = proven(cast, years=1)
    a_hearing(cast, compact, at=timezone.now() - timedelta(days=200))
    with pytest.raises(Refused) as refused:
        actions.renew_compact(compact, by=cast.ada, at=timezone.now(), months=12)
    assert refusals(refused) == ("hearing_too_old",)


def test_a_breach_that_is_not_repaired_sets_the_term_back_to_the_first(cast: Cast) -> None:
    compact = proven(cast, years=2)
    raised = on(today() - 100 * A_DAY)
    challenge = a_challenge(cast, compact, by=cast.dan, at=raised)
    actions.reply_to_challenge(challenge, by=cast.ben, at=raised, reply="You are right.")
    assert months(compact) == 12
    a_hearing(cast, compact)
    with pytest.raises(Refused) as refused:
        actions.renew_compact(compact, by=cast.ada, at=timezone.now(), months=13)
    assert refusals(refused) == ("term_not_carried",)
    actions.repair(challenge, by=cast.ben, at=timezone.now(), repair="It was repaid.")
    assert months(compact) == 24


@pytest.mark.parametrize(
    ("better", "value", "carried"), [("higher", 80, 24), ("higher", 79, 12), ("lower", 80, 24), ("lower", 81, 12)]
)
def test_a_target_of_a_signed_clause_that_fell_due_is_met_by_its_latest_figure(
    cast: Cast, better: str, value: int, carried: int
) -> None:
    due = today() - 60 * A_DAY
    indicator = measured(cast, better=better, target=Decimal(80), target_on=due)
    compact = proven(cast, years=1, clause={"indicator": indicator})
    assert months(compact) == 12
    begins = due - 20 * A_DAY
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now(), "until_on": begins + A_DAY}
    outcomes.record_figure(indicator, from_on=begins, value=Decimal(value), **doing)
    assert months(compact) == carried
    late = due + A_DAY
    outcomes.record_figure(indicator, from_on=late, value=Decimal(80), **{**doing, "until_on": late + A_DAY})
    assert months(compact) == carried


def measured(cast: Cast, **terms: Any) -> Indicator:
    """A measure of an outcome, with a target and its day."""
    indicator = outcomes.define_indicator(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        outcome=an_outcome(cast),
        name="Children ready",
        definition="Counted each month.",
        unit="%",
        better=terms.pop("better"),
        steward=cast.council,
        visibility="public",
    )
    Indicator.objects.filter(pk=indicator.pk).update(**terms)
    indicator.refresh_from_db()
    return indicator


def test_a_first_term_is_no_longer_than_its_kind_says_and_is_that_if_nothing_is_said(cast: Cast) -> None:
    drafted = an_agreement(cast, kind="compact")
    assert drafted.term_months == 12
    with pytest.raises(Refused) as refused:
        an_agreement(cast, kind="compact", name="Years ahead", term_months=13)
    assert refusals(refused) == ("term_not_carried",)
    said: dict[str, Any] = {
        "version": drafted.version,
        "name": "Renamed",
        "purpose": "",
        "review_on": None,
        "expires_on": None,
    }
    with pytest.raises(Refused) as refused:
        actions.edit_agreement(drafted, by=cast.ada, at=NOW, term_months=24, **said)
    assert refusals(refused) == ("term_not_carried",)
    assert an_agreement(cast, name="Years behind", term_months=600).term_months == 600


def test_the_next_version_of_a_compact_runs_for_what_its_record_carries(cast: Cast) -> None:
    compact = proven(cast, years=1)
    said: dict[str, Any] = {
        "version": compact.version,
        "name": compact.name,
        "purpose": compact.purpose,
        "review_on": compact.review_on,
        "expires_on": compact.expires_on,
    }
    edited = actions.edit_agreement(compact, by=cast.ada, at=timezone.now(), term_months=24, **said)
    assert edited.term_months == 24


def test_every_slot_of_the_kind_has_evidence_that_grows_old(cast: Cast) -> None:
    compact = a_compact(cast, since=years_ago(1))
    a_year_shown(cast, compact, today())
    standing = reads.standing_of(compact, after(today(), 12))
    assert standing is not None
    assert [one.slot.key for one in standing.slots if one.is_old] == ["open", "guarantee", "honest", "challenged"]
    assert [one.slot.key for one in standing.slots] == list(SLOTS)


def test_what_was_shown_later_does_not_hide_what_counted_on_a_day(cast: Cast) -> None:
    compact = a_compact(cast, since=years_ago(1))
    evidence(cast, compact, at=on(years_ago(1)), shown_on=years_ago(1))
    evidence(cast, compact)
    standing = reads.standing_of(compact, years_ago(1))
    assert standing is not None
    assert [one.slot.key for one in standing.slots if one.counts] == ["open"]
