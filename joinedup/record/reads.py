"""Look-ups of what the record shows to everybody: checkpoints and keys. Entries are never among them."""

from django.db.models import QuerySet

from joinedup.record.models import Checkpoint, CheckpointKey


def latest_checkpoint() -> Checkpoint | None:
    """The checkpoint of the largest size, with its key; None before the first. One SQL query."""
    return checkpoints().first()


def checkpoints() -> "QuerySet[Checkpoint]":
    """Every checkpoint, the latest first, each with its key."""
    return Checkpoint.objects.select_related("key").order_by("-size")


def latest_key() -> CheckpointKey | None:
    """The key that signs the next checkpoint; None before the first. One SQL query."""
    return CheckpointKey.objects.order_by("-pk").first()


def signing_keys() -> "QuerySet[CheckpointKey]":
    """Every key, in the order in which they came into use, each with the former one."""
    return CheckpointKey.objects.select_related("former").order_by("pk")
