"""A backup holds everything, exactly; a restore brings it back whole or not at all."""

import base64
import hashlib
import json
import random
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django.fixtures import Settings

from conftest import sqlite_triggers_put_aside
from joinedup.frame.search import laying, search, words_of
from joinedup.outcomes.models import Indicator, Measurement, Outcome
from joinedup.partners.models import Account, Place
from joinedup.partners.permissions import OPERATOR, texts_open_to
from joinedup.partners.tests.cast import Cast
from joinedup.promises.models import Commitment
from joinedup.record.actions import enter
from joinedup.record.models import Entry
from joinedup.record.sequencer import sequence
from joinedup.record.signing import EVERY, rotate_key, sign_checkpoint, start_keys
from joinedup.record.verification import verify
from joinedup.site.backup import _undamaged_tables, back_up, restore
from joinedup.site.faults import CannotRestore

pytestmark = pytest.mark.django_db(transaction=True)
TO_THE_MICROSECOND = datetime(2031, 5, 6, 9, 30, 15, 123456, tzinfo=UTC)


@pytest.fixture
def backup(transactional_db: None, cast: Cast, tmp_path: Path) -> Path:
    """A backup of a site with something in it of every sort: links, decimals, hostile text, the record."""
    outcome = Outcome.objects.create(partnership=cast.partnership, name="Naïve “quotes” \\ \u2028 =1+1")
    Commitment.objects.create(partnership=cast.partnership, output="Open a nursery").outcomes.add(outcome)
    indicator = Indicator.objects.create(partnership=cast.partnership, outcome=outcome, name="Places")
    Measurement.objects.create(
        indicator=indicator,
        from_on=date(2031, 1, 1),
        until_on=date(2031, 2, 1),
        value=Decimal("12345678901234.567891"),
        recorded_at=TO_THE_MICROSECOND,
    )
    enter("named", outcome, by=cast.ada, at=TO_THE_MICROSECOND, facts={"large": 2**53 - 1, "nested": {"ø": None}})
    start_keys(TO_THE_MICROSECOND)
    sequence()
    sign_checkpoint(TO_THE_MICROSECOND)
    rotate_key(TO_THE_MICROSECOND)
    file = tmp_path / "site.zip"
    back_up(file)
    return file


def empty_the_site() -> None:
    with sqlite_triggers_put_aside():
        call_command("flush", verbosity=0, interactive=False)


def changed(file: Path, **changes: Callable[[bytes], bytes]) -> Path:
    """A copy of a backup with some members changed."""
    copy = file.with_name("changed.zip")
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(copy, "w") as new:
        for name in old.namelist():
            table, text = name.partition(".")[0], old.read(name)
            new.writestr(name, changes[table](text) if table in changes else text)
    return copy


def test_a_restored_site_is_searched_as_before_though_no_backup_holds_the_index(backup: Path) -> None:
    def found() -> list[str]:
        texts = search(words_of("naive quotes"), seen=texts_open_to(OPERATOR)).texts
        return [text.reference for text in texts]

    before = found()
    empty_the_site()
    assert found() == []
    restore(backup)
    assert (found(), laying.is_whole()) == (before, True)
    assert len(before) == 1
    assert "frame_searchtext" not in _undamaged_tables(backup)


def test_what_is_restored_backs_up_to_the_same_bytes(backup: Path, tmp_path: Path) -> None:
    empty_the_site()
    assert not Account.objects.exists()
    counts = restore(backup)
    again = tmp_path / "again.zip"
    assert back_up(again) == counts
    with zipfile.ZipFile(backup) as first, zipfile.ZipFile(again) as second:
        assert {name: first.read(name) for name in first.namelist()} == {
            name: second.read(name) for name in second.namelist()
        }


def test_the_record_verifies_after_a_restore(backup: Path) -> None:
    root = verify().root
    empty_the_site()
    restore(backup)
    found = verify()
    assert (found.faults, found.leaves, found.waiting, found.root) == ([], 2, 1, root)
    assert (found.checkpoints, found.keys, found.signed_at) == (1, 2, TO_THE_MICROSECOND)
    assert Entry.objects.get(verb="named").at == TO_THE_MICROSECOND


def test_the_record_goes_on_after_a_restore_where_it_was(backup: Path) -> None:
    empty_the_site()
    restore(backup)
    assert (sequence(), sign_checkpoint(TO_THE_MICROSECOND + EVERY)) == (1, 1)
    found = verify()
    assert (found.faults, found.leaves, found.waiting, found.checkpoints) == ([], 3, 0, 2)


def test_no_private_key_is_in_a_backup(backup: Path, settings: Settings) -> None:
    kept = [file.read_text().strip() for file in Path(settings.CHECKPOINT_KEYS).glob("checkpoint-*.key")]
    assert len(kept) >= 2
    with zipfile.ZipFile(backup) as archive:
        held = b"".join(archive.read(name) for name in archive.namelist())
    raw = [base64.b64decode(key) for key in kept]
    assert [key for key in kept if key.encode() in held] == []
    assert [key for key in raw if key in held or key.hex().encode() in held] == []


def test_new_rows_go_on_counting_after_a_restore(backup: Path) -> None:
    empty_the_site()
    restore(backup)
    highest = max(Place.objects.values_list("pk", flat=True))
    assert Place.objects.create(name="New place", kind=Place.Kind.COUNTY).pk > highest


def test_a_site_that_holds_something_is_never_restored_over(backup: Path) -> None:
    with pytest.raises(CannotRestore, match="not empty"):
        restore(backup)


@pytest.mark.parametrize("table", ["partners_place", "record_entry"])
def test_one_changed_letter_is_noticed_and_nothing_is_stored(backup: Path, table: str) -> None:
    empty_the_site()
    damaged = changed(backup, **{table: lambda text: text.replace(b"a", b"e", 1)})
    with pytest.raises(CannotRestore, match=f"damaged: {table} is not what was backed up"):
        restore(damaged)
    assert not Place.objects.exists()


@pytest.mark.parametrize("table", ["partners_place", "outcomes_measurement", "record_entry"])
def test_a_flipped_bit_in_what_was_backed_up_is_noticed(backup: Path, table: str) -> None:
    empty_the_site()
    raw = bytearray(backup.read_bytes())
    raw[middle_of(backup, table)] ^= 1
    backup.write_bytes(raw)
    with pytest.raises(CannotRestore, match="damaged"):
        restore(backup)
    assert not Place.objects.exists()


def test_any_flipped_bit_of_the_file_is_noticed_or_changes_nothing(backup: Path) -> None:
    """What a ZIP says twice or to nobody, such as a member's time, may change; what is restored never does."""
    for number in range(300):  # so that rows are more of the file than what a ZIP says of each of its many tables
        Place.objects.create(name=f"Place {number}", kind=Place.Kind.AREA, lineage=f".{number}.")
    backup = backup.with_name("fuller.zip")
    back_up(backup)
    whole, dice = backup.read_bytes(), random.Random(20310506)  # noqa: S311 — no secret
    rows = _undamaged_tables(backup)
    noticed = 0
    for _ in range(300):
        raw = bytearray(whole)
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        backup.write_bytes(raw)
        try:
            assert _undamaged_tables(backup) == rows
        except CannotRestore as refused:
            assert str(refused).endswith("Take an earlier backup: docs/operators.md, “When a disk fails”.")  # noqa: PT017
            noticed += 1
    assert noticed > 200


def middle_of(backup: Path, table: str) -> int:
    """Where in the file the middle of a table's packed rows lies."""
    with zipfile.ZipFile(backup) as file:
        packed = next(one for one in file.infolist() if table in one.filename)
    return packed.header_offset + 30 + len(packed.filename) + packed.compress_size // 2


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("Dear all")
    with pytest.raises(CannotRestore, match="no backup"):
        restore(file)


def test_a_backup_with_other_tables_is_refused(backup: Path) -> None:
    empty_the_site()

    def from_the_future(text: bytes) -> bytes:
        manifest = json.loads(text)
        manifest["migrations"].append("partners.9999_more")
        return json.dumps(manifest).encode()

    with pytest.raises(CannotRestore, match="Restore it with that version, then upgrade"):
        restore(changed(backup, manifest=from_the_future))


def test_a_restore_that_breaks_a_rule_of_the_database_stores_nothing(backup: Path) -> None:
    empty_the_site()

    def without_places(text: bytes) -> bytes:
        manifest = json.loads(text)
        manifest["tables"]["partners_place"] = {"rows": 0, "sha256": hashlib.sha256().hexdigest()}
        return json.dumps(manifest).encode()

    orphans = changed(backup, partners_place=lambda _: b"", manifest=without_places)
    with pytest.raises(CannotRestore, match="breaks a rule of the database"):
        restore(orphans)
    assert not Account.objects.exists()


def test_only_its_owner_can_read_a_backup(backup: Path) -> None:
    assert backup.stat().st_mode & 0o777 == 0o600
