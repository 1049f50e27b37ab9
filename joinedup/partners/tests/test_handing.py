"""What is handed on: endorsements, handovers, the law that binds a member, what a job says, private addresses."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from joinedup.frame.versions import Edited
from joinedup.partners import actions, reads
from joinedup.partners.models import Account, Endorsement, Handover, Membership, Partnership, Person, Standing
from joinedup.partners.tests.cast import LONG_AGO, NOW, Cast, publish, signed_in
from joinedup.partners.tests.test_bodies import colleague, person, set_up, take_seat
from joinedup.partners.tests.test_mandates import mandate, refused
from joinedup.partners.tests.test_pages import page, text
from joinedup.record.models import Entry

LIST = "/partnership/JU-1/endorsements/"


def endorse(cast: Cast, **said: Any) -> Endorsement:
    given = {
        "by": cast.dan,
        "at": NOW,
        "organisation": cast.charity,
        "governing_body": "Board of trustees",
        "endorsed_on": date(2025, 3, 3),
    }
    return actions.endorse(cast.partnership, **{**given, **said})


def post_of(account: Account) -> Membership:
    return person(account).memberships.get()


def write(cast: Cast, **said: Any) -> Handover:
    given = {
        "by": cast.dan,
        "at": NOW,
        "version": 0,
        "relationships": "Cara at health keeps her word.",
        "unfinished": "The lease.",
        "whereabouts": "",
    }
    return actions.write_handover(post_of(cast.dan), **{**given, **said})


# Endorsements


def test_its_own_people_and_the_convenor_record_an_endorsement_once_and_it_stays(cast: Cast) -> None:
    for stranger in (cast.cara, cast.eve, cast.rosa, cast.olu):
        assert refused(endorse, cast, by=stranger) == ["not_allowed"]
    one = endorse(cast)
    assert refused(endorse, cast, by=cast.ada) == ["endorsed_already"]
    assert refused(endorse, cast, by=cast.ada, organisation=cast.stranger) == ["no_seat"]
    entry = Entry.objects.get(verb="endorsed")
    assert (entry.subject, entry.facts["organisation"]) == (cast.partnership.reference, cast.charity.reference)
    with pytest.raises(DatabaseError), transaction.atomic():
        Endorsement.objects.filter(pk=one.pk).update(words="Otherwise.")


def test_endorsements_are_listed_with_whoever_has_none(cast: Cast) -> None:
    publish(cast.partnership)
    assert "No governing body’s endorsement is recorded yet." in page(LIST)
    endorse(cast, words="We stand behind this.")
    said = page(LIST)
    assert "Board of trustees</strong>" in said
    assert "We stand behind this." in said
    assert said.index("Members without one on record") < said.index("Northshire Health")
    assert "Record an endorsement" not in said
    assert "Record an endorsement" in page(LIST, cast.dan)
    members = page("/partnership/JU-1/members/", cast.cara)
    assert "Board of trustees stood behind this on 3 March 2025." in members
    assert members.count("That its governing body stood behind this is not recorded.") == 2


def test_a_member_endorses_for_itself_on_the_page_and_once_when_sent_twice(cast: Cast) -> None:
    fields = {
        "organisation": cast.charity.reference,
        "governing_body": "Trustees",
        "endorsed_on": timezone.localdate(),
        "once": "6f1b2f6e-6f77-4f5c-9a0e-7a2f0c1d9b11",
    }
    dan = signed_in(cast.dan)
    other = {**fields, "organisation": cast.health.reference, "once": "6f1b2f6e-6f77-4f5c-9a0e-7a2f0c1d9b12"}
    assert dan.post(f"{LIST}new/", other).status_code == 422
    assert [dan.post(f"{LIST}new/", fields)["Location"] for _ in range(2)] == [LIST] * 2
    assert Endorsement.objects.count() == 1
    seen = {who: signed_in(getattr(cast, who)).get(f"{LIST}new/").status_code for who in ("ada", "eve", "olu")}
    assert seen == {"ada": 200, "eve": 404, "olu": 403}


# Handovers


def test_the_holder_and_the_convenor_write_a_handover_and_nobody_else(cast: Cast) -> None:
    for stranger in (cast.cara, cast.ben, cast.eve, cast.olu):
        assert refused(write, cast, by=stranger) == ["not_allowed"]
    write(cast)
    assert write(cast, by=cast.ada, version=1, unfinished="The lease and the van.").version == 2
    with pytest.raises(Edited):
        write(cast, version=1)
    with pytest.raises(Edited):
        write(cast, version=0)
    entry = Entry.objects.filter(verb="wrote handover").latest("id")
    assert "lease" not in str(entry.facts)


def test_a_colleague_reads_a_handover_and_does_not_write_it(cast: Cast) -> None:
    write(cast)
    other = colleague(cast, cast.charity)
    account = Account.objects.create_user("gita@example.org", person=other)
    address = f"/{person(cast.dan).reference}/handover/"
    said = page(address, account)
    assert "Cara at health keeps her word." in said
    assert "Write on" not in said
    assert signed_in(account).get(f"{address}write/").status_code == 403
    assert refused(write, cast, by=account, version=1) == ["not_allowed"]


@pytest.mark.parametrize(
    ("who", "expected"), [("dan", 200), ("ada", 200), ("cara", 403), ("eve", 403), ("olu", 403), ("nobody", 302)]
)
def test_a_handover_is_read_by_the_organisations_people_and_the_convenor_only(
    cast: Cast, who: str, expected: int
) -> None:
    publish(cast.partnership)
    write(cast)
    client = Client() if who == "nobody" else signed_in(getattr(cast, who))
    assert client.get(f"/{person(cast.dan).reference}/handover/").status_code == expected


def test_a_convenor_of_another_partnership_reads_nothing(cast: Cast) -> None:
    write(cast)
    Partnership.objects.filter(pk=cast.partnership.pk).update(convenor=cast.cara.person)
    other = Partnership.objects.create(name="Elsewhere", place=cast.town, convenor=cast.ada.person)
    Standing.objects.create(partnership=other, organisation=cast.council, from_on=LONG_AGO)
    assert [reads.posts_to_hand_over(person(cast.dan), who).count() for who in (cast.ada, cast.cara)] == [0, 1]


def test_a_finished_handover_stays_as_it_is(cast: Cast) -> None:
    empty = write(cast, relationships="", unfinished="")
    assert refused(actions.finish_handover, empty, by=cast.dan, at=NOW) == ["nothing_handed_on"]
    one = write(cast, version=1)
    assert refused(actions.finish_handover, one, by=cast.cara, at=NOW) == ["not_allowed"]
    actions.finish_handover(one, by=cast.dan, at=NOW)
    assert refused(write, cast, version=3) == ["handed_on"]
    assert refused(actions.finish_handover, one, by=cast.dan, at=NOW) == ["handed_on"]
    said = page(f"/{person(cast.dan).reference}/handover/", cast.dan)
    assert "It stays as it is." in said
    assert "Write on" not in said


def test_whoever_comes_next_reads_it_when_the_post_has_ended_and_the_leaver_no_more(cast: Cast) -> None:
    actions.finish_handover(write(cast), by=cast.dan, at=NOW)
    Membership.objects.filter(person=cast.dan.person).update(until_on=timezone.localdate())
    account = Account.objects.create_user("gita@example.org", person=colleague(cast, cast.charity))
    address = f"/{person(cast.dan).reference}/handover/"
    assert "Cara at health keeps her word." in page(address, account)
    assert signed_in(cast.dan).get(address).status_code in (403, 404)


def test_the_page_lists_what_somebody_holds_and_who_takes_over(cast: Cast) -> None:
    take_seat(cast, set_up(cast), role="chair")
    mandate(cast)
    newcomer = colleague(cast, cast.health, "Hal Wood")
    actions.invite(newcomer, by=cast.ada, at=timezone.now(), email="hal@example.org", partnership=cast.partnership)
    successor = colleague(cast, cast.charity)
    actions.expect_to_leave(
        post_of(cast.dan), by=cast.dan, at=NOW, expected_until_on=date(2040, 1, 1), hands_over_to=successor
    )
    said = page(f"/{person(cast.dan).reference}/handover/", cast.dan)
    for words in ("Takes over:", "Deputy", "1 January 2040", "Board</a>", "Speaks for: Tenants", "data-print"):
        assert words in said, words
    convenor = page(f"/{person(cast.ada).reference}/handover/", cast.ada)
    assert "Invitations that still wait" in convenor
    assert "hal@example.org" not in convenor


def test_a_handover_is_written_and_finished_on_its_pages(cast: Cast) -> None:
    dan, address = signed_in(cast.dan), f"/{person(cast.dan).reference}/handover/"
    assert f'href="{address}">Handover' in text(dan.get(f"/{person(cast.dan).reference}/"))
    assert "Nothing is written down for whoever comes next." in text(dan.get(address))
    fields = {"membership": post_of(cast.dan).pk, "unfinished": "The lease.", "version": 0}
    assert [dan.post(f"{address}write/", fields).status_code for _ in range(2)] == [302, 422]
    assert dan.post("/handover/JU-1/finish/").status_code == 302
    assert Handover.objects.get().finished_at is not None
    assert dan.post("/handover/JU-1/finish/").status_code == 422
    assert signed_in(cast.cara).post("/handover/JU-1/finish/").status_code == 404


def test_somebody_elses_post_is_not_written_for_through_ones_own_page(cast: Cast) -> None:
    fields = {"membership": post_of(cast.cara).pk, "unfinished": "Hers.", "version": 0}
    address = f"/{person(cast.dan).reference}/handover/write/"
    assert signed_in(cast.dan).post(address, fields).status_code == 422
    assert not Handover.objects.exists()
    assert signed_in(cast.dan).get(f"{address}?post={'9' * 30}").status_code == 404


# Laws, jobs, addresses, settings


def test_members_say_by_which_law_they_take_part_and_the_page_lists_each_law_once(cast: Cast) -> None:
    standing = cast.partnership.standings.get(organisation=cast.charity)
    for stranger in (cast.cara, cast.eve, cast.olu):
        assert refused(actions.name_duty, standing, by=stranger, at=NOW, duty="A law") == ["not_allowed"]
    address = f"/partnership/JU-1/members/{cast.charity.reference}/duty/"
    assert signed_in(cast.dan).post(address, {"duty": "Children Act 2004"}).status_code == 302
    health = cast.partnership.standings.get(organisation=cast.health)
    actions.name_duty(health, by=cast.ada, at=NOW, duty="Children Act 2004")
    said = page("/partnership/JU-1/members/", cast.ben)
    assert "<dt>Children Act 2004</dt><dd>Northshire Health, Open Door</dd>" in said
    assert Entry.objects.filter(verb="named duty").count() == 2


def test_a_jobs_duty_to_cooperate_is_said_by_its_holder_or_whoever_gives_posts(cast: Cast) -> None:
    post = post_of(cast.ben)
    for stranger in (cast.cara, cast.eve, cast.rosa):
        assert refused(actions.say_cooperation, post, by=stranger, at=NOW, cooperation_duty="x") == ["not_allowed"]
    address = f"/{person(cast.ben).reference}/"
    fields = {"membership": post.pk, "cooperation_duty": "Appraised by partners as well"}
    assert signed_in(cast.ben).post(f"{address}posts/cooperation/", fields).status_code == 302
    publish(cast.partnership)
    assert "Appraised by partners as well" in page(address)


def test_a_persons_address_is_read_by_themselves_and_whoever_gives_their_posts(cast: Cast) -> None:
    address = f"/{person(cast.ben).reference}/"
    fields = {"name": "Ben Hughes", "email": "Ben@Example.ORG", "version": 1}
    assert signed_in(cast.ben).post(f"{address}edit/", fields).status_code == 302
    assert Person.objects.get(pk=person(cast.ben).pk).email == "ben@example.org"
    publish(cast.partnership)
    for reader in (None, cast.cara, cast.dan, cast.ada, cast.ben):
        assert "ben@example.org" not in page(address, reader).replace("signed in as ben@example.org", "")
    assert "ben@example.org" in page(f"{address}edit/", cast.ada)
    assert signed_in(cast.cara).get(f"{address}edit/").status_code == 403


def test_the_settings_name_who_looks_after_relations_and_refuse_an_outsider(cast: Cast) -> None:
    cast.partnership.refresh_from_db()
    given: dict[str, Any] = {"by": cast.ada, "at": NOW, "version": 1, "name": "Starting well"}
    outsider = refused(actions.edit_partnership, cast.partnership, **given, relations_kept_by=cast.eve.person)
    assert outsider == ["not_of_a_member"]
    for name, value in (("most_led_percent", 101), ("months_on_watch", 0), ("months_between_endorsements", 121)):
        assert refused(actions.edit_partnership, cast.partnership, **given, **{name: value}) == ["out_of_range"]
    actions.edit_partnership(cast.partnership, **given, relations_kept_by=cast.cara.person, most_led_percent=50)
    entry = Entry.objects.latest("id")
    assert (entry.facts["relations_kept_by"], entry.facts["most_led_percent"]) == (person(cast.cara).reference, 50)
    publish(cast.partnership)
    said = page("/partnership/JU-1/")
    assert "How the partners work together is looked after by" in said
    assert "Director of children&#x27;s health" in said


def test_a_page_of_settings_sent_back_as_it_was_changes_nothing(cast: Cast) -> None:
    ada, address = signed_in(cast.ada), "/partnership/JU-1/edit/"
    Partnership.objects.filter(pk=cast.partnership.pk).update(relations_kept_by=cast.cara.person)
    form = ada.get(address).context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (False, None)}
    assert ada.post(address, sent).status_code == 302
    again = Partnership.objects.get(pk=cast.partnership.pk)
    assert (again.version, again.relations_kept_by, again.months_on_watch) == (1, cast.cara.person, 6)


def test_an_endorsement_counts_from_its_own_day(cast: Cast) -> None:
    endorse(cast)
    endorse(cast, endorsed_on=date(2026, 1, 1) - timedelta(days=1))
    assert reads.last_endorsed(cast.partnership)[cast.charity.pk].endorsed_on == date(2025, 12, 31)
