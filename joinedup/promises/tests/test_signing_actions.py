"""Signing, deed by deed: who may, what it brings about, what it refuses, and what stands in the record."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from joinedup.frame.insert_only import no_protection, protection
from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.partners.models import Membership, Standing
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Agreement, AgreementVersion, Signature, SigningPower, SigningRound
from joinedup.promises.reads import signing as reads
from joinedup.promises.rules import agreements as agreement_rules
from joinedup.promises.rules import signing as rules
from joinedup.promises.rules.texts import hash_of
from joinedup.promises.tests.agreed import a_clause, an_agreement, party_of
from joinedup.promises.tests.signing import a_power, given, offered, open_to_sign, shown
from joinedup.record.models import Entry

TODAY = NOW.date()
BARE: dict[str, Any] = {"organisation": None, "outcome": None, "indicator": None}


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [refusal.code for refusal in refused.value.refusals]


def now(agreement: Agreement) -> Agreement:
    return Agreement.objects.select_related("signing", "in_force").get(pk=agreement.pk)


def last(verb: str) -> Entry:
    return Entry.objects.filter(verb=verb).latest("pk")


# Powers


def test_a_power_to_sign_is_recorded_with_the_decision_that_gave_it(cast: Cast) -> None:
    power = a_power(cast, cast.health, cast.cara, until_on=date(2032, 1, 1), is_deputy=True, limits="Up to £1m")
    entry = last("recorded power to sign")
    assert (entry.subject, entry.facts["until_on"], "Up to" in str(entry.facts)) == (
        power.reference,
        "2032-01-01",
        False,
    )


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"given_by": " "}, ["no_decision"]),
        ({"is_deputy": True}, ["no_last_day"]),
        ({"until_on": date(2021, 1, 1)}, ["ends_first"]),
    ],
)
def test_a_power_is_refused_for_each_thing_that_is_missing(
    cast: Cast, terms: dict[str, Any], expected: list[str]
) -> None:
    with pytest.raises(Refused) as refused:
        a_power(cast, cast.health, cast.cara, **terms)
    assert codes(refused) == expected


def test_nobody_records_their_own_power_nor_one_for_strangers(cast: Cast) -> None:
    with pytest.raises(Refused) as own:
        a_power(cast, cast.council, cast.ada)
    with pytest.raises(Refused) as elsewhere:
        a_power(cast, cast.council, cast.ben, by=cast.cara)
    with pytest.raises(Refused) as no_post:
        a_power(cast, cast.council, cast.cara)
    assert [codes(one) for one in (own, elsewhere, no_post)] == [["own_power"], ["not_allowed"], ["no_post"]]


def test_a_person_has_one_power_for_an_organisation_at_a_time(cast: Cast) -> None:
    a_power(cast, cast.health, cast.cara, until_on=date(2032, 1, 1))
    with pytest.raises(Refused) as refused:
        a_power(cast, cast.health, cast.cara, from_on=date(2031, 12, 31))
    assert codes(refused) == ["power_twice"]
    a_power(cast, cast.health, cast.cara, from_on=date(2032, 1, 1))


def test_a_power_ends_from_today_on_and_not_before(cast: Cast) -> None:
    power = a_power(cast, cast.health, cast.cara)
    with pytest.raises(Refused) as refused:
        actions.end_power(power, by=cast.ada, at=NOW, until_on=TODAY - timedelta(days=1))
    assert codes(refused) == ["power_ends_past"]
    actions.end_power(power, by=cast.ada, at=NOW, until_on=TODAY)
    with pytest.raises(Refused) as again:
        actions.end_power(power, by=cast.ada, at=NOW, until_on=TODAY)
    assert codes(again) == ["power_ended"]


# Opening to be signed


def test_what_an_agreement_says_now_is_opened_as_a_version_and_whoever_may_sign_is_written_to(cast: Cast) -> None:
    agreement = now(open_to_sign(cast))
    assert (agreement.state, agreement.signing and agreement.signing.number) == ("signing", 1)
    letters = Letter.objects.order_by("to")
    assert [letter.to for letter in letters] == [cast.ben.email, cast.cara.email]
    assert "This exact text cannot change after you sign." in letters[0].body
    assert f"{agreement.get_absolute_url()}sign/" in letters[0].body
    assert last("offered to sign").facts["text_hash"] == agreement.signing.text_hash  # type: ignore[union-attr]


def test_a_version_that_was_kept_and_says_the_same_is_the_one_that_is_opened(cast: Cast) -> None:
    agreement = an_agreement(cast)
    a_clause(cast, agreement)
    kept = actions.keep_version(agreement, by=cast.ada, at=NOW)
    assert offered(cast, agreement).signing == kept


def test_an_agreement_is_not_opened_by_others_nor_without_clauses_or_parties(cast: Cast) -> None:
    empty = an_agreement(cast, parties=(cast.council,))
    with pytest.raises(Refused) as refused:
        offered(cast, empty, by=cast.cara)
    assert codes(refused) == ["not_allowed", "no_clauses", "too_few_parties"]


def test_an_agreement_that_was_changed_while_the_convenor_read_it_is_not_opened(cast: Cast) -> None:
    agreement = an_agreement(cast)
    clause = a_clause(cast, agreement)
    seen = shown(agreement)
    actions.edit_clause(
        clause,
        by=cast.cara,
        at=NOW,
        version=clause.version,
        section="purpose",
        heading="Every child",
        words="None.",
        **BARE,
    )
    with pytest.raises(Refused) as refused:
        offered(cast, agreement, seen_hash=seen)
    assert (codes(refused), AgreementVersion.objects.count()) == (["moved_on"], 0)


def test_an_agreement_is_opened_once_at_a_time(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    with pytest.raises(Refused) as refused:
        offered(cast, agreement)
    assert codes(refused) == ["open_to_sign_already"]


# The text stands while it is signed (AG2)


def test_a_change_of_one_character_after_the_first_signature_is_refused(cast: Cast) -> None:
    agreement = an_agreement(cast, parties=(cast.council, cast.health, cast.charity))
    clause = a_clause(cast, agreement)
    a_power(cast, cast.council, cast.ben)
    given(offered(cast, agreement), cast.ben, cast.council)
    with pytest.raises(Refused) as refused:
        actions.edit_clause(
            clause,
            by=cast.ada,
            at=NOW,
            version=clause.version,
            section="purpose",
            heading=clause.heading,
            words=f"{clause.words}!",
            **BARE,
        )
    assert refused.value.refusals == (agreement_rules.TO_BE_SIGNED,)


@pytest.mark.parametrize("change", ["UPDATE {} SET {} = {} || '!'", "DELETE FROM {}"])
@pytest.mark.parametrize(
    ("table", "column"), [("promises_agreementversion", "text"), ("promises_signature", "statement")]
)
def test_the_database_refuses_to_change_what_was_signed(cast: Cast, table: str, column: str, change: str) -> None:
    given(open_to_sign(cast), cast.ben, cast.council)
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table, column, column))


def test_a_text_changed_behind_the_databases_back_is_shown_and_cannot_be_signed(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    given(agreement, cast.ben, cast.council)
    change_text(agreement)
    with pytest.raises(Refused) as refused:
        given(agreement, cast.cara, cast.health)
    assert codes(refused) == ["text_differs"]
    (state,) = reads.rounds_of(now(agreement), OPERATOR)
    assert (state.as_kept, [row.differs for row in state.given]) == (False, [True])


def change_text(agreement: Agreement) -> None:
    """What only the database's owner can do: lift the protection, change the text by a character, put it back."""
    table = "promises_agreementversion"
    with connection.cursor() as cursor:
        for statement in no_protection(table, connection.vendor):
            cursor.execute(statement)
        for version in AgreementVersion.objects.filter(agreement=agreement):
            AgreementVersion.objects.filter(pk=version.pk).update(text=version.text.replace("s", "z", 1))
        for statement in protection(table, connection.vendor):
            cursor.execute(statement)


# Signing


def test_the_last_who_has_to_sign_brings_the_version_into_force(cast: Cast) -> None:
    agreement = open_to_sign(cast, term_months=24)
    given(agreement, cast.cara, cast.health, stance="reserves", words="Only if the money holds.")
    assert now(agreement).state == "signing"
    given(agreement, cast.ben, cast.council)
    done = now(agreement)
    assert (done.state, done.signing, done.in_force_from) == ("in_force", None, TODAY)
    assert (done.review_on, done.expires_on) == (date(2032, 5, 6), date(2033, 5, 6))
    assert done.in_force is not None
    assert done.in_force.signing_round.ended_as == SigningRound.End.IN_FORCE
    listed = {one.reference: hash_of(one.statement) for one in Signature.objects.all()}
    assert last("came into force").facts["signatures"] == listed


def test_what_is_signed_says_all_that_it_is_about_and_no_name(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    signature = given(agreement, cast.cara, cast.health, stance="reserves", words="Only if the money holds.")
    assert json.loads(signature.statement) == {
        "agreement": agreement.reference,
        "version": 1,
        "text_hash": signature.version.text_hash,
        "party": party_of(agreement, cast.health).reference,
        "organisation": cast.health.reference,
        "signatory": signature.person.reference,
        "post": "Director of children's health, Northshire Health",
        "power": {
            "reference": SigningPower.objects.latest("pk").reference,
            "given_by": "Scheme of delegation, 4.2",
            "until": "",
        },
        "stance": "reserves",
        "words_hash": hash_of("Only if the money holds."),
        "signed_at": "2031-05-06T09:30:00.000000Z",
    }
    assert "Cara" not in signature.statement


def test_the_record_holds_the_hashes_of_text_and_statement_and_no_words(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    signature = given(agreement, cast.cara, cast.health, stance="dissents", words="The money is not ours.")
    entry = last("did not sign")
    assert entry.subject == signature.reference
    assert entry.facts["statement_hash"] == hash_of(signature.statement)
    assert entry.facts["text_hash"] == signature.version.text_hash
    assert (len(entry.text_hash), "money" in json.dumps(entry.facts)) == (64, False)


def test_who_does_not_sign_holds_it_up_and_is_not_counted_as_signed(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    given(agreement, cast.cara, cast.health, stance="dissents", words="The money is not ours.")
    given(agreement, cast.ben, cast.council)
    assert now(agreement).state == "signing"
    (state,) = reads.rounds_of(now(agreement), OPERATOR)
    assert ([str(row.party) for row in state.holds_up], state.awaited) == (["Northshire Health"], ())


def test_an_officer_without_power_a_deputy_past_the_day_and_a_stranger_cannot_sign(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    with pytest.raises(Refused) as without:
        given(agreement, cast.ada, cast.council)
    power = SigningPower.objects.get(organisation=cast.health)
    SigningPower.objects.filter(pk=power.pk).update(is_deputy=True, until_on=TODAY)
    with pytest.raises(Refused) as past:
        given(agreement, cast.cara, cast.health)
    with pytest.raises(Refused) as other:
        given(agreement, cast.ben, cast.health)
    assert [codes(one) for one in (without, past, other)] == [["no_power"], ["no_power"], ["left_post"]]


def test_a_deputy_signs_until_the_day_before_the_power_ends(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    SigningPower.objects.filter(organisation=cast.health).update(is_deputy=True, until_on=TODAY + timedelta(days=1))
    assert given(agreement, cast.cara, cast.health).stance == "signs"


def test_a_word_for_another_agreement_or_another_text_is_refused(cast: Cast) -> None:
    first, other = open_to_sign(cast), an_agreement(cast, name="Another")
    a_clause(cast, other)
    other = offered(cast, other)
    seen = now(other).signing
    assert seen is not None
    with pytest.raises(Refused) as party:
        given(first, cast.ben, cast.council, party=party_of(other, cast.council))
    with pytest.raises(Refused) as text:
        given(first, cast.ben, cast.council, seen_hash=seen.text_hash)
    assert [codes(one) for one in (party, text)] == [["not_a_party"], ["another_text"]]


def test_a_party_gives_its_word_once_on_a_version(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    signature = given(agreement, cast.ben, cast.council)
    with pytest.raises(Refused) as refused:
        given(agreement, cast.ben, cast.council)
    assert codes(refused) == ["signed_already"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(
            version=signature.version,
            party=signature.party,
            person=signature.person,
            statement="{}",
            signed_at=NOW,
            signed_by=cast.ben,
        )


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"stance": "reserves"}, ["no_words"]),
        ({"stance": "dissents", "words": "  "}, ["no_words"]),
        ({"stance": "signs", "words": "But."}, ["words_beside"]),
        ({"stance": "maybe"}, ["no_stance"]),
    ],
)
def test_a_reservation_is_said_in_words_and_a_plain_signature_has_none(
    cast: Cast, said: dict[str, str], expected: list[str]
) -> None:
    agreement = open_to_sign(cast)
    with pytest.raises(Refused) as refused:
        given(agreement, cast.ben, cast.council, **said)
    assert codes(refused) == expected


def test_a_signatory_who_leaves_their_post_keeps_what_was_signed_and_signs_no_other(cast: Cast) -> None:
    agreement, other = open_to_sign(cast), an_agreement(cast, name="Another")
    a_clause(cast, other)
    offered(cast, other)
    given(agreement, cast.ben, cast.council)
    Membership.objects.filter(person=cast.ben.person).update(until_on=TODAY)
    with pytest.raises(Refused) as refused:
        given(other, cast.ben, cast.council)
    assert codes(refused) == ["left_post"]
    given(agreement, cast.cara, cast.health)
    assert now(agreement).state == "in_force"


# Withdrawing


def test_what_was_signed_is_void_once_the_version_is_withdrawn_and_stays_as_history(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    signature = given(agreement, cast.ben, cast.council)
    actions.withdraw_from_signing(agreement, by=cast.ada, at=NOW, because="A figure is wrong.")
    (state,) = reads.rounds_of(now(agreement), OPERATOR)
    assert (now(agreement).state, state.round.is_void, state.round.because) == ("draft", True, "A figure is wrong.")
    assert [row.signature for row in state.given] == [signature]
    assert last("withdrew from signing").facts["signatures"] == {signature.reference: hash_of(signature.statement)}


def test_a_version_that_was_withdrawn_is_not_opened_again_even_if_nothing_changed(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    given(agreement, cast.ben, cast.council)
    actions.withdraw_from_signing(agreement, by=cast.ada, at=NOW, because="Too early.")
    again = offered(cast, agreement)
    assert again.signing is not None
    assert again.signing.number == 2
    given(agreement, cast.ben, cast.council)
    given(agreement, cast.cara, cast.health)
    assert now(agreement).in_force == again.signing


@pytest.mark.parametrize(("who", "because", "expected"), [("cara", "No.", "not_allowed"), ("ada", " ", "no_reason")])
def test_a_version_is_withdrawn_by_the_convenor_with_a_reason(
    cast: Cast, who: str, because: str, expected: str
) -> None:
    agreement = open_to_sign(cast)
    with pytest.raises(Refused) as refused:
        actions.withdraw_from_signing(agreement, by=getattr(cast, who), at=NOW, because=because)
    assert codes(refused) == [expected]


def test_a_later_version_supersedes_the_one_in_force_and_a_withdrawn_one_leaves_it_so(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    for who, organisation in ((cast.ben, cast.council), (cast.cara, cast.health)):
        given(agreement, who, organisation)
    first = now(agreement).in_force
    a_clause(cast, agreement, heading="More", words="And every parent.")
    offered(cast, now(agreement))
    actions.withdraw_from_signing(agreement, by=cast.ada, at=NOW, because="A figure is wrong.")
    assert (now(agreement).state, now(agreement).in_force) == ("in_force", first)
    offered(cast, now(agreement))
    for who, organisation in ((cast.ben, cast.council), (cast.cara, cast.health)):
        given(agreement, who, organisation)
    done = now(agreement)
    assert (done.in_force and done.in_force.number, last("came into force").facts["supersedes"]) == (3, 1)


def test_an_agreement_that_ends_while_it_is_signed_is_withdrawn_from_signing(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    given(agreement, cast.ben, cast.council)
    actions.end_agreement(agreement, by=cast.ada, at=NOW, because="No longer wanted.", on=TODAY)
    done = now(agreement)
    assert (done.state, done.signing) == ("ended", None)
    assert reads.rounds_of(done, OPERATOR)[0].round.is_void


# A partner leaves while it is signed (AG8)


def test_once_a_party_has_left_the_others_signatures_are_enough_and_its_own_stays(cast: Cast) -> None:
    agreement = an_agreement(cast, parties=(cast.council, cast.health, cast.charity))
    a_clause(cast, agreement)
    for organisation, who in ((cast.council, cast.ben), (cast.health, cast.cara), (cast.charity, cast.dan)):
        a_power(cast, organisation, who)
    offered(cast, agreement)
    for who, organisation in ((cast.ben, cast.council), (cast.cara, cast.health)):
        given(agreement, who, organisation)
    actions.leave_party(party_of(agreement, cast.charity), by=cast.dan, at=NOW)
    done = now(agreement)
    assert (done.state, done.in_force and done.in_force.signatures.count()) == ("in_force", 2)


def test_with_fewer_than_two_left_to_sign_it_falls_back_and_what_was_signed_stays_as_history(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    given(agreement, cast.ben, cast.council)
    actions.leave_party(party_of(agreement, cast.health), by=cast.cara, at=NOW)
    (state,) = reads.rounds_of(now(agreement), OPERATOR)
    assert (now(agreement).state, state.round.ended_as, len(state.given)) == ("draft", "fell_back", 1)
    assert len(last("fell back from signing").facts["signatures"]) == 1


def test_a_partner_that_left_the_partnership_is_let_go_by_the_worker_once(cast: Cast) -> None:
    agreement = an_agreement(cast, parties=(cast.council, cast.health, cast.charity))
    a_clause(cast, agreement)
    a_power(cast, cast.council, cast.ben)
    a_power(cast, cast.health, cast.cara)
    offered(cast, agreement)
    for who, organisation in ((cast.ben, cast.council), (cast.cara, cast.health)):
        given(agreement, who, organisation)
    assert actions.let_all_leavers_go(NOW) == 0
    Standing.objects.filter(organisation=cast.charity).update(until_on=TODAY)
    assert [actions.let_all_leavers_go(NOW), actions.let_all_leavers_go(NOW)] == [1, 0]
    assert (now(agreement).state, party_of(agreement, cast.charity).left_on) == ("in_force", TODAY)


def test_a_partner_that_left_the_partnership_cannot_sign(cast: Cast) -> None:
    agreement = open_to_sign(cast)
    Standing.objects.filter(organisation=cast.health).update(until_on=TODAY)
    with pytest.raises(Refused) as refused:
        given(agreement, cast.cara, cast.health)
    assert codes(refused) == ["party_left"]


def test_nothing_is_signed_that_is_not_open(cast: Cast) -> None:
    agreement = an_agreement(cast)
    with pytest.raises(Refused) as refused:
        given(agreement, cast.ben, cast.council)
    assert refused.value.refusals == (rules.NOT_OPEN,)
