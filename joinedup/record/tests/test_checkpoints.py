"""Checkpoints are signed when something is new, by keys whose private halves stand in no table."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django.asserts import assertNumQueries
from pytest_django.fixtures import Settings

from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record import keys, reads, signing
from joinedup.record.canonical import FIELDS, bytes_of
from joinedup.record.faults import CannotProve, Hole, NoKey
from joinedup.record.merkle import leaf_hash, root
from joinedup.record.models import Checkpoint, CheckpointKey, Entry, Leaf
from joinedup.record.sequencer import sequence
from joinedup.record.signing import EVERY, replace_lost_key, rotate_key, sign_checkpoint, start_keys
from joinedup.record.tests.logs import do, signed, tamper
from joinedup.record.verification import verify


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.CHECKPOINT_KEYS, settings.CHECKPOINT_KEY = tmp_path, ""
    settings.SITE_URL = "https://joinedup.example"
    return tmp_path


@pytest.fixture
def cast_with_key(cast: Cast) -> Cast:
    start_keys(NOW)
    sequence()
    return cast


def test_the_first_key_is_made_once_and_only_its_owner_can_read_its_private_half(cast: Cast, folder: Path) -> None:
    key = start_keys(NOW)
    assert key is not None
    assert start_keys(NOW) is None
    file = folder / f"checkpoint-{key.key_id}.key"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [one.name for one in folder.iterdir()] == [file.name]
    assert file.read_text().strip() not in str(list(CheckpointKey.objects.values()))
    assert (key.origin, key.from_size, key.former) == ("joinedup.example/record", 0, None)


def test_a_new_key_is_entered_in_the_record(cast_with_key: Cast) -> None:
    entry = Entry.objects.get(verb="began checkpoint keys")
    assert entry.subject == CheckpointKey.objects.get().reference
    assert entry.facts == {"public_key": CheckpointKey.objects.get().public_key, "former": ""}


def test_a_checkpoint_says_size_root_and_time_and_is_signed(cast_with_key: Cast) -> None:
    do(cast_with_key, 6)
    sequence()
    assert sign_checkpoint(NOW) == 1
    checkpoint = Checkpoint.objects.get()
    leaves = map(bytes.fromhex, Leaf.objects.order_by("position").values_list("hash", flat=True))
    assert (checkpoint.size, checkpoint.root) == (7, root(leaves).hex())
    assert len(checkpoint.subtrees) == 3
    assert checkpoint.note.startswith("joinedup.example/record\n7\n")
    public, signature = bytes.fromhex(checkpoint.key.public_key), bytes.fromhex(checkpoint.signature)
    assert keys.signs(public, checkpoint.body, signature)
    assert not keys.signs(public, checkpoint.body.replace("7", "8"), signature)


def test_nothing_is_signed_when_nothing_is_new_or_the_last_checkpoint_is_fresh(cast_with_key: Cast) -> None:
    assert sign_checkpoint(NOW) == 1
    assert sign_checkpoint(NOW + 2 * EVERY) == 0
    do(cast_with_key)
    assert sign_checkpoint(NOW + 2 * EVERY) == 0
    sequence()
    assert sign_checkpoint(NOW + EVERY - timedelta(seconds=1)) == 0
    assert sign_checkpoint(NOW + EVERY) == 1
    assert timedelta(seconds=60) >= EVERY


def test_a_clock_that_was_set_back_stops_no_checkpoint(cast_with_key: Cast) -> None:
    assert sign_checkpoint(NOW + timedelta(days=365)) == 1
    do(cast_with_key)
    sequence()
    assert sign_checkpoint(NOW) == 1


def test_without_a_key_nothing_is_signed(cast: Cast) -> None:
    do(cast)
    sequence()
    assert sign_checkpoint(NOW) == 0


@pytest.mark.parametrize("before", [1, 2, 3, 7, 8, 64])
def test_the_next_checkpoint_reads_only_what_came_since_and_has_the_root_of_all(
    cast_with_key: Cast, before: int
) -> None:
    signed(cast_with_key, before, 3)
    leaves = map(bytes.fromhex, Leaf.objects.order_by("position").values_list("hash", flat=True))
    latest = reads.latest_checkpoint()
    assert latest is not None
    assert (latest.size, latest.root) == (before + 4, root(leaves).hex())


def test_what_signing_asks_of_the_database_does_not_grow(cast_with_key: Cast) -> None:
    signed(cast_with_key, 500)
    with assertNumQueries(2):
        sign_checkpoint(NOW + 5 * EVERY)


def test_a_log_with_a_hole_is_not_signed(cast_with_key: Cast) -> None:
    do(cast_with_key, 3)
    sequence()
    tamper("DELETE FROM record_leaf WHERE position = 2")
    with pytest.raises(Hole, match="position 2 of the log is missing"):
        sign_checkpoint(NOW)


@pytest.mark.parametrize("table", ["record_checkpoint", "record_checkpointkey"])
@pytest.mark.parametrize("change", ["UPDATE {} SET {}", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_remove_them(cast_with_key: Cast, table: str, change: str) -> None:
    signed(cast_with_key, 1)
    column = "root = 'x'" if table == "record_checkpoint" else "origin = 'x'"
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change.format(table, column))


def test_a_rotated_key_is_vouched_for_by_the_former_and_signs_what_follows(cast_with_key: Cast, folder: Path) -> None:
    signed(cast_with_key, 2)
    first = CheckpointKey.objects.get()
    fresh = rotate_key(NOW)
    signed(cast_with_key, 2, minute=1)
    assert (fresh.former, fresh.from_size, fresh.origin) == (first, 3, first.origin)
    assert [one.key for one in reads.checkpoints()] == [fresh, first]
    assert len(list(folder.iterdir())) == 2
    assert Entry.objects.get(verb="rotated checkpoint key").facts["former"] == first.key_id
    found = verify()
    assert (found.faults, found.to_judge, found.checkpoints, found.keys) == ([], [], 2, 2)


def test_without_the_present_key_it_cannot_be_rotated_or_sign(cast_with_key: Cast, folder: Path) -> None:
    for file in folder.iterdir():
        file.unlink()
    do(cast_with_key)
    sequence()
    with pytest.raises(NoKey, match="this machine does not have the private key"):
        rotate_key(NOW)
    with pytest.raises(NoKey):
        sign_checkpoint(NOW)
    assert (CheckpointKey.objects.count(), Checkpoint.objects.count()) == (1, 0)


def test_a_lost_key_makes_a_new_chain_begin_which_somebody_has_to_judge(cast_with_key: Cast, folder: Path) -> None:
    signed(cast_with_key, 2)
    lost = CheckpointKey.objects.get()
    with pytest.raises(CannotProve, match="is not lost"):
        replace_lost_key(NOW)
    for file in folder.iterdir():
        file.unlink()
    fresh = replace_lost_key(NOW)
    signed(cast_with_key, 2, minute=1)
    found = verify()
    assert (fresh.former, found.faults) == (None, [])
    assert found.to_judge == [
        f"From 3 entries on, the key {fresh.key_id} signs, which no earlier key vouches for: "
        f"the key {lost.key_id} was declared lost. Ask whoever runs the site whether that is so."
    ]


def test_a_key_from_the_environment_is_used_and_written_nowhere(cast: Cast, settings: Settings, folder: Path) -> None:
    settings.CHECKPOINT_KEY = "A" * 43 + "="
    assert start_keys(NOW) is not None
    signed(cast, 2)
    assert list(folder.iterdir()) == []
    assert verify().holds


def test_there_is_nothing_to_rotate_before_the_first_key(cast: Cast) -> None:
    with pytest.raises(CannotProve, match="There is no key yet"):
        rotate_key(NOW)


def test_two_keys_never_follow_the_same_one(cast_with_key: Cast) -> None:
    first = CheckpointKey.objects.get()
    rotate_key(NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        CheckpointKey.objects.create(key_id="00000000", from_size=1, made_at=NOW, former=first)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            "UPDATE record_checkpoint SET root = '{zeros}' WHERE size = 3",
            [
                "The checkpoint of 3 entries is not signed by its key.",
                "The checkpoint of 3 entries differs from the log",
            ],
        ),
        (
            "UPDATE record_checkpoint SET signature = '{zeros}{zeros}' WHERE size = 3",
            ["The checkpoint of 3 entries is not signed by its key."],
        ),
        ("UPDATE record_checkpoint SET subtrees = '[]' WHERE size = 5", ["The checkpoint of 5 entries differs from"]),
        ("UPDATE record_checkpointkey SET from_size = 1", ["The key {key} is not what its statement says"]),
        (
            "UPDATE record_checkpointkey SET public_key = '{zeros}'",
            [
                "The key {key} is not what its statement says",
                "The checkpoint of 3 entries is not signed by its key.",
                "The checkpoint of 5 entries is not signed by its key.",
            ],
        ),
        (
            "DELETE FROM record_leaf WHERE position = 4",
            ["The checkpoint of 5 entries covers more than the log holds (4): its end has been removed."],
        ),
    ],
)
def test_verifying_names_what_of_checkpoints_and_keys_was_tampered_with(
    cast_with_key: Cast, change: str, fault: list[str]
) -> None:
    signed(cast_with_key, 2, 2)
    words = {"zeros": "00" * 32, "key": CheckpointKey.objects.get().key_id}
    tamper(change.format(**words))
    found = verify().faults
    assert len(found) == len(fault)
    assert [text.startswith(start.format(**words)) for text, start in zip(found, fault, strict=True)] == [True] * len(
        fault
    )


def test_an_entry_changed_together_with_its_leaf_differs_from_the_checkpoint(cast_with_key: Cast) -> None:
    signed(cast_with_key, 2, 2, 2)
    entry = Entry.objects.order_by("pk")[3]
    tamper(f"UPDATE record_entry SET verb = 'kept' WHERE id = {entry.pk}")  # noqa: S608
    fresh = leaf_hash(bytes_of(Entry.objects.values_list(*FIELDS).get(pk=entry.pk))).hex()
    tamper(f"UPDATE record_leaf SET hash = '{fresh}' WHERE position = 3")  # noqa: S608
    assert verify().faults == [
        "The checkpoint of 5 entries differs from the log: something from position 3 to 4 is not what was signed. "
        "So do 1 later ones, which cover the same."
    ]


def test_the_site_says_when_it_signed_last(cast_with_key: Cast) -> None:
    signed(cast_with_key, 2)
    found = verify()
    assert (found.signed_at, found.signed_size) == (NOW, 3)


def test_the_origin_has_no_scheme() -> None:
    assert signing.origin_of("http://localhost:8000") == "localhost:8000/record"
