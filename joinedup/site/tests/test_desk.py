import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import Cast, publish, signed_in
from joinedup.promises import actions as promises
from joinedup.promises.models import Commitment
from joinedup.questions import actions as questions
from joinedup.questions.models import Question


def said(client: Client) -> str:
    html = client.get("/desk/").content.decode()
    main = re.sub(r"(?s)^.*<main[^>]*>|</main>.*$", "", html)
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def owed(who: Account) -> list[str]:
    """What stands on somebody's desk, from the top."""
    needs = [one.needs for one in signed_in(who).get("/desk/").context["owed"]]
    return [str(need["row"].commitment if "row" in need else need["question"]) for need in needs]


def a_promise(cast: Cast, days: int, **terms: Any) -> Commitment:
    now = timezone.now()
    return promises.promise(
        cast.partnership,
        **{
            "by": cast.ada,
            "at": now,
            "organisation": cast.council,
            "output": f"Due in {days} days",
            "due_on": timezone.localdate() + timedelta(days=days),
            "lead": cast.ben.person,
            "visibility": Visibility.PARTNERS,
            **terms,
        },
    )


def a_question(cast: Cast, words: str, **given: Any) -> Question:
    told = {"by": None, "at": timezone.now(), "kind": "question", "about": cast.town.reference, "words": words}
    return questions.ask(cast.partnership, **{**told, **given})


def test_what_i_owe_stands_in_order_of_date(cast: Cast) -> None:
    publish(cast.partnership)
    for days in (30, 10):
        a_promise(cast, days)
    question = a_question(cast, "Due in 20 days")
    questions.let_through(question, by=cast.ada, at=timezone.now(), of=cast.council)
    assert owed(cast.ben) == ["Due in 10 days", "Due in 20 days", "Due in 30 days"]
    assert "You owe 3 things. The first is due by" in said(signed_in(cast.ben))


def test_what_is_not_mine_is_over_or_is_a_draft_is_not_on_my_desk(cast: Cast) -> None:
    a_promise(cast, 1, organisation=cast.health, lead=cast.cara.person)
    a_promise(cast, 2, visibility=Visibility.DRAFT)
    promises.report(a_promise(cast, 3), by=cast.ben, at=timezone.now(), state="kept")
    assert owed(cast.ben) == []
    assert "You owe nothing at present." in said(signed_in(cast.ben))


def test_who_is_only_kept_informed_owes_nothing(cast: Cast) -> None:
    now, commitment = timezone.now(), a_promise(cast, 10)
    promises.add_part(commitment, by=cast.ben, at=now, what="News", organisation=cast.health, role="informed")
    assert owed(cast.cara) == []


def test_each_thing_is_answered_on_its_row_and_goes(cast: Cast) -> None:
    publish(cast.partnership)
    commitment = a_promise(cast, 10)
    part = promises.add_part(commitment, by=cast.ben, at=timezone.now(), what="Nurses", organisation=cast.health)
    question = a_question(cast, "When?")
    questions.let_through(question, by=cast.ada, at=timezone.now(), of=cast.health)
    health, council = signed_in(cast.cara), signed_in(cast.ben)
    assert owed(cast.cara) == ["Due in 10 days", "When?"]
    for client, address, sent in (
        (health, f"/{part.reference}/accept/", {}),
        (health, f"/{question.reference}/answer/", {"answer": "In June."}),
        (council, f"/{commitment.reference}/report/", {"state": "kept"}),
    ):
        assert f'action="{address}?from=desk"' in client.get("/desk/").content.decode()
        assert client.post(f"{address}?from=desk", sent)["Location"] == "/desk/"
    assert (owed(cast.cara), owed(cast.ben)) == ([], [])


def test_a_convenor_finds_questions_to_check_and_the_partnership(cast: Cast) -> None:
    publish(cast.partnership)
    a_question(cast, "Is this so?")
    assert owed(cast.ada) == ["Is this so?"]
    assert "Let it through or decline it" in said(signed_in(cast.ada))
    assert "You convene Starting well" in said(signed_in(cast.ada))
    assert owed(cast.ben) == []


def test_no_two_fields_on_a_desk_share_an_id(cast: Cast) -> None:
    publish(cast.partnership)
    for days in (1, 2, 3):
        a_promise(cast, days)
        question = a_question(cast, f"Question {days}")
        questions.let_through(question, by=cast.ada, at=timezone.now(), of=cast.council)
    ids = re.findall(r' id="([^"]+)"', signed_in(cast.ben).get("/desk/").content.decode())
    assert sorted(ids) == sorted(set(ids))


def test_a_desk_is_for_those_who_signed_in(cast: Cast) -> None:
    answer = Client().get("/desk/")
    assert (answer.status_code, answer["Location"].startswith("/account/login/")) == (302, True)
    assert signed_in(cast.rosa).get("/desk/").status_code == 200


@pytest.mark.parametrize("times", [1, 8])
def test_a_desk_takes_the_same_queries_whatever_lies_on_it(
    cast: Cast, times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    cast.partnership.questions_a_day = 999
    cast.partnership.save()
    for number in range(times):
        commitment = a_promise(cast, number, lead=cast.ada.person)
        promises.add_part(commitment, by=cast.ada, at=timezone.now(), what="Van", organisation=cast.health)
        asked = a_question(cast, f"Question {number}")
        questions.let_through(asked, by=cast.ada, at=timezone.now(), of=cast.council)
        a_question(cast, f"Unchecked {number}")
    client = signed_in(cast.ada)
    client.get("/desk/")
    with django_assert_num_queries(QUERIES):
        assert len(client.get("/desk/").context["owed"]) == 3 * times


QUERIES = 20


def test_the_desk_leads_to_the_settings_of_ones_account(cast: Cast) -> None:
    client = signed_in(cast.rosa)
    assert 'href="/account/"' in client.get("/desk/").content.decode()
    desk = client.get("/account/").content.decode()
    for address in ("/account/email/", "/account/password/set/", "/account/2fa/"):
        assert f'href="{address}"' in desk
        assert client.get(address, follow=True).status_code == 200


def test_the_owner_of_a_risk_finds_its_review_on_the_desk_in_order_of_date(cast: Cast) -> None:
    today = timezone.localdate()
    a_promise(cast, 5)
    for days, visibility in ((-3, "partners"), (9, "partners"), (1, "draft")):
        promises.foresee(
            cast.partnership,
            by=cast.ada,
            at=timezone.now(),
            organisation=cast.council,
            name=f"Risk of {days}",
            likelihood=2,
            impact=5,
            owner=cast.ben.person,
            review_on=today + timedelta(days=days),
            visibility=visibility,
        )
    ben = said(signed_in(cast.ben))
    assert ben.index("Risk of -3") < ben.index("Due in 5 days") < ben.index("Risk of 9")
    assert "unlikely, with severe impact" in ben
    assert ben.count("Review overdue") == 1
    assert "Risk of 1 " not in ben
    assert "Risk of" not in said(signed_in(cast.ada))
