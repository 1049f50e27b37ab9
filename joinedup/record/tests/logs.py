"""A record to prove things of: entries, leaves, checkpoints and keys, and ways to do it harm."""

from io import BytesIO

from django.db import connection

from joinedup.frame.insert_only import no_protection, protection
from joinedup.partners.tests.cast import NOW, Cast
from joinedup.record.actions import enter
from joinedup.record.export import export
from joinedup.record.sequencer import sequence
from joinedup.record.signing import EVERY, sign_checkpoint

TABLES = ("record_entry", "record_leaf", "record_checkpoint", "record_checkpointkey")


def do(cast: Cast, times: int = 1) -> None:
    """Let so many things be done."""
    for number in range(times):
        enter("renamed", cast.partnership, by=cast.ada, at=NOW, facts={"number": number}, texts={"name": "Starting"})


def signed(cast: Cast, *sizes: int, minute: int = 0) -> None:
    """Let so many things be done before each of as many checkpoints."""
    for number, size in enumerate(sizes, minute):
        do(cast, size)
        sequence()
        assert sign_checkpoint(NOW + number * EVERY) == 1


def exported() -> bytes:
    """The log as its export writes it."""
    file = BytesIO()
    export(file)
    return file.getvalue()


def tamper(*changes: str) -> None:
    """Do what only somebody with the database's own keys could: lift the protection, change, put it back."""
    lifted = [statement for table in TABLES for statement in no_protection(table, connection.vendor)]
    restored = [statement for table in TABLES for statement in protection(table, connection.vendor)]
    with connection.cursor() as cursor:
        for statement in (*lifted, *changes, *restored):
            cursor.execute(statement)
