"""Two administrators change a role together, one always remains, and the record says who, when and why."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.frame.salts import commitment_to
from joinedup.partners import actions, rules
from joinedup.partners.models import Account, RoleChange
from joinedup.partners.tests.cast import NOW, Cast, signed_in
from joinedup.partners.tests.test_actions import at_once
from joinedup.record.models import Entry

LATER = NOW + timedelta(days=13, hours=23)
OPEN = rules.RoleFacts(is_open=True, holds_role=False, administrators=2)
HOLDS = replace(OPEN, holds_role=True)
ASKED = rules.RequestFacts(
    waits=True, expires_at=datetime(2031, 5, 20, tzinfo=UTC), is_asker=False, concerns_oneself=False
)


@pytest.fixture
def pia(cast: Cast) -> Account:
    """A second administrator."""
    return Account.objects.create_user("pia@example.org", is_administrator=True)


def ask(cast: Cast, account: Account, role: str = "given", **changes: Any) -> RoleChange:
    said = {"by": cast.olu, "at": NOW, "role": role, "reason": "Olu leaves in June.", **changes}
    return actions.ask_for_role(account, **said)


def codes(refused: Any) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


# Rules


@pytest.mark.parametrize(
    ("role", "facts", "expected"),
    [
        ("given", OPEN, []),
        ("given", replace(OPEN, is_open=False), ["account_closed"]),
        ("given", HOLDS, ["holds_role"]),
        ("taken", HOLDS, []),
        ("taken", OPEN, ["lacks_role"]),
        ("taken", replace(HOLDS, administrators=1), ["last_administrator"]),
        ("taken", replace(OPEN, administrators=1), ["lacks_role"]),
    ],
)
def test_a_role_is_changed_for_open_accounts_and_one_administrator_remains(
    role: str, facts: rules.RoleFacts, expected: list[str]
) -> None:
    assert [one.code for one in rules.refusals_to_change(role, facts)] == expected


@pytest.mark.parametrize(
    ("change", "agreeing", "refusing"),
    [
        ({}, [], []),
        ({"is_asker": True}, ["own_request"], ["own_request"]),
        ({"concerns_oneself": True}, [], ["concerns_you"]),
        ({"waits": False}, ["settled_already"], ["settled_already"]),
        ({"expires_at": NOW}, ["out_of_time"], []),
    ],
)
def test_nobody_settles_what_they_asked_for_nor_refuses_what_concerns_them(
    change: dict[str, Any], agreeing: list[str], refusing: list[str]
) -> None:
    request = replace(ASKED, **change)
    agreed = rules.refusals_to_agree("given", OPEN, request, administers=True, at=NOW)
    refused = rules.refusals_to_refuse(request, administers=True)
    assert ([one.code for one in agreed], [one.code for one in refused]) == (agreeing, refusing)


def test_every_reason_against_asking_is_given_at_once() -> None:
    against = rules.refusals_to_ask_for_role("given", HOLDS, administers=False, asked_already=True, reason="")
    assert [one.code for one in against] == ["not_administrator", "asked_already", "holds_role", "reason_missing"]


@pytest.mark.parametrize(
    ("facts", "by_operator", "own", "expected"),
    [
        (OPEN, False, False, []),
        (HOLDS, False, False, ["role_first"]),
        (HOLDS, False, True, []),
        (replace(HOLDS, administrators=1), False, True, ["last_administrator"]),
        (replace(HOLDS, administrators=1), True, False, []),
    ],
)
def test_no_administrator_closes_another_nor_the_last_one_their_own(
    facts: rules.RoleFacts, by_operator: bool, own: bool, expected: list[str]
) -> None:
    assert [one.code for one in rules.refusals_to_close(facts, by_operator=by_operator, own=own)] == expected


# Actions


def test_one_asks_another_agrees_and_both_stand_in_the_record_with_who_when_and_why(cast: Cast, pia: Account) -> None:
    change = ask(cast, cast.ben)
    cast.ben.refresh_from_db()
    assert (change.state, cast.ben.is_administrator) == ("asked", False)
    actions.agree_to_role(change, by=pia, at=LATER)
    change.refresh_from_db()
    cast.ben.refresh_from_db()
    assert (change.state, change.settled_by, change.settled_at, cast.ben.is_administrator) == (
        "agreed",
        pia,
        LATER,
        True,
    )
    facts = {"account": cast.ben.reference, "role": "given"}
    why = commitment_to({"reason": "Olu leaves in June."}, change.salt)
    told = Entry.objects.filter(subject=change.reference).order_by("pk")
    assert [(one.verb, one.actor, one.at, one.facts, one.text_hash) for one in told] == [
        ("asked for role", cast.olu.reference, NOW, facts, why),
        ("agreed to role", pia.reference, LATER, facts, why),
    ]


def test_letters_go_to_whoever_is_concerned_both_times_and_to_the_other_administrators(
    cast: Cast, pia: Account
) -> None:
    change = ask(cast, cast.ben)
    actions.agree_to_role(change, by=pia, at=LATER)
    sent = Letter.objects.order_by("pk").values_list("to", "subject")
    assert sorted(sent[:2]) == [
        ("ben@example.org", "A change of an administrator waits for a second one"),
        ("pia@example.org", "A change of an administrator waits for a second one"),
    ]
    assert sent[2] == ("ben@example.org", "A change of your role has been settled")
    assert [letter for letter in Letter.objects.all() if change.reason in letter.body] == []


def test_whoever_asked_does_not_settle_and_a_third_person_may_not_at_all(cast: Cast, pia: Account) -> None:
    change = ask(cast, cast.ben)
    for by, code in ((cast.olu, "own_request"), (cast.ada, "not_administrator")):
        for action in (actions.agree_to_role, actions.refuse_role):
            with pytest.raises(Refused) as refused:
                action(change, by=by, at=NOW)
            assert codes(refused) == [code]
    cast.ben.refresh_from_db()
    assert not cast.ben.is_administrator


def test_the_database_itself_refuses_one_who_agrees_to_their_own_request(cast: Cast) -> None:
    change = ask(cast, cast.ben)
    with pytest.raises(IntegrityError, match="role_change_takes_two"), transaction.atomic():
        RoleChange.objects.filter(pk=change.pk).update(state="agreed", settled_by=cast.olu)


def test_a_request_lapses_after_fourteen_days_and_may_be_made_anew(cast: Cast, pia: Account) -> None:
    late = NOW + timedelta(days=14)
    change = ask(cast, cast.ben)
    with pytest.raises(Refused) as refused:
        actions.agree_to_role(change, by=pia, at=late)
    assert codes(refused) == ["out_of_time"]
    with pytest.raises(Refused) as refused:
        ask(cast, cast.ben, at=LATER)
    assert codes(refused) == ["asked_already"]
    again = ask(cast, cast.ben, at=late)
    change.refresh_from_db()
    assert (change.state, change.settled_by, again.state) == ("withdrawn", None, "asked")


def test_the_last_administrator_stays_even_if_two_requests_were_made_while_there_were_two(
    cast: Cast, pia: Account
) -> None:
    one = ask(cast, pia, "taken")
    other = ask(cast, cast.olu, "taken", by=pia)
    actions.agree_to_role(one, by=pia, at=NOW)  # whoever is concerned may agree
    with pytest.raises(Refused) as refused:
        actions.agree_to_role(other, by=cast.olu, at=NOW)
    assert codes(refused) == ["last_administrator"]
    assert list(Account.objects.filter(is_administrator=True)) == [cast.olu]


def test_whoever_asked_may_withdraw_and_nobody_else(cast: Cast, pia: Account) -> None:
    change = ask(cast, cast.ben)
    with pytest.raises(Refused) as refused:
        actions.withdraw_role(change, by=pia, at=NOW)
    assert codes(refused) == ["not_yours"]
    actions.withdraw_role(change, by=cast.olu, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.agree_to_role(change, by=pia, at=NOW)
    assert codes(refused) == ["settled_already"]


def test_closing_an_account_is_no_way_around_the_second_administrator(cast: Cast, pia: Account) -> None:
    with pytest.raises(Refused) as refused:
        actions.close_account(pia, by=cast.olu, at=NOW)
    assert codes(refused) == ["role_first"]
    actions.close_account(pia, by=pia, at=NOW)
    with pytest.raises(Refused) as refused:
        actions.close_account(cast.olu, by=cast.olu, at=NOW)
    assert codes(refused) == ["last_administrator"]
    actions.close_account(cast.olu, by=None, at=NOW)
    assert not Account.objects.filter(is_administrator=True).exists()


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_agree_at_once_one_changes_the_role(transactional_db: None, cast: Cast) -> None:
    others = [Account.objects.create_user(f"a{number}@example.org", is_administrator=True) for number in range(4)]
    change = ask(cast, cast.ben)
    done = at_once(
        [lambda by=by: actions.agree_to_role(change, by=by, at=NOW) for by in others * 5]  # type: ignore[misc]
    )
    assert [isinstance(one, RoleChange) for one in done].count(True) == 1
    assert [one for one in done if isinstance(one, list) and one != ["settled_already"]] == []
    assert Entry.objects.filter(verb="agreed to role").count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_ask_at_once_one_request_is_made(transactional_db: None, cast: Cast, pia: Account) -> None:
    done = at_once([lambda by=by: ask(cast, cast.ben, by=by) for by in (cast.olu, pia) * 10])  # type: ignore[misc]
    assert [isinstance(one, RoleChange) for one in done].count(True) == 1
    assert RoleChange.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_step_down_at_once_leave_one(transactional_db: None, cast: Cast, pia: Account) -> None:
    at_once([lambda one=one: actions.close_account(one, by=one, at=NOW) for one in (cast.olu, pia)])  # type: ignore[misc]
    assert Account.objects.filter(is_administrator=True, is_active=True).count() == 1


# Pages


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_an_account_that_loses_the_role_loses_its_pages_at_the_next_request(cast: Cast, pia: Account) -> None:
    """ID2: what a session may do is asked at every request, not at signing in."""
    hers, his = signed_in(pia), signed_in(cast.olu)
    assert hers.get("/administration/").status_code == 200
    his.post(f"/administration/{pia.reference}/role/", {"role": "taken", "reason": "She leaves."})
    change = RoleChange.objects.get()
    assert hers.get("/administration/").status_code == 200
    assert his.post(f"/{change.reference}/agree/").status_code == 422
    assert hers.post(f"/{change.reference}/agree/").status_code == 302
    assert hers.get("/administration/").status_code == 403
    assert hers.get(f"/{change.reference}/").status_code == 200  # it is about her own account
    assert hers.post(f"/{change.reference}/withdraw/").status_code == 403


def test_a_single_administrator_reads_how_to_get_a_second(cast: Cast) -> None:
    alone = text(signed_in(cast.olu).get("/administration/"))
    assert "One administrator looks after this site." in alone
    assert "joinedup user EMAIL" in alone
    Account.objects.create_user("pia@example.org", is_administrator=True)
    two = text(signed_in(cast.olu).get("/administration/"))
    assert "2 administrators look after this site." in two
    assert "joinedup user EMAIL" not in two


def test_accounts_are_found_by_a_piece_of_their_address(cast: Cast) -> None:
    found = text(signed_in(cast.olu).get("/administration/?q=BEN"))
    listed = found.partition('id="accounts"')[2]
    assert ("ben@example.org" in listed, "dan@example.org" in listed) == (True, False)
    assert 'value="BEN"' in listed
    assert 'type="search" maxlength="200" value=""' in text(signed_in(cast.olu).get("/administration/"))
    nothing = text(signed_in(cast.olu).get("/administration/?q=%00x"))
    assert "No account has" in nothing


def test_who_may_open_the_pages_of_roles(cast: Cast, pia: Account) -> None:
    change = ask(cast, cast.ben)
    for who, page, register, one in (
        (cast.olu, 200, 200, 200),
        (cast.ben, 403, 403, 200),
        (cast.ada, 403, 403, 404),
    ):
        browser = signed_in(who)
        answers = [browser.get(at).status_code for at in ("/administration/", "/administration/roles/")]
        assert [*answers, browser.get(f"/{change.reference}/").status_code] == [page, register, one]


def test_whoever_a_change_concerns_reads_why_and_no_administrator_s_address(cast: Cast, pia: Account) -> None:
    change = ask(cast, cast.ben)
    hers, his = (text(signed_in(who).get(f"/{change.reference}/")) for who in (pia, cast.ben))
    assert ("Olu leaves in June." in hers, "olu@example.org" in hers) == (True, True)
    assert ("Olu leaves in June." in his, "olu@example.org" in his) == (True, False)


def test_an_administrator_closes_an_account_and_its_sessions_end(cast: Cast) -> None:
    bens = signed_in(cast.ben)
    answer = signed_in(cast.olu).post(f"/administration/{cast.ben.reference}/close/")
    assert (answer.status_code, bens.get("/desk/").status_code) == (302, 302)
    cast.ben.refresh_from_db()
    assert not cast.ben.is_active


def test_the_list_of_accounts_costs_the_same_however_many_there_are(
    cast: Cast, django_assert_num_queries: Callable[..., Any]
) -> None:
    browser = signed_in(cast.olu)
    for _round in range(2):
        with django_assert_num_queries(6):
            browser.get("/administration/")
        for number in range(120):
            Account.objects.create_user(f"more{number}-{_round}@example.org")
