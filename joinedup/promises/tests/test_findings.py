from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.findings import TESTS
from joinedup.frame.references import allocate
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Link, Outcome, Step
from joinedup.partners.models import Account, Membership, Organisation, Overlap, Partnership, Patch, Person, Place
from joinedup.partners.permissions import OPERATOR, Asker
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Commitment, Part
from joinedup.promises.tests.made import a_promise, an_outcome

QUERIES = {"B5": 5, "B13": 2, "B14": 2, "B15": 1}


def found(number: str, cast: Cast, asker: Asker = OPERATOR) -> list[tuple[tuple[str, ...], str, str]]:
    """What a test finds: causes, where to mend them, and particulars."""
    looked = TESTS[number].look(cast.partnership, asker)
    return [(finding.causes, finding.mend, finding.words) for finding in looked]


def led(cast: Cast) -> dict[str, Any]:
    return {"lead": cast.ben.person, "lead_may": "Spend £40,000."}


@pytest.fixture
def sound(cast: Cast) -> Commitment:
    """A promise with nothing to settle: towards a led outcome, led, with an accepted part."""
    commitment = a_promise(cast, towards=[an_outcome(cast, **led(cast))])
    actions.add_part(commitment, by=cast.ben, at=NOW, what="The lease", organisation=cast.council)
    return commitment


@pytest.mark.parametrize("number", sorted(QUERIES))
def test_where_everything_joins_up_nothing_is_found(cast: Cast, sound: Commitment, number: str) -> None:
    assert found(number, cast) == []


@pytest.mark.parametrize("number", sorted(QUERIES))
def test_each_test_says_what_it_looks_for_and_who_warns_of_it(number: str) -> None:
    test = TESTS[number]
    assert (test.room, test.source.startswith("Parston & Timmins")) == ("promises", True)
    assert test.title
    assert test.looks_for.endswith(".")


def test_an_output_that_leads_to_no_outcome_is_found(cast: Cast, sound: Commitment) -> None:
    output = a_step(cast)
    assert found("B5", cast) == [
        ((output.reference,), f"/{output.reference}/link/", "This output leads to no outcome.")
    ]


def test_an_output_that_leads_to_an_outcome_over_another_rung_is_not(cast: Cast, sound: Commitment) -> None:
    lower, upper = a_step(cast), a_step(cast)
    Link.objects.create(lower=lower, step=upper)
    Link.objects.create(lower=upper, step=lower)
    Link.objects.create(lower=upper, outcome=sound.outcomes.get())
    assert found("B5", cast) == []


def test_an_activity_need_not_lead_to_an_outcome(cast: Cast, sound: Commitment) -> None:
    a_step(cast, kind=Step.Kind.ACTIVITY)
    assert found("B5", cast) == []


def test_a_promise_towards_no_outcome_is_found(cast: Cast) -> None:
    commitment = a_promise(cast)
    mend = f"/{commitment.reference}/edit/"
    assert found("B5", cast) == [((commitment.reference,), mend, "This promise is made towards no outcome.")]
    actions.report(commitment, by=cast.ben, at=NOW, state="kept")
    assert found("B5", cast) == []


def test_an_outcome_without_output_and_promise_is_found(cast: Cast) -> None:
    outcome = an_outcome(cast)
    mend = f"/{cast.partnership.reference}/promises/new/"
    expected = [((outcome.reference,), mend, "No output and no promise leads to this outcome.")]
    assert found("B5", cast) == expected
    activity = a_step(cast, kind=Step.Kind.ACTIVITY)
    Link.objects.create(lower=activity, outcome=outcome)
    assert found("B5", cast) == expected


@pytest.mark.parametrize("by", ["output", "promise"])
def test_an_outcome_with_an_output_or_a_promise_is_not(cast: Cast, by: str) -> None:
    outcome = an_outcome(cast)
    if by == "output":
        Link.objects.create(lower=a_step(cast), outcome=outcome)
    else:
        a_promise(cast, towards=[outcome])
    assert found("B5", cast) == []


def test_an_outcome_and_a_promise_without_a_lead_are_found(cast: Cast) -> None:
    outcome, commitment = an_outcome(cast), a_promise(cast, lead=None, lead_may="")
    assert found("B13", cast) == [
        ((outcome.reference,), f"/{outcome.reference}/lead/", "Nobody is named."),
        ((commitment.reference,), f"/{commitment.reference}/lead/", "Nobody is named."),
    ]


def test_a_lead_who_has_left_is_found_and_one_who_is_named_anew_is_not(cast: Cast, sound: Commitment) -> None:
    outcome = sound.outcomes.get()
    leave(cast.ben)
    left = "The person named has left the post."
    assert found("B13", cast) == [
        ((outcome.reference,), f"/{outcome.reference}/lead/", left),
        ((sound.reference,), f"/{sound.reference}/lead/", left),
    ]
    actions.name_lead(sound, by=cast.ada, at=NOW, version=1, lead=cast.ada.person, lead_may="Spend £1.")
    assert [causes for causes, _, _ in found("B13", cast)] == [(outcome.reference,)]


def test_a_lead_who_moved_to_another_organisation_leads_the_outcome_and_no_more_the_promise(
    cast: Cast, sound: Commitment
) -> None:
    leave(cast.ben)
    today = timezone.localdate()
    Membership.objects.create(person=_person(cast.ben), organisation=cast.health, post="Officer", from_on=today)
    assert [causes for causes, _, _ in found("B13", cast)] == [(sound.reference,)]


def test_a_lead_who_declined_is_nobody_until_somebody_takes_it_on(cast: Cast, sound: Commitment) -> None:
    actions.decline_lead(sound, by=cast.ben, at=NOW, words="I left that team.")
    declined = "The person named declined to lead it."
    assert found("B13", cast) == [((sound.reference,), f"/{sound.reference}/lead/", declined)]
    actions.take_lead(sound, by=cast.ben, at=NOW)
    assert found("B13", cast) == []


def test_a_promise_that_is_over_needs_no_lead(cast: Cast, sound: Commitment) -> None:
    actions.report(sound, by=cast.ben, at=NOW, state="kept")
    leave(cast.ben)
    assert [causes for causes, _, _ in found("B13", cast)] == [(sound.outcomes.get().reference,)]


def test_a_lead_whose_say_is_not_recorded_is_found(cast: Cast) -> None:
    outcome, commitment = an_outcome(cast, lead=cast.ben.person), a_promise(cast, lead_may="")
    a_promise(cast, lead=None, lead_may="")
    words = "What this lead may decide is not recorded."
    assert found("B14", cast) == [
        ((outcome.reference,), f"/{outcome.reference}/lead/", words),
        ((commitment.reference,), f"/{commitment.reference}/lead/", words),
    ]


def test_a_part_is_found_until_its_organisation_has_accepted_it(cast: Cast, sound: Commitment) -> None:
    open_part = actions.add_part(sound, by=cast.ben, at=NOW, what="A van")
    part = actions.add_part(sound, by=cast.ben, at=NOW, what="Two nurses", organisation=cast.health)
    mend = f"/{sound.reference}/"
    assert found("B15", cast) == [
        ((sound.reference, open_part.reference), mend, "Nobody has been asked to take this part."),
        ((sound.reference, part.reference), mend, "Northshire Health has not accepted this part."),
    ]
    actions.accept_part(part, by=cast.cara, at=NOW)
    actions.remove_part(open_part, by=cast.ben, at=NOW)
    assert found("B15", cast) == []


def test_a_part_that_its_organisation_declined_is_found_and_leads_nothing(cast: Cast, sound: Commitment) -> None:
    part = actions.add_part(sound, by=cast.ben, at=NOW, what="All", organisation=cast.health, role=Part.Role.LEADS)
    actions.decline_part(part, by=cast.cara, at=NOW, words="No nurses.")
    causes = (sound.reference, part.reference)
    assert found("B15", cast) == [(causes, f"/{sound.reference}/", "Northshire Health has declined this part.")]


def test_who_is_kept_informed_need_not_accept(cast: Cast, sound: Commitment) -> None:
    actions.add_part(sound, by=cast.ben, at=NOW, what="News", organisation=cast.health, role=Part.Role.INFORMED)
    assert found("B15", cast) == []


def test_two_organisations_that_lead_one_promise_are_found(cast: Cast, sound: Commitment) -> None:
    actions.add_part(sound, by=cast.ben, at=NOW, what="All", organisation=cast.council, role=Part.Role.LEADS)
    assert found("B15", cast) == []
    part = actions.add_part(sound, by=cast.ben, at=NOW, what="All", organisation=cast.health, role=Part.Role.LEADS)
    actions.accept_part(part, by=cast.cara, at=NOW)
    causes = (sound.reference, *sorted([cast.council.reference, cast.health.reference]))
    assert found("B15", cast) == [(causes, f"/{sound.reference}/", "More than one organisation leads this promise.")]


@pytest.mark.parametrize("number", sorted(QUERIES))
def test_nothing_is_told_about_drafts_of_others_or_of_other_partnerships(cast: Cast, number: str) -> None:
    publish(cast.partnership)
    faults(cast, cast.partnership, Visibility.DRAFT)
    faults(cast, Partnership.objects.create(name="Ageing well", place=cast.town), Visibility.PUBLIC)
    told = {who: len(found(number, cast, getattr(cast, who))) for who in ("ada", "ben", "cara", "eve", "olu")}
    everything = len(found(number, cast, OPERATOR))
    assert everything > 0
    assert (told["ada"], told["cara"], told["eve"], told["olu"]) == (everything, 0, 0, 0)
    assert 0 < told["ben"] <= everything
    assert found(number, cast, None) == []


@pytest.mark.parametrize("number", sorted(QUERIES))
@pytest.mark.parametrize("times", [1, 12])
def test_a_test_takes_the_same_queries_whatever_it_looks_through(
    cast: Cast, number: str, times: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(times):
        faults(cast, cast.partnership, Visibility.PUBLIC)
    with django_assert_num_queries(QUERIES[number]):
        assert len(found(number, cast)) >= times


def a_step(cast: Cast, **fields: Any) -> Step:
    given = {"partnership": cast.partnership, "kind": Step.Kind.OUTPUT, "name": "Hubs", "organisation": cast.council}
    return Step.objects.create(**{**given, "visibility": Visibility.PUBLIC, **fields})


def faults(cast: Cast, partnership: Partnership, visibility: str) -> None:
    """Records in which every test of this room finds something, made past the rules that would refuse some."""
    shared = {"partnership": partnership, "visibility": visibility}
    Outcome.objects.create(name="Unled", **shared)
    Outcome.objects.create(name="Led without a say", lead=cast.ben.person, **shared)
    a_step(cast, **shared)
    for reference, lead in zip(allocate("promise", 2), (None, cast.ben.person), strict=True):
        commitment = Commitment.objects.create(
            reference=reference, organisation=cast.council, output="Do it", due_on=NOW.date(), lead=lead, **shared
        )
        Part.objects.create(commitment=commitment, what="A van")


def leave(account: Account) -> None:
    Membership.objects.filter(person=account.person).update(until_on=timezone.localdate())


def _person(account: Account) -> Person:
    assert account.person is not None
    return account.person


def promised_by(cast: Cast, by: Account, outcome: Outcome) -> Commitment:
    """A promise towards an outcome that somebody leads for the organisation in which they hold a post."""
    body = Organisation.objects.get(memberships__person__account=by)
    return a_promise(cast, organisation=body, towards=[outcome], output=f"By {body.name}", lead=by.person)


def test_bodies_with_one_outcome_whose_areas_nothing_relates_are_found(cast: Cast) -> None:
    outcome = an_outcome(cast)
    for by in (cast.ben, cast.cara):
        promised_by(cast, by, outcome)
    assert found("B94", cast) == []
    elsewhere = Place.objects.create(name="The Coast", kind="county", lineage=".999.")
    Organisation.objects.filter(pk=cast.health.pk).update(place=elsewhere)
    assert found("B94", cast) == [
        (
            (outcome.reference, cast.council.reference, cast.health.reference),
            f"/{cast.partnership.reference}/boundaries/",
            "How the areas of these lie over each other is not recorded: Northshire Health, Northtown Council.",
        )
    ]
    patch = Patch.objects.create(organisation=cast.health, name="Coast and town", from_on=LONG_AGO)
    Overlap.objects.create(patch=patch, place=cast.town, of_patch=Decimal("0.2"), of_place=Decimal(1))
    assert found("B94", cast) == []


def test_a_body_that_says_nowhere_where_it_works_is_left_out(cast: Cast) -> None:
    outcome = an_outcome(cast)
    for by in (cast.ben, cast.cara):
        promised_by(cast, by, outcome)
    Organisation.objects.filter(pk=cast.health.pk).update(place=None)
    assert found("B94", cast) == []


def test_boundaries_are_compared_with_the_same_few_queries_however_many_bodies(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    outcome = an_outcome(cast)
    for by in (cast.ben, cast.cara):
        promised_by(cast, by, outcome)
    with django_assert_num_queries(3):
        found("B94", cast)
    promised_by(cast, cast.dan, outcome)
    with django_assert_num_queries(3):
        found("B94", cast)
