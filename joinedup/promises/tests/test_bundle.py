"""The signed file: what it holds, that the offline verifier takes it alone, and that it sees every harm done to it."""

import hashlib
import json
import random
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from shutil import copy

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from joinedup.frame.insert_only import no_protection
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.promises import actions
from joinedup.promises.models import Agreement, AgreementVersion
from joinedup.promises.rules.texts import hash_of
from joinedup.promises.signed import bundle_of
from joinedup.promises.tests.agreed import a_clause, an_agreement
from joinedup.promises.tests.signing import given, offered, open_to_sign
from joinedup.record import reads as record
from joinedup.record.export import export
from joinedup.record.faults import CannotProve
from joinedup.record.models import Checkpoint, Entry, Leaf
from joinedup.record.sequencer import sequence
from joinedup.record.signing import EVERY, rotate_key, sign_checkpoint, start_keys
from joinedup.record.tests.logs import tamper
from verifier import joinedup_verify as offline

VERIFIER = Path(offline.__file__)
CHANGES = 1000
RESERVATION = "Only if the money holds – and “until” 2033."


@pytest.fixture
def agreement(cast: Cast, settings: Settings, tmp_path: Path) -> Agreement:
    """An agreement in force, signed by the council and, with a reservation, by health; a checkpoint covers it."""
    settings.CHECKPOINT_KEYS, settings.CHECKPOINT_KEY = tmp_path / "keys", ""
    settings.SITE_URL = "https://joinedup.example"
    start_keys(NOW)
    opened = open_to_sign(cast)
    given(opened, cast.ben, cast.council)
    given(opened, cast.cara, cast.health, stance="reserves", words=RESERVATION)
    signed_at(0)
    return opened


def signed_at(minute: int) -> Checkpoint:
    """A checkpoint of all that was done until then."""
    sequence()
    assert sign_checkpoint(NOW + minute * EVERY) == 1
    latest = record.latest_checkpoint()
    assert latest is not None
    return latest


def version_of(agreement: Agreement) -> AgreementVersion:
    return AgreementVersion.objects.select_related("agreement").get(agreement=agreement, number=1)


def faults(raw: bytes, **trusted: object) -> list[str]:
    """What the verifier finds wrong with a bundle."""
    check = offline.Bundle(**trusted)  # type: ignore[arg-type]
    check.read(BytesIO(raw))
    return check.faults


def mended(raw: bytes, old: bytes, new: bytes) -> bytes:
    """A bundle in which somebody replaced something, and computed the sum at its end anew."""
    assert old in raw
    lines = raw.replace(old, new).splitlines(keepends=True)[:-1]
    said = json.loads(raw.splitlines()[-1])["end"]
    counts = {name: sum(line.startswith(f'{{"{start}"'.encode()) for line in lines) for name, start in COUNTED.items()}
    return b"".join(lines) + offline_line(
        {"end": {**said, **counts, "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}}
    )


COUNTED = {"entries": "entry", "checkpoints": "checkpoint", "keys": "key", "signatures": "signature"}


def offline_line(said: dict[str, object]) -> bytes:
    return offline.canonical(said).encode() + b"\n"


def run_alone(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The verifier as on another machine: in a folder that holds it and the file, with nothing of ours to import."""
    copy(VERIFIER, folder / "joinedup_verify.py")
    command = [sys.executable, "-I", "-S", "joinedup_verify.py", "bundle", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env={})


def test_a_signed_agreement_is_verified_where_nothing_of_ours_is_installed(
    agreement: Agreement, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "signed.jsonl").write_bytes(bundle_of(version_of(agreement)))
    held = record.latest_checkpoint()
    assert held is not None
    (folder / "note.txt").write_text(f"Dear all,\n\n{held.note}\nYours", encoding="utf-8")
    done = run_alone(folder, "signed.jsonl", "--checkpoint", "note.txt")
    said = done.stdout.splitlines()
    assert (done.returncode, done.stderr, said[-1]) == (0, "", "Nothing is wrong.")
    assert said[0] == f"{agreement.reference}, version 1."
    assert f"    {RESERVATION}" in said
    assert "It came into force on 2031-05-06: everybody who had to sign has signed." in said
    assert f"The checkpoint in note.txt agrees with the log: {held.size} entries." in said
    assert sum("signed with a reservation at 2031-05-06T09:30:00.000000Z" in line for line in said) == 1


def test_what_is_no_bundle_is_said_and_exits_with_2(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b'{"format":"joinedup-record","origin":"","version":1}\n')
    done = run_alone(tmp_path, "x")
    assert (done.returncode, done.stderr) == (
        2,
        "This could not be checked: Line 1 names the format joinedup-record, version 1: unknown here.\n",
    )


def test_a_bundle_changed_in_any_bit_is_seen(agreement: Agreement) -> None:
    raw, chance = bundle_of(version_of(agreement)), random.Random(10)  # noqa: S311 — the same flips each time
    assert faults(raw) == []
    for _ in range(CHANGES):
        place, bit = chance.randrange(len(raw)), chance.randrange(8)
        changed = bytearray(raw)
        changed[place] ^= 1 << bit
        try:
            found = faults(bytes(changed))
        except offline.CannotCheck:
            continue
        assert found != [], f"byte {place}, bit {bit}"


def test_a_bundle_cut_short_anywhere_is_seen(agreement: Agreement) -> None:
    lines = bundle_of(version_of(agreement)).splitlines(keepends=True)
    for end in range(1, len(lines)):
        assert faults(b"".join(lines[:end])) != []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"Every child is ready", b"Every child is steady", "the text is not the one that its hash is of"),
        (b"Only if the money", b"Only as the money", "has other words beside it than those that were signed"),
        (b"Scheme of delegation, 4.2", b"Scheme of delegation, 4.3", "the record holds another statement"),
        (b'\\"stance\\":\\"reserves\\"', b'\\"stance\\":\\"signs\\"', "the record holds another verb"),
        (b'/JU-1","state"', b'/JU-2","state"', "the text says that it is of another agreement"),
    ],
)
def test_whoever_changes_what_was_signed_and_mends_the_sums_is_found_out(
    agreement: Agreement, old: bytes, new: bytes, expected: str
) -> None:
    raw = bundle_of(version_of(agreement))
    old = old.replace(b"/JU-1", f"/{agreement.reference.partition('/')[2]}".encode())
    assert any(expected in fault for fault in faults(mended(raw, old, new)))


def without(raw: bytes, *starts: bytes) -> bytes:
    """A bundle from which somebody took the last line that begins so, and mended the end."""
    kept = raw.splitlines(keepends=True)
    for start in starts:
        kept.pop(max(number for number, line in enumerate(kept) if line.startswith(start)))
    return mended(b"".join(kept), b"{", b"{")


@pytest.mark.parametrize(
    ("starts", "expected"),
    [
        ((b'{"signature"',), "the record lists other signatures at this moment than stand here"),
        ((b'{"path"',), "the entry before it is not proved: its path is missing."),
        ((b'{"entry"', b'{"path"'), "is said to be “came into force”, and the record does not show that"),
        ((b'{"text"',), "The text of the agreement is missing."),
        ((b'{"checkpoint"',), "a path belongs after a checkpoint and an entry."),
        ((b'{"key"',), "is not signed by the key in use then"),
    ],
)
def test_a_part_that_was_left_out_is_missed(agreement: Agreement, starts: tuple[bytes, ...], expected: str) -> None:
    found = faults(without(bundle_of(version_of(agreement)), *starts))
    assert any(expected in fault for fault in found)


def test_a_signature_replayed_from_another_agreement_is_found_out(agreement: Agreement, cast: Cast) -> None:
    other = another(cast)
    given(other, cast.ben, cast.council)
    signed_at(1)
    strange = next(line for line in bundle_of(version_of(other)).splitlines(True) if line.startswith(b'{"signature"'))
    raw = bundle_of(version_of(agreement))
    own = next(line for line in raw.splitlines(True) if line.startswith(b'{"signature"'))
    found = faults(mended(raw, own, strange))
    assert any("does not belong here" in fault for fault in found)


def test_what_was_withdrawn_is_said_to_be_void(cast: Cast, settings: Settings, tmp_path: Path) -> None:
    settings.CHECKPOINT_KEYS, settings.CHECKPOINT_KEY = tmp_path / "keys", ""
    start_keys(NOW)
    agreement = open_to_sign(cast)
    given(agreement, cast.ben, cast.council)
    actions.withdraw_from_signing(agreement, by=cast.ada, at=NOW, because="A figure is wrong.")
    signed_at(0)
    check = offline.Bundle()
    check.read(BytesIO(bundle_of(version_of(agreement))))
    said = "It was withdrawn from signing on 2031-05-06. What was signed is void."
    assert (check.faults, said in check.sentences()) == ([], True)


def test_nothing_is_proved_before_a_checkpoint_covers_it(agreement: Agreement, cast: Cast) -> None:
    held = record.latest_checkpoint()
    other = another(cast)
    with pytest.raises(CannotProve, match="covers all of this yet"):
        bundle_of(version_of(other))
    with pytest.raises(CannotProve, match="no such checkpoint"):
        bundle_of(version_of(agreement), size=10**12)
    signed_at(1)
    assert held is not None
    assert (
        faults(bundle_of(version_of(agreement), size=held.size), held=[("mine", offline.Checkpoint(held.note))]) == []
    )


def another(cast: Cast) -> Agreement:
    """Another agreement that is open to be signed."""
    other = an_agreement(cast, name="Another")
    a_clause(cast, other)
    return offered(cast, other)


# AG7: years later


def test_a_bundle_verifies_after_five_years_of_rotated_keys_made_then_or_made_now(
    agreement: Agreement, cast: Cast, tmp_path: Path
) -> None:
    first = record.latest_key()
    then, held = bundle_of(version_of(agreement)), record.latest_checkpoint()
    for year in range(5):
        rotate_key(NOW)
        signed_at(1 + year)
    now = bundle_of(version_of(agreement))
    assert first is not None
    assert held is not None
    key = offline.public_key(first.verifier_key)
    assert (then.count(b'{"key"'), now.count(b'{"key"')) == (1, 6)
    assert [faults(raw, trusted=[key]) for raw in (then, now)] == [[], []]
    assert bundle_of(version_of(agreement), size=held.size) == then


# AG4: what the database's owner can do


EDIT = "UPDATE promises_agreementversion SET text = REPLACE(text, 'ready', 'steady')"


def test_a_signed_text_that_the_databases_owner_edits_is_found_out(agreement: Agreement) -> None:
    with connection.cursor() as cursor:
        for statement in (*no_protection("promises_agreementversion", connection.vendor), EDIT):
            cursor.execute(statement)
    assert (
        "the text is not the one that its hash is of: it was changed after it was kept."
        in faults(bundle_of(version_of(agreement)))[0]
    )


def test_hashes_edited_with_the_text_are_still_not_those_of_the_record(agreement: Agreement) -> None:
    version = version_of(agreement)
    text = version.text.replace("ready", "steady")
    with connection.cursor() as cursor:
        for statement in no_protection("promises_agreementversion", connection.vendor):
            cursor.execute(statement)
    AgreementVersion.objects.filter(pk=version.pk).update(text=text, text_hash=hash_of(text))
    found = faults(bundle_of(version_of(agreement)))
    assert sum("is under another text than this" in fault for fault in found) == 2
    assert sum("the entry in the record is of another text" in fault for fault in found) == 4


def logged() -> bytes:
    file = BytesIO()
    export(file)
    return file.getvalue()


def log_faults(held: Checkpoint) -> list[str]:
    check = offline.Check(held=[("mine", offline.Checkpoint(held.note))])
    check.read(BytesIO(logged()))
    return check.faults


def test_the_last_row_of_the_log_deleted_is_found_out(agreement: Agreement) -> None:
    held = record.latest_checkpoint()
    assert held is not None
    last = Leaf.objects.latest("position")
    tamper(f"DELETE FROM record_entry WHERE id = {last.entry_id}")  # noqa: S608
    assert any("has been removed" in fault for fault in log_faults(held))
    assert faults(bundle_of(version_of(agreement))) == [
        "How the signing stands is said to be “came into force”, and the record does not show that, once."
    ]


def test_two_rows_of_the_log_in_another_order_are_found_out(agreement: Agreement) -> None:
    held = record.latest_checkpoint()
    assert held is not None
    one, other = Leaf.objects.order_by("-position")[:2]
    tamper(
        f"DELETE FROM record_leaf WHERE position IN ({one.position}, {other.position})",  # noqa: S608
        f"INSERT INTO record_leaf (position, entry_id, hash) VALUES ({other.position}, {one.entry_id}, '{one.hash}')",  # noqa: S608
        f"INSERT INTO record_leaf (position, entry_id, hash) VALUES ({one.position}, {other.entry_id}, '{other.hash}')",  # noqa: S608
    )
    assert any("differs from the log" in fault for fault in log_faults(held))
    assert any("the path does not lead" in fault for fault in faults(bundle_of(version_of(agreement))))


def test_a_log_truncated_and_signed_anew_is_caught_by_a_checkpoint_that_a_partner_holds(
    agreement: Agreement, cast: Cast
) -> None:
    held = record.latest_checkpoint()
    assert held is not None
    closing = Entry.objects.filter(verb="came into force").latest("pk")
    tamper(
        "DELETE FROM record_checkpoint",
        f"DELETE FROM record_leaf WHERE entry_id >= {closing.pk}",  # noqa: S608
        f"DELETE FROM record_entry WHERE id >= {closing.pk}",  # noqa: S608
    )
    Agreement.objects.filter(pk=agreement.pk).update(state="signing", in_force=None, signing=version_of(agreement))
    actions.withdraw_from_signing(agreement, by=cast.ada, at=NOW, because="Never agreed.")
    signed_at(1)
    forged = bundle_of(version_of(agreement))
    assert faults(forged) == []
    assert held.size == record.log_size()
    assert faults(forged, held=[("mine", offline.Checkpoint(held.note))]) == [
        f"The checkpoint in mine differs from the log: among the first {held.size} entries something is not what it "
        "was when the checkpoint was signed."
    ]
    assert any("differs from the log" in fault for fault in log_faults(held))
