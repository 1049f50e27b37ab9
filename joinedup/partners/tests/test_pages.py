from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern
from django.utils import timezone

from joinedup.partners import actions, urls
from joinedup.partners.models import (
    Account,
    Body,
    Exemption,
    Handover,
    Invitation,
    Mandate,
    Membership,
    Organisation,
    Partnership,
    Pause,
    Person,
    Place,
    Seat,
    Standing,
)
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish, signed_in

MaxQueries = Callable[[int], AbstractContextManager[Any]]


def text(answer: Any) -> str:
    """What stands on a page, with its white space evened out."""
    return " ".join(answer.content.decode().split())


def page(address: str, reader: Account | None = None) -> str:
    client = signed_in(reader) if reader else Client()
    answer = client.get(address)
    assert answer.status_code == 200, address
    return text(answer)


def to_sign_in(address: str) -> str:
    """Where a visitor who is not signed in is sent by a page that acts."""
    return f"/account/login/?next={address}"


def today() -> date:
    return timezone.localdate()


# Nobody finds what is not published


def addresses(cast: Cast) -> Iterator[str]:
    """Every address of this room, about the partnership of the cast and whatever it alone makes known."""
    about = {
        "place": cast.town.reference,
        "organisation": cast.charity.reference,
        "person": cast.dan.person.reference,  # type: ignore[union-attr]
        "partnership": cast.partnership.reference,
        "invitation": _invitation(cast).reference,
        "mandate": _mandate(cast).reference,
        **_body(cast),
        "account": cast.ben.reference,
        "role": actions.ask_for_role(cast.ben, by=cast.olu, at=NOW, role="given", reason="x").reference,
        "pause": _pause(cast).reference,
    }
    for pattern in urls.urlpatterns:
        assert isinstance(pattern, URLPattern)
        address = str(pattern.pattern)
        for kind, reference in about.items():
            address = address.replace(f"<{kind}:reference>", reference)
        yield "/" + address.replace("<organisation:member>", cast.charity.reference).replace("<path:signed>", "x")


def _mandate(cast: Cast) -> Mandate:
    assert cast.dan.person is not None
    return Mandate.objects.create(
        partnership=cast.partnership,
        organisation=cast.charity,
        person=cast.dan.person,
        source=Mandate.Source.CHOSEN,
        from_on=LONG_AGO,
        reports_every=6,
    )


def _body(cast: Cast) -> dict[str, str]:
    """A body with a seat for the charity, and a handover of its manager's post."""
    assert cast.dan.person is not None
    body = Body.objects.create(partnership=cast.partnership, kind="board", name="Board", from_on=LONG_AGO)
    seat = Seat.objects.create(body=body, organisation=cast.charity, person=cast.dan.person, from_on=LONG_AGO)
    handover = Handover.objects.create(membership=cast.dan.person.memberships.get(), unfinished="Much.")
    return {"body": body.reference, "seat": seat.reference, "handover": handover.reference}


def _pause(cast: Cast) -> Pause:
    return Pause.objects.create(
        partnership=cast.partnership, name="Elections", from_on=date(2019, 3, 1), until_on=date(2019, 5, 1)
    )


def _invitation(cast: Cast) -> Invitation:
    person = Person.objects.create(name="Gita Rao")
    now = timezone.now()
    return Invitation.objects.create(
        person=person, partnership=cast.partnership, email="g@example.org", sent_at=now, expires_at=now
    )


@pytest.mark.parametrize("who", ["nobody", "eve", "rosa"])
def test_an_unpublished_partnership_is_found_by_no_route(cast: Cast, who: str) -> None:
    client = Client() if who == "nobody" else signed_in(getattr(cast, who))
    open_to_all = {"/places/", f"/{cast.town.reference}/", "/partnerships/", "/pauses/"}
    open_to_all |= {"/organisations/changes/", "/organisations/changes/announce/"}
    for address in (one for one in addresses(cast) if not one.startswith("/account/")):
        for ask in (client.get, client.post):
            answer = ask(address)
            if address in open_to_all:
                assert "Starting well" not in text(answer), address
                assert "Open Door" not in text(answer), address
            elif address == "/preview/end/":
                assert answer.status_code in (302, 405)
            elif who == "nobody" and answer.status_code == 302:
                assert answer["Location"] == to_sign_in(address)
            elif "JU-" in address and "/administration/" not in address and cast.town.reference not in address:
                assert answer.status_code in (404, 405), address
            else:
                assert answer.status_code in (403, 404, 405), address
    assert not Standing.objects.filter(organisation=cast.charity, until_on__isnull=False).exists()


def test_a_missing_partnership_and_one_that_is_not_published_look_the_same(cast: Cast) -> None:
    hidden = Client().get(f"/{cast.partnership.reference}/")
    missing = Client().get("/partnership/JU-999/")
    assert hidden.status_code == missing.status_code == 404
    assert text(hidden).replace(cast.partnership.reference, "partnership/JU-999") == text(missing)


def test_an_officer_who_moves_loses_access_in_the_open_session(cast: Cast) -> None:
    ben = signed_in(cast.ben)
    assert ben.get(f"/{cast.partnership.reference}/").status_code == 200
    assert cast.ben.person is not None
    actions.end_post(cast.ben.person.memberships.get(), by=cast.ada, at=NOW, until_on=today())
    actions.give_post(cast.ben.person, by=cast.olu, at=NOW, organisation=cast.stranger, post="Officer", from_on=today())
    assert ben.get(f"/{cast.partnership.reference}/").status_code == 404
    assert ben.get(f"/{cast.partnership.reference}/members/").status_code == 404
    assert ben.get(f"/{cast.stranger.reference}/").status_code == 200


# The partnership's page


def test_a_partnership_opens_with_its_purpose_and_its_convenor_by_post(cast: Cast) -> None:
    publish(cast.partnership)
    seen = page(f"/{cast.partnership.reference}/")
    assert '<p class="lead-sentence">Every child in Northtown starts well.</p>' in seen
    assert f'<a href="/{cast.ada.person.reference}/">Partnership manager</a>, Northtown Council' in seen  # type: ignore[union-attr]
    assert "Ada Osei" not in seen
    assert "Look after this partnership" not in seen
    assert "Ada Osei" in page(f"/{cast.partnership.reference}/", cast.cara)


def test_a_fresh_partnership_tells_its_convenor_the_next_three_steps(cast: Cast) -> None:
    steps = page(f"/{cast.partnership.reference}/", cast.ada)
    for address in ("workbook", "members", "invitations", "stage"):
        assert f'href="/{cast.partnership.reference}/{address}/"' in steps
    assert "Your next three steps" in steps
    assert "Your next three steps" not in page(f"/{cast.partnership.reference}/", cast.ben)


@pytest.mark.parametrize("part", ["edit", "invitations", "hand-over", "stage", "exemptions"])
def test_settings_are_the_convenors(cast: Cast, part: str) -> None:
    publish(cast.partnership)
    address = f"/{cast.partnership.reference}/{part}/"
    assert signed_in(cast.ada).get(address).status_code == 200
    for other in (cast.ben, cast.cara, cast.eve, cast.rosa):
        assert signed_in(other).get(address).status_code == 403
        assert signed_in(other).post(address, {"name": "Mine"}).status_code == 403
    assert Client().get(address)["Location"] == to_sign_in(address)


def test_who_may_take_whom_in_is_for_members_to_read(cast: Cast) -> None:
    publish(cast.partnership)
    address = f"/{cast.partnership.reference}/members/"
    for member in (cast.ada, cast.ben, cast.dan):
        assert signed_in(member).get(address).status_code == 200
    for other in (cast.eve, cast.rosa, cast.olu):
        assert signed_in(other).get(address).status_code == 403
    assert Client().get(address)["Location"] == to_sign_in(address)


def test_two_who_edit_at_once_both_see_both_texts(cast: Cast) -> None:
    address = f"/{cast.partnership.reference}/edit/"
    ada = signed_in(cast.ada)
    shown = ada.get(address).context["form"].initial
    first = {key: value for key, value in shown.items() if value not in (False, None)}
    assert ada.post(address, {**first, "purpose": "Every child reads."}).status_code == 302
    answer = ada.post(address, {**first, "purpose": "Every child plays."})
    assert answer.status_code == 422
    assert "Every child reads." in text(answer)
    assert "Every child plays." in text(answer)
    again = {**first, "purpose": "Every child plays.", "version": answer.context["form"]["version"].value()}
    assert ada.post(address, again).status_code == 302


def test_the_way_to_the_public(cast: Cast) -> None:
    ada, stage = signed_in(cast.ada), f"/{cast.partnership.reference}/stage/"
    cast.partnership.standings.filter(organisation=cast.charity).update(confirmed_at=None)
    early = ada.post(f"/{cast.partnership.reference}/publish/", {"sent": "yes"})
    assert early.status_code == 422
    assert "Show it to the partners first, so that they can correct their entries." in text(early)
    assert ada.post(stage, {"correct_by": today().isoformat()}).status_code == 422
    day = today() + timedelta(days=7)
    assert ada.post(stage, {"correct_by": day.isoformat()}).status_code == 302
    assert "Not confirmed yet: Open Door." in text(ada.get(stage))
    waiting = ada.post(f"/{cast.partnership.reference}/publish/", {"sent": "yes"})
    assert "Partners may correct their entries until" in text(waiting)
    confirm = f"/{cast.partnership.reference}/members/{cast.charity.reference}/confirm/"
    assert signed_in(cast.cara).post(confirm).status_code == 403
    assert signed_in(cast.dan).post(confirm, {"sent": "yes"}).status_code == 302
    assert ada.post(f"/{cast.partnership.reference}/publish/", {"sent": "yes"}).status_code == 302
    assert "Starting well" in page("/partnerships/")


def test_a_member_sees_the_partnership_as_the_public_will_and_comes_back(cast: Cast) -> None:
    ben, address = signed_in(cast.ben), f"/{cast.partnership.reference}/"
    assert ben.get(f"{address}preview/").status_code == 405
    assert ben.post(f"{address}preview/").status_code == 302
    seen = text(ben.get(address))
    assert "You are reading this as the public will see it." in seen
    assert "Look after this partnership" not in seen
    assert "Ada Osei" not in seen
    assert ben.get("/preview/end/").status_code == 405
    assert ben.post("/preview/end/")["Location"] == address
    assert "Look after this partnership" in text(ben.get(address))
    assert signed_in(cast.eve).post(f"{address}preview/").status_code == 404


def test_what_is_exempt_is_listed_with_its_reason_and_never_its_content(cast: Cast) -> None:
    publish(cast.partnership)
    assert cast.cara.person is not None
    Exemption.objects.create(
        partnership=cast.partnership,
        subject="promise/JU-7",
        reason="It would name a child.",
        ground="Data Protection Act 2018",
        decided_by=cast.cara.person,
        decided_on=date(2031, 5, 1),
        review_on=date(2032, 5, 1),
    )
    seen = page(f"/{cast.partnership.reference}/")
    assert "<strong>Promise JU-7</strong>: It would name a child." in seen
    assert "Ground: Data Protection Act 2018. Decided by Director of children&#x27;s health, Northshire Health" in seen
    assert "To be looked at again on 1 May 2032" in seen


# Members and invitations


def test_the_convenor_takes_in_and_a_member_leaves(cast: Cast) -> None:
    address = f"/{cast.partnership.reference}/members/"
    asked = {"organisation": cast.stranger.reference, "role": "advises", "from_on": "2020-01-01"}
    assert signed_in(cast.ben).post(address, asked).status_code == 403
    assert signed_in(cast.ada).post(address, asked).status_code == 302
    again = signed_in(cast.ada).post(address, asked)
    assert again.status_code == 422
    assert "Faraway Trust is a member already." in text(again)
    leave = f"{address}{cast.stranger.reference}/leave/"
    assert signed_in(cast.ben).post(leave, {"until_on": today().isoformat()}).status_code == 403
    assert signed_in(cast.eve).post(leave, {"until_on": today().isoformat()}).status_code == 302
    assert signed_in(cast.eve).get(address).status_code == 404


def test_the_convenor_invites_and_withdraws(cast: Cast) -> None:
    person = actions.add_person(
        by=cast.ada, at=NOW, name="Gita Rao", organisation=cast.health, post="Nurse", from_on=LONG_AGO
    )
    address = f"/{cast.partnership.reference}/invitations/"
    ada = signed_in(cast.ada)
    assert ada.post(address, {"person": person.reference, "email": "g@example.org"}).status_code == 302
    seen = text(ada.get(address))
    assert "Gita Rao" in seen
    assert "Waits until" in seen
    invitation = Invitation.objects.get()
    assert signed_in(cast.cara).post(f"/{invitation.reference}/withdraw/", {"sent": "yes"}).status_code == 404
    assert ada.post(f"/{invitation.reference}/withdraw/", {"sent": "yes"}).status_code == 302
    assert "Withdrawn" in text(ada.get(address))
    assert "withdrawn" in page(invitation.link)


def test_an_administrator_invites_the_convenor_of_a_new_partnership(cast: Cast) -> None:
    olu = signed_in(cast.olu)
    person = {"name": "Gita Rao", "post": "Director", "from_on": "2020-01-01"}
    assert olu.post(f"/{cast.stranger.reference}/people/add/", person).status_code == 302
    gita = Person.objects.get(name="Gita Rao")
    started = {"name": "Ageing well", "purpose": "", "place": cast.town.reference, "convenor": gita.reference}
    address = olu.post("/partnerships/start/", started)["Location"]
    assert "Your next three steps" not in text(olu.get(address))
    invited = {"person": gita.reference, "email": "rosa@example.org"}
    assert olu.post(f"{address}invitations/", invited).status_code == 302
    rosa = signed_in(cast.rosa)
    assert rosa.get(address).status_code == 404
    assert rosa.post(Invitation.objects.get().link, {"sent": "yes"})["Location"] == address
    assert "Your next three steps" in text(rosa.get(address))


def test_the_convenor_hands_over(cast: Cast) -> None:
    address = f"/{cast.partnership.reference}/hand-over/"
    ada = signed_in(cast.ada)
    assert cast.cara.person is not None
    assert cast.eve.person is not None
    assert ada.post(address, {"convenor": cast.eve.person.reference}).status_code == 422
    assert ada.post(address, {"convenor": cast.cara.person.reference}).status_code == 302
    assert ada.get(address).status_code == 403
    assert signed_in(cast.cara).get(address).status_code == 200


# Organisations and people


def test_an_organisation_shows_its_posts_and_where_it_takes_part(cast: Cast) -> None:
    publish(cast.partnership)
    seen = page(f"/{cast.council.reference}/")
    assert "Takes part in" in seen
    assert "Starting well" in seen
    assert "Head of early years" in seen
    assert "Ben Hughes" not in seen
    assert "Ben Hughes" in page(f"/{cast.council.reference}/", cast.cara)
    assert "Ben Hughes" not in page(f"/{cast.council.reference}/", cast.eve)


def test_a_person_stands_by_post_without_name_or_address(cast: Cast) -> None:
    publish(cast.partnership)
    assert cast.ben.person is not None
    address = f"/{cast.ben.person.reference}/"
    seen = page(address)
    assert "Head of early years, Northtown Council" in seen
    for reader in (None, cast.eve, cast.cara, cast.ben):
        assert "ben@example.org" not in page(address, reader)
    assert "Ben Hughes" not in seen
    assert "Ben Hughes" in page(address, cast.cara)
    Partnership.objects.update(names_senior_posts=True)
    assert "Ben Hughes" not in page(address)
    Membership.objects.filter(person=cast.ben.person).update(is_senior=True)
    assert "Ben Hughes" in page(address)


def test_whoever_has_left_is_said_to_have_left(cast: Cast) -> None:
    publish(cast.partnership)
    assert cast.ben.person is not None
    actions.end_post(cast.ben.person.memberships.get(), by=cast.ada, at=NOW, until_on=today())
    seen = page(f"/{cast.ben.person.reference}/")
    assert "Holds no post at present" in seen
    assert "Head of early years, Northtown Council" in seen


def test_a_convenor_adds_an_organisation_its_people_and_their_posts(cast: Cast) -> None:
    ada = signed_in(cast.ada)
    added = ada.post("/organisations/add/", {"name": "Green Fields", "sector": "charity", "website": ""})
    organisation = Organisation.objects.get(name="Green Fields")
    assert added["Location"] == organisation.get_absolute_url()
    alike = ada.post("/organisations/add/", {"name": "Green  Field5", "sector": "charity"})
    assert alike.status_code == 422
    assert "looks like “Green Fields”, which is here already." in text(alike)
    person = {"name": "Gita Rao", "post": "Gardener", "from_on": "2030-01-01"}
    gita = ada.post(f"/{organisation.reference}/people/add/", {**person, "from_on": "2020-01-01"})["Location"]
    assert "Gardener" in text(ada.get(gita))
    another = {"organisation": organisation.reference, "post": "Head gardener", "from_on": "2020-01-01"}
    assert ada.post(f"{gita}posts/", another).status_code == 302
    ended = {"membership": Membership.objects.get(post="Gardener").pk, "until_on": "2021-01-01"}
    assert ada.post(f"{gita}posts/end/", ended).status_code == 302
    assert list(Membership.objects.filter(until_on=None, person__name="Gita Rao").values_list("post", flat=True)) == [
        "Head gardener"
    ]
    assert signed_in(cast.ben).post(f"/{cast.council.reference}/people/add/", person).status_code == 403


def test_one_person_cannot_have_the_post_of_another_ended_through_their_page(cast: Cast) -> None:
    assert cast.ben.person is not None
    assert cast.cara.person is not None
    theirs = cast.cara.person.memberships.get()
    answer = signed_in(cast.ada).post(
        f"/{cast.ben.person.reference}/posts/end/", {"membership": theirs.pk, "until_on": today().isoformat()}
    )
    assert answer.status_code == 422
    theirs.refresh_from_db()
    assert theirs.until_on is None


def test_people_close_their_own_account_and_are_signed_out_everywhere(cast: Cast) -> None:
    here, elsewhere = signed_in(cast.ben), signed_in(cast.ben)
    assert "Close my account" in text(here.get("/account/close/"))
    assert elsewhere.get(f"/{cast.partnership.reference}/").status_code == 200
    assert here.post("/account/close/")["Location"] == "/"
    assert elsewhere.get(f"/{cast.partnership.reference}/").status_code == 404
    assert Client().post("/account/close/")["Location"] == to_sign_in("/account/close/")


# Places


def test_a_place_shows_what_lies_around_and_within_it(cast: Cast) -> None:
    publish(cast.partnership)
    seen = page(f"/{cast.town.reference}/")
    assert f'<a href="/{cast.county.reference}/">Northshire</a>' in seen
    assert f'<a href="/{cast.millbrook.reference}/">Millbrook</a>' in seen
    assert "Starting well" in seen
    assert "Starting well" in page(f"/{cast.millbrook.reference}/")
    assert "Look after this place" not in seen
    assert "Look after this place" in page(f"/{cast.town.reference}/", cast.ada)


def test_a_convenor_adds_and_moves_places_and_their_postcodes(cast: Cast) -> None:
    ada = signed_in(cast.ada)
    given = {"name": "Lye Valley", "kind": "neighbourhood", "within": cast.town.reference}
    assert ada.post("/places/add/", given).status_code == 302
    valley = Place.objects.get(name="Lye Valley")
    moved = {"within": cast.millbrook.reference, "version": 1}
    assert ada.post(f"/{valley.reference}/move/", moved).status_code == 302
    under_itself = ada.post(f"/{cast.town.reference}/move/", {"within": valley.reference, "version": 1})
    assert under_itself.status_code == 422
    assert "that place lies within Northtown itself" in text(under_itself)
    assert ada.post(f"/{valley.reference}/postcodes/", {"beginnings": "OX4, OX3 7"}).status_code == 302
    wrong = ada.post(f"/{valley.reference}/postcodes/", {"beginnings": "Oxford"})
    assert "is not the beginning of a postcode" in text(wrong)
    for other in (cast.ben, cast.rosa):
        assert signed_in(other).get(f"/{cast.town.reference}/move/").status_code == 403


# The list, and what pages cost


def test_the_list_is_filtered_by_place_and_stage_and_nothing_else(cast: Cast) -> None:
    publish(cast.partnership)
    Partnership.objects.create(name="Ageing well", place=cast.county, convenor=cast.cara.person)
    assert "Ageing well" not in page("/partnerships/")
    assert "Ageing well" in page("/partnerships/", cast.cara)
    in_town = page(f"/partnerships/?place={cast.town.reference}", cast.cara)
    assert "Ageing well" not in in_town
    assert "Starting well" in in_town
    assert "Ageing well" not in page("/partnerships/?stage=published", cast.cara)
    for odd in ("stage=x", "place=place/JU-999", "convenor__account__email__startswith=c", "order=-pk", "page=x"):
        assert "Ageing well" in page(f"/partnerships/?{odd}", cast.cara)


def test_a_hundred_partnerships_cost_no_more_queries_than_one(
    cast: Cast, django_assert_max_num_queries: MaxQueries
) -> None:
    for number in range(100):
        one = Partnership.objects.create(name=f"Number {number}", place=cast.town, convenor=cast.ada.person)
        Standing.objects.create(partnership=one, organisation=cast.council, from_on=LONG_AGO)
    Partnership.objects.update(stage="published", published_at=NOW)
    ada, nobody = signed_in(cast.ada), Client()
    with django_assert_max_num_queries(12):
        assert text(ada.get("/partnerships/")).count('class="row"') == 100
    with django_assert_max_num_queries(5):
        assert text(nobody.get("/partnerships/")).count('class="row"') == 100


def test_pages_cost_the_same_whatever_the_number_of_members_posts_and_parts(cast: Cast) -> None:
    publish(cast.partnership)
    shown = [f"/{noun.reference}/" for noun in (cast.partnership, cast.council, cast.town)]
    before = [_queries(address, cast.ada) for address in shown]
    for number in range(20):
        one = Organisation.objects.create(name=f"Body {number}", look=f"body{number}", sector="charity")
        Standing.objects.create(partnership=cast.partnership, organisation=one, from_on=LONG_AGO)
        person = Person.objects.create(name=f"Person {number}")
        Membership.objects.create(person=person, organisation=cast.council, post="Officer", from_on=LONG_AGO)
        actions.add_place(by=cast.ada, at=NOW, name=f"Part {number}", kind="area", within=cast.town)
    assert [_queries(address, cast.ada) for address in shown] == before


def _queries(address: str, reader: Account) -> int:
    client = signed_in(reader)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


# Nothing is heard that a form does not ask


def test_fields_that_a_form_does_not_have_change_nothing(cast: Cast) -> None:
    more = {
        "stage": "published",
        "published_at": "2020-01-01",
        "convenor": cast.ben.person.reference,  # type: ignore[union-attr]
        "is_administrator": "on",
        "is_staff": "on",
        "organisation": cast.stranger.reference,
        "role": "leads",
        "verified": "on",
        "confirmed_at": "2020-01-01",
        "reference": "partnership/JU-999",
        "by": cast.olu.reference,
        "at": "2020-01-01",
        "look": "x",
        "lineage": ".",
    }
    ada, address = signed_in(cast.ada), f"/{cast.partnership.reference}/edit/"
    shown = ada.get(address).context["form"].initial
    assert ada.post(address, {**{key: str(value) for key, value in shown.items() if value}, **more}).status_code == 302
    cast.partnership.refresh_from_db()
    assert (cast.partnership.stage, cast.partnership.convenor) == ("preparation", cast.ada.person)
    person = {"name": "Gita Rao", "post": "Nurse", "from_on": "2020-01-01"}
    assert ada.post(f"/{cast.health.reference}/people/add/", {**person, **more}).status_code == 302
    assert Membership.objects.get(person__name="Gita Rao").organisation == cast.health
    particulars = {"name": "Open Door", "sector": "charity", "version": 1}
    assert signed_in(cast.dan).post(f"/{cast.charity.reference}/edit/", {**particulars, **more}).status_code == 302
    cast.charity.refresh_from_db()
    assert (cast.charity.look, cast.charity.reference) == ("opendoor", cast.charity.reference)
    confirmed = signed_in(cast.ben).post(f"/{cast.partnership.reference}/members/", more)
    assert confirmed.status_code == 403
    assert not Account.objects.filter(is_administrator=True).exclude(pk=cast.olu.pk).exists()
