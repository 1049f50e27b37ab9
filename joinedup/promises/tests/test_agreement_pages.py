"""Pages of agreements: who sees what, what they say, and how many queries they take."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from joinedup.partners.tests.cast import NOW, Cast, publish, signed_in
from joinedup.promises import actions
from joinedup.promises.models import Agreement, Clause
from joinedup.promises.tests.agreed import a_clause, a_comment, a_version, an_agreement, party_of
from joinedup.promises.tests.made import an_outcome
from joinedup.promises.tests.test_agreement_actions import said, set_state

BELOW = ("", "next/", "parties/", "versions/", "compare/", "edit/", "clauses/new/", "versions/keep/")


def body(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def in_force(cast: Cast, **terms: Any) -> tuple[Agreement, Clause]:
    """An agreement in force in its first version, whose clause says more already."""
    agreement = an_agreement(cast, **terms)
    clause = a_clause(cast, agreement)
    set_state(agreement, "in_force", a_version(cast, agreement))
    clause = actions.edit_clause(clause, by=cast.ada, at=NOW, **said(clause, words="Every child, by 2033."))
    return agreement, clause


def test_every_page_of_a_draft_is_unknown_to_whoever_is_no_party(cast: Cast) -> None:
    agreement = an_agreement(cast, visibility="draft")
    clause = a_clause(cast, agreement)
    comment = a_comment(cast, clause)
    version = a_version(cast, agreement)
    party = party_of(agreement, cast.health)
    own = [f"/{one.reference}/" for one in (clause, comment, version, party)]
    addresses = [f"/{agreement.reference}/{below}" for below in BELOW]
    addresses += [*own, f"/{version.reference}/text/", f"/{agreement.reference}/compare/?from=1&to=now"]
    publish(cast.partnership)
    for who in (cast.dan, cast.eve, cast.rosa, cast.olu):
        client = signed_in(who)
        assert {client.get(address).status_code for address in addresses} == {404}
    assert {signed_in(cast.cara).get(address).status_code for address in addresses} <= {200, 302, 403}


def test_what_is_written_after_signing_is_for_the_partnership_alone(cast: Cast) -> None:
    agreement, clause = in_force(cast)
    second = a_version(cast, agreement)
    publish(cast.partnership)
    hidden = [f"/{agreement.reference}/next/", f"/{clause.reference}/", f"/{second.reference}/"]
    hidden += [f"/{second.reference}/text/", f"/{agreement.reference}/compare/?from=1&to=2"]
    hidden += [f"/{agreement.reference}/compare/?from=1&to=now"]
    public, member = Client(), signed_in(cast.dan)
    assert [public.get(address).status_code for address in hidden] == [404] * 6
    assert [member.get(address).status_code for address in hidden] == [200] * 6
    page = body(public, f"/{agreement.reference}/")
    assert ("Every child is ready for school." in page, "Every child, by 2033." in page) == (True, False)


def test_comments_are_for_the_partnership_alone(cast: Cast) -> None:
    clause = a_clause(cast, an_agreement(cast))
    comment = a_comment(cast, clause)
    publish(cast.partnership)
    assert ("Say by when." in body(Client(), f"/{clause.reference}/")) is False
    assert ("Say by when." in body(signed_in(cast.dan), f"/{clause.reference}/")) is True
    assert Client().get(f"/{comment.reference}/").status_code == 404
    assert signed_in(cast.dan).get(f"/{comment.reference}/").status_code == 302


def test_the_names_of_hidden_outcomes_stay_hidden_in_clauses_and_versions(cast: Cast) -> None:
    agreement = an_agreement(cast)
    secret = an_outcome(cast, "Close the old hospital", visibility="draft")
    clause = a_clause(cast, agreement, outcome=secret)
    version = a_version(cast, agreement)
    publish(cast.partnership)
    for address in (agreement.reference, clause.reference, version.reference, f"{version.reference}/text"):
        assert "Close the old hospital" not in body(Client(), f"/{address}/")
    assert "Close the old hospital" in body(signed_in(cast.ada), f"/{version.reference}/")


def test_the_slower_of_two_editors_is_shown_both_texts(cast: Cast) -> None:
    clause = a_clause(cast, an_agreement(cast))
    address = f"/{clause.reference}/edit/"
    sent = {"section": "purpose", "heading": "Every child", "version": 1}
    assert signed_in(cast.ben).post(address, {**sent, "words": "By 2033."}).status_code == 302
    slower = signed_in(cast.cara).post(address, {**sent, "words": "By 2035."})
    page = slower.content.decode()
    assert (slower.status_code, "By 2033." in page, "By 2035." in page) == (422, True, True)
    assert signed_in(cast.cara).post(address, {**sent, "words": "By 2034.", "version": 2}).status_code == 302
    clause.refresh_from_db()
    assert clause.words == "By 2034."


def test_a_comparison_marks_added_and_removed_words_for_eyes_and_ears(cast: Cast) -> None:
    agreement = an_agreement(cast)
    clause = a_clause(cast, agreement, words="Every child is ready for school.")
    a_version(cast, agreement)
    actions.edit_clause(clause, by=cast.ada, at=NOW, **said(clause, words="Every child is ready by 2033."))
    a_version(cast, agreement)
    page = body(signed_in(cast.dan), f"/{agreement.reference}/compare/?from=1&to=2")
    assert '<del><span class="unseen">Removed: </span>for school.' in page
    assert '<ins><span class="unseen">Added: </span>by 2033.' in page
    assert "1 clause differs; 0 are the same." in page


@pytest.mark.parametrize("number", ["", "0", "99999999999999999999", "-1", "x", "2", "²"])
def test_a_version_that_is_none_is_not_found(cast: Cast, number: str) -> None:
    agreement = an_agreement(cast)
    a_clause(cast, agreement)
    a_version(cast, agreement)
    found = signed_in(cast.ada).get(f"/{agreement.reference}/compare/", {"from": number, "to": "1"})
    assert found.status_code == (200 if number == "" else 404)


def test_a_kind_is_shown_with_what_it_asks_before_one_is_started(cast: Cast) -> None:
    client = signed_in(cast.ada)
    address = f"/{cast.partnership.reference}/agreements/new/"
    assert "each bends its own plans and money towards them" in body(client, address)
    started = client.post(f"{address}?kind=partnership", {"name": "Together", "parties": [cast.health.reference]})
    agreement = Agreement.objects.get()
    assert (started.status_code, started["Location"]) == (302, f"/{agreement.reference}/")
    assert "What should be different for people here" in body(client, f"/{agreement.reference}/")


def test_a_party_is_shown_what_it_is_asked_beside_what_it_aligns(cast: Cast) -> None:
    agreement = an_agreement(cast)
    a_clause(cast, agreement, section="parts", heading="Health visits at home", organisation=cast.health)
    party = party_of(agreement, cast.health)
    sent = {"version": 1, "must_sign": "on", "plan_line": "Joint plan 3.2", "resources": "Two posts"}
    assert signed_in(cast.cara).post(f"/{party.reference}/edit/", sent).status_code == 302
    page = body(signed_in(cast.dan), f"/{agreement.reference}/parties/")
    assert [words in page for words in ("3.1 Health visits at home", "Joint plan 3.2", "Two posts")] == [True] * 3
    assert page.count("It has not said which line of its plan") == 1


def test_an_agreement_past_its_review_says_so(cast: Cast) -> None:
    agreement, _ = in_force(cast, review_on=date(2021, 1, 1))
    page = body(signed_in(cast.ada), f"/{agreement.reference}/")
    assert "past the day of its review or end, and is still in force" in page
    listed = body(signed_in(cast.ada), f"/{cast.partnership.reference}/agreements/?late=yes")
    assert agreement.name in listed


def test_an_agreement_can_be_reviewed_and_ended_from_its_page(cast: Cast) -> None:
    agreement, _ = in_force(cast)
    client = signed_in(cast.ada)
    sent = {"note": "Two targets met.", "review_on": "2049-01-01", "version": agreement.version}
    assert client.post(f"/{agreement.reference}/review/", sent).status_code == 302
    assert "Two targets met." in body(client, f"/{agreement.reference}/")
    ended = client.post(f"/{agreement.reference}/end/", {"because": "Merged.", "on": "2026-01-01"})
    assert (ended.status_code, "Merged." in body(client, f"/{agreement.reference}/")) == (302, True)


def many(cast: Cast, clauses: int, versions: int) -> Agreement:
    """An agreement in force with as many clauses and versions."""
    agreement = an_agreement(cast)
    for number in range(clauses):
        a_clause(cast, agreement, words=f"Clause {number}.", organisation=cast.health)
    clause = agreement.clauses.order_by("pk").first()
    assert clause is not None
    for number in range(versions):
        clause = actions.edit_clause(clause, by=cast.ada, at=NOW, **said(clause, words=f"Version {number}."))
        a_version(cast, agreement)
    first = agreement.versions.get(number=1)
    return set_state(agreement, "in_force", first)


@pytest.mark.parametrize("size", [(1, 1), (60, 12)])
@pytest.mark.parametrize(
    ("below", "public", "member"), [("", 5, 11), ("versions/", 5, 10), ("compare/", 4, 10), ("parties/", 3, 8)]
)
def test_pages_take_as_many_queries_however_long_an_agreement_is(
    cast: Cast, django_assert_num_queries: Any, size: tuple[int, int], below: str, public: int, member: int
) -> None:
    agreement = many(cast, *size)
    publish(cast.partnership)
    with django_assert_num_queries(public):
        assert Client().get(f"/{agreement.reference}/{below}").status_code == 200
    client = signed_in(cast.ada)
    with django_assert_num_queries(member):
        assert client.get(f"/{agreement.reference}/{below}").status_code == 200
