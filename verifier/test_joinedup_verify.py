"""The offline verifier: it stands alone, computes what the standards say, and sees every change of an exported log."""

import ast
import base64
import hashlib
import json
import random
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as some
from pytest_django.fixtures import Settings

from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record import reads
from joinedup.record.export import export_proof
from joinedup.record.faults import CannotProve
from joinedup.record.merkle import leaf_hash, path_ranges, root
from joinedup.record.models import CheckpointKey, Entry, Leaf
from joinedup.record.sequencer import sequence
from joinedup.record.signing import replace_lost_key, rotate_key, start_keys
from joinedup.record.tests.logs import do, exported, signed, tamper
from joinedup.record.verification import verify
from verifier import joinedup_verify as offline

FILE = Path(__file__).with_name("joinedup_verify.py")
CHANGES = 1000

# RFC 8032, section 7.1: secret key, public key, message, signature
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
        "4a7c15e9716ed28dc027beceea1ec40a",
    ),
]
# golang.org/x/mod/sumdb/note: the example of its documentation
NOTE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NOTE = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


@pytest.fixture
def log(cast: Cast, settings: Settings, tmp_path: Path) -> bytes:
    """The export of a log with two keys, three checkpoints, and an entry that no checkpoint covers yet."""
    settings.CHECKPOINT_KEYS, settings.CHECKPOINT_KEY = tmp_path / "keys", ""
    settings.SITE_URL = "https://joinedup.example"
    start_keys(NOW)
    signed(cast, 4, 3)
    rotate_key(NOW)
    signed(cast, 2, minute=2)
    do(cast, 1)
    sequence()
    return exported()


def faults(raw: bytes, **trusted: object) -> list[str]:
    """What the verifier finds wrong with a file."""
    check = offline.Check(**trusted)  # type: ignore[arg-type]
    check.read(BytesIO(raw))
    return check.faults


def lines(log: bytes) -> list[bytes]:
    return log.splitlines(keepends=True)


def number_of(log: bytes, start: bytes) -> int:
    """The index of the first line that begins like this."""
    return next(number for number, line in enumerate(lines(log)) if line.startswith(start))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """The verifier as somebody runs it who has nothing of ours: by itself, without our packages."""
    command = [sys.executable, "-I", "-S", str(FILE), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


# It stands alone


def test_it_imports_nothing_but_the_standard_library_and_opens_no_connection() -> None:
    tree = ast.parse(FILE.read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in imports if isinstance(node, ast.ImportFrom)}
    assert names <= sys.stdlib_module_names
    assert names & {"socket", "urllib", "http", "ssl", "subprocess", "importlib"} == set()


def test_it_is_written_in_the_python_of_its_promise() -> None:
    ast.parse(FILE.read_text(), feature_version=(3, 9))


# It computes what the standards say


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_signatures_are_those_of_rfc_8032(secret: str, public: str, message: str, signature: str) -> None:
    key = offline.PublicKey("test", bytes.fromhex(public))
    said, made = bytes.fromhex(message), bytes.fromhex(signature)
    assert key.signed(said, made)
    assert not key.signed(said + b"x", made)
    assert not key.signed(said, made[:-1] + bytes([made[-1] ^ 1]))


@given(some.binary(min_size=32, max_size=32), some.binary(max_size=100), some.integers(0, 511))
def test_it_agrees_with_another_implementation_about_signatures(secret: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(secret)
    key, signature = offline.PublicKey("test", private.public_key().public_bytes_raw()), private.sign(message)
    assert key.signed(message, signature)
    changed = bytearray(signature)
    changed[bit // 8] ^= 1 << bit % 8
    assert not key.signed(message, bytes(changed))


def test_a_signature_whose_number_was_made_larger_by_the_order_is_refused() -> None:
    _, public, message, signature = RFC_8032[1]
    made = bytes.fromhex(signature)
    larger = int.from_bytes(made[32:], "little") + offline.ORDER
    forged = made[:32] + larger.to_bytes(32, "little")
    assert not offline.PublicKey("test", bytes.fromhex(public)).signed(bytes.fromhex(message), forged)


def test_bytes_that_are_no_point_are_no_key() -> None:
    assert not offline.PublicKey("test", b"\xff" * 32).signed(b"", bytes(64))
    assert not offline.PublicKey("test", (2).to_bytes(32, "little")).signed(b"", bytes(64))


def test_notes_are_those_of_the_signed_note_format() -> None:
    key = offline.public_key(NOTE_KEY)
    assert offline.Note(NOTE).is_signed_by(key)
    assert not offline.Note(NOTE.replace("problem,", "problem.")).is_signed_by(key)


@given(some.lists(some.binary(max_size=4), max_size=40))
def test_the_tree_is_that_of_the_site_whose_tests_hold_it_to_rfc_6962(entries: list[bytes]) -> None:
    tree = offline.Tree()
    for entry in entries:
        tree.add(offline.leaf_hash(entry))
    assert tree.root() == root(leaf_hash(entry) for entry in entries)


@given(some.integers(1, 40), some.data())
def test_a_path_leads_to_the_root_of_its_own_leaf_only(size: int, data: some.DataObject) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    position = data.draw(some.integers(0, size - 1))
    path = [root(leaves[start:end]) for start, end in path_ranges(position, size)]
    assert offline.root_from_path(leaves[position], position, size, path) == root(leaves)
    other = data.draw(some.integers(0, size - 1).filter(lambda one: size == 1 or one != position))
    if size > 1:
        assert offline.root_from_path(leaves[position], other, size, path) != root(leaves)
    assert offline.root_from_path(leaves[position], position, size, [*path, bytes(32)]) is None


PLAIN = some.recursive(
    some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1) | some.text(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_canonical_json_is_that_of_rfc_8785(value: object) -> None:
    raw = rfc8785.dumps(value)  # type: ignore[arg-type]
    assert offline.canonical(value).encode() == raw
    assert offline.read_canonical(raw) == value


@pytest.mark.parametrize(
    "raw",
    [b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":1}', b'{"a":1.0}', b'{"a":9007199254740992}', b'{"a":NaN}',
     b'"\\u0041"', b'"\xff"', b'"\\ud800"', b"{", b"", b"[" * 100_000],
)  # fmt: skip
def test_what_is_not_canonical_is_refused(raw: bytes) -> None:
    with pytest.raises(offline.NotCanonical):
        offline.read_canonical(raw)


# It agrees with the site


def test_an_untouched_log_verifies_here_and_there(log: bytes, tmp_path: Path) -> None:
    assert faults(log) == []
    assert verify().faults == []
    (tmp_path / "record.jsonl").write_bytes(log)
    done = run(str(tmp_path / "record.jsonl"))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "Checked: 12 entries, 3 checkpoints, 2 keys."
    assert done.stdout.splitlines()[2] == "No signature covers the last 1 entries yet."
    assert done.stdout.splitlines()[-1] == "Nothing is wrong."


def test_both_verifiers_name_one_changed_byte_of_one_entrys_facts(log: bytes, tmp_path: Path) -> None:
    entry = Leaf.objects.get(position=3).entry_id
    tamper(f"UPDATE record_entry SET facts = '{{\"number\":3}}' WHERE id = {entry}")  # noqa: S608
    assert verify().faults == [f"Entry {entry} at position 3 has been changed."]
    (tmp_path / "record.jsonl").write_bytes(exported())
    done = run(str(tmp_path / "record.jsonl"))
    line = number_of(exported(), b'{"entry"') + 3 + 1
    assert done.returncode == 1
    assert done.stdout.splitlines()[-2:] == [
        f"Line {line}: entry {entry} at position 3 has been changed: it is not what its leaf says.",
        "1 thing is wrong.",
    ]


@pytest.mark.parametrize(
    ("change", "here", "there"),
    [
        ("DELETE FROM record_entry WHERE id = {entry}", "has been removed.", "has been removed."),
        (
            "DELETE FROM record_leaf WHERE position = 3",
            "Position 3 is missing: the next leaf stands at 4.",
            "position 3 is missing before position 4.",
        ),
        (
            "UPDATE record_leaf SET hash = (SELECT hash FROM record_leaf WHERE position = 4) WHERE position = 3",
            "has been changed.",
            "has been changed: it is not what its leaf says.",
        ),
        ("DELETE FROM record_leaf WHERE position > 9", "end has been removed.", "its end has been removed."),
        ("UPDATE record_checkpoint SET signed_at = '2001-01-01 00:00:00+00:00'", "is not signed", "is not signed"),
        ("UPDATE record_entry SET at = '2001-01-01 00:00:00+00:00' WHERE id = {entry}", "changed", "changed"),
    ],
)
def test_both_verifiers_see_what_was_done_behind_the_sites_back(log: bytes, change: str, here: str, there: str) -> None:
    tamper(change.format(entry=Leaf.objects.get(position=3).entry_id))
    assert any(here in fault for fault in verify().faults)
    assert any(there in fault for fault in faults(exported()))


# It sees every change of the file


def test_each_of_a_thousand_changed_bytes_is_seen_and_nearly_all_are_named_with_their_line(log: bytes) -> None:
    dice = random.Random(20310506)  # noqa: S311 — where a test changes a byte is no secret
    unseen, unnamed = [], []
    for _ in range(CHANGES):
        place, by = dice.randrange(len(log)), dice.randrange(1, 256)
        changed = bytearray(log)
        changed[place] ^= by
        line = log.count(b"\n", 0, place) + 1
        try:
            found = faults(bytes(changed))
        except offline.CannotCheck as reason:
            found = [str(reason)]
        if not found:
            unseen.append((place, by))
        if not any(fault.startswith((f"Line {line}:", f"Line {line} ")) for fault in found):
            unnamed.append((place, by, found))
    assert unseen == []
    assert unnamed == []


@pytest.mark.parametrize("place", ["a line", "half a line", "all but the header", "the last byte"])
def test_a_file_that_was_cut_short_is_said_to_be(log: bytes, place: str) -> None:
    until = {
        "a line": len(log) - len(lines(log)[-1]),
        "half a line": len(log) - 90,
        "all but the header": len(lines(log)[0]),
        "the last byte": len(log) - 1,
    }[place]
    assert faults(log[:until])[-1].endswith("the file stops here, before its end: it has been cut short.")


def test_a_reordered_pair_is_named(log: bytes) -> None:
    first = number_of(log, b'{"entry"') + 1
    changed = lines(log)
    changed[first], changed[first + 1] = changed[first + 1], changed[first]
    assert faults(b"".join(changed))[:2] == [
        f"Line {first + 1}: position 1 is missing before position 2.",
        f"Line {first + 2}: position 1 stands out of order or twice.",
    ]


def mended(changed: list[bytes]) -> bytes:
    """A file whose end fits what stands before it, as whoever changes it would write."""
    body = b"".join(changed[:-1])
    end = json.loads(changed[-1])["end"]
    end |= {
        "entries": sum(line.startswith(b'{"entry"') for line in changed),
        "checkpoints": sum(line.startswith(b'{"checkpoint"') for line in changed),
        "keys": sum(line.startswith(b'{"key"') for line in changed),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    return body + rfc8785.dumps({"end": end}) + b"\n"


def test_a_removed_last_row_is_seen_although_the_end_was_mended(log: bytes) -> None:
    changed = lines(log)
    last_checkpoint = max(number for number, line in enumerate(changed) if line.startswith(b'{"checkpoint"'))
    assert changed.pop(last_checkpoint - 1).startswith(b'{"entry"')
    assert faults(mended(changed))[0] == (
        f"Line {last_checkpoint}: the checkpoint of 11 entries covers more than the log holds here (10): its end has "
        "been removed."
    )


def test_a_row_that_no_checkpoint_covers_yet_is_the_only_one_that_can_go_unseen(log: bytes) -> None:
    """It is why a checkpoint is signed each minute, and why the verifier says how many are not covered."""
    changed = [line for line in lines(log) if b'"position":11}' not in line]
    assert faults(mended(changed)) == []


def test_a_key_that_was_taken_out_is_missed_although_the_end_was_mended(log: bytes) -> None:
    for number, line in enumerate(lines(log)):
        if line.startswith(b'{"key"'):
            assert faults(mended(lines(log)[:number] + lines(log)[number + 1 :])) != []


def test_a_log_that_was_written_anew_is_caught_by_the_checkpoint_that_a_partner_holds(
    log: bytes, cast: Cast, tmp_path: Path, settings: Settings
) -> None:
    held = reads.latest_checkpoint()
    assert held is not None
    letter = tmp_path / "letter.txt"
    letter.write_text(
        "Dear all,\r\n\r\n" + "".join(f"> {line}\r\n" for line in held.note.splitlines()) + "\r\nYours\r\n"
    )
    (tmp_path / "record.jsonl").write_bytes(log)
    fine = run(str(tmp_path / "record.jsonl"), "--checkpoint", str(letter))
    assert (
        fine.returncode,
        f"The checkpoint in {letter} agrees with the log: {held.size} entries." in fine.stdout,
    ) == (
        0,
        True,
    )
    write_anew(cast, settings, tmp_path / "other keys")
    (tmp_path / "anew.jsonl").write_bytes(exported())
    assert faults(exported()) == []
    assert verify().faults == []
    done = run(str(tmp_path / "anew.jsonl"), "--checkpoint", str(letter))
    assert done.returncode == 1
    assert done.stdout.splitlines()[-3:] == [
        f"The checkpoint in {letter} is not signed by any key of this log.",
        f"The checkpoint in {letter} differs from the log: among the first {held.size} entries something is not what "
        "it was when the checkpoint was signed.",
        "2 things are wrong.",
    ]


def write_anew(cast: Cast, settings: Settings, folder: Path) -> None:
    """What the database's owner can do: forget everything and write another past, with keys of their own."""
    tamper(
        "DELETE FROM record_checkpoint",
        "UPDATE record_checkpointkey SET former_id = NULL",
        "DELETE FROM record_checkpointkey",
        "DELETE FROM record_leaf",
        "DELETE FROM record_entry",
    )
    settings.CHECKPOINT_KEYS = folder
    start_keys(NOW)
    signed(cast, 20)


def test_a_held_checkpoint_of_more_than_the_log_holds_shows_that_its_end_was_removed(log: bytes, cast: Cast) -> None:
    signed(cast, 5, minute=9)
    held = reads.latest_checkpoint()
    assert held is not None
    found = faults(log, held=[("mine", offline.Checkpoint(held.note))])
    assert found == [f"The checkpoint in mine covers {held.size} entries and this file 12: what came last was removed."]


def test_a_log_verifies_after_many_years_of_rotated_keys(log: bytes, cast: Cast) -> None:
    first, held = CheckpointKey.objects.order_by("pk")[0], reads.latest_checkpoint()
    assert held is not None
    for year in range(5):
        rotate_key(NOW)
        signed(cast, 2, minute=10 + year)
    key = offline.public_key(first.verifier_key)
    assert faults(exported(), held=[("mine", offline.Checkpoint(held.note))], trusted=[key]) == []
    assert verify().holds


def test_a_lost_key_is_a_fault_until_somebody_who_knows_says_that_the_new_one_is_right(
    log: bytes, cast: Cast, settings: Settings
) -> None:
    for file in Path(settings.CHECKPOINT_KEYS).iterdir():
        file.unlink()
    fresh = replace_lost_key(NOW)
    signed(cast, 2, minute=9)
    (fault,) = faults(exported())
    assert f"the key {fresh.key_id} begins a new chain of keys" in fault
    assert "No computation can tell whether that is so" in fault
    assert faults(exported(), trusted=[offline.public_key(fresh.verifier_key)]) == []
    old = CheckpointKey.objects.order_by("pk")[0]
    assert faults(exported(), trusted=[offline.public_key(old.verifier_key)]) == [fault]


def test_a_public_key_that_is_none_of_the_logs_is_a_fault(log: bytes) -> None:
    assert faults(log, trusted=[offline.public_key(NOTE_KEY)]) == [
        "The public key c74f20a3 that you hold is none of this log's."
    ]


def test_what_is_no_file_of_ours_is_said_and_exits_with_2(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(bytes(range(256)))
    for words in ([str(tmp_path / "picture.png")], [str(tmp_path / "none")], [str(FILE), "--public-key", "x"]):
        done = run(*words)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.startswith("This could not be checked: ")
    assert run().returncode == 2


# The proof of one entry


@pytest.mark.parametrize("position", [0, 6, 10])
def test_the_proof_of_one_entry_verifies_and_holds_no_other(log: bytes, position: int) -> None:
    file = BytesIO()
    checkpoint = export_proof(Leaf.objects.get(position=position).entry_id, file)
    assert checkpoint == reads.latest_checkpoint()
    assert faults(file.getvalue()) == []
    assert file.getvalue().count(b'{"entry":') == 1
    assert faults(file.getvalue(), held=[("mine", offline.Checkpoint(checkpoint.note))]) == []


def test_a_proof_changed_in_any_byte_is_seen(log: bytes) -> None:
    file = BytesIO()
    export_proof(Leaf.objects.get(position=5).entry_id, file)
    for place in range(0, len(file.getvalue()), 7):
        changed = bytearray(file.getvalue())
        changed[place] ^= 1
        try:
            assert faults(bytes(changed)) != []
        except offline.CannotCheck as reason:
            assert str(reason).startswith("Line 1 ")  # noqa: PT017 — either is a way to see it


@pytest.mark.parametrize("without", [b'{"path"', b'{"checkpoint"', b'{"entry"', b'{"key"'])
def test_a_proof_that_lacks_a_part_proves_nothing(log: bytes, without: bytes) -> None:
    file = BytesIO()
    export_proof(Leaf.objects.get(position=5).entry_id, file)
    kept = [line for line in lines(file.getvalue()) if not line.startswith(without)]
    assert faults(mended(kept)) != []


def test_an_entry_that_no_checkpoint_covers_cannot_be_proved_yet(log: bytes) -> None:
    last = Entry.objects.order_by("-pk")[0]
    for entry_id in (last.pk, 10**9):
        with pytest.raises(CannotProve, match="No checkpoint covers"):
            export_proof(entry_id, BytesIO())


def test_a_key_in_one_word_is_taken_only_if_its_id_fits() -> None:
    name, _, packed = NOTE_KEY.split("+", 2)
    with pytest.raises(ValueError, match="does not fit"):
        offline.public_key(f"{name}+00000000+{packed}")
    with pytest.raises(ValueError, match="not an Ed25519 key"):
        offline.public_key(f"{name}+00000000+{base64.b64encode(b'short').decode()}")
