"""How organisations merge, split, close and take other names, and how that is undone."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import timezone

from joinedup.frame.inheritance import Declared, Estate, estates
from joinedup.frame.refusals import Refused
from joinedup.partners import actions, permissions, reads, rules
from joinedup.partners.actions import taking_over
from joinedup.partners.models import (
    Heir,
    Inherited,
    Mandate,
    Membership,
    Organisation,
    Person,
    Standing,
    Succession,
    live,
)
from joinedup.partners.tests.cast import LONG_AGO, Cast
from joinedup.record.models import Entry

TODAY = date(2027, 4, 1)
FACTS = rules.SuccessionFacts(
    allowed=True,
    kind="merged",
    on=TODAY,
    decided_on=TODAY - timedelta(days=30),
    today=TODAY,
    former=("North", "South"),
    successors=("Northshire",),
)
RENAMED = {"kind": "renamed", "former": ("North",), "successors": (), "new_name": "Nord"}
SPLIT = {"kind": "split", "former": ("North",), "successors": ("East", "West")}
CLOSED = {"kind": "closed", "former": ("North",), "successors": ()}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, set()),
        (RENAMED, set()),
        (SPLIT, set()),
        (CLOSED, set()),
        ({"successors": (), "new_name": "Northshire"}, set()),
        ({"successors": ("South",)}, set()),
        ({"allowed": False}, {"not_allowed"}),
        ({"former": ("North",)}, {"two_merge"}),
        ({"successors": ()}, {"one_takes_over"}),
        ({"successors": ("East", "West")}, {"one_takes_over"}),
        ({**RENAMED, "former": ("North", "South")}, {"one_is_renamed"}),
        ({**RENAMED, "successors": ("East",)}, {"nobody_takes_over"}),
        ({**RENAMED, "new_name": ""}, {"new_name_missing"}),
        ({**RENAMED, "new_name": "North"}, {"same_name"}),
        ({**RENAMED, "new_name": "Nоrd"}, {"name_mixed_scripts"}),
        ({**RENAMED, "looks_like": "N0rd"}, {"looks_like"}),
        ({**SPLIT, "successors": ("East",)}, {"two_take_over"}),
        ({**SPLIT, "successors": ("North", "West")}, {"from_itself"}),
        ({**SPLIT, "new_name": "East"}, {"no_new_name"}),
        ({**CLOSED, "former": ("North", "South")}, {"one_splits"}),
        ({**CLOSED, "successors": ("North",)}, {"from_itself"}),
        ({"decided_on": TODAY + timedelta(days=1)}, {"decision_ahead", "before_decision"}),
        ({"on": TODAY - timedelta(days=31)}, {"before_decision"}),
        ({"on": date(2047, 1, 1)}, {"day_too_far"}),
        ({"gone": (("North", TODAY),)}, {"has_gone"}),
        ({"busy": ("South",)}, {"in_another_change"}),
        ({"decision": "the cabinet"}, {"not_a_decision"}),
        ({"evidence_url": "javascript:alert(1)"}, {"not_an_address"}),
    ],
)
def test_a_change_is_refused_for_each_broken_rule_and_no_other(change: dict[str, Any], codes: set[str]) -> None:
    assert {refusal.code for refusal in rules.refusals_to_announce(replace(FACTS, **change))} == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, set()),
        ({"allowed": False}, {"not_allowed"}),
        ({"state": "done"}, {"succession_settled"}),
        ({"state": "withdrawn"}, {"succession_settled"}),
        ({"on": TODAY + timedelta(days=1)}, {"not_yet"}),
        ({"looks_like": "N0rd"}, {"looks_like"}),
    ],
)
def test_a_change_takes_effect_on_its_day_once(change: dict[str, Any], codes: set[str]) -> None:
    facts: dict[str, Any] = {"allowed": True, "state": "announced", "on": TODAY, "today": TODAY}
    said = {**facts, "looks_like": "", "name": "Nord", **change}
    assert {refusal.code for refusal in rules.refusals_to_take_effect(**said)} == codes


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, set()),
        ({"allowed": False}, {"not_allowed"}),
        ({"state": "announced"}, {"succession_not_done"}),
        ({"because": ""}, {"undone_without_reason"}),
        ({"later": ("North",)}, {"later_first"}),
    ],
)
def test_only_what_has_taken_effect_is_undone_with_a_reason_and_the_last_first(
    change: dict[str, Any], codes: set[str]
) -> None:
    said: dict[str, Any] = {"allowed": True, "state": "done", "because": "A court said so.", "later": (), **change}
    assert {refusal.code for refusal in rules.refusals_to_undo(**said)} == codes


def announced(cast: Cast, kind: str = "merged", **said: Any) -> Succession:
    """A change that Olu announces; a merger of the council and the charity into a new body unless told otherwise."""
    usual: dict[str, Any] = {
        "by": cast.olu,
        "at": timezone.now(),
        "kind": kind,
        "on": timezone.localdate(),
        "former": [cast.council, cast.charity],
        "new_name": "Northshire Together",
        "decided_by": "Both boards",
        "decided_on": LONG_AGO,
    }
    return actions.announce_succession(**{**usual, **said})


def done(cast: Cast, kind: str = "merged", **said: Any) -> Succession:
    """The same, with effect."""
    return actions.take_effect(announced(cast, kind, **said), by=cast.olu, at=timezone.now())


def undone(cast: Cast, succession: Succession, at: datetime | None = None) -> Succession:
    return actions.undo_succession(succession, by=cast.olu, at=at or timezone.now(), because="The order was quashed.")


def heir_of(succession: Succession) -> Organisation:
    return Organisation.objects.get(heirs__succession=succession, heirs__side=Heir.Side.SUCCESSOR)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {refusal.code for refusal in refused.value.refusals}


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row that a succession may touch, but for versions and for terms that held no day."""
    held = [
        (Membership, ("person", "organisation", "post", "from_on", "until_on", "is_senior")),
        (Standing, ("partnership", "organisation", "role", "from_on", "until_on", "confirmed_at")),
        (Mandate, ("partnership", "organisation", "person", "from_on", "until_on")),
        (Organisation, ("pk", "name", "look", "formerly", "place")),
    ]
    return {
        model.__name__: sorted(
            (
                row
                for row in model._default_manager.values_list(*fields)
                if "from_on" not in fields or row[-1] != row[-2]
            ),
            key=str,
        )
        for model, fields in held
    }


def test_a_merger_adds_the_new_body_in_the_place_that_holds_all_of_them(cast: Cast) -> None:
    succession = announced(cast, former=[cast.council, cast.health])
    heir = heir_of(succession)
    assert (heir.name, heir.sector, heir.place) == ("Northshire Together", "council", cast.county)
    assert [entry.facts["former"] for entry in Entry.objects.filter(verb="announced succession")] == [
        [cast.council.reference, cast.health.reference]
    ]


def test_only_administrators_announce_and_an_organisation_s_own_people_that_it_is_renamed(cast: Cast) -> None:
    for by in (cast.ada, cast.dan, cast.rosa):
        with pytest.raises(Refused) as refused:
            announced(cast, by=by)
        assert "not_allowed" in codes(refused)
    with pytest.raises(Refused) as refused:
        announced(cast, "renamed", by=cast.dan, former=[cast.council])
    assert codes(refused) == {"not_allowed"}
    assert announced(cast, "renamed", by=cast.dan, former=[cast.charity]).announced_by == cast.dan


def test_an_organisation_is_in_one_change_at_a_time(cast: Cast) -> None:
    announced(cast)
    with pytest.raises(Refused) as refused:
        announced(cast, "closed", former=[cast.charity], new_name="")
    assert codes(refused) == {"in_another_change"}


def test_a_body_that_itself_merges_that_day_takes_nobody_over(cast: Cast) -> None:
    announced(cast, former=[cast.council, cast.health])
    with pytest.raises(Refused) as refused:
        announced(cast, former=[cast.charity, cast.health], successors=[cast.health], new_name="")
    assert codes(refused) == {"in_another_change"}


def test_what_is_withdrawn_changes_nothing_and_frees_them_for_another(cast: Cast) -> None:
    before = rows()["Membership"]
    succession = actions.withdraw_succession(announced(cast), by=cast.olu, at=timezone.now())
    assert (succession.state, rows()["Membership"]) == ("withdrawn", before)
    announced(cast, new_name="Another name")


def test_nothing_takes_effect_before_its_day(cast: Cast) -> None:
    succession = announced(cast, on=timezone.localdate() + timedelta(days=1))
    with pytest.raises(Refused) as refused:
        actions.take_effect(succession, by=cast.olu, at=timezone.now())
    assert codes(refused) == {"not_yet"}
    assert actions.take_effect_of_due(timezone.now()) == 0


def test_the_worker_lets_it_take_effect_once_its_day_has_come(cast: Cast) -> None:
    succession = announced(cast)
    assert (actions.take_effect_of_due(timezone.now()), actions.take_effect_of_due(timezone.now())) == (1, 0)
    succession.refresh_from_db()
    assert (succession.state, Entry.objects.filter(verb="took effect").count()) == ("done", 1)


def test_of_two_at_once_the_second_is_refused(cast: Cast) -> None:
    succession = announced(cast)
    actions.take_effect(succession, by=None, at=timezone.now())
    with pytest.raises(Refused) as refused:
        actions.take_effect(succession, by=None, at=timezone.now())
    assert codes(refused) == {"succession_settled"}


def test_posts_places_and_mandates_end_in_the_former_and_begin_in_the_successor_that_day(cast: Cast) -> None:
    ben = Person.objects.get(account=cast.ben)
    actions.record_mandate(
        cast.partnership, by=cast.ada, at=timezone.now(), organisation=cast.council, person=ben,
        source="elected", from_on=LONG_AGO, speaks_for="Northtown",
    )  # fmt: skip
    heir, today = heir_of(done(cast)), timezone.localdate()
    held = (
        Membership.objects.filter(person=ben).order_by("pk").values_list("organisation", "post", "from_on", "until_on")
    )
    assert list(held) == [
        (cast.council.pk, "Head of early years", LONG_AGO, today),
        (heir.pk, "Head of early years", today, None),
    ]
    members = Standing.objects.filter(live(today), partnership=cast.partnership)
    assert set(members.values_list("organisation", flat=True)) == {cast.health.pk, heir.pk}
    spoken = Mandate.objects.order_by("pk").values_list("organisation", "until_on", "speaks_for")
    assert list(spoken) == [(cast.council.pk, today, "Northtown"), (heir.pk, None, "Northtown")]


def test_two_members_that_become_one_take_part_once(cast: Cast) -> None:
    succession = done(cast)
    heir = heir_of(succession)
    assert Standing.objects.filter(organisation=heir, partnership=cast.partnership).count() == 1
    fates = succession.inherited.filter(relation="standings").order_by("pk").values_list("fate", flat=True)
    assert list(fates) == ["moved", "stayed"]


def test_a_member_that_takes_another_one_in_keeps_its_own_place(cast: Cast) -> None:
    succession = done(cast, successors=[cast.council], new_name="")
    today = timezone.localdate()
    open_ones = Standing.objects.filter(live(today), partnership=cast.partnership).order_by("pk")
    assert [one.organisation_id for one in open_ones] == [cast.council.pk, cast.health.pk]
    assert [one.organisation for one in succession.heirs.order_by("pk")] == [cast.charity, cast.council]


def test_a_convenor_whose_organisation_merges_goes_on_convening_without_a_gap(cast: Cast) -> None:
    done(cast)
    cast.ada.footing = None
    found = permissions.find_footing(cast.ada)
    assert (found.convened, found.partnerships) == (frozenset({cast.partnership.pk}), frozenset({cast.partnership.pk}))
    assert reads.has_convenor(cast.partnership)


def test_access_follows_the_post_at_the_next_request(cast: Cast) -> None:
    heir = heir_of(done(cast))
    assert permissions.find_footing(cast.dan).organisations == {heir.pk}


def test_an_open_invitation_stays_open_and_is_accepted_into_the_successor(cast: Cast) -> None:
    newcomer = actions.add_person(
        name="Finn Moss", organisation=cast.charity, post="Cook", from_on=LONG_AGO, by=cast.ada, at=timezone.now()
    )
    invitation = actions.invite(
        newcomer, email=cast.rosa.email, partnership=cast.partnership, by=cast.ada, at=timezone.now()
    )
    heir = heir_of(done(cast))
    actions.accept(invitation, by=cast.rosa, at=timezone.now())
    cast.rosa.refresh_from_db()
    assert permissions.find_footing(cast.rosa).organisations == {heir.pk}


def test_a_closed_body_s_terms_end_and_nobody_begins_them(cast: Cast) -> None:
    done(cast, "closed", former=[cast.charity], new_name="")
    assert permissions.find_footing(cast.dan).organisations == set()
    assert set(Inherited.objects.values_list("successor", flat=True)) == {None}


def test_a_split_body_s_people_go_where_the_plan_says_and_its_places_to_both(cast: Cast) -> None:
    doing: dict[str, Any] = {"by": cast.olu, "at": timezone.now()}
    east = actions.add_organisation(name="East Council", sector="council", **doing)
    west = actions.add_organisation(name="West Council", sector="council", **doing)
    succession = announced(cast, "split", former=[cast.council], successors=[east, west], new_name="")
    ben = Membership.objects.get(person__account=cast.ben)
    actions.plan_succession(
        succession,
        version=1,
        kinds={"posts": west.reference},
        each={f"membership {ben.pk}": east.reference},
        **doing,
    )
    actions.take_effect(succession, **doing)
    today = live(timezone.localdate())
    held = Membership.objects.filter(today, organisation__in=[east, west]).values_list(
        "organisation", "person__account"
    )
    assert set(held) == {(east.pk, cast.ben.pk), (west.pk, cast.ada.pk)}
    members = Standing.objects.filter(today, organisation__in=[east, west])
    assert set(members.values_list("organisation", flat=True)) == {east.pk, west.pk}


def test_a_plan_names_successors_only(cast: Cast) -> None:
    succession = announced(cast)
    with pytest.raises(Refused) as refused:
        actions.plan_succession(
            succession, by=cast.olu, at=timezone.now(), version=1, kinds={"posts": cast.health.reference}, each={}
        )
    assert codes(refused) == {"not_a_successor"}


def test_a_merger_undone_leaves_every_row_as_it_was(cast: Cast) -> None:
    actions.record_mandate(
        cast.partnership, by=cast.ada, at=timezone.now(), organisation=cast.council, source="elected",
        person=Person.objects.get(account=cast.ben), from_on=LONG_AGO,
    )  # fmt: skip
    succession = announced(cast)
    before = rows()
    actions.take_effect(succession, by=cast.olu, at=timezone.now())
    assert rows() != before
    undone(cast, succession)
    assert rows() == before
    assert set(succession.inherited.values_list("fate", flat=True)) == {"returned"}


def test_after_work_went_on_undoing_moves_back_what_still_stands_and_lists_the_rest(cast: Cast) -> None:
    succession = done(cast)
    heir = heir_of(succession)
    post = Membership.objects.get(person__account=cast.dan, organisation=heir)
    tomorrow = timezone.localdate() + timedelta(days=1)
    actions.end_post(post, by=cast.olu, at=timezone.now(), until_on=tomorrow)
    new = actions.add_person(
        name="New One", organisation=heir, post="Clerk", from_on=timezone.localdate(), by=cast.olu, at=timezone.now()
    )
    undone(cast, succession, at=timezone.now() + timedelta(days=3))
    kept = succession.inherited.filter(fate="kept")
    assert [one.was["row"] for one in kept] == [
        Membership.objects.get(person__account=cast.dan, organisation=cast.charity).pk
    ]
    assert Membership.objects.filter(person=new, organisation=heir, until_on=None).exists()
    ada = Membership.objects.filter(person__account=cast.ada).order_by("pk").values_list("organisation", "until_on")
    assert list(ada) == [(cast.council.pk, None), (heir.pk, timezone.localdate() + timedelta(days=3))]


def test_the_last_change_is_undone_first(cast: Cast) -> None:
    first = done(cast)
    heir = heir_of(first)
    second = done(cast, former=[heir, cast.health], new_name="Everything")
    with pytest.raises(Refused) as refused:
        undone(cast, first)
    assert codes(refused) == {"later_first"}
    undone(cast, second)
    undone(cast, first)
    assert permissions.find_footing(cast.ada).organisations == {cast.council.pk}


def test_whoever_took_over_is_found_to_the_end_of_a_chain(cast: Cast) -> None:
    first = done(cast)
    second = done(cast, former=[heir_of(first), cast.health], new_name="Everything")
    found = reads.takes_over_from([cast.charity.reference, cast.health.reference, cast.stranger.reference])
    assert found == {cast.charity.reference: heir_of(second), cast.health.reference: heir_of(second)}


def test_a_chain_that_leads_back_to_where_it_began_ends(cast: Cast) -> None:
    for former, heir in ((cast.council, cast.charity), (cast.charity, cast.council)):
        one = Succession.objects.create(
            kind="merged", state="done", on=LONG_AGO, decided_by="x", decided_on=LONG_AGO,
            announced_at=timezone.now(), announced_by=cast.olu, done_at=timezone.now(),
        )  # fmt: skip
        Heir.objects.create(succession=one, organisation=former, side="former")
        Heir.objects.create(succession=one, organisation=heir, side="successor")
    assert reads.takes_over_from([cast.council.reference]) == {cast.council.reference: cast.council}


def test_one_that_takes_another_name_keeps_its_reference_and_may_take_the_old_name_back(cast: Cast) -> None:
    done(cast, "renamed", former=[cast.charity], new_name="Wide Door")
    cast.charity.refresh_from_db()
    assert (cast.charity.name, cast.charity.look, cast.charity.formerly) == ("Wide Door", "widedoor", "Open Door")
    with pytest.raises(Refused) as refused:
        actions.add_organisation(by=cast.ada, at=timezone.now(), name="0pen Door", sector="charity")
    assert codes(refused) == {"looks_like"}
    done(cast, "renamed", former=[cast.charity], new_name="Open Door")
    cast.charity.refresh_from_db()
    assert (cast.charity.name, cast.charity.formerly) == ("Open Door", "Wide Door")


def test_a_name_that_was_taken_meanwhile_stops_the_change_and_not_the_worker(cast: Cast) -> None:
    succession = announced(cast, "renamed", former=[cast.charity], new_name="Wide Door")
    actions.add_organisation(by=cast.ada, at=timezone.now(), name="Wide Door", sector="charity")
    assert actions.take_effect_of_due(timezone.now()) == 0
    succession.refresh_from_db()
    assert succession.state == "announced"


def test_if_it_is_cut_off_midway_nothing_has_happened(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(day: date) -> Declared:
        raise IntegrityError

    succession = announced(cast)
    before = rows()
    broken = Estate("broken", "broken", 999, fail)
    monkeypatch.setattr(taking_over, "estates", lambda: [*estates(), broken])
    with pytest.raises(IntegrityError):
        actions.take_effect(succession, by=None, at=timezone.now())
    succession.refresh_from_db()
    assert (rows(), succession.state, Inherited.objects.count()) == (before, "announced", 0)


def test_nobody_takes_in_a_body_that_is_no_more(cast: Cast) -> None:
    done(cast)
    with pytest.raises(Refused) as refused:
        announced(cast, "closed", former=[cast.charity], new_name="")
    assert codes(refused) == {"has_gone"}
    with pytest.raises(Refused) as refused:
        actions.take_in(
            cast.partnership, by=cast.ada, at=timezone.now(), organisation=cast.charity, role="funds",
            from_on=timezone.localdate(),
        )  # fmt: skip
    assert codes(refused) == {"has_gone"}
