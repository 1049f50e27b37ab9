"""The public pages of the record: checkpoints and keys for everybody, entries for nobody."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django.asserts import assertNumQueries
from pytest_django.fixtures import Settings

from joinedup.partners.models import Account
from joinedup.partners.tests.cast import NOW, Cast, signed_in
from joinedup.record import reads
from joinedup.record.models import Checkpoint, CheckpointKey, Entry
from joinedup.record.signing import rotate_key, start_keys
from joinedup.record.tests.logs import signed
from verifier import joinedup_verify as offline


@pytest.fixture
def cast_with_log(cast: Cast, settings: Settings, tmp_path: Path) -> Cast:
    settings.CHECKPOINT_KEYS, settings.CHECKPOINT_KEY = tmp_path, ""
    start_keys(NOW)
    signed(cast, 4, 3)
    return cast


def words(address: str, client: Client | None = None) -> str:
    answer = (client or Client()).get(address)
    assert answer.status_code == 200
    return " ".join(BeautifulSoup(answer.content, "html.parser").select("main")[0].get_text(" ").split())


def test_before_anything_is_signed_the_page_says_when_it_will_be(db: None) -> None:
    assert "Nothing has been signed yet. The first checkpoint comes about a minute" in words("/record/")
    assert Client().get("/record/latest/").status_code == 404
    assert Client().get("/record/checkpoint/1/").status_code == 404
    assert Client().get("/record/keys/").content == b""


def test_the_page_shows_the_latest_checkpoint_the_keys_and_every_checkpoint(cast_with_log: Cast) -> None:
    page = words("/record/")
    assert "the record had 8 entries" in page
    assert CheckpointKey.objects.get().verifier_key in page
    assert "Signs from the beginning." in page
    assert page.count(CheckpointKey.objects.get().key_id) == 3


def test_a_rotated_key_says_which_one_vouches_for_it(cast_with_log: Cast) -> None:
    former = CheckpointKey.objects.get().key_id
    rotate_key(NOW)
    assert f"Signs from 8 entries on. The key {former} vouches for it." in words("/record/")


def test_the_pages_are_the_same_for_everybody_and_show_no_entry(cast_with_log: Cast) -> None:
    seen = {words("/record/", signed_in(who) if who else Client()) for who in _everybody(cast_with_log)}
    assert len(seen) == 1
    texts = [*seen, *(Client().get(f"/record/{part}/").content.decode() for part in ("latest", "keys"))]
    entry = Entry.objects.order_by("-pk")[0]
    secrets = (entry.verb, entry.subject, entry.actor, entry.text_hash)
    assert [secret for secret in secrets for text in texts if f" {secret} " in text] == []


def _everybody(cast: Cast) -> tuple[Account | None, ...]:
    return (None, cast.rosa, cast.dan, cast.ada, cast.olu)


def test_a_note_is_plain_text_that_the_offline_verifier_takes(cast_with_log: Cast) -> None:
    for address, size in (("/record/latest/", 8), ("/record/checkpoint/5/", 5)):
        answer = Client().get(address)
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert offline.held_checkpoint(answer.content.decode()).size == size
    keys = Client().get("/record/keys/").content.decode()
    assert offline.Statement(keys).key.id.hex() == CheckpointKey.objects.get().key_id


@pytest.mark.parametrize("size", ["6", "99999999999999999999999"])
def test_a_size_that_was_never_signed_is_not_found(cast_with_log: Cast, size: str) -> None:
    assert Client().get(f"/record/checkpoint/{size}/").status_code == 404


def test_many_checkpoints_come_in_pages_with_the_same_number_of_queries(cast_with_log: Cast) -> None:
    first = Checkpoint.objects.get(size=5)
    Checkpoint.objects.bulk_create(
        Checkpoint(size=size, root=first.root, subtrees=[], signed_at=NOW, key=first.key, signature=first.signature)
        for size in range(100, 220)
    )
    with assertNumQueries(4):
        page = Client().get("/record/?page=2").content
    assert len(BeautifulSoup(page, "html.parser").select("tbody tr")) == 50
    with assertNumQueries(1):
        Client().get("/record/latest/")


def test_the_verifier_that_is_handed_out_is_the_one_that_is_tested(cast_with_log: Cast) -> None:
    link = BeautifulSoup(Client().get("/record/").content, "html.parser").select("a[download]")[0]
    assert link["download"] == "joinedup_verify.py"
    handed_out = finders.find("record/joinedup_verify.txt")
    assert handed_out is not None
    assert Path(str(handed_out)).read_bytes() == Path(str(offline.__file__)).read_bytes()


def test_the_foot_of_every_page_leads_there(db: None) -> None:
    foot = BeautifulSoup(Client().get("/about/").content, "html.parser").select("footer")[0]
    assert foot.select('a[href="/record/"]')[0].get_text() == "The record"


def test_whoever_mails_the_latest_checkpoint_gets_it_with_its_note(cast_with_log: Cast) -> None:
    with assertNumQueries(1):
        latest = reads.latest_checkpoint()
        assert latest is not None
        note = latest.note
    assert note == Client().get("/record/latest/").content.decode()
