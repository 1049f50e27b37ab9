from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Entry(models.Model):
    """One thing that was done: what, to which noun, by whom, when. Written once; the database refuses changes.

    Actors and subjects are references, not foreign keys, so an entry survives the erasure of both. Free text never
    stands here: `text_hash` is a salted hash of it, text and salt live with the noun.
    """

    at = models.DateTimeField(db_index=True)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=60, db_index=True)
    actor = models.CharField(max_length=60, blank=True)
    partnership = models.CharField(max_length=60, blank=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    text_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [models.Index(fields=["partnership", "-id"], name="entry_of_partnership")]


class Leaf(models.Model):
    """An entry's place in the log: position and hash, given after commit by the one sequencer."""

    position = models.PositiveBigIntegerField(primary_key=True)
    entry_id = models.PositiveBigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
