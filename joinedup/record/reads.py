"""Look-ups of what the record shows to everybody: its size, checkpoints and keys. Entries are never among them."""

from django.db.models import Max, QuerySet

from joinedup.record.models import Checkpoint, CheckpointKey, Leaf


def log_size() -> int:
    """How many positions of the log are given. One SQL query, by the primary key."""
    last = Leaf.objects.aggregate(last=Max("position"))["last"]
    return 0 if last is None else int(last) + 1


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
