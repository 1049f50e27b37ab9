"""The judgements about agreements and their texts, without a database."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.rules import agreements as rules
from joinedup.promises.rules.comparison import ADDED, CHANGED, MOVED, REMOVED, SAME, compared, comparison
from joinedup.promises.rules.texts import AgreementText, FrozenClause, FrozenParty, hash_of, read, written

TERMS = rules.Terms(
    allowed=True,
    kind_known=True,
    state="draft",
    review_on=date(2031, 1, 1),
    expires_on=date(2032, 1, 1),
    term_months=12,
)
CLAUSE = FrozenClause("clause/JU-1", "1.1", "purpose", "Every child", "Every child is ready for school.")
PARTY = FrozenParty("party/JU-1", "Northtown Council", "organisation/JU-1", True, "Plan 3", "Two posts")
TEXT = AgreementText("agreement/JU-1", "partnership", "Together", "For all.", None, "", (CLAUSE,), (PARTY,))


def clause(number: int, words: str = "So.", **changes: str) -> FrozenClause:
    return replace(CLAUSE, reference=f"clause/JU-{number}", number=f"1.{number}", words=words, **changes)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, ()),
        ({"allowed": False}, (rules.NOT_CONVENOR,)),
        ({"kind_known": False}, (rules.UNKNOWN_KIND,)),
        ({"state": "signing"}, (rules.TO_BE_SIGNED,)),
        ({"state": "ended"}, (rules.HAS_ENDED,)),
        ({"state": "in_force"}, ()),
        ({"term_months": 0}, (rules.NO_MONTHS,)),
        ({"term_months": 601}, (rules.NO_MONTHS,)),
        ({"term_months": None, "review_on": None, "expires_on": None}, ()),
        ({"review_on": date(2032, 1, 2)}, (rules.EXPIRES_BEFORE_REVIEW,)),
        ({"review_on": date(2032, 1, 1)}, ()),
        ({"expiry_stands": False}, (rules.DAY_STANDS,)),
        ({"looks_like_another": True}, (rules.NAME_TAKEN,)),
    ],
)
def test_an_agreement_is_refused_for_each_broken_rule_and_no_other(change, expected):  # type: ignore[no-untyped-def]
    assert rules.refusals_to_draft(replace(TERMS, **change)) == expected


@pytest.mark.parametrize(
    ("begins", "months", "said", "last"),
    [
        (date(2031, 1, 31), 1, None, date(2031, 2, 28)),
        (date(2031, 1, 31), 13, None, date(2032, 2, 29)),
        (date(2031, 12, 1), 12, date(2040, 1, 1), date(2032, 12, 1)),
        (date(2031, 12, 1), None, date(2040, 1, 1), date(2040, 1, 1)),
        (date(2031, 12, 1), None, None, None),
    ],
)
def test_what_comes_into_force_ends_so_many_months_on_or_on_its_day(
    begins: date, months: int | None, said: date | None, last: date | None
) -> None:
    assert rules.last_day(begins, months, said) == last


@pytest.mark.parametrize(
    ("in_force", "state", "day", "late"),
    [
        (True, "in_force", date(2031, 1, 1), True),
        (True, "signing", date(2031, 1, 1), True),
        (True, "in_force", date(2031, 1, 2), False),
        (True, "in_force", None, False),
        (True, "ended", date(2031, 1, 1), False),
        (False, "signing", date(2031, 1, 1), False),
    ],
)
def test_only_what_is_in_force_is_overdue(in_force: bool, state: str, day: date | None, late: bool) -> None:
    assert rules.is_overdue(in_force=in_force, state=state, day=day, today=date(2031, 1, 2)) == late


def test_a_written_text_is_read_as_it_was_and_has_one_form_of_bytes() -> None:
    exact = written(TEXT, 3)
    assert read(exact) == (3, TEXT)
    assert exact.startswith('{"agreement":"agreement/JU-1","clauses":[{"heading":"Every child","indicator":""')
    assert hash_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_one_letter_one_number_or_another_agreement_gives_another_hash() -> None:
    other = replace(TEXT, clauses=(replace(CLAUSE, words="Every child is ready for school!"),))
    exact = [
        written(TEXT, 1),
        written(TEXT, 2),
        written(other, 1),
        written(replace(TEXT, agreement="agreement/JU-2"), 1),
    ]
    assert len({hash_of(one) for one in exact}) == 4


def test_clauses_that_were_added_changed_moved_and_taken_out_are_told_apart() -> None:
    before = replace(TEXT, clauses=(clause(1), clause(2), clause(3), clause(4), clause(6)))
    after = replace(TEXT, clauses=(clause(5), clause(1), clause(3, "Not so."), clause(6), clause(2)))
    found = comparison(before, after)
    assert [(change.kind, change.clause.reference) for change in found.clauses] == [
        (ADDED, "clause/JU-5"),
        (CHANGED, "clause/JU-3"),
        (MOVED, "clause/JU-2"),
        (REMOVED, "clause/JU-4"),
    ]
    assert found.same == 2


def test_a_clause_that_only_has_another_number_is_the_same() -> None:
    found = comparison(replace(TEXT, clauses=(clause(2),)), replace(TEXT, clauses=(clause(1), clause(2))))
    assert ([change.kind for change in found.clauses], found.same) == ([ADDED], 1)


def test_a_clause_that_names_another_partner_or_measure_has_changed() -> None:
    (change,) = comparison(TEXT, replace(TEXT, clauses=(replace(CLAUSE, indicator="indicator/JU-1"),))).clauses
    assert (change.kind, change.names_other, [piece.kind for piece in change.words]) == (CHANGED, True, [SAME])


def test_terms_and_parties_that_differ_are_told() -> None:
    joined = replace(PARTY, reference="party/JU-2", name="Open Door")
    found = comparison(
        TEXT, replace(TEXT, name="Apart", term_months=12, parties=(replace(PARTY, plan_line=""), joined))
    )
    assert [(one.field, one.before, one.after) for one in found.terms] == [
        ("name", "Together", "Apart"),
        ("term_months", "", "12"),
    ]
    assert [(one.kind, one.name) for one in found.parties] == [(CHANGED, "Northtown Council"), (ADDED, "Open Door")]
    assert comparison(TEXT, TEXT).differs is False


def test_words_are_compared_within_a_clause() -> None:
    pieces = compared("Pay £100 by May.", "Pay £1000 by the end of May.")
    assert [(piece.kind, piece.words) for piece in pieces] == [
        (SAME, "Pay "),
        (REMOVED, "£100 "),
        (ADDED, "£1000 "),
        (SAME, "by "),
        (ADDED, "the end of "),
        (SAME, "May."),
    ]


WORDS = st.tuples(st.lists(st.sampled_from(["a", "b", "c", "£1"]), max_size=20), st.integers(1, 45)).map(
    lambda drawn: " ".join(drawn[0] * drawn[1])
)


@given(WORDS, WORDS)
def test_what_is_marked_gives_back_both_texts(before: str, after: str) -> None:
    pieces = compared(before, after)
    assert "".join(piece.words for piece in pieces if piece.kind != ADDED) == before
    assert "".join(piece.words for piece in pieces if piece.kind != REMOVED) == after
    assert not any(one.kind == two.kind for one, two in pairwise(pieces))


def test_every_kind_of_agreement_says_whence_and_why_and_fits_the_table() -> None:
    kinds = agreement_kinds()
    numbers = [10, 12, 13, 18, 19, 21, 22, 23, 42, 49, 54, 62, 63, 172]
    assert [one.entry for one in kinds.values()] == [f"S{number}" for number in numbers]
    assert [kind.key for kind in kinds.values() if not (kind.why and kind.source and kind.sections)] == []
    keys = [key for kind in kinds.values() for key in (kind.key, *(section.key for section in kind.sections))]
    assert [key for key in keys if len(key) > 20] == []
