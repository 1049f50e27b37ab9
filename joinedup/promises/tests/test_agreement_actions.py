"""The verbs of agreements, with what they enter in the record."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Agreement, AgreementVersion, Clause, Party
from joinedup.promises.rules.texts import hash_of, read
from joinedup.promises.tests.agreed import a_clause, a_comment, a_version, an_agreement, party_of
from joinedup.promises.tests.test_risk_actions import refusals
from joinedup.record.models import Entry

KEPT = ("section", "heading", "words", "organisation", "outcome", "indicator")


def said(clause: Clause, **changes: Any) -> dict[str, Any]:
    """What an edit says: the clause as it stands, changed."""
    return {**{name: getattr(clause, name) for name in KEPT}, "version": clause.version, **changes}


def words_of(agreement: Agreement, section: str = "purpose") -> list[tuple[int, str]]:
    standing = agreement.clauses.filter(section=section, removed_on=None)
    return list(standing.order_by("place_in_order").values_list("place_in_order", "words"))


def set_state(agreement: Agreement, state: str, version: AgreementVersion) -> Agreement:
    """Put an agreement where signing would."""
    days = {"in_force_from": date(2031, 1, 1)} if state == "in_force" else {}
    kept = {"signing": version} if state == "signing" else {"in_force": version}
    Agreement.objects.filter(pk=agreement.pk).update(state=state, **kept, **days)
    agreement.refresh_from_db()
    return agreement


def test_an_agreement_is_started_with_its_parties_and_recorded(cast: Cast) -> None:
    agreement = an_agreement(cast, visibility="draft", review_on=date(2032, 5, 6))
    parties = list(agreement.parties.order_by("pk").values_list("organisation__name", "must_sign"))
    entry = Entry.objects.get(subject=agreement.reference)
    assert (agreement.state, agreement.visibility) == ("draft", "draft")
    assert parties == [("Northtown Council", True), ("Northshire Health", True)]
    assert (entry.verb, entry.actor, entry.facts) == (
        "drafted",
        cast.ada.reference,
        {"kind": "partnership", "state": "draft", "review_on": "2032-05-06", "expires_on": ""},
    )


@pytest.mark.parametrize("who", ["ben", "cara", "dan", "eve", "rosa", "olu"])
def test_nobody_but_the_convenor_starts_an_agreement(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as refused:
        an_agreement(cast, by=getattr(cast, who))
    assert refusals(refused) == ("not_allowed",)


def test_an_agreement_is_of_a_known_kind_and_reviewed_before_it_ends(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        an_agreement(cast, kind="treaty", review_on=date(2033, 1, 1), expires_on=date(2032, 1, 1), term_months=0)
    assert refusals(refused) == ("unknown_kind", "no_months", "expires_before_review")


@pytest.mark.parametrize(("who", "may"), [("ada", True), ("ben", True), ("cara", True), ("dan", False), ("eve", False)])
def test_the_convenor_and_people_of_the_parties_write_clauses(cast: Cast, who: str, may: bool) -> None:
    agreement = an_agreement(cast)
    if may:
        assert a_clause(cast, agreement, by=getattr(cast, who)).place_in_order == 1
    else:
        with pytest.raises(Refused) as refused:
            a_clause(cast, agreement, by=getattr(cast, who))
        assert refusals(refused) == ("not_allowed",)


def test_clauses_are_numbered_within_their_section_and_closed_up_when_one_goes(cast: Cast) -> None:
    agreement = an_agreement(cast)
    first, second, third = (a_clause(cast, agreement, words=words) for words in ("One.", "Two.", "Three."))
    a_clause(cast, agreement, section="rules", words="Rule.")
    actions.move_clause(third, by=cast.ben, at=NOW, place=1)
    assert words_of(agreement) == [(1, "Three."), (2, "One."), (3, "Two.")]
    actions.remove_clause(first, by=cast.ada, at=NOW)
    assert words_of(agreement) == [(1, "Three."), (2, "Two.")]
    second.refresh_from_db()
    actions.edit_clause(second, by=cast.ada, at=NOW, **said(second, section="rules"))
    assert (words_of(agreement), words_of(agreement, "rules")) == ([(1, "Three.")], [(1, "Rule."), (2, "Two.")])


def test_of_two_edits_of_one_clause_at_once_the_second_is_shown_both_texts(cast: Cast) -> None:
    clause = a_clause(cast, an_agreement(cast))
    seen = said(clause)
    actions.edit_clause(clause, by=cast.ben, at=NOW, **{**seen, "words": "Every child, by 2033."})
    with pytest.raises(Edited) as edited:
        actions.edit_clause(clause, by=cast.cara, at=NOW, **{**seen, "words": "Every child, by 2035."})
    assert (edited.value.current["words"], edited.value.version) == ("Every child, by 2033.", 2)
    clause.refresh_from_db()
    assert clause.words == "Every child, by 2033."


def test_a_clause_names_a_party_and_what_belongs_to_the_partnership(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        a_clause(cast, an_agreement(cast), section="gifts", words=" ", organisation=cast.charity)
    assert refusals(refused) == ("unknown_section", "no_words", "not_a_party")


def test_a_version_holds_the_exact_text_and_its_hash(cast: Cast) -> None:
    agreement = an_agreement(cast)
    clause = a_clause(cast, agreement, organisation=cast.health)
    version = a_version(cast, agreement, note="First draft")
    number, text = read(version.text)
    assert (number, text.name, text.agreement) == (1, "Starting well together", agreement.reference)
    assert [(one.reference, one.number, one.words, one.organisation_name) for one in text.clauses] == [
        (clause.reference, "1.1", "Every child is ready for school.", "Northshire Health")
    ]
    assert [(one.name, one.must_sign) for one in text.parties] == [
        ("Northtown Council", True),
        ("Northshire Health", True),
    ]
    entry = Entry.objects.get(subject=version.reference)
    assert (version.text_hash, entry.facts["hash"]) == (hash_of(version.text), version.text_hash)


def test_a_version_is_kept_only_if_something_changed(cast: Cast) -> None:
    agreement = an_agreement(cast)
    with pytest.raises(Refused) as refused:
        a_version(cast, agreement)
    assert refusals(refused) == ("no_clauses",)
    clause = a_clause(cast, agreement)
    a_version(cast, agreement)
    with pytest.raises(Refused) as refused:
        a_version(cast, agreement)
    assert refusals(refused) == ("nothing_new",)
    actions.edit_clause(clause, by=cast.ada, at=NOW, **said(clause, words="Every child, by 2033."))
    assert a_version(cast, agreement).number == 2


def test_the_database_refuses_to_change_a_version(cast: Cast) -> None:
    agreement = an_agreement(cast)
    a_clause(cast, agreement)
    version = a_version(cast, agreement)
    with pytest.raises(DatabaseError), transaction.atomic():
        AgreementVersion.objects.filter(pk=version.pk).update(note="Other")


def every_change(cast: Cast, agreement: Agreement, clause: Clause, party: Party) -> list[Any]:
    """Every verb that would change the text of an agreement."""
    edits = {name: getattr(agreement, name) for name in ("name", "review_on", "expires_on", "term_months")}
    return [
        lambda: a_clause(cast, agreement),
        lambda: actions.edit_clause(clause, by=cast.ada, at=NOW, **said(clause, words="Other.")),
        lambda: actions.move_clause(clause, by=cast.ada, at=NOW, place=1),
        lambda: actions.remove_clause(clause, by=cast.ada, at=NOW),
        lambda: actions.add_party(agreement, by=cast.ada, at=NOW, organisation=cast.charity),
        lambda: actions.edit_party(
            party, by=cast.ada, at=NOW, version=party.version, must_sign=False, plan_line="", resources=""
        ),
        lambda: actions.edit_agreement(
            agreement, by=cast.ada, at=NOW, version=agreement.version, purpose="Other.", **edits
        ),
        lambda: a_version(cast, agreement, note="Other"),
    ]


@pytest.mark.parametrize("number", range(8))
def test_no_text_changes_while_it_is_open_to_be_signed(cast: Cast, number: int) -> None:
    agreement = an_agreement(cast)
    clause = a_clause(cast, agreement)
    version = a_version(cast, agreement)
    set_state(agreement, "signing", version)
    with pytest.raises(Refused) as refused:
        every_change(cast, agreement, clause, party_of(agreement, cast.health))[number]()
    assert "agreement_is_signing" in refusals(refused)
    agreement.refresh_from_db()
    assert (actions.freeze(agreement, by=cast.ada, at=NOW), agreement.versions.count()) == (version, 1)


def test_what_is_written_in_force_is_the_next_version_and_its_last_day_stands(cast: Cast) -> None:
    agreement = an_agreement(cast, expires_on=date(2034, 1, 1))
    clause = a_clause(cast, agreement)
    first = a_version(cast, agreement)
    set_state(agreement, "in_force", first)
    actions.edit_clause(clause, by=cast.ben, at=NOW, **said(clause, words="Every child, by 2033."))
    second = a_version(cast, agreement)
    agreement.refresh_from_db()
    assert (agreement.in_force, second.number, agreement.state) == (first, 2, "in_force")
    edits = {name: getattr(agreement, name) for name in ("version", "name", "purpose", "review_on", "term_months")}
    with pytest.raises(Refused) as refused:
        actions.edit_agreement(agreement, by=cast.ada, at=NOW, expires_on=date(2040, 1, 1), **edits)
    assert refusals(refused) == ("expiry_stands",)


def test_a_party_that_left_stays_to_be_read_and_may_come_back(cast: Cast) -> None:
    agreement = an_agreement(cast)
    party = party_of(agreement, cast.health)
    with pytest.raises(Refused) as refused:
        actions.leave_party(party, by=cast.ben, at=NOW)
    assert refusals(refused) == ("not_allowed",)
    actions.leave_party(party, by=cast.cara, at=NOW)
    with pytest.raises(Refused) as refused:
        a_clause(cast, agreement, by=cast.cara)
    assert refusals(refused) == ("not_allowed",)
    again = actions.add_party(agreement, by=cast.ada, at=NOW, organisation=cast.health, plan_line="Plan, page 4")
    assert (again.pk, again.left_on, again.plan_line) == (party.pk, None, "Plan, page 4")


def test_a_party_is_an_organisation_or_people_in_words_once(cast: Cast) -> None:
    agreement = an_agreement(cast)
    with pytest.raises(Refused) as refused:
        actions.add_party(agreement, by=cast.ada, at=NOW, organisation=cast.health, people="Parents")
    assert refusals(refused) == ("two_parties", "party_twice")
    with pytest.raises(Refused) as refused:
        actions.add_party(agreement, by=cast.ada, at=NOW)
    assert refusals(refused) == ("no_party",)
    with pytest.raises(Refused) as refused:
        actions.add_party(agreement, by=cast.ada, at=NOW, people="Parents")
    assert refusals(refused) == ("people_sign",)
    assert str(actions.add_party(agreement, by=cast.ada, at=NOW, people="Parents", must_sign=False)) == "Parents"


def test_a_party_says_itself_what_it_aligns_but_not_whether_it_signs(cast: Cast) -> None:
    party = party_of(an_agreement(cast), cast.health)
    told = actions.edit_party(
        party, by=cast.cara, at=NOW, version=1, must_sign=True, plan_line="Joint plan 3.2", resources="Two posts"
    )
    assert (told.plan_line, told.resources) == ("Joint plan 3.2", "Two posts")
    with pytest.raises(Refused) as refused:
        actions.edit_party(party, by=cast.cara, at=NOW, version=2, must_sign=False, plan_line="", resources="")
    assert refusals(refused) == ("not_allowed",)


def test_comments_are_settled_in_words_before_a_clause_is_taken_out(cast: Cast) -> None:
    clause = a_clause(cast, an_agreement(cast))
    comment = a_comment(cast, clause)
    assert comment.organisation == cast.health
    with pytest.raises(Refused) as refused:
        actions.remove_clause(clause, by=cast.ada, at=NOW)
    assert refusals(refused) == ("open_comments",)
    with pytest.raises(Refused) as refused:
        actions.settle_comment(comment, by=cast.dan, at=NOW, words=" ")
    assert refusals(refused) == ("not_allowed", "not_settled")
    actions.settle_comment(comment, by=cast.ben, at=NOW, words="A year is named now.")
    actions.remove_clause(clause, by=cast.ada, at=NOW)
    clause.refresh_from_db()
    assert (clause.removed_on, clause.comments.get().settled_words) == (NOW.date(), "A year is named now.")
    with pytest.raises(Refused) as refused:
        actions.settle_comment(comment, by=cast.ben, at=NOW, words="Again.")
    assert refusals(refused) == ("settled_already",)


@pytest.mark.parametrize("who", ["eve", "rosa", "olu"])
def test_whoever_does_not_belong_to_the_partnership_does_not_comment(cast: Cast, who: str) -> None:
    clause = a_clause(cast, an_agreement(cast))
    with pytest.raises(Refused) as refused:
        a_comment(cast, clause, by=getattr(cast, who))
    assert refusals(refused) == ("not_allowed",)


def test_a_review_moves_the_day_and_keeps_what_it_found(cast: Cast) -> None:
    agreement = an_agreement(cast)
    a_clause(cast, agreement)
    today = NOW.date()
    with pytest.raises(Refused) as refused:
        actions.review_agreement(agreement, by=cast.ada, at=NOW, version=1, note=" ", review_on=today)
    assert refusals(refused) == ("not_in_force", "no_note", "review_past")
    set_state(agreement, "in_force", a_version(cast, agreement))
    later = today + timedelta(days=365)
    actions.review_agreement(agreement, by=cast.ada, at=NOW, version=1, note="Two targets met.", review_on=later)
    agreement.refresh_from_db()
    assert (agreement.review_on, [(one.note, one.review_on) for one in agreement.reviews.all()]) == (
        later,
        [("Two targets met.", later)],
    )


def test_an_agreement_ends_with_a_reason_and_is_worked_on_no_more(cast: Cast) -> None:
    agreement = an_agreement(cast)
    with pytest.raises(Refused) as refused:
        actions.end_agreement(agreement, by=cast.cara, at=NOW, because="", on=date(2032, 1, 1))
    assert refusals(refused) == ("not_allowed", "no_reason", "end_to_come")
    ended = actions.end_agreement(agreement, by=cast.ada, at=NOW, because="The programme closed.", on=NOW.date())
    assert (ended.state, ended.ended_on, ended.ended_because) == ("ended", NOW.date(), "The programme closed.")
    with pytest.raises(Refused) as refused:
        a_clause(cast, ended)
    assert refusals(refused) == ("agreement_has_ended",)


def test_a_shared_agreement_is_never_hidden_again(cast: Cast) -> None:
    agreement = an_agreement(cast)
    with pytest.raises(Refused) as refused:
        actions.share_agreement(agreement, by=cast.ada, at=NOW, visibility="draft")
    assert refusals(refused) == ("back_to_draft",)


@pytest.mark.parametrize("word", ["cafe\u0301", "caf\u00e9"])
def test_texts_that_look_alike_are_stored_and_hashed_alike(cast: Cast, word: str) -> None:
    agreement = an_agreement(cast)
    a_clause(cast, agreement, words=f"Open a {word}.")
    _, text = read(a_version(cast, agreement).text)
    assert text.clauses[0].words.encode() == "Open a caf\u00e9.".encode()


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\ufeff", "\u00ad"])
def test_hidden_characters_that_would_change_what_is_signed_are_refused(cast: Cast, hidden: str) -> None:
    with pytest.raises(Refused) as refused:
        a_clause(cast, an_agreement(cast), words=f"Pay £1{hidden}00.")
    assert refusals(refused) == ("text_forbidden",)
