"""Roots that checkpoints kept are those of the leaves, and several entries are proved at once."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record import reads
from joinedup.record.faults import CannotProve
from joinedup.record.merkle import path_ranges, root
from joinedup.record.models import Entry, Leaf
from joinedup.record.proofs import Roots, proofs_of
from joinedup.record.signing import start_keys
from joinedup.record.tests.logs import do, signed, tamper
from joinedup.record.walk import hashes
from verifier import joinedup_verify as offline


@pytest.fixture
def log(cast: Cast, settings: Settings, tmp_path: Path) -> int:
    """A log of many small checkpoints; how many entries they cover."""
    settings.CHECKPOINT_KEYS, settings.CHECKPOINT_KEY = tmp_path / "keys", ""
    start_keys(NOW)
    signed(cast, 1, 3, 5, 2, 1, 7, 4, 6, 3)
    return reads.log_size()


def test_every_root_beside_every_path_is_that_of_its_leaves(log: int) -> None:
    roots = Roots(few=1)
    ranges = {within for position in range(log) for within in path_ranges(position, log)}
    assert {within: roots.of(*within) for within in ranges} == {within: root(hashes(*within)) for within in ranges}


def test_a_root_that_a_checkpoint_kept_is_not_computed_from_leaves(log: int) -> None:
    expected = root(hashes(0, 16))
    tamper("DELETE FROM record_leaf WHERE position < 16")
    assert Roots(few=1).of(0, 16) == expected


def test_each_of_several_entries_is_proved_to_one_checkpoint(log: int) -> None:
    checkpoint = reads.latest_checkpoint()
    assert checkpoint is not None
    wanted = list(Leaf.objects.filter(position__in=[0, 7, log - 1]).values_list("entry_id", flat=True))
    proofs = list(proofs_of(wanted, checkpoint))
    assert [proved.step.position for proved in proofs] == [0, 7, log - 1]
    for proved in proofs:
        path = [bytes.fromhex(node) for node in proved.path]
        leaf = bytes.fromhex(proved.step.leaf)
        led = offline.root_from_path(leaf, proved.step.position, checkpoint.size, path)
        assert led == bytes.fromhex(checkpoint.root)


def test_an_entry_that_the_checkpoint_does_not_cover_is_not_proved(log: int, cast: Cast) -> None:
    checkpoint = reads.latest_checkpoint()
    assert checkpoint is not None
    do(cast)
    with pytest.raises(CannotProve):
        list(proofs_of([Entry.objects.latest("pk").pk], checkpoint))
