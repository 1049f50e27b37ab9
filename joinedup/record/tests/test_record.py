"""The record: one entry a deed, no free text in it, nothing changed or removed without being seen."""

from datetime import UTC, datetime
from typing import Any

import pytest
import rfc8785
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as some

from joinedup.frame.insert_only import no_protection, protection
from joinedup.frame.salts import commitment_to
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record.actions import enter
from joinedup.record.canonical import FIELDS, bytes_of
from joinedup.record.models import Entry, Leaf, Waiting
from joinedup.record.sequencer import sequence
from joinedup.record.verification import verify

TABLES = ("record_entry", "record_leaf")


def _enter(cast: Cast, times: int = 1) -> None:
    for number in range(times):
        enter("renamed", cast.partnership, by=cast.ada, at=NOW, facts={"number": number}, texts={"name": "Starting"})


def test_an_entry_names_references_and_keeps_only_a_salted_hash_of_text(cast: Cast) -> None:
    _enter(cast)
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject, entry.actor) == ("renamed", cast.partnership.reference, cast.ada.reference)
    assert entry.text_hash == commitment_to({"name": "Starting"}, cast.partnership.salt)
    assert entry.text_hash != commitment_to({"name": "Starting"}, cast.ada.salt)


@pytest.mark.parametrize("change", ["UPDATE record_entry SET verb = 'kept'", "DELETE FROM record_entry"])
def test_the_database_refuses_to_change_or_remove_an_entry(cast: Cast, change: str) -> None:
    _enter(cast)
    with pytest.raises(DatabaseError, match="insert-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
    assert Entry.objects.get().verb == "renamed"


def test_each_entry_gets_one_leaf_in_order_and_a_second_run_adds_none(cast: Cast) -> None:
    _enter(cast, 5)
    assert (sequence(limit=3), sequence(), sequence()) == (3, 2, 0)
    assert list(Leaf.objects.order_by("position").values_list("position", flat=True)) == [0, 1, 2, 3, 4]
    assert list(Leaf.objects.order_by("position").values_list("entry_id", flat=True)) == list(
        Entry.objects.order_by("pk").values_list("pk", flat=True)
    )


def test_an_entry_that_commits_late_gets_the_next_position_though_its_number_is_lower(cast: Cast) -> None:
    _enter(cast, 3)
    first = Entry.objects.order_by("pk").values_list("pk", flat=True)[0]
    late = Entry.objects.get(pk=first)
    _tamper("DELETE FROM record_entry WHERE id = {entry}", entry=first)
    Waiting.objects.filter(pk=first).delete()
    sequence()
    late.save(force_insert=True)
    Waiting.objects.create(entry_id=first)
    sequence()
    assert Leaf.objects.get(entry_id=first).position == 2
    assert verify().holds


def test_an_untouched_record_verifies_with_its_size_and_root(cast: Cast) -> None:
    _enter(cast, 4)
    sequence(limit=3)
    found = verify()
    assert (found.holds, found.leaves, found.waiting, len(found.root)) == (True, 3, 1, 64)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("UPDATE record_entry SET verb = 'kept' WHERE id = {entry}", "Entry {entry} at position 1 has been changed."),
        ("DELETE FROM record_entry WHERE id = {entry}", "Entry {entry} at position 1 has been removed."),
        ("DELETE FROM record_leaf WHERE position = 1", "Position 1 is missing: the next leaf stands at 2."),
    ],
)
def test_verifying_names_what_was_tampered_with(cast: Cast, change: str, fault: str) -> None:
    _enter(cast, 3)
    sequence()
    entry = Leaf.objects.get(position=1).entry_id
    _tamper(change, entry=entry)
    assert verify().faults == [fault.format(entry=entry)]


def _tamper(change: str, *, entry: int) -> None:
    """Do what only somebody with the database's own keys could: lift the protection, change, put it back."""
    lifted = [statement for table in TABLES for statement in no_protection(table, connection.vendor)]
    restored = [statement for table in TABLES for statement in protection(table, connection.vendor)]
    with connection.cursor() as cursor:
        for statement in (*lifted, change.format(entry=entry), *restored):
            cursor.execute(statement)


@given(
    facts=some.dictionaries(
        some.text(some.characters(max_codepoint=0xD7FF), max_size=4),
        some.none() | some.booleans() | some.integers(-(2**53) + 1, 2**53 - 1) | some.text(max_size=6),
        max_size=4,
    ),
    at=some.datetimes(timezones=some.just(UTC)),
)
def test_an_entrys_bytes_are_those_of_rfc_8785(facts: dict[str, object], at: datetime) -> None:
    row: tuple[Any, ...] = (7, at, "renamed", "partnership/JU-1", "", "", facts, "")
    named: dict[str, Any] = dict(zip(FIELDS, row, strict=True)) | {
        "at": at.strftime("%Y").zfill(4) + at.strftime("-%m-%dT%H:%M:%S.%fZ")
    }
    assert bytes_of(row) == rfc8785.dumps(named)
