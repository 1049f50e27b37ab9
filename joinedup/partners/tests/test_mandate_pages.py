"""The pages of mandates: who reads and does what, and what stands there."""

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.partners import actions
from joinedup.partners.models import Account, Mandate, ReportBack
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish, signed_in
from joinedup.partners.tests.test_mandates import mandate
from joinedup.partners.tests.test_pages import page, text

REGISTER = "/partnership/JU-1/mandates/"
NEW = f"{REGISTER}new/"
ONE = "/mandate/JU-1/"


def filled(cast: Cast, **said: Any) -> dict[str, Any]:
    given = {
        "organisation": cast.charity.reference,
        "person": cast.dan.person.reference,  # type: ignore[union-attr]
        "source": "chosen",
        "speaks_for": "Tenants of the Lake Street estate",
        "from_on": LONG_AGO,
        "reports_every": 6,
        "visibility": "public",
        "once": uuid.uuid4(),
    }
    return {**given, **said}


def status(address: str, who: Account | None) -> int:
    client = signed_in(who) if who else Client()
    return client.get(address).status_code


def test_the_register_says_of_each_seat_for_whom_it_speaks_or_that_nobody_wrote_it_down(cast: Cast) -> None:
    publish(cast.partnership)
    mandate(cast, may_bind="Tenants, in matters of repair", binds_organisation=True)
    said = page(REGISTER)
    assert "Manager</a>. Chosen by members. Speaks for: Tenants of the Lake Street estate" in said
    assert "May bind: its own organisation; Tenants, in matters of repair" in said
    assert said.count("No mandate is recorded for this seat.") == 2
    assert "Dan Mistry" not in said
    assert "Record it" not in said
    assert page(REGISTER, cast.cara).count("Record it") == 1
    assert page(REGISTER, cast.ada).count("Record it") == 2
    assert "Dan Mistry" in page(REGISTER, cast.cara)


def test_a_partnership_leads_to_the_register_and_an_organisation_says_for_whom_it_speaks(cast: Cast) -> None:
    publish(cast.partnership)
    mandate(cast)
    assert f'href="{REGISTER}">Who speaks for whom</a>' in page("/partnership/JU-1/")
    assert "In Starting well: Chosen by members." in page(f"/{cast.charity.reference}/")
    assert "For whom it speaks" not in page(f"/{cast.health.reference}/")
    assert "Speaks for: Tenants of the Lake Street estate" in page("/partnership/JU-1/members/", cast.cara)


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        (NEW, {"ada": 200, "dan": 200, "ben": 200, "eve": 403, "rosa": 403, "olu": 403, "nobody": 302}),
        (ONE, {"ada": 200, "dan": 200, "ben": 200, "eve": 200, "rosa": 200, "olu": 200, "nobody": 200}),
        (f"{ONE}edit/", {"ada": 200, "dan": 200, "ben": 403, "eve": 403, "rosa": 403, "olu": 403, "nobody": 302}),
        (f"{ONE}report/", {"ada": 200, "dan": 200, "ben": 403, "eve": 403, "rosa": 403, "olu": 403, "nobody": 302}),
        (f"{ONE}end/", {"ada": 200, "dan": 200, "ben": 403, "eve": 403, "rosa": 403, "olu": 403, "nobody": 302}),
    ],
)
def test_each_page_is_open_to_those_whose_it_is(cast: Cast, address: str, answers: dict[str, int]) -> None:
    publish(cast.partnership)
    mandate(cast)
    assert {who: status(address, getattr(cast, who, None)) for who in answers} == answers


def test_a_draft_is_not_found_by_others(cast: Cast) -> None:
    publish(cast.partnership)
    mandate(cast, visibility="draft")
    seen = {who: status(ONE, getattr(cast, who, None)) for who in ("ada", "dan", "ben", "rosa", "nobody")}
    assert seen == {"ada": 200, "dan": 200, "ben": 404, "rosa": 404, "nobody": 404}
    assert "This is a draft" in page(ONE, cast.dan)
    assert page(REGISTER).count("No mandate is recorded for this seat.") == 3


def test_a_form_sent_twice_records_one_mandate(cast: Cast) -> None:
    client, fields = signed_in(cast.dan), filled(cast)
    answers = [client.post(NEW, fields) for _ in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, ONE)] * 2
    assert Mandate.objects.count() == 1


def test_a_member_chooses_its_own_seat_only(cast: Cast) -> None:
    fields = filled(cast, organisation=cast.health.reference, person=cast.cara.person.reference)  # type: ignore[union-attr]
    assert signed_in(cast.dan).post(NEW, fields).status_code == 422
    assert signed_in(cast.ada).post(NEW, fields).status_code == 302


def test_every_reason_against_is_said_beside_its_field(cast: Cast) -> None:
    answer = signed_in(cast.dan).post(NEW, filled(cast, reports_every="", until_on=date(2019, 1, 1)))
    assert answer.status_code == 422
    said = text(answer)
    assert "The term ends before it begins. Check both days." in said
    assert "Say after how many months at most." in said
    assert not Mandate.objects.exists()


def test_a_report_is_recorded_on_the_mandates_page_and_stays(cast: Cast) -> None:
    publish(cast.partnership)
    mandate(cast, from_on=timezone.localdate() - timedelta(days=400))
    assert "A report has been owed since" in page(ONE)
    today = timezone.localdate()
    fields = {"reported_on": today, "to_whom": "Tenants’ meeting, 34 people", "words": "We told them what was decided."}
    client = signed_in(cast.dan)
    assert client.post(f"{ONE}report/", fields).status_code == 302
    assert client.post(f"{ONE}report/", fields).status_code == 422
    said = page(ONE)
    assert "We told them what was decided." in said
    assert "A report has been owed since" not in said
    assert "The next report is due by" in said
    assert ReportBack.objects.count() == 1


def test_a_mandate_edited_meanwhile_shows_both_texts(cast: Cast) -> None:
    one = mandate(cast)
    fields = {**filled(cast, speaks_for="Tenants of two estates"), "version": one.version}
    assert signed_in(cast.ada).post(f"{ONE}edit/", {**fields, "speaks_for": "Tenants and owners"}).status_code == 302
    late = signed_in(cast.dan).post(f"{ONE}edit/", fields)
    assert late.status_code == 422
    assert "Tenants and owners" in text(late)
    assert "Tenants of two estates" in text(late)


def test_an_ended_mandate_says_so_and_is_not_ended_again(cast: Cast) -> None:
    publish(cast.partnership)
    one = mandate(cast)
    actions.end_mandate(one, by=cast.dan, at=NOW, until_on=timezone.localdate())
    assert "This mandate ended on" in page(ONE)
    assert "End it" not in page(ONE, cast.dan)


def test_somebody_says_on_their_own_page_when_they_expect_to_leave(cast: Cast) -> None:
    person = cast.ben.person
    assert person is not None
    address = f"/{person.reference}/posts/expected/"
    seen = {who: status(address, getattr(cast, who, None)) for who in ("ben", "ada", "cara", "nobody")}
    assert seen == {"ben": 200, "ada": 200, "cara": 403, "nobody": 302}
    fields = {"membership": person.memberships.get().pk, "expected_until_on": "2040-01-01"}
    assert signed_in(cast.ben).post(address, fields).status_code == 302
    assert person.memberships.get().expected_until_on == date(2040, 1, 1)
    assert "2040" in text(signed_in(cast.ben).get(address))


def test_somebody_elses_post_is_not_touched_through_ones_own_page(cast: Cast) -> None:
    assert cast.ben.person is not None
    assert cast.ada.person is not None
    other = cast.ada.person.memberships.get()
    fields = {"membership": other.pk, "expected_until_on": "2040-01-01"}
    answer = signed_in(cast.ben).post(f"/{cast.ben.person.reference}/posts/expected/", fields)
    assert answer.status_code == 422
    other.refresh_from_db()
    assert other.expected_until_on is None


def test_the_pages_take_a_fixed_number_of_queries(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    mandate(cast)
    for seat, holder in ((cast.health, cast.cara), (cast.council, cast.ben)):
        mandate(cast, by=cast.ada, organisation=seat, person=holder.person)
    for address, most in ((REGISTER, 6), (ONE, 8)):
        with django_assert_max_num_queries(most):
            Client().get(address)
