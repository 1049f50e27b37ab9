"""PR2 and PR3: whoever is erased is gone from every table and stays gone after a restore; the record still verifies."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from conftest import sqlite_triggers_put_aside
from joinedup.answers.models import Follower
from joinedup.frame import journal
from joinedup.frame.models import Letter
from joinedup.frame.refusals import Refused
from joinedup.outcomes.models import SignOff
from joinedup.partners import actions
from joinedup.partners.models import Account, Membership, Person, RoleChange
from joinedup.partners.tests.cast import LONG_AGO, Cast, signed_in
from joinedup.promises.models import Commitment
from joinedup.questions.models import Question
from joinedup.record.models import Entry
from joinedup.record.sequencer import sequence
from joinedup.record.signing import sign_checkpoint, start_keys
from joinedup.record.verification import verify
from joinedup.site.backup import back_up, restore
from joinedup.site.command import main
from joinedup.site.datamap import personal
from joinedup.site.tests.people import Planted, planted

STAYS = {"Post quinn", "Why not quinn?"}  # a post is no person; a question stays with its answer


@pytest.fixture
def own_journal(settings: Any, tmp_path: Path) -> Path:
    settings.ERASURE_JOURNAL = tmp_path / "apart" / "erasures.jsonl"
    return Path(settings.ERASURE_JOURNAL)


@pytest.fixture
def quinn(cast: Cast, own_journal: Path) -> Planted:
    return planted(cast, "quinn")


def erase(one: Planted) -> None:
    actions.erase_myself(one.account, by=one.account, at=timezone.now(), is_sure=True)


def everything_stored() -> Iterator[tuple[str, str]]:
    """Every text in every table, with the field that holds it."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed:
            names = [field.attname for field in model._meta.concrete_fields]
            for row in model._base_manager.values_list(*names):
                for name, value in zip(names, row, strict=True):
                    yield f"{model.__name__}.{name}", json.dumps(value, default=str, ensure_ascii=False)


def where(words: set[str]) -> set[str]:
    """The fields in which any of these words stands."""
    return {field for field, text in everything_stored() for word in words if word.lower() in text.lower()}


# Gone


def test_nothing_that_was_planted_is_left_but_the_post_and_the_question(quinn: Planted) -> None:
    assert len(where(quinn.words - STAYS)) >= 14
    erase(quinn)
    assert where(quinn.words - STAYS) == set()
    assert where(STAYS) == {"Membership.post", "ProgressReport.post", "Question.answering_post", "Question.words"}


def test_another_person_loses_nothing(cast: Cast, quinn: Planted) -> None:
    zara = planted(cast, "zara")
    before = where(zara.words)
    erase(quinn)
    assert where(zara.words) == before
    assert signed_in(zara.account).get("/desk/").status_code == 200


def test_what_they_promised_signed_and_asked_stays_with_a_former_post_holder(quinn: Planted) -> None:
    erase(quinn)
    quinn.person.refresh_from_db()
    assert (quinn.person.name, quinn.person.email, quinn.person.consents_to_name) == (
        "A former post holder",
        "",
        False,
    )
    assert SignOff.objects.filter(person=quinn.person, signed_by=quinn.account).count() == 1
    assert Commitment.objects.filter(lead=quinn.person).count() == 1
    asked = Question.objects.get(words="Why not quinn?")
    assert (asked.asked_by, asked.asker_email, asked.answer, asked.answered_by) == (None, "", "Because.", quinn.person)
    post = Membership.objects.get(person=quinn.person)
    assert (post.post, post.until_on) == ("Post quinn", timezone.localdate())


def test_every_session_ends_and_nobody_can_sign_in_as_them_again(quinn: Planted) -> None:
    browser = signed_in(quinn.account)
    erase(quinn)
    assert browser.get("/desk/").status_code == 302
    account = Account.objects.get(pk=quinn.account.pk)
    assert (account.is_active, account.person, account.email.endswith("@erased.invalid")) == (False, None, True)
    assert not account.has_usable_password()
    assert RoleChange.objects.get(account=account).state == "withdrawn"


def test_every_salt_that_tied_the_record_to_their_words_is_destroyed(quinn: Planted) -> None:
    nouns = (quinn.person, quinn.account, Question.objects.get(words="Why not quinn?"))
    before = [type(noun)._base_manager.get(pk=noun.pk).salt for noun in nouns]
    erase(quinn)
    after = [type(noun)._base_manager.get(pk=noun.pk).salt for noun in nouns]
    assert [old for old, new in zip(before, after, strict=True) if old == new] == []


@pytest.mark.django_db(transaction=True)
def test_the_record_verifies_after_a_log_author_and_signatory_is_erased(transactional_db: None, quinn: Planted) -> None:
    """PR3: the log holds salted hashes; the salt goes with the person, and the entries stay as they are."""
    start_keys(timezone.now())
    sequence()
    sign_checkpoint(timezone.now())
    before, written = verify(), Entry.objects.filter(actor=quinn.account.reference).count()
    erase(quinn)
    sequence()
    found = verify()
    assert (before.faults, found.faults, found.checkpoints) == ([], [], before.checkpoints)
    assert written > 0
    assert Entry.objects.filter(actor=quinn.account.reference).count() == written + 2  # and that it was erased
    assert Entry.objects.filter(verb="erased").count() == 2


def test_what_erasure_does_is_what_the_map_says_of_each_field_that_it_empties_or_deletes(quinn: Planted) -> None:
    """No field that is to be emptied or deleted holds a planted word afterwards, and the map declares each that did."""
    held = where(quinn.words)
    erase(quinn)
    goes = {field.field for field in personal() if field.erasure.startswith(("deleted", "emptied", "replaced", "as "))}
    assert held & goes
    assert where(quinn.words) & goes == set()


# Who may


def test_the_last_administrator_cannot_erase_themselves_and_nobody_another(cast: Cast, own_journal: Path) -> None:
    for one, by, codes in (
        (cast.olu, cast.olu, ["last_administrator"]),
        (cast.ben, cast.dan, ["not_yourself"]),
    ):
        with pytest.raises(Refused) as refused:
            actions.erase_myself(one, by=by, at=timezone.now(), is_sure=True)
        assert [each.code for each in refused.value.refusals] == codes
    assert not own_journal.exists()


def test_an_administrator_erases_a_person_without_an_account_who_asked(cast: Cast, own_journal: Path) -> None:
    gita = actions.add_person(
        by=cast.ada, at=timezone.now(), name="Gita Rao", organisation=cast.council, post="Nurse", from_on=LONG_AGO
    )
    Person.objects.filter(pk=gita.pk).update(email="gita@example.org")
    address = f"/{gita.reference}/erase/"
    assert signed_in(cast.ada).get(address).status_code == 403
    browser = signed_in(cast.olu)
    assert "Erase this person" in browser.get(f"/{gita.reference}/").content.decode()
    assert browser.post(address, {}).status_code == 422
    assert browser.post(address, {"is_sure": "on"}).status_code == 302
    assert where({"Gita Rao", "gita@example.org"}) == set()
    assert "has been erased already" in browser.post(address, {"is_sure": "on"}).content.decode()
    ben = Person.objects.get(account=cast.ben)
    assert "has an account" in browser.post(f"/{ben.reference}/erase/", {"is_sure": "on"}).content.decode()


def test_somebody_erases_themselves_after_showing_that_it_is_them(quinn: Planted) -> None:
    quinn.account.set_password("a long enough phrase")
    quinn.account.save()
    browser = signed_in(quinn.account)
    assert browser.post("/account/erase/", {"is_sure": "on"})["Location"].startswith("/account/reauthenticate/")
    browser.post("/account/reauthenticate/", {"password": "a long enough phrase"})
    page = browser.get("/account/erase/").content.decode()
    assert "The post “Post quinn, Northtown Council” ends today." in page
    unsure = browser.post("/account/erase/", {})
    assert (unsure.status_code, "nothing brings it back" in unsure.content.decode()) == (422, True)
    done = browser.post("/account/erase/", {"is_sure": "on"}, follow=True)
    assert "You are erased, and signed out everywhere." in done.content.decode()
    assert where(quinn.words - STAYS) == set()


def test_a_resident_erases_their_address_through_a_letter(cast: Cast, own_journal: Path) -> None:
    cache.clear()
    Follower.objects.create(email="gus@example.org", told_until=0, told_on=timezone.localdate())
    for email in ("gus@example.org", "ben@example.org"):
        Client().post("/my-data/", {"email": email})
    links = {
        letter.to: re.search(r"localhost:8000(/my-data/\S+/)", letter.body)[1]  # type: ignore[index]
        for letter in Letter.objects.filter(subject="What we hold about you")
    }
    refused = Client().post(f"{links['ben@example.org']}erase/", {"is_sure": "on"})
    assert "This address belongs to an account" in refused.content.decode()
    assert Client().post(f"{links['gus@example.org']}erase/", {"is_sure": "on"}).status_code == 302
    assert where({"gus@example.org"}) == set()
    assert [one.addresses for one in journal.read().erased] == [(journal.mark("gus@example.org"),)]


# The journal


def test_the_journal_holds_references_and_hashes_only_and_its_owner_alone_reads_it(
    quinn: Planted, own_journal: Path
) -> None:
    erase(quinn)
    text = own_journal.read_text()
    assert text.count("\n") == 1
    told = json.loads(text)
    assert (sorted(told["who"]), told["addresses"]) == (
        sorted([quinn.account.reference, quinn.person.reference]),
        [journal.mark(quinn.email)],
    )
    assert "canary" not in text.lower()
    assert own_journal.stat().st_mode & 0o777 == 0o600


def test_an_erasure_that_cannot_be_journalled_is_not_done(quinn: Planted, settings: Any, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where a folder should be")
    settings.ERASURE_JOURNAL = tmp_path / "taken" / "erasures.jsonl"
    with pytest.raises(OSError, match="taken"), transaction.atomic():
        erase(quinn)
    assert Person.objects.get(pk=quinn.person.pk).name == "Canary quinn"


def test_a_line_that_a_power_cut_tore_is_counted_and_the_next_one_stands_whole(own_journal: Path) -> None:
    one = journal.Erased(timezone.now().isoformat(), {"person/JU-1": "x"}, ())
    journal.append(one)
    own_journal.write_text(own_journal.read_text() + '{"at": "2031-')
    journal.append(one)
    assert (journal.read().erased, journal.read().unreadable) == ((one, one), 1)


def test_a_later_person_with_the_reference_of_an_erased_one_is_left_alone(cast: Cast, own_journal: Path) -> None:
    """After a restore references go on from the backup's, so another person may come to bear one from the journal."""
    ben = Person.objects.get(account=cast.ben)
    journal.append(journal.Erased(timezone.now().isoformat(), {ben.reference: journal.mark("another salt")}, ()))
    assert actions.erase_again(at=timezone.now()) == actions.Replayed(1, 0, 0)
    assert Person.objects.get(pk=ben.pk).name == "Ben Hughes"


def test_whoever_comes_back_to_an_erased_address_later_keeps_what_is_new(cast: Cast, own_journal: Path) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    journal.append(journal.Erased(yesterday.isoformat(), {}, (journal.mark("gus@example.org"),)))
    follower = Follower.objects.create(email="gus@example.org", told_until=0, told_on=timezone.localdate())
    follower.follows.create(reference=cast.town.reference, since=timezone.now())
    assert actions.erase_again(at=timezone.now()).erased == 0
    assert follower.follows.count() == 1
    follower.follows.update(since=yesterday - timedelta(hours=1))
    assert actions.erase_again(at=timezone.now()).erased == 1
    assert not Follower.objects.exists()


# After a restore


@pytest.mark.django_db(transaction=True)
def test_a_restore_of_an_older_backup_erases_again_says_so_and_the_record_verifies(
    transactional_db: None, quinn: Planted, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """PR2, with the operator's own command."""
    start_keys(timezone.now())
    sequence()
    file = tmp_path / "before.zip"
    back_up(file)
    erase(quinn)
    with sqlite_triggers_put_aside():
        call_command("flush", verbosity=0, interactive=False)
    assert main(["restore", str(file)]) == 0
    said = capsys.readouterr().out
    assert "Erased again 1 of 1 whom the erasure journal names" in said
    assert where(quinn.words - STAYS) == set()
    assert Entry.objects.filter(verb="erased again").count() == 2
    sequence()
    assert verify().faults == []
    assert actions.erase_again(at=timezone.now()) == actions.Replayed(1, 0, 0)  # done twice, it does nothing more


@pytest.mark.django_db(transaction=True)
def test_without_the_journal_a_restore_says_that_it_is_missing(
    transactional_db: None, cast: Cast, own_journal: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "before.zip"
    back_up(file)
    with sqlite_triggers_put_aside():
        call_command("flush", verbosity=0, interactive=False)
    from joinedup.site.command.keeping import print_erasures

    restore(file, tell=print_erasures)
    assert f"There is no erasure journal at {own_journal}" in capsys.readouterr().out


def test_the_twin_without_a_replay_fails(quinn: Planted) -> None:
    """What the restore test shows hangs on the replay: without it the planted words are back."""
    erased_words = quinn.words - STAYS
    before = where(erased_words)
    assert before
    with transaction.atomic():
        erase(quinn)
        assert where(erased_words) == set()
        transaction.set_rollback(True)
    assert where(erased_words) == before
    actions.erase_again(at=timezone.now())  # the journal kept its line though the erasure was rolled back
    assert where(erased_words) == set()
