"""For whom somebody speaks, by what right: the rules, the verbs and what is read of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.refusals import Refusal, Refused
from joinedup.frame.versions import Edited
from joinedup.partners import actions, reads, rules
from joinedup.partners.models import Mandate, Membership, Person, ReportBack
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish
from joinedup.partners.tests.test_actions import at_once
from joinedup.record.models import Entry

JANUARY, TODAY = date(2031, 1, 1), date(2031, 5, 6)
FACTS = rules.MandateFacts(
    allowed=True, organisation="Open Door", term=rules.Term(JANUARY), source="chosen", reports_every=6
)
REPORT = rules.Report(TODAY, "Tenants’ meeting", "We told them.")


def codes(refusals: tuple[Refusal, ...]) -> list[str]:
    return [refusal.code for refusal in refusals]


def refused(act: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return codes(caught.value.refusals)


def mandate(cast: Cast, **said: Any) -> Mandate:
    given = {
        "by": cast.dan,
        "at": NOW,
        "organisation": cast.charity,
        "person": cast.dan.person,
        "source": "chosen",
        "speaks_for": "Tenants of the Lake Street estate",
        "from_on": LONG_AGO,
    }
    return actions.record_mandate(cast.partnership, **{**given, **said})


def changed(one: Mandate, **said: Any) -> dict[str, Any]:
    kept = ("source", "until_on", "speaks_for", "chosen_how", "binds_organisation", "may_bind", "reports_every")
    stands = {name: getattr(one, name) for name in (*kept, "visibility", "version")}
    return {"at": NOW, **stands, **said}


# Rules


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"allowed": False}, ["not_allowed"]),
        ({"has_seat": False}, ["no_seat"]),
        ({"holds_post": False}, ["without_post"]),
        ({"term": rules.Term(JANUARY, JANUARY)}, []),
        ({"term": rules.Term(JANUARY, date(2030, 12, 31))}, ["ends_first"]),
        ({"others": (rules.Term(LONG_AGO),)}, ["speaks_already"]),
        ({"others": (rules.Term(LONG_AGO, JANUARY),)}, []),
        ({"term": rules.Term(LONG_AGO, JANUARY), "others": (rules.Term(JANUARY),)}, []),
        ({"term": rules.Term(LONG_AGO), "others": (rules.Term(JANUARY, TODAY),)}, ["speaks_already"]),
        ({"reports_every": None}, ["no_report_duty"]),
        ({"reports_every": None, "source": "invited"}, []),
        ({"reports_every": None, "source": "none"}, []),
        ({"reports_every": 0}, ["months_out_of_range"]),
        ({"reports_every": 60}, []),
        ({"reports_every": 61}, ["months_out_of_range"]),
    ],
)
def test_a_mandate_is_refused_for_each_broken_rule_and_no_other(change: dict[str, Any], expected: list[str]) -> None:
    assert codes(rules.refusals_to_mandate(replace(FACTS, **change))) == expected


@pytest.mark.parametrize(
    ("change", "allowed", "expected"),
    [
        ({}, True, []),
        ({}, False, ["not_allowed"]),
        ({"reported_on": TODAY + timedelta(days=1)}, True, ["report_ahead"]),
        ({"reported_on": LONG_AGO}, True, ["report_too_early"]),
        ({"to_whom": ""}, True, ["to_nobody"]),
        ({"words": ""}, True, ["nothing_said"]),
        ({"words": "", "evidence_url": "https://example.org"}, True, []),
        ({"evidence_url": "javascript:alert(1)"}, True, ["not_an_address"]),
    ],
)
def test_a_report_back_is_refused_for_each_broken_rule_and_no_other(
    change: dict[str, Any], allowed: bool, expected: list[str]
) -> None:
    said = replace(REPORT, **change)
    assert codes(rules.refusals_to_report_back(said, allowed=allowed, began_on=JANUARY, today=TODAY)) == expected


@pytest.mark.parametrize(
    ("began_on", "reported_on", "months", "due_on"),
    [
        (JANUARY, None, 6, date(2031, 7, 1)),
        (JANUARY, date(2031, 3, 31), 6, date(2031, 9, 30)),
        (date(2031, 8, 31), None, 18, date(2033, 2, 28)),
        (date(2031, 12, 15), None, 12, date(2032, 12, 15)),
        (JANUARY, None, None, None),
    ],
)
def test_a_report_is_owed_so_many_months_after_the_last_one(
    began_on: date, reported_on: date | None, months: int | None, due_on: date | None
) -> None:
    assert rules.report_due_on(began_on=began_on, reported_on=reported_on, months=months) == due_on


# Verbs


def test_its_own_people_and_the_convenor_record_a_mandate_and_nobody_else(cast: Cast) -> None:
    for stranger in (cast.cara, cast.eve, cast.rosa, cast.olu):
        assert refused(mandate, cast, by=stranger) == ["not_allowed"]
    assert mandate(cast, by=cast.dan).visibility == "public"
    assert mandate(cast, by=cast.ada, organisation=cast.health, person=cast.cara.person).reference == "mandate/JU-2"
    entry = Entry.objects.get(subject="mandate/JU-1")
    assert (entry.verb, entry.actor, entry.partnership) == (
        "recorded mandate",
        cast.dan.reference,
        cast.partnership.reference,
    )
    assert entry.facts["source"] == "chosen"
    assert "Lake Street" not in str(entry.facts)


def test_somebody_sits_only_in_the_seat_of_an_organisation_in_which_they_hold_a_post(cast: Cast) -> None:
    assert refused(mandate, cast, by=cast.ada, person=cast.cara.person) == ["without_post"]
    assert refused(mandate, cast, by=cast.ada, organisation=cast.stranger, person=cast.eve.person) == ["no_seat"]


def test_a_mandate_that_goes_on_is_ended_before_the_next_begins(cast: Cast) -> None:
    first = mandate(cast)
    assert refused(mandate, cast, from_on=TODAY) == ["speaks_already"]
    actions.end_mandate(first, by=cast.dan, at=NOW, until_on=TODAY)
    second = mandate(cast, from_on=TODAY)
    reopened = changed(Mandate.objects.get(pk=first.pk), until_on=None)
    assert refused(actions.edit_mandate, first, by=cast.dan, **reopened) == ["speaks_already"]
    assert [one.pk for one in reads.mandates_in_force(cast.partnership, TODAY)] == [second.pk]
    assert refused(actions.end_mandate, first, by=cast.dan, at=NOW, until_on=TODAY) == ["mandate_ended"]
    assert refused(actions.end_mandate, second, by=cast.eve, at=NOW, until_on=TODAY) == ["not_allowed"]


def test_of_two_who_change_a_mandate_at_once_the_second_sees_both_texts(cast: Cast) -> None:
    one = mandate(cast)
    seen_by_both = changed(one)
    actions.edit_mandate(one, by=cast.dan, **{**seen_by_both, "may_bind": "Nobody beyond the charity"})
    with pytest.raises(Edited) as caught:
        actions.edit_mandate(one, by=cast.ada, **{**seen_by_both, "may_bind": "Everybody"})
    assert caught.value.current["may_bind"] == "Nobody beyond the charity"
    assert Mandate.objects.get().version == 2


def test_a_mandate_that_is_changed_to_what_it_says_enters_nothing(cast: Cast) -> None:
    one = mandate(cast)
    before = Entry.objects.count()
    actions.edit_mandate(one, by=cast.dan, **changed(one))
    assert (Entry.objects.count(), Mandate.objects.get().version) == (before, 1)


def test_a_report_back_is_added_once_and_the_database_lets_nobody_change_it(cast: Cast) -> None:
    one = mandate(cast)
    said: dict[str, Any] = {
        "by": cast.dan,
        "at": NOW,
        "reported_on": TODAY,
        "to_whom": "Tenants’ meeting",
        "words": "We told them.",
    }
    report = actions.report_back(one, **said)
    assert refused(actions.report_back, one, **said) == ["reported_already"]
    assert refused(actions.report_back, one, **{**said, "by": cast.cara}) == ["not_allowed"]
    assert (Entry.objects.latest("id").verb, ReportBack.objects.count()) == ("reported back", 1)
    for change in (lambda: ReportBack.objects.update(words="We did not."), report.delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_mandate_that_is_exempt_from_publication_is_not_made_public(cast: Cast) -> None:
    one = mandate(cast, visibility="partners")
    actions.exempt(
        cast.partnership,
        by=cast.ada,
        at=NOW,
        subject=one.reference,
        reason="Threats.",
        ground="Data Protection Act 2018",
        decided_by=cast.ben.person,  # type: ignore[arg-type]
        review_on=date(2036, 1, 1),
    )
    assert refused(actions.edit_mandate, one, by=cast.dan, **changed(one, visibility="public")) == ["kept_from_public"]


@pytest.mark.django_db(transaction=True)
def test_of_several_who_record_the_same_seat_at_once_one_holds(transactional_db: None, cast: Cast) -> None:
    days = [TODAY + timedelta(days=number) for number in range(4)]
    done = at_once([lambda day=day: mandate(cast, from_on=day) for day in days])  # type: ignore[misc]
    assert sum(isinstance(one, Mandate) for one in done) == Mandate.objects.count() == 1
    assert [one for one in done if isinstance(one, list)] == [["speaks_already"]] * 3


@pytest.mark.django_db(transaction=True)
def test_of_several_equal_reports_at_once_one_stands(transactional_db: None, cast: Cast) -> None:
    one = mandate(cast)
    said: dict[str, Any] = {"by": cast.dan, "at": NOW, "reported_on": TODAY, "to_whom": "All", "words": "Done."}
    done = at_once([lambda: actions.report_back(one, **said) for _ in range(4)])
    assert sum(isinstance(each, ReportBack) for each in done) == ReportBack.objects.count() == 1


# Reads


def test_a_seat_is_mandated_only_by_a_mandate_in_force_that_can_bind(cast: Cast) -> None:
    mandate(cast, until_on=TODAY)
    mandate(cast, by=cast.ada, organisation=cast.health, person=cast.cara.person, source="invited")
    mandate(cast, by=cast.ada, organisation=cast.council, person=cast.ben.person, source="elected", from_on=TODAY)
    keys = [cast.charity.pk, cast.health.pk, cast.council.pk]
    yesterday = TODAY - timedelta(days=1)
    assert reads.mandated_among(cast.partnership, keys, yesterday) == {cast.charity.pk}
    assert reads.mandated_among(cast.partnership, keys, TODAY) == {cast.council.pk}
    assert reads.mandated_among(cast.partnership, [cast.health.pk], TODAY) == set()
    Mandate.objects.filter(source="elected").update(visibility="draft")
    assert reads.mandated_among(cast.partnership, keys, TODAY) == set()


def test_a_mandate_ends_with_the_seat(cast: Cast) -> None:
    mandate(cast)
    actions.leave(cast.partnership.standings.get(organisation=cast.charity), by=cast.dan, at=NOW, until_on=TODAY)
    assert reads.mandated_among(cast.partnership, [cast.charity.pk], TODAY) == set()


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [
        ("draft", ["ada", "dan"]),
        ("partners", ["ada", "ben", "cara", "dan"]),
        ("public", ["ada", "ben", "cara", "dan", "eve", "rosa", "olu", "nobody"]),
    ],
)
def test_a_mandate_is_seen_by_those_it_is_meant_for(cast: Cast, visibility: str, seen_by: list[str]) -> None:
    publish(cast.partnership)
    mandate(cast, visibility=visibility)
    askers = {who: getattr(cast, who) for who in ("ada", "ben", "cara", "dan", "eve", "rosa", "olu")} | {"nobody": None}
    assert [who for who, asker in askers.items() if reads.mandates_open_to(asker).exists()] == seen_by


def test_the_signers_own_mandate_comes_before_another_of_the_same_seat(cast: Cast) -> None:
    other = Person.objects.create(name="Gil Ray")
    Membership.objects.create(person=other, organisation=cast.charity, post="Chair", from_on=LONG_AGO)
    theirs = mandate(cast, person=other)
    own = mandate(cast, until_on=TODAY)
    held = list(Mandate.objects.all())
    assert cast.dan.person is not None
    signer = (cast.charity.pk, cast.dan.person.pk)
    assert reads.mandate_of((*signer, TODAY - timedelta(days=1)), held) == own
    assert reads.mandate_of((*signer, TODAY), held) == theirs
    assert reads.mandate_of((*signer, LONG_AGO - timedelta(days=1)), held) is None
    assert reads.mandate_of((cast.health.pk, cast.dan.person.pk, TODAY), held) is None


def test_members_with_their_mandates_take_as_many_queries_for_many_as_for_one(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        other = Person.objects.create(name=f"Person {number}")
        Membership.objects.create(person=other, organisation=cast.charity, post=f"Post {number}", from_on=LONG_AGO)
        mandate(cast, person=other)
    with django_assert_num_queries(3):
        listed = reads.members_speaking(cast.partnership, OPERATOR)
    assert [len(one.mandates) for one in listed] == [0, 0, 20]  # type: ignore[attr-defined]


# Expected ends of posts


def expect(cast: Cast, **said: Any) -> Membership:
    post = cast.ben.person.memberships.get(post="Head of early years")  # type: ignore[union-attr]
    given = {"by": cast.ben, "at": NOW, "expected_until_on": date(2032, 1, 1), "hands_over_to": None}
    return actions.expect_to_leave(post, **{**given, **said})


def test_a_posts_holder_and_whoever_gives_posts_say_when_they_expect_to_leave(cast: Cast) -> None:
    for stranger in (cast.cara, cast.eve, cast.rosa):
        assert refused(expect, cast, by=stranger) == ["not_allowed"]
    assert expect(cast).expected_until_on == date(2032, 1, 1)
    entry = Entry.objects.latest("id")
    assert (entry.verb, entry.subject) == ("expects to leave", cast.ben.person.reference)  # type: ignore[union-attr]
    expect(cast)
    assert Entry.objects.latest("id") == entry
    assert expect(cast, by=cast.ada, hands_over_to=cast.ada.person).hands_over_to == cast.ada.person


def test_nobody_hands_over_to_themselves_or_to_somebody_without_a_post(cast: Cast) -> None:
    nobody = Person.objects.create(name="Gita Rao")
    assert refused(expect, cast, hands_over_to=cast.ben.person) == ["to_oneself"]
    assert refused(expect, cast, hands_over_to=nobody) == ["successor_without_post"]
    assert refused(expect, cast, expected_until_on=date(2019, 1, 1)) == ["expected_before_start"]


def test_a_last_day_is_the_latest_of_all_posts_and_none_while_one_goes_on(cast: Cast) -> None:
    person = cast.ben.person
    assert person is not None
    assert reads.last_days([person.pk], cast.partnership) == {}
    expect(cast)
    assert reads.last_days([person.pk], cast.partnership) == {person.pk: date(2032, 1, 1)}
    second = Membership.objects.create(person=person, organisation=cast.health, post="Adviser", from_on=LONG_AGO)
    assert reads.last_days([person.pk], cast.partnership) == {}
    Membership.objects.filter(pk=second.pk).update(until_on=timezone.localdate() + timedelta(days=9000))
    assert reads.last_days([person.pk], cast.partnership)[person.pk] > date(2032, 1, 1)
    Membership.objects.filter(pk=second.pk).update(organisation=cast.stranger, until_on=None)
    assert reads.last_days([person.pk], cast.partnership) == {person.pk: date(2032, 1, 1)}
    expect(cast, hands_over_to=cast.ada.person)
    assert reads.last_days([person.pk], cast.partnership) == {}
