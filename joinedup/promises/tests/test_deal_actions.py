"""Deals: how pledges stand is said on both sides, and people sign up once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.partners.tests.cast import NOW, Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Agreement, ConfirmMark, PledgeStatus, SignUp
from joinedup.promises.reads.signing_up import sign_ups_of
from joinedup.promises.rules.deals import SignUps
from joinedup.promises.tests.agreed import a_clause
from joinedup.promises.tests.dealt import TODAY, a_deal, a_full_deal, asked_to_sign, ours, sign_up, signed, yours
from joinedup.record.models import Entry


def codes(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(Refused) as refused:
        act()
    return [one.code for one in refused.value.refusals]


@pytest.mark.parametrize(
    ("who", "side", "refused"),
    [
        ("ada", "ours", []),
        ("ben", "ours", []),
        ("dan", "ours", ["not_allowed"]),
        ("ada", "yours", []),
        ("ben", "yours", ["not_allowed"]),
        ("eve", "yours", ["not_allowed"]),
    ],
)
def test_the_convenor_speaks_for_both_sides_and_an_organisation_for_its_own(
    cast: Cast, who: str, side: str, refused: list[str]
) -> None:
    deal = a_deal(cast)
    clause = {"ours": ours, "yours": yours}[side](cast, deal)
    said: dict[str, Any] = {
        "by": getattr(cast, who),
        "at": NOW,
        "standing": "kept",
        "words": "The survey of May shows it.",
    }
    if refused:
        assert codes(lambda: actions.state_pledge(clause, **said)) == refused
    else:
        actions.state_pledge(clause, **said)


def test_how_a_pledge_stands_is_said_once_a_day_and_enters_the_record(cast: Cast) -> None:
    deal = a_deal(cast)
    clause = ours(cast, deal)
    said: dict[str, Any] = {"by": cast.ben, "standing": "partly", "words": "In one year of two.", "at": NOW}
    actions.state_pledge(clause, **said, evidence_url="https://northtown.example/tax")
    assert codes(lambda: actions.state_pledge(clause, **said)) == ["once_a_day"]
    actions.state_pledge(clause, **{**said, "at": NOW + timedelta(days=1)})
    assert [(one.standing, one.said_on) for one in PledgeStatus.objects.order_by("pk")] == [
        ("partly", TODAY),
        ("partly", TODAY + timedelta(days=1)),
    ]
    entry = Entry.objects.filter(verb="said how a pledge stands").latest("pk")
    assert (entry.subject, entry.facts) == (deal.reference, {"clause": clause.reference, "standing": "partly"})


def test_what_is_no_pledge_or_still_a_draft_neither_stands_nor_falls(cast: Cast) -> None:
    deal = a_deal(cast)
    limit = a_clause(cast, deal, section="limits")
    said: dict[str, Any] = {"by": cast.ada, "at": NOW, "standing": "kept"}
    assert codes(lambda: actions.state_pledge(limit, **said)) == ["no_pledge"]
    hidden = ours(cast, a_deal(cast, name="A hidden deal", visibility="draft"))
    assert codes(lambda: actions.state_pledge(hidden, **said)) == ["still_draft"]


def test_what_was_never_signed_does_not_stand_in_a_deal_that_was(cast: Cast) -> None:
    deal = a_full_deal(cast)
    added = ours(cast, deal, heading="Later")
    assert codes(lambda: actions.state_pledge(added, by=cast.ada, at=NOW, standing="kept")) == ["no_pledge"]


def test_an_address_signs_up_once_and_is_forgotten(cast: Cast) -> None:
    publish(cast.partnership)
    deal = a_full_deal(cast)
    asked = asked_to_sign(deal)
    assert (Letter.objects.latest("pk").to, SignUp.objects.count()) == ("gus@example.org", 0)
    assert actions.confirm(asked, at=NOW).is_new is True
    assert sign_up(deal, "GUS@example.org", group="business").is_new is False
    signup = SignUp.objects.get()
    assert (signup.group, signup.on, "gus" in signup.mark) == ("resident", TODAY, False)
    assert set(ConfirmMark.objects.values_list("email", flat=True)) == {""}


def test_a_sign_up_leaves_nothing_in_the_record(cast: Cast) -> None:
    publish(cast.partnership)
    deal = a_full_deal(cast)
    before = Entry.objects.count()
    sign_up(deal)
    assert Entry.objects.count() == before


def test_a_sign_up_is_taken_back_by_the_same_way(cast: Cast) -> None:
    publish(cast.partnership)
    deal = a_full_deal(cast)
    sign_up(deal)
    asked = asked_to_sign(deal)
    assert actions.take_back(asked, at=NOW).is_new is False
    assert SignUp.objects.count() == 0
    assert codes(lambda: actions.take_back(asked, at=NOW)) == ["link_used"]


def test_the_same_letter_goes_to_a_known_and_to_an_unknown_address(cast: Cast) -> None:
    publish(cast.partnership)
    deal = a_full_deal(cast)
    sign_up(deal, "known@example.org")
    bodies = []
    for email in ("known@example.org", "unknown@example.org"):
        asked_to_sign(deal, email)
        bodies.append(Letter.objects.latest("pk").body.split("/confirm/")[0])
    assert bodies[0] == bodies[1]


def test_nobody_signs_up_to_what_is_not_public_or_not_in_force_or_one_sided(cast: Cast) -> None:
    deal = a_deal(cast)
    ours(cast, deal)
    assert codes(lambda: asked_to_sign(deal)) == ["deal_not_public", "deal_not_in_force", "one_sided"]
    publish(cast.partnership)
    deal.partnership.refresh_from_db()
    assert codes(lambda: asked_to_sign(deal)) == ["deal_not_in_force", "one_sided"]
    deal = signed(cast, deal)
    deal.partnership.refresh_from_db()
    assert codes(lambda: asked_to_sign(deal)) == ["one_sided"]


def test_nobody_confirms_what_has_ended_meanwhile(cast: Cast) -> None:
    publish(cast.partnership)
    deal = a_full_deal(cast)
    asked = asked_to_sign(deal)
    actions.end_agreement(deal, by=cast.ada, at=NOW, because="A new one is coming.", on=TODAY)
    assert codes(lambda: actions.confirm(asked, at=NOW)) == ["deal_not_in_force"]
    assert ConfirmMark.objects.get().email == "gus@example.org", "nothing was used up"


def test_a_deal_past_its_day_takes_nobody(cast: Cast) -> None:
    publish(cast.partnership)
    deal = a_full_deal(cast, expires_on=TODAY)
    asked_to_sign(deal)
    assert codes(lambda: asked_to_sign(deal, at=NOW + timedelta(days=1))) == ["deal_not_in_force"]


def test_sign_ups_are_counted_by_group_from_ten_on(cast: Cast) -> None:
    publish(cast.partnership)
    deal = a_full_deal(cast)
    for number in range(9):
        sign_up(deal, f"gus{number}@example.org")
    none = {"resident": None, "works": None, "business": None, "group": None}
    assert sign_ups_of(deal) == SignUps(None, none)
    sign_up(deal, "gus9@example.org")
    assert sign_ups_of(deal) == SignUps(10, {**none, "resident": 10})
    sign_up(deal, "hilda@example.org", group="business")
    assert sign_ups_of(deal) == SignUps(11, none)
    assert Agreement.objects.get().sign_ups.count() == 11
