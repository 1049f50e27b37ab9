"""Where organisations work, how that lies over places, and who covers a street."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners import actions, reads, rules
from joinedup.partners.models import Organisation, Overlap, Patch, Place
from joinedup.partners.permissions import OPERATOR
from joinedup.partners.tests.cast import LONG_AGO, Cast, publish, signed_in

HALF, WHOLE = Decimal("0.5"), Decimal(1)
TOWN = rules.Covering("Northtown", ".1.2.", HALF, WHOLE)
VALE = rules.Covering("The Vale", ".1.7.", HALF, HALF)


def lying(place: str, of_patch: str, of_place: str = "1", **said: Any) -> rules.Covering:
    lineages = {"Northtown": ".1.2.", "Millbrook": ".1.2.3.", "The Vale": ".1.7."}
    return rules.Covering(place, lineages[place], Decimal(of_patch), Decimal(of_place), **said)


@pytest.mark.parametrize(
    ("coverings", "codes"),
    [
        ([], set()),
        ([lying("Northtown", "0.5"), lying("The Vale", "0.5")], set()),
        ([lying("Northtown", "0.5"), lying("The Vale", "0.500001")], {"more_than_all"}),
        ([lying("Northtown", "-0.1")], {"no_share"}),
        ([lying("Northtown", "0.5", "1.1")], {"no_share"}),
        ([lying("Northtown", "0.5", error=Decimal(2))], {"error_too_large"}),
        ([lying("Northtown", "0.5"), lying("Northtown", "0.1")], {"place_twice"}),
        ([lying("Northtown", "0.5"), lying("Millbrook", "0.1")], {"places_nested"}),
    ],
)
def test_the_shares_of_a_patch_come_to_the_whole_of_it_at_most(
    coverings: list[rules.Covering], codes: set[str]
) -> None:
    assert {refusal.code for refusal in rules.refusals_to_cover(coverings, allowed=True)} == codes


def test_whoever_may_not_keep_a_patch_is_told_so() -> None:
    assert [refusal.code for refusal in rules.refusals_to_cover([TOWN, VALE], allowed=False)] == ["not_allowed"]


@pytest.mark.parametrize(
    ("pasted", "lines", "codes"),
    [
        ("", [], []),
        ("Northtown,62.5,100,1,census,2026-03-21", [("Northtown", "0.625000", "1.000000", "0.010000")], []),
        ("Place,Of patch,Of place\nNorthtown,50 %,100", [("Northtown", "0.500000", "1.000000", "0.000000")], []),
        ("Northtown\t50\t100\n\nThe Vale\t1\t2", [("Northtown", "0.500000", "1.000000", "0.000000"),
                                                 ("The Vale", "0.010000", "0.020000", "0.000000")], []),
        ("Northtown,1,2\nThe Vale,half,1", [("Northtown", "0.010000", "0.020000", "0.000000")], ["line_unread"]),
        ("Northtown,1,2,3,census,yesterday", [], ["line_unread"]),
        ("Northtown,1", [], ["line_unread"]),
        ("Northtown,1,NaN", [], ["line_unread"]),
        ("Northtown,1,1e999", [], ["line_unread"]),
        (",1,2", [], ["line_unread"]),
    ],
)  # fmt: skip
def test_pasted_lines_are_read_and_each_that_cannot_be_is_named(
    pasted: str, lines: list[tuple[str, ...]], codes: list[str]
) -> None:
    read, unread = rules.lines_of(pasted)
    said = [(line.place, str(line.of_patch), str(line.of_place), str(line.error)) for line in read]
    assert (said, [refusal.code for refusal in unread]) == (lines, codes)


def a_patch(cast: Cast, organisation: Organisation | None = None, **said: Any) -> Patch:
    usual: dict[str, Any] = {"by": cast.olu, "at": timezone.now(), "name": "Northern division", "from_on": LONG_AGO}
    return actions.add_patch(organisation or cast.health, **{**usual, **said})


def covered(cast: Cast, patch: Patch, *said: tuple[Place, str, str], by: Any = None) -> Patch:
    patch.refresh_from_db()
    coverings = [
        (place, rules.Covering(place.name, place.lineage, Decimal(of_patch), Decimal(of_place)))
        for place, of_patch, of_place in said
    ]
    return actions.cover(patch, by=by or cast.olu, at=timezone.now(), version=patch.version, coverings=coverings)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def test_an_organisation_s_own_people_and_administrators_keep_its_patches(cast: Cast) -> None:
    assert a_patch(cast, by=cast.cara).organisation == cast.health
    for by in (cast.ada, cast.dan, cast.rosa):
        with pytest.raises(Refused) as refused:
            a_patch(cast, by=by, name="Another")
        assert codes(refused) == {"not_allowed"}


def test_the_same_patch_is_added_once(cast: Cast) -> None:
    a_patch(cast)
    with pytest.raises(Refused) as refused:
        a_patch(cast)
    assert codes(refused) == {"patch_taken"}


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"name": ""}, "name_missing"),
        ({"code": "E-0000000001"}, "not_a_patch_code"),
        ({"until_on": date(2019, 1, 1)}, "patch_ends_first"),
        ({"purpose": "x" * 201}, "text_too_long"),
    ],
)
def test_a_patch_that_makes_no_sense_is_refused(cast: Cast, said: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        a_patch(cast, **said)
    assert codes(refused) == {code}


def test_what_is_said_of_a_patch_anew_takes_the_place_of_what_was(cast: Cast) -> None:
    patch = covered(cast, a_patch(cast), (cast.town, "0.5", "1"))
    covered(cast, patch, (cast.millbrook, "0.25", "1"))
    assert list(Overlap.objects.values_list("place", "of_patch")) == [(cast.millbrook.pk, Decimal("0.25"))]


def test_two_who_lay_the_same_patch_over_places_are_both_shown(cast: Cast) -> None:
    patch = a_patch(cast)
    covered(cast, patch, (cast.town, "0.5", "1"))
    with pytest.raises(Edited):
        actions.cover(patch, by=cast.olu, at=timezone.now(), version=1, coverings=[])


def test_a_pasted_line_counts_before_the_table_and_an_unknown_place_is_named(cast: Cast) -> None:
    patch = a_patch(cast)
    table = [(cast.town, TOWN)]
    actions.cover(patch, by=cast.olu, at=timezone.now(), version=1, coverings=table, pasted="Northtown,10,20")
    assert list(Overlap.objects.values_list("of_patch", "of_place")) == [(Decimal("0.1"), Decimal("0.2"))]
    with pytest.raises(Refused) as refused:
        actions.cover(patch, by=cast.olu, at=timezone.now(), version=2, pasted="Nowhere,10,20")
    assert codes(refused) == {"no_such_place"}


def test_a_patch_ends_on_a_day_and_not_before_it_began(cast: Cast) -> None:
    patch = a_patch(cast)
    with pytest.raises(Refused) as refused:
        actions.end_patch(patch, by=cast.cara, at=timezone.now(), until_on=date(2019, 12, 31))
    assert codes(refused) == {"patch_ends_first"}
    assert actions.end_patch(patch, by=cast.cara, at=timezone.now(), until_on=LONG_AGO).until_on == LONG_AGO
    with pytest.raises(Refused) as refused:
        actions.end_patch(patch, by=cast.cara, at=timezone.now(), until_on=date(2021, 1, 1))
    assert codes(refused) == {"patch_over"}


def test_boundaries_that_meet_stand_together_and_the_others_apart(cast: Cast) -> None:
    covered(cast, a_patch(cast), (cast.town, "0.4", "1"))
    found = reads.boundaries(cast.partnership, OPERATOR)
    assert [[area.organisation for area in group] for group in found.together] == [
        [cast.health, cast.council, cast.charity]
    ]
    covered(cast, Patch.objects.get(), (cast.town, "0.4", "0.9"))
    found = reads.boundaries(cast.partnership, OPERATOR)
    assert [area.organisation for area in found.alone] == [cast.health]
    assert [(area.organisation.name, cells) for area, cells in found.rows] == [
        ("Northshire Health", [Decimal("0.9")]),
        ("Northtown Council", [WHOLE]),
        ("Open Door", [WHOLE]),
    ]


def test_who_covers_a_street_is_told_from_places_around_and_in_it(cast: Cast) -> None:
    covered(cast, a_patch(cast), (cast.millbrook, "0.1", "0.7"))
    told = [
        (one.organisation.name, one.place.name, one.of_place)
        for one in reads.who_covers(cast.town, cast.partnership, OPERATOR)
    ]
    assert told == [
        ("Northshire Health", "Millbrook", Decimal("0.7")),
        ("Northtown Council", "Northtown", WHOLE),
        ("Open Door", "Northtown", WHOLE),
    ]


def test_boundaries_take_the_same_few_queries_however_many_members(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    covered(cast, a_patch(cast), (cast.town, "0.4", "1"))
    with django_assert_num_queries(4):
        reads.boundaries(cast.partnership, OPERATOR)
    covered(cast, a_patch(cast, cast.charity), (cast.town, "0.4", "1"))
    with django_assert_num_queries(4):
        reads.boundaries(cast.partnership, OPERATOR)


def test_the_page_answers_who_covers_a_street_and_says_when_a_postcode_is_not_known(cast: Cast) -> None:
    publish(cast.partnership)
    actions.add_postcodes(cast.town, by=cast.ada, at=timezone.now(), beginnings=["NT1"])
    address = f"/{cast.partnership.reference}/boundaries/"
    known = Client().get(f"{address}?postcode=NT1+1AA").content.decode()
    assert "NT1 1AA belongs to Northtown" in known
    assert "100 % of the people of Northtown" in known
    for unknown in ("ZZ9", "'; DROP TABLE", "\0"):
        answer = Client().get(address, {"postcode": unknown})
        assert (answer.status_code, "We know no place for" in answer.content.decode()) == (200, True)


def test_the_table_is_filled_in_without_scripts_and_every_mistake_is_shown(cast: Cast) -> None:
    patch = a_patch(cast)
    client, address = signed_in(cast.cara), f"/{patch.reference}/cover/"
    wrong = client.post(
        address, {"version": 1, "place_0": cast.town.reference, "of_patch_0": "lots", "of_place_0": "100"}
    )
    assert (wrong.status_code, "Give a number of per cent" in wrong.content.decode()) == (422, True)
    too_much = {"version": 1, "place_0": cast.town.reference, "of_patch_0": "101", "of_place_0": "100"}
    assert client.post(address, too_much).status_code == 422
    right = {"version": 1, "place_0": cast.town.reference, "of_patch_0": "62.5", "of_place_0": "100", "error_0": "1"}
    assert client.post(address, right)["Location"] == f"/{patch.reference}/"
    assert "62.5 %" in client.get(f"/{patch.reference}/").content.decode()
    assert 'value="62.5"' in client.get(address).content.decode()


def test_patches_pass_to_whoever_takes_over(cast: Cast) -> None:
    patch = a_patch(cast, cast.charity)
    succession = actions.announce_succession(
        by=cast.olu, at=timezone.now(), kind="merged", on=timezone.localdate(), former=[cast.charity, cast.council],
        successors=[cast.council], decided_by="Both", decided_on=LONG_AGO,
    )  # fmt: skip
    actions.take_effect(succession, by=None, at=timezone.now())
    patch.refresh_from_db()
    assert patch.organisation == cast.council
