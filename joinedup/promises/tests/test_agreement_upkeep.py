"""What is found of agreements, how they connect, and what becomes of them when somebody goes."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.answers import thread
from joinedup.frame.findings import TESTS
from joinedup.partners.erasure import Whom
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.erasure import empty_comments
from joinedup.promises.models import Agreement
from joinedup.promises.tests.agreed import a_clause, a_comment, a_version, an_agreement, party_of
from joinedup.promises.tests.made import an_outcome
from joinedup.promises.tests.test_agreement_actions import said, set_state
from joinedup.promises.tests.test_inheritance import heir_of, merged

LONG_PAST, FAR = date(2020, 1, 1), date(2090, 1, 1)


def found(cast: Cast, asker: Asker = OPERATOR) -> list[tuple[tuple[str, ...], str, str]]:
    return [(one.causes, one.mend, one.words) for one in TESTS["B12"].look(cast.partnership, asker)]


def in_force(cast: Cast, **days: Any) -> Agreement:
    """An agreement in force, with days as they came to be."""
    agreement = an_agreement(cast)
    a_clause(cast, agreement)
    set_state(agreement, "in_force", a_version(cast, agreement))
    Agreement.objects.filter(pk=agreement.pk).update(**days)
    agreement.refresh_from_db()
    return agreement


def test_an_agreement_in_force_past_its_review_or_its_end_is_found(cast: Cast) -> None:
    agreement = in_force(cast, review_on=LONG_PAST)
    page = f"/{agreement.reference}/review/"
    assert found(cast) == [((agreement.reference,), page, "It was to be reviewed by 1 January 2020.")]
    Agreement.objects.update(expires_on=date(2020, 6, 1))
    assert found(cast) == [((agreement.reference,), page, "It was to end on 1 June 2020 and is still in force.")]


@pytest.mark.parametrize(
    "days",
    [
        {"review_on": FAR, "expires_on": FAR},
        {"review_on": None, "expires_on": None},
        {"review_on": LONG_PAST, "state": "ended", "ended_on": LONG_PAST, "ended_because": "Merged."},
        {"review_on": LONG_PAST, "state": "draft", "in_force": None, "in_force_from": None},
    ],
)
def test_an_agreement_that_is_not_late_or_not_in_force_is_not_found(cast: Cast, days: dict[str, Any]) -> None:
    in_force(cast, **days)
    assert found(cast) == []


def test_the_day_of_the_review_itself_is_not_late(cast: Cast) -> None:
    agreement = in_force(cast, review_on=timezone.localdate())
    assert found(cast) == []
    Agreement.objects.filter(pk=agreement.pk).update(review_on=timezone.localdate() - timedelta(days=1))
    assert len(found(cast)) == 1


def test_looking_for_late_agreements_takes_one_query(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    in_force(cast, review_on=LONG_PAST)
    with django_assert_num_queries(1):
        assert len(found(cast)) == 1


def test_a_draft_that_nobody_else_sees_is_told_to_nobody_else(cast: Cast) -> None:
    in_force(cast, review_on=LONG_PAST, visibility="draft")
    publish(cast.partnership)
    assert (found(cast, None), found(cast, cast.dan), len(found(cast, cast.ada))) == ([], [], 1)


def test_an_agreement_leads_to_the_outcomes_that_it_names_and_to_its_parties(cast: Cast) -> None:
    agreement, outcome = an_agreement(cast), an_outcome(cast)
    clause = a_clause(cast, agreement, outcome=outcome)
    publish(cast.partnership)
    walked = thread.of(agreement.reference, None)
    assert walked is not None
    assert [record.title for line in walked.above for record in line.records] == [outcome.name]
    assert [record.title for record in walked.here.lines[0].records] == ["Northtown Council", "Northshire Health"]
    assert thread.of(clause.reference, None) == walked
    below = thread.of(outcome.reference, None)
    assert below is not None
    assert [r.title for line in below.here.lines if line.words == "What was agreed about it" for r in line.records] == [
        agreement.name
    ]


def test_what_a_next_version_would_name_is_not_told_before_it_is_in_force(cast: Cast) -> None:
    agreement, outcome = in_force(cast), an_outcome(cast)
    clause = agreement.clauses.get()
    actions.edit_clause(clause, by=cast.ada, at=NOW, **said(clause, outcome=outcome))
    publish(cast.partnership)
    page = f"/{outcome.reference}/"
    assert ("What was agreed about it" in signed_in(cast.rosa).get(page).content.decode()) is False
    assert ("What was agreed about it" in signed_in(cast.dan).get(page).content.decode()) is True
    set_state(agreement, "in_force", a_version(cast, agreement))
    assert ("What was agreed about it" in signed_in(cast.rosa).get(page).content.decode()) is True


def test_a_partnership_and_a_party_show_what_they_agreed(cast: Cast) -> None:
    agreement = an_agreement(cast)
    client = signed_in(cast.dan)
    for noun in (cast.partnership, cast.health):
        assert agreement.name in client.get(f"/{noun.reference}/").content.decode()
    assert agreement.name not in client.get(f"/{cast.charity.reference}/").content.decode()


def test_whoever_takes_over_from_a_party_takes_its_place_and_what_was_signed_keeps_the_old_name(cast: Cast) -> None:
    agreement = an_agreement(cast)
    a_clause(cast, agreement, organisation=cast.council)
    version = a_version(cast, agreement)
    heir = heir_of(merged(cast))
    assert sorted(party.organisation.name for party in agreement.parties.all() if party.organisation) == sorted(
        [heir.name, cast.health.name]
    )
    assert agreement.clauses.get().organisation == heir
    version.refresh_from_db()
    assert ("Northtown Council" in version.text, heir.name in version.text) == (True, False)


def test_comments_are_emptied_with_the_account_that_made_them_and_what_became_of_them_stays(cast: Cast) -> None:
    clause = a_clause(cast, an_agreement(cast))
    mine, other = a_comment(cast, clause), a_comment(cast, clause, by=cast.dan, words="Why?")
    actions.settle_comment(mine, by=cast.ada, at=NOW, words="A year is named now.")
    salt = mine.salt
    with transaction.atomic():
        assert empty_comments(Whom(person=cast.cara.person, account=cast.cara), NOW) == 1
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.words, mine.settled_words, mine.salt != salt) == ("", "A year is named now.", True)
    assert other.words == "Why?"
    assert "Erased at the wish of whoever said it." in signed_in(cast.dan).get(f"/{clause.reference}/").content.decode()


def test_a_party_that_has_gone_is_named_as_gone(cast: Cast) -> None:
    agreement = an_agreement(cast)
    actions.leave_party(party_of(agreement, cast.health), by=cast.cara, at=NOW)
    page = signed_in(cast.ada).get(f"/{agreement.reference}/parties/").content.decode()
    assert "Northshire Health, on 6 May 2031" in page
