"""Pages of signing: what stands on them, who gets them, and what is sent from them."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from joinedup.frame.tests.test_papers import inflated
from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Agreement, SigningPower
from joinedup.promises.tests.agreed import a_clause, an_agreement, party_of
from joinedup.promises.tests.signing import a_power, given, open_to_sign, shown
from joinedup.promises.tests.test_pages import words_of
from joinedup.promises.tests.test_signing_actions import change_text
from joinedup.record.sequencer import sequence
from joinedup.record.signing import sign_checkpoint, start_keys

SENTENCE = "This exact text cannot change after you sign."


def page(who: Account | None, agreement: Agreement, below: str = "") -> str:
    client = signed_in(who) if who else Client()
    return words_of(client.get(f"{agreement.get_absolute_url()}{below}").content)


def sent(agreement: Agreement, cast: Cast, **said: Any) -> dict[str, Any]:
    stored = Agreement.objects.select_related("signing").get(pk=agreement.pk)
    assert stored.signing is not None
    party = party_of(stored, cast.health).pk
    return {"party": party, "stance": "signs", "words": "", "seen_hash": stored.signing.text_hash, **said}


def test_an_agreement_goes_from_its_text_to_being_in_force_on_its_pages(cast: Cast) -> None:
    agreement = an_agreement(cast)
    a_clause(cast, agreement)
    a_power(cast, cast.council, cast.ben)
    a_power(cast, cast.health, cast.cara)
    ada, cara, ben = signed_in(cast.ada), signed_in(cast.cara), signed_in(cast.ben)
    address = agreement.get_absolute_url()
    form = ada.get(f"{address}offer/").context["form"]
    assert ada.post(f"{address}offer/", {"seen_hash": form.initial["seen_hash"]}).status_code == 302
    shown = words_of(cara.get(f"{address}sign/").content)
    assert "Every child is ready for school." in shown
    assert SENTENCE in shown
    assert "You may sign for Northshire Health by: Scheme of delegation, 4.2." in shown
    reserved = sent(agreement, cast, stance="reserves", words="Only if the money holds.")
    assert cara.post(f"{address}sign/", reserved)["Location"] == f"{address}#who-has-signed"
    said = page(cast.ada, agreement)
    assert "Northshire Health Only if the money holds. Director of children&#x27;s health" in said
    assert "Northtown Council One person may sign for it. Awaited" in said
    own = sent(agreement, cast, party=party_of(agreement, cast.council).pk)
    assert ben.post(f"{address}sign/", own).status_code == 302
    assert "Everybody who had to sign version 1 had signed on" in page(cast.ada, agreement)


def test_what_is_wrong_with_a_word_is_said_with_the_text_still_there(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    answer = signed_in(cast.cara).post(f"{agreement.get_absolute_url()}sign/", sent(agreement, cast, stance="reserves"))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"words"})
    assert "Every child is ready for school." in words_of(answer.content)


def test_a_form_sent_twice_signs_once_and_leads_to_the_same_page(cast: Cast) -> None:
    agreement, cara = open_to_sign(cast), signed_in(cast.cara)
    address = f"{agreement.get_absolute_url()}sign/"
    once = str(cara.get(address).context["form"].initial["once"])
    answers = [cara.post(address, sent(agreement, cast, once=once)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert agreement.versions.get().signatures.count() == 1


def test_the_page_to_sign_is_for_those_who_may(cast: Cast) -> None:
    publish(cast.partnership)
    agreement = open_to_sign(cast)
    address = f"{agreement.get_absolute_url()}sign/"
    statuses = {
        name: signed_in(getattr(cast, name)).get(address).status_code for name in ("cara", "ada", "eve", "rosa")
    }
    assert statuses == {"cara": 200, "ada": 403, "eve": 403, "rosa": 403}
    assert Client().get(address).status_code == 302
    actions.withdraw_from_signing(agreement, by=cast.ada, at=NOW, because="A figure is wrong.")
    assert signed_in(cast.cara).get(address)["Location"] == agreement.get_absolute_url()


def test_what_was_withdrawn_says_why_and_that_its_signatures_are_void(cast: Cast) -> None:
    agreement, ada = open_to_sign(cast), signed_in(cast.ada)
    given(agreement, cast.cara, cast.health)
    assert ada.post(f"{agreement.get_absolute_url()}withdraw/", {"because": ""}).status_code == 422
    assert ada.post(f"{agreement.get_absolute_url()}withdraw/", {"because": "A figure is wrong."}).status_code == 302
    said = page(cast.cara, agreement)
    assert "What was signed on it is void. Why: A figure is wrong." in said
    assert "may sign by: Scheme of delegation, 4.2 Void" in said


def test_a_text_changed_behind_the_databases_back_is_named_on_every_page(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    given(agreement, cast.ben, cast.council)
    change_text(agreement)
    said = page(cast.ada, agreement)
    assert "What is stored as version 1 is not the text that was kept and signed" in said
    assert "What was signed here is another text than the one that is stored." in said
    assert "It cannot be signed." in page(cast.cara, agreement, "sign/")
    paper = signed_in(cast.ada).get(f"/{agreement.versions.get().reference}/print/")
    assert paper.status_code == 200


def test_who_does_not_sign_is_named_with_the_reason_and_what_follows(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    given(agreement, cast.cara, cast.health, stance="dissents", words="The money is not ours.")
    said = page(cast.ada, agreement)
    assert "The money is not ours." in said
    assert "Northshire Health has to sign and does not." in said


def test_the_public_reads_who_signed_by_post_and_gets_the_paper_and_the_file(
    cast: Cast, settings: Settings, tmp_path: Path
) -> None:
    settings.CHECKPOINT_KEYS, settings.CHECKPOINT_KEY = tmp_path / "keys", ""
    start_keys(NOW)
    publish(cast.partnership)
    agreement = open_to_sign(cast)
    given(agreement, cast.cara, cast.health, stance="reserves", words="Only if the money holds.")
    said = page(None, agreement)
    assert ("Only if the money holds." in said, "Cara" in said) == (True, False)
    address = f"/{agreement.versions.get().reference}/"
    early = Client().get(f"{address}bundle/")
    assert (early.status_code, early["Retry-After"]) == (409, "60")
    sequence()
    assert sign_checkpoint(NOW) == 1
    file = Client().get(f"{address}bundle/")
    assert (file.status_code, file.content[:29]) == (200, b'{"format":"joinedup-agreement')
    assert Client().get(f"{address}bundle/?held=7").status_code == 409
    paper = Client().get(f"{address}print/")
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert b"/MarkInfo" in inflated(paper.content)


def test_a_version_that_was_never_open_has_a_paper_and_no_signed_file(cast: Cast) -> None:
    agreement = an_agreement(cast)
    a_clause(cast, agreement)
    version = actions.keep_version(agreement, by=cast.ada, at=NOW)
    statuses = [signed_in(cast.ada).get(f"/{version.reference}/{below}/").status_code for below in ("print", "bundle")]
    assert statuses == [200, 404]


def test_references_of_signatures_and_powers_lead_to_where_they_stand(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    signature, power = given(agreement, cast.cara, cast.health), SigningPower.objects.get(organisation=cast.health)
    ada = signed_in(cast.ada)
    assert ada.get(f"/{signature.reference}/")["Location"] == f"{agreement.get_absolute_url()}#who-has-signed"
    assert ada.get(f"/{power.reference}/")["Location"] == f"{cast.health.get_absolute_url()}#who-may-sign-for-it"
    assert Client().get(f"/{power.reference}/").status_code == 404


def test_a_power_is_recorded_and_ended_on_the_pages_of_its_organisation(cast: Cast) -> None:
    ada = signed_in(cast.ada)
    address = cast.health.get_absolute_url()
    fields = {"person": cast.cara.person.pk, "given_by": "Board, 3 March 2021", "from_on": "2021-03-03"}  # type: ignore[union-attr]
    assert ada.post(f"{address}powers/new/", fields)["Location"] == address
    said = words_of(ada.get(address).content)
    assert "Cara Lindqvist, Director of children&#x27;s health Board, 3 March 2021 from 3 March 2021" in said
    assert "Who may sign for it" not in words_of(Client().get(address).content)
    power = SigningPower.objects.get()
    today = timezone.localdate().isoformat()
    assert ada.post(f"/{power.reference}/end/", {"until_on": today}).status_code == 302
    assert "Nobody is recorded yet who may sign agreements for it." in words_of(ada.get(address).content)


def test_what_i_may_sign_stands_on_my_desk_until_i_have(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    line = "Starting well together To sign for Northshire Health · Starting well"
    assert line in words_of(signed_in(cast.cara).get("/desk/").content)
    assert "To sign for" not in words_of(signed_in(cast.ada).get("/desk/").content)
    given(agreement, cast.cara, cast.health)
    assert "To sign for" not in words_of(signed_in(cast.cara).get("/desk/").content)


@pytest.mark.parametrize("many", [0, 8])
def test_the_panel_takes_few_queries_however_often_it_was_signed(
    cast: Cast, many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    publish(cast.partnership)
    agreement = open_to_sign(cast)
    given(agreement, cast.cara, cast.health)
    for number in range(many):
        actions.withdraw_from_signing(agreement, by=cast.ada, at=NOW, because="A figure is wrong.")
        actions.offer_to_sign(agreement, by=cast.ada, at=NOW, seen_hash=shown(agreement))
        given(agreement, cast.cara, cast.health, stance="reserves", words=f"For the {number}th time.")
    client = Client()
    client.get("/")
    with django_assert_num_queries(9):
        client.get(agreement.get_absolute_url())
