import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Claim, Guarantee
from joinedup.promises.reads.claims import receipt_of
from joinedup.promises.tests.guaranteed import a_board, a_claim, a_guarantee, decided
from joinedup.questions.models import Question

WORDS = "Nobody came for three weeks."
NOBODY_MEASURES = "Nobody measures whether this is kept."


def words_of(html: bytes) -> str:
    """What a reader reads: the text of a page's main part, spaces made one."""
    main = re.sub(r"(?s)^.*<main[^>]*>|</main>.*$", "", html.decode())
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def browser(who: Account | None) -> Client:
    return Client() if who is None else signed_in(who)


def page(cast: Cast, address: str, who: Account | None = None) -> str:
    answer = browser(who).get(address)
    assert answer.status_code == 200, address
    return words_of(answer.content)


def open_guarantee(cast: Cast, **terms: Any) -> Guarantee:
    publish(cast.partnership)
    return a_guarantee(cast, **terms)


def a_measure(cast: Cast, visibility: str = "public") -> Indicator:
    return outcomes.define_indicator(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        name="Visits in time",
        definition="Of all births.",
        unit="%",
        better="higher",
        steward=cast.council,
        visibility=visibility,
    )


def test_a_resident_claims_without_an_account_and_gets_a_receipt(cast: Cast) -> None:
    guarantee = open_guarantee(cast)
    resident = Client()
    opened = resident.get(f"{guarantee.get_absolute_url()}claim/")
    assert (opened.status_code, "You need no account" in words_of(opened.content)) == (200, True)
    sent = {"words": WORDS, "asker_email": "gus@example.org", "shown": "The midwife was there"}
    answer = resident.post(f"{guarantee.get_absolute_url()}claim/", sent)
    claim = Claim.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, receipt_of(claim))
    receipt = resident.get(answer["Location"])
    said = words_of(receipt.content)
    assert ("To be decided by" in said, WORDS in said, "The midwife was there" in said) == (True, True, True)
    assert "gus@example.org" not in receipt.content.decode()
    assert (receipt["X-Robots-Tag"], "no-store" in receipt["Cache-Control"]) == ("noindex", True)
    assert claim.question.asked_from != ""


def test_a_double_click_claims_once(cast: Cast) -> None:
    address = f"{open_guarantee(cast).get_absolute_url()}claim/"
    resident = Client()
    once = str(resident.get(address).context["form"].initial["once"])
    first, second = (resident.post(address, {"words": WORDS, "once": once}) for _ in range(2))
    assert first["Location"] == second["Location"] == receipt_of(Claim.objects.get())


def test_the_sixth_claim_of_a_day_is_refused_whatever_the_sender_claims_and_questions_go_on(cast: Cast) -> None:
    guarantee = open_guarantee(cast)
    address = f"{guarantee.get_absolute_url()}claim/"
    statuses = [
        Client().post(address, {"words": WORDS}, headers={"x-forwarded-for": f"203.0.113.{number}"}).status_code
        for number in range(6)
    ]
    assert statuses == [302] * 5 + [422]
    assert "5 claims have come from your connection today" in words_of(Client().post(address, {"words": WORDS}).content)
    ask = f"/{cast.partnership.reference}/ask/?about={cast.millbrook.reference}"
    assert Client().post(ask, {"kind": "question", "words": "When?"}).status_code == 302


@pytest.mark.parametrize(
    ("visibility", "expected"),
    [
        ("draft", {None: 404, "rosa": 404, "eve": 404, "cara": 404, "ben": 404, "ada": 404, "olu": 404}),
        ("partners", {None: 404, "rosa": 404, "eve": 404, "cara": 200, "ben": 200, "ada": 200, "olu": 404}),
        ("public", {None: 200, "rosa": 200, "eve": 200, "cara": 200, "ben": 200, "ada": 200, "olu": 200}),
    ],
)
def test_whoever_may_see_a_guarantee_may_claim_and_nobody_against_a_draft(
    cast: Cast, visibility: str, expected: dict[str | None, int]
) -> None:
    guarantee = open_guarantee(cast, visibility=visibility)
    address = f"{guarantee.get_absolute_url()}claim/"
    clients = {name: browser(getattr(cast, name) if name else None) for name in expected}
    assert {name: client.get(address).status_code for name, client in clients.items()} == expected
    posted = {name: client.post(address, {"words": " "}).status_code for name, client in clients.items()}
    assert posted == {name: 422 if status == 200 else status for name, status in expected.items()}


def test_an_unpublished_partnership_has_no_guarantee_that_a_resident_may_claim_against(cast: Cast) -> None:
    guarantee = a_guarantee(cast)
    assert Client().get(f"{guarantee.get_absolute_url()}claim/").status_code == 404
    assert Client().get(guarantee.get_absolute_url()).status_code == 404


def test_a_claim_is_read_by_the_organisation_the_convenor_and_by_receipt_and_nowhere_else(cast: Cast) -> None:
    guarantee = open_guarantee(cast, appeals_to=a_board(cast, cast.dan))
    claim = a_claim(guarantee, asked_from="x", shown="A plaster cast")
    own = f"/{claim.question.reference}/claim/"
    everywhere = [
        f"/{cast.partnership.reference}/",
        f"/{cast.partnership.reference}/guarantees/",
        f"/{cast.partnership.reference}/guarantees/?format=csv",
        f"/{cast.partnership.reference}/questions/",
        f"/{cast.partnership.reference}/questions/?format=csv",
        f"/{cast.council.reference}/",
        guarantee.get_absolute_url(),
        "/search/?q=three+weeks",
        f"/changes/{guarantee.reference}/",
    ]
    readers = (None, cast.rosa, cast.eve, cast.cara, cast.dan, cast.olu, cast.ben, cast.ada)
    for who in readers:
        client = browser(who)
        for address in everywhere:
            answer: Any = client.get(address)
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert (address, WORDS.encode() in content, b"plaster" in content) == (address, False, False)
        assert client.get(f"/{claim.question.reference}/").status_code == 404
        expected = 302 if who is None else 200 if who in (cast.ben, cast.ada) else 404
        assert client.get(own).status_code == expected
        listed = 302 if who is None else 200 if who in (cast.ben, cast.ada) else 403
        assert client.get(f"{guarantee.get_absolute_url()}claims/").status_code == listed
        assert client.get("/search/?q=three+weeks").context["found"].count == 0
    assert "A plaster cast" in page(cast, own, cast.ben)
    assert WORDS in page(cast, f"{guarantee.get_absolute_url()}claims/", cast.ada)


def test_the_body_reads_a_claim_once_it_is_appealed_and_hears_it(cast: Cast) -> None:
    guarantee = open_guarantee(cast, appeals_to=a_board(cast, cast.dan))
    claim = decided(cast, a_claim(guarantee, at=timezone.now()), "not_upheld", at=timezone.now())
    own = f"/{claim.question.reference}/claim/"
    hears = signed_in(cast.dan)
    assert hears.get(own).status_code == 404
    resident = Client()
    assert "You can appeal once" in words_of(resident.get(receipt_of(claim)).content)
    sent = {"words": "My neighbour saw it."}
    answer = resident.post(f"{receipt_of(claim)}appeal/", sent)
    appeal = Claim.objects.get(appeal_of=claim)
    assert answer["Location"] == receipt_of(appeal)
    again = resident.post(f"{receipt_of(claim)}appeal/", sent)
    assert (again.status_code, "You have appealed already" in words_of(again.content)) == (422, True)
    assert "Appeals committee hears it" in words_of(resident.get(receipt_of(appeal)).content)
    assert (hears.get(own).status_code, "An appeal to hear" in page(cast, "/desk/", cast.dan)) == (200, True)
    heard = f"/{appeal.question.reference}/claim/"
    assert "Decide on it" in page(cast, heard, cast.dan)
    assert "Decide on it" not in page(cast, heard, cast.ben)
    decision = {"outcome": "upheld", "answer": "The neighbour is believed."}
    assert signed_in(cast.ben).post(f"{heard}decide/", decision).status_code == 403
    assert signed_in(cast.eve).post(f"{heard}decide/", decision).status_code == 404
    assert hears.post(f"{heard}decide/", {"outcome": "upheld", "answer": ""}).status_code == 422
    assert hears.post(f"{heard}decide/", decision)["Location"] == heard
    said = words_of(resident.get(receipt_of(appeal)).content)
    assert ("Found right. To be put right by" in said, "The neighbour is believed." in said) == (True, True)


def test_the_organisation_decides_from_its_desk_puts_right_and_whoever_claimed_reads_it(cast: Cast) -> None:
    guarantee = open_guarantee(cast)
    claim = a_claim(guarantee, at=timezone.now())
    ben = signed_in(cast.ben)
    desk = words_of(ben.get("/desk/").content)
    assert ("A claim to decide" in desk, WORDS in desk) == (True, True)
    own = f"/{claim.question.reference}/claim/"
    answer = ben.post(f"{own}decide/?from=desk", {"outcome": "upheld", "answer": "Our diary shows it."})
    assert answer["Location"] == "/desk/"
    assert "A claim to put right" in words_of(ben.get("/desk/").content)
    today = timezone.localdate().isoformat()
    assert ben.post(f"{own}put-right/", {"remedy": "", "put_right_on": today}).status_code == 422
    sent = {"remedy": "She came and stayed an hour.", "put_right_on": today}
    assert ben.post(f"{own}put-right/", sent)["Location"] == own
    said = words_of(Client().get(receipt_of(claim)).content)
    assert ("She came and stayed an hour." in said, "Our diary shows it." in said, "Ben" in said) == (True, True, False)
    assert "You owe nothing at present." in words_of(ben.get("/desk/").content)


def test_somebody_who_cannot_show_who_they_are_reads_what_else_would_do_and_claims_again(cast: Cast) -> None:
    guarantee = open_guarantee(cast, needs_proof=True)
    claim = a_claim(guarantee, at=timezone.now())
    own = f"/{claim.question.reference}/claim/"
    ben = signed_in(cast.ben)
    want = {"outcome": "not_upheld", "answer": "We cannot tell that it was you.", "for_want_of_proof": "on"}
    silent = ben.post(f"{own}decide/", want)
    assert (silent.status_code, "Say what else would do" in words_of(silent.content)) == (422, True)
    assert ben.post(f"{own}decide/", {**want, "would_do": "The name of your midwife"}).status_code == 302
    said = words_of(Client().get(receipt_of(claim)).content)
    assert "What else would do: The name of your midwife" in said
    assert "Claim again, and say what you can show now" in said
    assert Client().post(f"{guarantee.get_absolute_url()}claim/", {"words": "Mrs Oyelaran."}).status_code == 302


def test_a_guarantee_that_nobody_measures_says_so(cast: Cast) -> None:
    measure = a_measure(cast)
    guarantee = open_guarantee(cast)
    assert NOBODY_MEASURES in page(cast, guarantee.get_absolute_url())
    assert "nobody measures it" in page(cast, f"/{cast.partnership.reference}/guarantees/")
    Guarantee.objects.update(indicator=measure)
    assert NOBODY_MEASURES in page(cast, guarantee.get_absolute_url())
    Indicator.objects.update(latest_on=NOW.date(), latest_value=90)
    assert NOBODY_MEASURES not in page(cast, guarantee.get_absolute_url())
    assert page(cast, f"/{cast.partnership.reference}/guarantees/?measured=yes").count("A visit within a week") == 1
    Indicator.objects.update(visibility="partners")
    assert NOBODY_MEASURES in page(cast, guarantee.get_absolute_url())
    assert "A visit within a week" not in page(cast, f"/{cast.partnership.reference}/guarantees/?measured=yes")
    assert NOBODY_MEASURES not in page(cast, guarantee.get_absolute_url(), cast.cara)


def test_figures_are_open_to_everybody_from_ten_on_and_before_to_those_who_see_to_them(cast: Cast) -> None:
    guarantee = open_guarantee(cast)
    for _ in range(9):
        decided(cast, a_claim(guarantee))
    few = "Fewer than 10 claims have been decided."
    assert few in page(cast, guarantee.get_absolute_url())
    assert few in page(cast, guarantee.get_absolute_url(), cast.cara)
    whole = "Of 9 claims that were decided, 9 found that the guarantee was not kept."
    assert whole in page(cast, guarantee.get_absolute_url(), cast.ben)
    decided(cast, a_claim(guarantee))
    assert "Of 10 claims that were decided, 10 found" in page(cast, guarantee.get_absolute_url())
    decided(cast, a_claim(guarantee), "not_upheld")
    answered = Question.objects.filter(kind="claim")
    answered.update(answered_at=timezone.now() - timedelta(days=92))
    said = page(cast, guarantee.get_absolute_url())
    assert "11 claims have been decided. What came of them is withheld" in said
    assert "found not kept again and again" not in said
    answered.update(answered_at=timezone.now())
    assert "found not kept again and again in the past 90 days" in page(cast, guarantee.get_absolute_url())


def test_guarantees_stand_on_the_pages_of_their_partnership_organisation_and_measure(cast: Cast) -> None:
    measure = a_measure(cast)
    guarantee = open_guarantee(cast, indicator=measure)
    for noun in (cast.partnership, cast.council, measure):
        assert guarantee.name in page(cast, f"/{noun.reference}/"), noun
    actions.share_guarantee(guarantee, by=cast.ben, at=NOW, visibility="partners")
    for noun in (cast.partnership, cast.council, measure):
        assert guarantee.name not in page(cast, f"/{noun.reference}/"), noun


def test_a_member_gives_edits_shares_and_ends_a_guarantee(cast: Cast) -> None:
    ben = signed_in(cast.ben)
    new = f"/{cast.partnership.reference}/guarantees/new/"
    today = timezone.localdate()
    sent = {
        "name": "A bed tonight",
        "standard": "Nobody sleeps outside.",
        "organisation": cast.council.pk,
        "days_to_right": "1",
        "from_on": today.isoformat(),
    }
    assert ben.post(new, {**sent, "organisation": cast.health.pk}).status_code == 422
    made = ben.post(new, sent)
    guarantee = Guarantee.objects.get()
    address = guarantee.get_absolute_url()
    assert (made["Location"], guarantee.visibility) == (address, "draft")
    assert ben.post(f"{address}share/", {"visibility": "public"}).status_code == 422
    whole = {**sent, "redress": "A room in a hotel.", "appeals_to_words": "The ombudsman"}
    assert ben.post(f"{address}edit/", {**whole, "version": "1"})["Location"] == address
    assert ben.post(f"{address}share/", {"visibility": "public"})["Location"] == address
    form = ben.get(f"{address}edit/").context["form"]
    assert set(form.fields) == {"indicator", "appeals_to", "appeals_to_words", "version"}
    later = (today + timedelta(days=30)).isoformat()
    assert ben.post(f"{address}end/", {"until_on": later})["Location"] == address
    guarantee.refresh_from_db()
    assert (guarantee.redress, guarantee.until_on) == ("A room in a hotel.", today + timedelta(days=30))


@pytest.mark.parametrize("verb", ["edit", "end", "share"])
def test_nobody_else_changes_a_guarantee(cast: Cast, verb: str) -> None:
    address = f"{open_guarantee(cast).get_absolute_url()}{verb}/"
    statuses = {
        name: signed_in(getattr(cast, name)).get(address).status_code for name in ("rosa", "eve", "cara", "olu")
    }
    assert statuses == dict.fromkeys(statuses, 403)


@pytest.mark.parametrize("signed", ["x", "question/JU-1", "question/JU-1:x"])
def test_a_receipt_that_nobody_was_given_is_not_there(cast: Cast, signed: str) -> None:
    a_claim(a_guarantee(cast))
    assert Client().get(f"/claim/{signed}/").status_code == 404
    assert Client().post(f"/claim/{signed}/appeal/", {"words": "No."}).status_code == 404


def test_a_question_has_no_receipt_of_a_claim_nor_a_claim_that_of_a_question(cast: Cast) -> None:
    claim = a_claim(a_guarantee(cast))
    assert Client().get(claim.question.receipt).status_code == 404
    assert Client().get(receipt_of(claim)).status_code == 200


def test_a_claim_holds_no_markup_wherever_it_is_shown(cast: Cast) -> None:
    guarantee = open_guarantee(cast)
    evil = "<script>alert(1)</script>"
    claim = decided(cast, a_claim(guarantee, words=evil, shown=evil), answer=evil)
    for who, address in ((None, receipt_of(claim)), (cast.ben, f"/{claim.question.reference}/claim/")):
        assert "<script>alert" not in browser(who).get(address).content.decode()


@pytest.mark.parametrize("rows", [3, 30])
def test_pages_of_any_length_take_the_same_queries(
    cast: Cast, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    guarantee = open_guarantee(cast, indicator=a_measure(cast))
    for number in range(rows - 1):
        a_guarantee(cast, name=f"Guarantee {number}")
    for _ in range(rows):
        decided(cast, a_claim(guarantee))
    ben = signed_in(cast.ben)
    for address, queries in (
        (f"/{cast.partnership.reference}/guarantees/", 12),
        (guarantee.get_absolute_url(), 15),
        (f"{guarantee.get_absolute_url()}claims/", 8),
    ):
        ben.get(address)
        with django_assert_num_queries(queries, info=address):
            assert ben.get(address).status_code == 200


def test_what_could_be_shown_is_emptied_ninety_days_after_a_claim_is_settled(cast: Cast) -> None:
    from joinedup.site.housekeeping import tidy_up

    guarantee = open_guarantee(cast, appeals_to=a_board(cast, cast.dan))
    refused, open_claim, owed, righted, appealed = (a_claim(guarantee, shown=str(number)) for number in range(5))
    for claim in (refused, appealed):
        decided(cast, claim, "not_upheld")
    for claim in (owed, righted):
        decided(cast, claim)
    actions.put_right(righted, by=cast.ben, at=NOW, remedy="Done.", put_right_on=NOW.date())
    actions.appeal(appealed, by=None, at=NOW, words="No.", shown="5")
    kept = Claim.objects.exclude(shown="")
    tidy_up(NOW + timedelta(days=89))
    assert kept.count() == 6
    tidy_up(NOW + timedelta(days=92))
    assert list(kept.order_by("pk").values_list("shown", flat=True)) == ["1", "2", "4", "5"]
    assert [open_claim.pk, owed.pk, appealed.pk] == list(
        kept.exclude(shown="5").order_by("pk").values_list("pk", flat=True)
    )
