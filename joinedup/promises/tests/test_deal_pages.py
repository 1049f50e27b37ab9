"""Pages of deals: both sides, whose word it is, signing up by letter, and the paper."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.models import Letter
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Agreement, ConfirmMark, SignUp
from joinedup.promises.tests.agreed import a_clause
from joinedup.promises.tests.dealt import (
    a_deal,
    a_full_deal,
    a_pledge,
    address_in_last_letter,
    asked_to_sign,
    ours,
    sign_up,
    yours,
)
from joinedup.promises.tests.made import an_outcome
from joinedup.promises.tests.test_pages import browser, words_of


@pytest.fixture(autouse=True)
def everybody_reads(cast: Cast) -> None:
    publish(cast.partnership)


def page_of(deal: Agreement, client: Client | None = None) -> str:
    return words_of((client or Client()).get(f"{deal.get_absolute_url()}deal/").content)


def test_a_deal_says_both_sides_and_how_each_pledge_stands_and_whose_word_that_is(cast: Cast) -> None:
    deal = a_deal(cast, purpose="What we do for one another.")
    tax, bins = ours(cast, deal, outcome=an_outcome(cast)), ours(cast, deal, heading="Bins", words="Empty them weekly.")
    recycling = yours(cast, deal)
    a_clause(cast, deal, section="limits", heading="Money", words="We cannot pay for all of it.")
    a_clause(cast, deal, section="ceded", heading="Keys", words="You run the hall yourselves now.")
    actions.state_pledge(tax, by=cast.ben, at=NOW, standing="kept", words="Frozen for three years.")
    actions.state_pledge(bins, by=cast.ada, at=NOW, standing="broken", words="Not in the snow.")
    shown = "https://northtown.example/waste"
    actions.state_pledge(recycling, by=cast.ada, at=NOW, standing="partly", words="A third more.", evidence_url=shown)
    said = page_of(deal)
    for words in (
        "A deal · Starting well The Northtown deal What we do for one another.",
        "This deal is still being written or signed. It holds nobody to anything yet.",
        "What we pledge 2 pledges: 1 kept, 0 kept in part, 1 not kept, 0 not yet known. Council tax",
        "Frozen for three years. Said on 6 May 2031 by Northtown Council itself. ✓ Kept",
        "What we ask of you 1 pledge: 0 kept, 1 kept in part, 0 not kept, 0 not yet known. Recycling",
        "Said on 6 May 2031 by the partnership, not by the people themselves. What shows it ◐ Kept in part",
        "What we cannot do Money We cannot pay for all of it.",
        "Where we got in your way, and what we gave up Keys You run the hall yourselves now.",
    ):
        assert words in said
    assert "one-sided" not in said


def test_the_word_of_somebody_outside_the_organisation_is_told_apart(cast: Cast) -> None:
    deal = a_deal(cast, parties=(cast.health,))
    clause = ours(cast, deal, organisation=cast.health)
    actions.state_pledge(clause, by=cast.ada, at=NOW, standing="kept")
    assert "Said on 6 May 2031 by the convenor of the partnership." in page_of(deal)
    actions.state_pledge(clause, by=cast.cara, at=NOW + timedelta(days=1), standing="kept")
    assert "Said on 7 May 2031 by Northshire Health itself." in page_of(deal)


@pytest.mark.parametrize(
    ("side", "words"),
    [
        (ours, "This deal is one-sided so far: it pledges things and asks nothing of you."),
        (yours, "This deal is one-sided so far: it asks things of you and pledges nothing in return."),
    ],
)
def test_a_deal_of_one_side_says_so(cast: Cast, side: Callable[..., object], words: str) -> None:
    deal = a_deal(cast)
    side(cast, deal)
    said = page_of(deal)
    assert words in said
    assert "Nothing stands here yet." in said
    assert "Sign up to this deal" not in said


def test_readers_are_shown_what_was_signed_and_not_what_is_being_written(cast: Cast) -> None:
    deal = a_full_deal(cast)
    ours(cast, deal, heading="Unsigned")
    said = page_of(deal)
    assert "Council tax" in said
    assert "Unsigned" not in said
    assert "holds nobody to anything" not in said


def test_only_whoever_may_say_how_a_pledge_stands_is_asked(cast: Cast) -> None:
    deal = a_full_deal(cast)
    links = {
        who: page_of(deal, browser(getattr(cast, who) if who else None)).count("Say how it stands")
        for who in ("", "dan", "ben", "ada")
    }
    assert links == {"": 0, "dan": 0, "ben": 1, "ada": 2}


def test_saying_how_a_pledge_stands_leads_back_to_the_deal(cast: Cast) -> None:
    deal = a_deal(cast)
    clause = ours(cast, deal)
    client, at = signed_in(cast.ben), f"{clause.get_absolute_url()}standing/"
    assert client.get(at).status_code == 200
    refused = client.post(at, {"standing": "broken"})
    assert (refused.status_code, "Say why it was not kept." in refused.content.decode()) == (422, True)
    told = client.post(at, {"standing": "broken", "words": "The grant ended."})
    code = clause.reference.replace("/", "-")
    assert (told.status_code, told["Location"]) == (302, f"{deal.get_absolute_url()}deal/#{code}")
    assert signed_in(cast.dan).get(at).status_code == 403
    assert signed_in(cast.dan).post(at, {"standing": "kept"}).status_code == 403
    assert Client().get(at).status_code == 302


def test_a_resident_signs_up_by_letter_and_counts_once(cast: Cast) -> None:
    deal = a_full_deal(cast)
    resident, at = Client(), f"{deal.get_absolute_url()}sign-up/"
    form = resident.get(at)
    assert "You need no account" in words_of(form.content)
    sent = resident.post(at, {"group": "resident", "email": "Gus@example.org"}, follow=True)
    assert "A letter is on its way to the address that you gave." in words_of(sent.content)
    assert "gus" not in sent.content.decode().lower()
    link = address_in_last_letter()
    phone = Client(enforce_csrf_checks=True)
    opened = phone.get(link)
    assert (opened.status_code, opened["Referrer-Policy"], opened["X-Robots-Tag"]) == (
        200,
        "no-referrer",
        "noindex, nofollow",
    )
    assert "no-store" in opened["Cache-Control"]
    assert SignUp.objects.count() == 0, "a program that opens links signs nobody up"
    pressed = phone.post(link)
    assert "You have signed up to “The Northtown deal”." in words_of(pressed.content)
    assert (phone.get(link).status_code, phone.post(link).status_code) == (410, 410)
    assert SignUp.objects.count() == 1


def test_whoever_signed_up_is_told_by_their_letter_alone_and_may_take_it_back(cast: Cast) -> None:
    deal = a_full_deal(cast)
    sign_up(deal, at=timezone.now())
    asked_to_sign(deal, at=timezone.now())
    link = address_in_last_letter()
    assert "This address has signed up already. It counts once." in words_of(Client().get(link).content)
    assert "You do not count any more" in words_of(Client().post(link, {"take_back": "yes"}).content)
    assert SignUp.objects.count() == 0


def test_a_known_and_an_unknown_address_get_the_same_answer(cast: Cast) -> None:
    deal = a_full_deal(cast)
    sign_up(deal, "known@example.org", at=timezone.now())
    at = f"{deal.get_absolute_url()}sign-up/"
    answers = [
        Client().post(at, {"group": "works", "email": email}, follow=True).content
        for email in ("known@example.org", "unknown@example.org")
    ]
    assert words_of(answers[0]) == words_of(answers[1])


def test_a_link_that_was_never_made_or_is_about_what_is_gone_does_nothing(cast: Cast) -> None:
    assert Client().get("/confirm/nothing/").status_code == 404
    deal = a_full_deal(cast)
    asked_to_sign(deal, at=timezone.now())
    link = address_in_last_letter()
    Agreement.objects.update(visibility="partners")
    assert (Client().get(link).status_code, Client().post(link).status_code) == (404, 404)
    assert ConfirmMark.objects.get().used_at is None


def test_a_link_of_two_days_ago_says_that_it_is_too_old(cast: Cast) -> None:
    asked_to_sign(a_full_deal(cast), at=NOW)
    ConfirmMark.objects.update(expires_at=timezone.now())
    page = Client().get(address_in_last_letter())
    assert (page.status_code, "This link is too old." in words_of(page.content)) == (410, True)


def test_the_sixth_letter_to_an_address_in_a_day_is_not_written(cast: Cast) -> None:
    deal = a_full_deal(cast)
    at, said = f"{deal.get_absolute_url()}sign-up/", {"group": "works", "email": "gus@example.org"}
    assert [Client().post(at, said).status_code for _time in range(6)] == [302] * 5 + [422]
    assert Letter.objects.filter(to="gus@example.org").count() == 5


def test_a_deal_that_takes_nobody_says_why(cast: Cast) -> None:
    deal = a_deal(cast)
    page = Client().get(f"{deal.get_absolute_url()}sign-up/")
    assert "This deal is not in force, so nobody can sign up to it." in words_of(page.content)
    refused = Client().post(f"{deal.get_absolute_url()}sign-up/", {"group": "works", "email": "gus@example.org"})
    assert (refused.status_code, Letter.objects.count()) == (422, 0)


def test_counts_by_group_are_shown_from_ten_people_on(cast: Cast) -> None:
    deal = a_full_deal(cast)
    assert "Fewer than ten people so far." in page_of(deal)
    for number in range(12):
        sign_up(deal, f"gus{number}@example.org")
    assert "12 people so far. I live here 12 I work here withheld I run a business here withheld" in page_of(deal)


def test_a_deal_is_printed_with_lines_to_sign_on(cast: Cast) -> None:
    page = Client().get(f"{a_full_deal(cast).get_absolute_url()}deal/paper/")
    assert (page.status_code, page["Content-Type"], page.content[:5]) == (200, "application/pdf", b"%PDF-")


def test_an_agreement_without_two_sides_is_no_deal(cast: Cast) -> None:
    other = a_deal(cast, kind="partnership", parties=())
    statuses = [Client().get(f"{other.get_absolute_url()}{page}").status_code for page in ("deal/", "sign-up/")]
    assert statuses == [404, 404]


@pytest.mark.parametrize(("who", "status"), [("", 404), ("eve", 404), ("ben", 200), ("dan", 404), ("ada", 200)])
def test_a_draft_of_a_deal_is_read_by_its_makers_alone(cast: Cast, who: str, status: int) -> None:
    deal = a_deal(cast, visibility="draft")
    client = browser(getattr(cast, who) if who else None)
    assert client.get(f"{deal.get_absolute_url()}deal/").status_code == status


def test_a_deal_takes_as_many_queries_however_long_it_is(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    deal = a_deal(cast)
    for number in range(3):
        clause = ours(cast, deal, heading=f"Pledge {number}")
        actions.state_pledge(clause, by=cast.ben, at=NOW, standing="kept")
        yours(cast, deal)
        a_pledge(cast, agreement=deal)
    client, at = Client(), f"{deal.get_absolute_url()}deal/"
    client.get(at)
    with django_assert_num_queries(9):
        client.get(at)
    for number in range(20):
        clause = ours(cast, deal, heading=f"Pledge {number}")
        actions.state_pledge(clause, by=cast.ben, at=NOW, standing="kept")
        a_pledge(cast, agreement=deal)
    with django_assert_num_queries(9):
        client.get(at)
