from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.frame.versions import Edited
from joinedup.partners import actions, permissions, reads
from joinedup.partners.models import (
    Account,
    Exemption,
    Invitation,
    Organisation,
    Partnership,
    Person,
    Place,
    Standing,
)
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, asking, publish
from joinedup.record.models import Entry


def refused(act: Callable[..., Any], *args: Any, **kwargs: Any) -> list[str]:
    """The codes of every reason against an act."""
    with pytest.raises(Refused) as caught:
        act(*args, **kwargs)
    return [refusal.code for refusal in caught.value.refusals]


def last_entry() -> Entry:
    return Entry.objects.latest("id")


def today() -> date:
    return timezone.localdate()


# Places


def add_place(cast: Cast, **change: Any) -> Place:
    given = {"by": cast.ada, "at": NOW, "name": "Lye Valley", "kind": Place.Kind.NEIGHBOURHOOD, "within": cast.town}
    return actions.add_place(**{**given, **change})


def test_a_convenor_adds_a_place_and_it_is_recorded(cast: Cast) -> None:
    place = add_place(cast)
    assert place.lineage == f"{cast.town.lineage}{place.pk}."
    entry = last_entry()
    assert (entry.verb, entry.subject, entry.actor) == ("added", place.reference, cast.ada.reference)


def test_nobody_else_adds_a_place(cast: Cast) -> None:
    for stranger in (cast.ben, cast.eve, cast.rosa):
        assert refused(add_place, cast, by=stranger) == ["not_allowed"]
    assert Place.objects.count() == 3


def test_a_name_stands_once_within_a_place(cast: Cast) -> None:
    assert refused(add_place, cast, name=" Millbrook ") == ["name_taken"]
    assert add_place(cast, name="Millbrook", within=cast.county).name == "Millbrook"


def test_a_place_moves_with_everything_in_it(cast: Cast) -> None:
    other = add_place(cast, name="Westshire", within=None)
    actions.move_place(cast.town, by=cast.ada, at=NOW, within=other, version=1)
    cast.millbrook.refresh_from_db()
    assert cast.millbrook.lineage == f".{other.pk}.{cast.town.pk}.{cast.millbrook.pk}."
    assert reads.lineage_of(cast.millbrook) == [other, cast.town, cast.millbrook]


def test_a_deep_tree_moves_in_a_fixed_number_of_queries(
    cast: Cast, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    deepest = cast.millbrook
    for number in range(30):
        deepest = add_place(cast, name=f"Part {number}", within=deepest)
    other = add_place(cast, name="Westshire", within=None)
    with django_assert_max_num_queries(16):
        actions.move_place(cast.millbrook, by=cast.ada, at=NOW, within=other, version=1)
    deepest.refresh_from_db()
    assert deepest.lineage.startswith(f".{other.pk}.{cast.millbrook.pk}.")
    assert len(reads.lineage_of(deepest)) == 32


def test_a_place_cannot_move_under_its_own_child(cast: Cast) -> None:
    move = {"by": cast.ada, "at": NOW, "version": 1}
    assert refused(actions.move_place, cast.town, within=cast.millbrook, **move) == ["within_itself"]
    assert refused(actions.move_place, cast.town, within=cast.town, **move) == ["within_itself"]
    cast.town.refresh_from_db()
    assert cast.town.within == cast.county


def test_two_who_move_one_place_see_that_the_other_did(cast: Cast) -> None:
    actions.move_place(cast.millbrook, by=cast.ada, at=NOW, within=cast.county, version=1)
    with pytest.raises(Edited):
        actions.move_place(cast.millbrook, by=cast.ada, at=NOW, within=None, version=1)


def test_the_longest_beginning_of_a_postcode_wins(cast: Cast) -> None:
    actions.add_postcodes(cast.county, by=cast.ada, at=NOW, beginnings=["OX"])
    actions.add_postcodes(cast.town, by=cast.ada, at=NOW, beginnings=["ox4", "OX1"])
    actions.add_postcodes(cast.millbrook, by=cast.ada, at=NOW, beginnings=["OX4 6"])
    found = {text: reads.place_of_postcode(text) for text in ("ox4 6ab", "OX4 1AA", "OX10 1AA", "ox1", "W1A 1AA", "?")}
    assert found == {
        "ox4 6ab": cast.millbrook,
        "OX4 1AA": cast.town,
        "OX10 1AA": cast.county,
        "ox1": cast.town,
        "W1A 1AA": None,
        "?": None,
    }


def test_a_postcode_belongs_to_one_place(cast: Cast) -> None:
    actions.add_postcodes(cast.town, by=cast.ada, at=NOW, beginnings=["OX4"])
    again: dict[str, Any] = {"by": cast.ada, "at": NOW}
    assert refused(actions.add_postcodes, cast.county, beginnings=["OX4", "4OX"], **again) == [
        "not_a_postcode",
        "postcode_taken",
    ]
    assert actions.add_postcodes(cast.town, beginnings=["OX4", "OX4 6"], **again).postcode_areas.count() == 2


# Organisations


@pytest.mark.parametrize("name", ["0pen Door", "OPEN  DOOR", "Open-Door", "Ópen Door"])
def test_an_organisation_that_looks_like_another_is_refused(cast: Cast, name: str) -> None:
    add: dict[str, Any] = {"by": cast.ada, "at": NOW, "sector": "charity"}
    assert refused(actions.add_organisation, name=name, **add) == ["looks_like"]
    assert Organisation.objects.count() == 4


def test_a_name_of_mixed_alphabets_or_with_invisible_letters_is_refused(cast: Cast) -> None:
    add: dict[str, Any] = {"by": cast.ada, "at": NOW, "sector": "council"}
    assert refused(actions.add_organisation, name="Northtown Сouncil", **add) == ["name_mixed_scripts"]  # Cyrillic С
    assert "text_forbidden" in refused(actions.add_organisation, name="Northtown\u200b Council", **add)


def test_an_organisation_is_edited_by_its_own_people_and_no_others(cast: Cast) -> None:
    edit: dict[str, Any] = {"at": NOW, "name": "Open Door Northtown", "sector": "charity", "org_id": "GB-CHC-1234567"}
    edit |= {"place": cast.town, "website": ""}
    assert refused(actions.edit_organisation, cast.charity, by=cast.cara, version=1, **edit) == ["not_allowed"]
    assert actions.edit_organisation(cast.charity, by=cast.dan, version=1, **edit).name == "Open Door Northtown"
    with pytest.raises(Edited) as both:
        actions.edit_organisation(cast.charity, by=cast.ada, version=1, **{**edit, "name": "Open Door North"})
    assert both.value.current["name"] == "Open Door Northtown"
    assert refused(actions.add_organisation, by=cast.ada, at=NOW, name="X", sector="charity", org_id="GB-CHC-1234567")


# People and posts


def test_a_person_comes_with_a_post(cast: Cast) -> None:
    person = actions.add_person(
        by=cast.ada, at=NOW, name="Gita Rao", organisation=cast.health, post="Nurse", from_on=LONG_AGO
    )
    assert [str(post) for post in person.memberships.all()] == ["Nurse, Northshire Health"]
    assert [entry.verb for entry in Entry.objects.filter(subject=person.reference).order_by("pk")] == [
        "added",
        "given post",
    ]


def test_a_convenor_places_nobody_in_an_organisation_that_only_others_work_with(cast: Cast) -> None:
    theirs = Partnership.objects.create(name="Ageing well", place=cast.town, convenor=cast.eve.person)
    standing = Standing.objects.create(partnership=theirs, organisation=cast.stranger, from_on=LONG_AGO)
    add: dict[str, Any] = {
        "at": NOW,
        "name": "Gita Rao",
        "organisation": cast.stranger,
        "post": "Spy",
        "from_on": LONG_AGO,
    }
    assert refused(actions.add_person, by=cast.ada, **add) == ["not_allowed"]
    actions.take_in(
        cast.partnership, by=cast.ada, at=NOW, organisation=cast.stranger, role="delivers", from_on=LONG_AGO
    )
    assert refused(actions.add_person, by=cast.ada, **add) == ["not_allowed"]
    own = cast.partnership.standings.get(organisation=standing.organisation)
    actions.confirm(own, by=cast.eve, at=NOW)
    assert actions.add_person(by=cast.ada, **add).name == "Gita Rao"


def test_access_ends_with_the_post(cast: Cast) -> None:
    assert permissions.takes_part(cast.ben, cast.partnership)
    post = cast.ben.person.memberships.get()  # type: ignore[union-attr]
    actions.end_post(post, by=cast.ada, at=NOW, until_on=today())
    assert not permissions.takes_part(cast.ben, cast.partnership)
    assert not permissions.acts_for(cast.ben, cast.council.pk)
    assert last_entry().verb == "ended post"


def test_only_the_person_consents_to_being_named(cast: Cast) -> None:
    ben = cast.ben.person
    assert ben is not None
    edit: dict[str, Any] = {"at": NOW, "version": 1, "name": "Ben Hughes", "email": "", "consents_to_name": True}
    assert refused(actions.edit_person, ben, by=cast.ada, **edit) == ["not_allowed"]
    assert refused(actions.edit_person, ben, by=cast.cara, **edit) == ["not_allowed"]
    assert actions.edit_person(ben, by=cast.ben, **edit).consents_to_name


# Accounts


def test_the_command_line_makes_an_administrator(db: None) -> None:
    assert refused(actions.make_administrator, email="a@example.org", password="short", at=NOW) == ["weak_password"]
    account = actions.make_administrator(email=" Root@Example.org ", password="a long enough phrase", at=NOW)
    assert (account.email, account.is_administrator, account.person) == ("root@example.org", True, None)
    assert account.check_password("a long enough phrase")
    assert reads.has_verified(account, "ROOT@example.org")
    again = actions.make_administrator(email="root@example.org", password="another long phrase", at=NOW)
    assert again == account


def test_an_account_is_closed_by_its_owner_or_an_administrator_only(cast: Cast) -> None:
    assert refused(actions.close_account, cast.ben, by=cast.ada, at=NOW) == ["not_allowed"]
    ben = cast.ben.person
    actions.close_account(cast.ben, by=cast.olu, at=NOW)
    cast.ben.refresh_from_db()
    assert (cast.ben.is_active, cast.ben.person) == (False, None)
    assert refused(actions.close_account, cast.ben, by=cast.olu, at=NOW) == ["closed_already"]
    assert ben is not None
    assert actions.invite(ben, by=cast.ada, at=NOW, email="ben@new.example.org", partnership=cast.partnership)


# Partnerships


def start(cast: Cast, **change: Any) -> Partnership:
    given = {"by": cast.olu, "at": NOW, "name": "Ageing well", "purpose": "", "place": cast.town}
    return actions.start_partnership(**{**given, "convenor": cast.cara.person, **change})


def test_an_administrator_starts_a_partnership_in_preparation(cast: Cast) -> None:
    assert refused(start, cast, by=cast.ada) == ["not_allowed"]
    started = start(cast)
    assert (started.stage, started.convenor) == ("preparation", cast.cara.person)
    assert (last_entry().verb, last_entry().partnership) == ("started", started.reference)


def test_a_convenor_must_hold_a_post_and_a_name_stands_once(cast: Cast) -> None:
    nobody = Person.objects.create(name="Nobody")
    assert refused(start, cast, convenor=nobody, name="Starting well") == ["name_taken", "convenor_without_post"]


def edit_partnership(cast: Cast, *, by: Account, version: int, **change: Any) -> Partnership:
    change = {"name": "Starting well", **change}
    return actions.edit_partnership(cast.partnership, by=by, at=NOW, version=version, **change)


def test_the_convenor_edits_and_no_edit_is_lost(cast: Cast) -> None:
    assert refused(edit_partnership, cast, by=cast.ben, version=1, days_to_answer=5) == ["not_allowed"]
    assert edit_partnership(cast, by=cast.ada, version=1, days_to_answer=5).days_to_answer == 5
    assert refused(edit_partnership, cast, by=cast.ada, version=2, days_to_answer=0) == ["out_of_range"]
    with pytest.raises(Edited) as both:
        edit_partnership(cast, by=cast.ada, version=1, purpose="Something else")
    assert both.value.current["purpose"] == "Every child in Northtown starts well."


def take_in(cast: Cast, organisation: Organisation, *, by: Account) -> Standing:
    return actions.take_in(
        cast.partnership, by=by, at=NOW, organisation=organisation, role="delivers", from_on=LONG_AGO
    )


def test_a_member_counts_at_once_and_its_own_people_confirm(cast: Cast) -> None:
    assert refused(take_in, cast, cast.stranger, by=cast.ben) == ["not_allowed"]
    standing = take_in(cast, cast.stranger, by=cast.ada)
    assert permissions.takes_part(cast.eve, cast.partnership)
    assert refused(take_in, cast, cast.stranger, by=cast.ada) == ["stands_already"]
    assert refused(actions.confirm, standing, by=cast.ada, at=NOW) == ["not_allowed"]
    assert actions.confirm(standing, by=cast.eve, at=NOW).confirmed_by == cast.eve
    assert refused(actions.confirm, standing, by=cast.eve, at=NOW) == ["confirmed_already"]


def test_a_member_that_leaves_loses_access_that_day_and_may_come_back(cast: Cast) -> None:
    standing = cast.partnership.standings.get(organisation=cast.charity)
    assert refused(actions.leave, standing, by=cast.cara, at=NOW, until_on=today()) == ["not_allowed"]
    actions.leave(standing, by=cast.dan, at=NOW, until_on=today())
    assert not permissions.takes_part(cast.dan, cast.partnership)
    assert list(reads.members_of(cast.partnership, cast.ada).values_list("organisation__name", flat=True)) == [
        "Northshire Health",
        "Northtown Council",
    ]
    back = actions.take_in(
        cast.partnership, by=cast.ada, at=NOW, organisation=cast.charity, role="advises", from_on=today()
    )
    assert back.confirmed_at is None


def hand_over(cast: Cast, to: Account, *, by: Account) -> Partnership:
    assert to.person is not None
    return actions.hand_over(cast.partnership, by=by, at=NOW, convenor=to.person)


def test_the_convenor_hands_over_to_somebody_of_a_member(cast: Cast) -> None:
    for other in (cast.ben, cast.olu):
        assert refused(hand_over, cast, cast.cara, by=other) == ["not_allowed"]
    assert refused(hand_over, cast, cast.eve, by=cast.ada) == ["not_of_a_member"]
    assert refused(hand_over, cast, cast.ada, by=cast.ada) == ["convenes_already"]
    hand_over(cast, cast.cara, by=cast.ada)
    assert permissions.convenes(cast.cara, cast.partnership)
    assert refused(hand_over, cast, cast.ben, by=cast.ada) == ["not_allowed"]


def test_an_administrator_replaces_a_convenor_who_has_left(cast: Cast) -> None:
    actions.end_post(cast.ada.person.memberships.get(), by=cast.olu, at=NOW, until_on=today())  # type: ignore[union-attr]
    assert not permissions.convenes(cast.ada, cast.partnership)
    assert refused(hand_over, cast, cast.cara, by=cast.ben) == ["not_allowed"]
    assert hand_over(cast, cast.cara, by=cast.olu).convenor == cast.cara.person


def test_a_preview_writes_to_everybody_with_an_account_in_a_member(cast: Cast) -> None:
    day = timezone.localdate(NOW) + timedelta(days=14)
    assert refused(actions.show_preview, cast.partnership, by=cast.ben, at=NOW, correct_by=day) == ["not_allowed"]
    shown = actions.show_preview(cast.partnership, by=cast.ada, at=NOW, correct_by=day)
    assert (shown.stage, shown.correct_by) == ("preview", day)
    letters = Letter.objects.order_by("to")
    assert [letter.to for letter in letters] == [f"{name}@example.org" for name in ("ada", "ben", "cara", "dan")]
    assert letters[0].subject == "Check your entries in Starting well by 20 May 2031"
    assert f"/{cast.partnership.reference}/" in letters[0].body


def test_publishing_waits_for_the_day_or_for_every_confirmation(cast: Cast) -> None:
    cast.partnership.standings.filter(organisation=cast.charity).update(confirmed_at=None)
    assert refused(actions.publish, cast.partnership, by=cast.ada, at=NOW) == ["not_shown_yet"]
    day = timezone.localdate(NOW) + timedelta(days=14)
    actions.show_preview(cast.partnership, by=cast.ada, at=NOW, correct_by=day)
    assert refused(actions.publish, cast.partnership, by=cast.ada, at=NOW) == ["still_correcting"]
    assert refused(actions.publish, cast.partnership, by=cast.olu, at=NOW) == ["not_allowed", "still_correcting"]
    later = NOW + timedelta(days=15)
    published = actions.publish(cast.partnership, by=cast.ada, at=later)
    assert (published.stage, published.published_at) == ("published", later)
    assert (last_entry().verb, last_entry().facts) == ("published", {"members": 3, "confirmed": 2})


def test_publishing_need_not_wait_once_everybody_has_confirmed(cast: Cast) -> None:
    actions.show_preview(cast.partnership, by=cast.ada, at=NOW, correct_by=date(2031, 6, 1))
    assert actions.publish(cast.partnership, by=cast.ada, at=NOW).stage == "published"


# Exemptions are tested where there is something to exempt: in the rooms above.


def test_what_is_not_in_the_partnership_cannot_be_exempt(cast: Cast) -> None:
    exempt = {"at": NOW, "reason": "", "ground": "", "decided_by": cast.eve.person, "review_on": date(2031, 5, 6)}
    assert refused(actions.exempt, cast.partnership, by=cast.ben, subject="place/JU-1", **exempt) == [
        "not_allowed",
        "nothing_to_exempt",
        "reason_missing",
        "ground_missing",
        "not_of_a_member",
        "review_past",
    ]
    assert Exemption.objects.count() == 0


# Invitations


def newcomer(cast: Cast) -> Person:
    return actions.add_person(
        by=cast.ada, at=NOW, name="Gita Rao", organisation=cast.health, post="Nurse", from_on=LONG_AGO
    )


def invite(cast: Cast, person: Person, **change: Any) -> Invitation:
    given = {"by": cast.ada, "at": NOW, "email": "rosa@example.org", "partnership": cast.partnership}
    return actions.invite(person, **{**given, **change})


def test_an_invitation_is_a_letter_with_a_signed_link(cast: Cast) -> None:
    invitation = invite(cast, newcomer(cast), email="Rosa@Example.org")
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == ("rosa@example.org", "You are invited to Starting well")
    assert invitation.link in letter.body
    assert "Nurse, Northshire Health" in letter.body
    assert invitation.expires_at == NOW + timedelta(days=14)


def test_only_the_convenor_and_administrators_invite(cast: Cast) -> None:
    person = newcomer(cast)
    assert refused(invite, cast, person, by=cast.cara) == ["not_allowed"]
    assert refused(invite, cast, person, partnership=None) == ["not_allowed"]
    assert invite(cast, person, by=cast.olu, partnership=None).partnership is None


def test_whoever_has_an_account_or_is_of_no_member_is_not_invited(cast: Cast) -> None:
    assert cast.ben.person is not None
    assert refused(invite, cast, cast.ben.person) == ["person_has_account"]
    assert cast.eve.person is not None
    assert refused(invite, cast, cast.eve.person) == ["person_has_account", "not_of_a_member"]


def test_accepting_gives_the_account_the_person_and_the_access(cast: Cast) -> None:
    person = newcomer(cast)
    invitation = invite(cast, person)
    assert not permissions.takes_part(cast.rosa, cast.partnership)
    actions.accept(invitation, by=cast.rosa, at=NOW)
    cast.rosa.refresh_from_db()
    assert cast.rosa.person == person
    assert permissions.takes_part(cast.rosa, cast.partnership)
    assert refused(actions.accept, invitation, by=cast.rosa, at=NOW) == ["invitation_used"]


def test_another_address_an_unverified_one_and_a_linked_account_are_refused(cast: Cast) -> None:
    invitation = invite(cast, newcomer(cast))
    assert refused(actions.accept, invitation, by=cast.ben, at=NOW) == ["other_address", "account_taken"]
    EmailAddress.objects.filter(user=cast.rosa).update(verified=False)
    assert refused(actions.accept, invitation, by=cast.rosa, at=NOW) == ["other_address"]


def test_an_invitation_ends_after_fourteen_days(cast: Cast) -> None:
    invitation = invite(cast, newcomer(cast))
    late = NOW + timedelta(days=14)
    assert refused(actions.accept, invitation, by=cast.rosa, at=late) == ["invitation_over"]
    cast.rosa.refresh_from_db()
    assert cast.rosa.person is None


def test_inviting_again_withdraws_the_earlier_invitation(cast: Cast) -> None:
    person = newcomer(cast)
    first, second = invite(cast, person), invite(cast, person, email="g@example.org")
    assert refused(actions.accept, first, by=cast.rosa, at=NOW) == ["invitation_withdrawn"]
    actions.withdraw(second, by=cast.ada, at=NOW)
    assert refused(actions.withdraw, second, by=cast.eve, at=NOW) == ["not_allowed", "invitation_withdrawn"]


# Two at once


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Do all of these at the same moment, each in a thread and a connection of its own; their results or refusals."""
    start_line = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            start_line.wait()
            return act()
        except Refused as reasons:
            return [refusal.code for refusal in reasons.refusals]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_accept_one_invitation_at_once_one_holds(transactional_db: None, cast: Cast) -> None:
    invitation = invite(cast, newcomer(cast))
    other = Account.objects.create_user("other@example.org")
    Account.objects.filter(pk=other.pk)
    EmailAddress.objects.create(user=other, email="ROSA@example.org", verified=True)
    done = at_once(
        [lambda by=by: actions.accept(invitation, by=by, at=NOW) for by in (cast.rosa, other, cast.rosa, other)]  # type: ignore[misc]
    )
    assert sum(isinstance(one, Invitation) for one in done) == 1
    assert all(one[0] == "invitation_used" for one in done if isinstance(one, list))
    assert Account.objects.filter(person=invitation.person).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_handings_over_at_once_one_holds(transactional_db: None, cast: Cast) -> None:
    done = at_once([lambda to=to: hand_over(cast, to, by=cast.ada) for to in (cast.ben, cast.cara)])  # type: ignore[misc]
    assert sum(isinstance(one, Partnership) for one in done) == 1
    assert ["not_allowed"] in done


@pytest.mark.django_db(transaction=True)
def test_of_two_organisations_that_look_alike_one_is_added(transactional_db: None, cast: Cast) -> None:
    names = ("Green Fields", "Green  Field5")
    done = at_once(
        [lambda name=name: actions.add_organisation(by=cast.ada, at=NOW, name=name, sector="charity") for name in names]  # type: ignore[misc]
    )
    assert ["looks_like"] in done
    assert Organisation.objects.filter(look="greenfields").count() == 1


# Who is named to whom


def test_a_lead_is_named_to_members_and_by_consent_or_seniority_to_others(cast: Cast) -> None:
    publish(cast.partnership)
    ben = cast.ben.person
    assert ben is not None

    def named(asker: permissions.Asker) -> str:
        return reads.leads_shown([ben.pk], cast.partnership, asker)[ben.pk].name

    preview = permissions.Preview(cast.partnership.pk)
    everybody = {
        "cara": cast.cara,
        "eve": cast.eve,
        "nobody": None,
        "preview": preview,
        "operator": permissions.OPERATOR,
    }
    assert {who: named(asker) for who, asker in everybody.items()} == {
        "cara": "Ben Hughes",
        "eve": "",
        "nobody": "",
        "preview": "",
        "operator": "Ben Hughes",
    }
    ben.memberships.update(is_senior=True)
    assert named(None) == ""
    Partnership.objects.update(names_senior_posts=True)
    cast.partnership.refresh_from_db()
    assert named(None) == "Ben Hughes"
    ben.memberships.update(is_senior=False)
    assert named(None) == ""
    Person.objects.filter(pk=ben.pk).update(consents_to_name=True)
    assert named(None) == "Ben Hughes"


def test_leads_are_read_with_one_query_however_many(cast: Cast, django_assert_num_queries: Callable[..., Any]) -> None:
    everybody = list(Person.objects.order_by("pk").values_list("pk", flat=True))
    ada = asking(cast.ada)
    with django_assert_num_queries(1):
        shown = reads.leads_shown([*everybody, None], cast.partnership, ada)
    assert str(shown[everybody[1]]) == "Ben Hughes, Head of early years, Northtown Council"
    assert len(shown) == len(everybody)


def test_a_lead_who_leaves_is_shown_as_having_left(cast: Cast) -> None:
    ben = cast.ben.person
    assert ben is not None
    actions.end_post(ben.memberships.get(), by=cast.ada, at=NOW, until_on=today())
    lead = reads.leads_shown([ben.pk], cast.partnership, None)[ben.pk]
    assert (lead.post, lead.organisation, lead.has_left) == ("Head of early years", "Northtown Council", True)
    actions.give_post(ben, by=cast.ada, at=NOW, organisation=cast.health, post="Analyst", from_on=today())
    lead = reads.leads_shown([ben.pk], cast.partnership, None)[ben.pk]
    assert (lead.post, lead.has_left) == ("Analyst", False)
