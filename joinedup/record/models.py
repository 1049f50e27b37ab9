from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from joinedup.record import notes


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


class Waiting(models.Model):
    """An entry that still awaits its leaf. Written with the entry, gone once the leaf is there.

    So the sequencer reads what is waiting and never searches the log, however late a transaction commits.
    """

    entry_id = models.PositiveBigIntegerField(primary_key=True)


class CheckpointKey(models.Model):
    """A public key that signs checkpoints. Its private half never stands in the database.

    `statement` is a signed note that says which key signs from which size on: signed by the key itself and, unless it
    starts a chain of its own, by the `former` key.
    """

    key_id = models.CharField(max_length=8, unique=True)
    origin = models.CharField(max_length=200)
    public_key = models.CharField(max_length=64)
    from_size = models.PositiveBigIntegerField()
    made_at = models.DateTimeField()
    former = models.OneToOneField("self", models.PROTECT, null=True, related_name="next")
    statement = models.TextField()

    salt = ""  # no text of it enters the record

    @property
    def reference(self) -> str:
        return f"checkpoint-key/{self.key_id}"

    @property
    def body(self) -> str:
        """The text that its statement signs."""
        return notes.statement_body(self.origin, bytes.fromhex(self.public_key), self.from_size, self.made_at)

    @property
    def verifier_key(self) -> str:
        """The public key in one word, as the verifier takes it."""
        return notes.verifier_key(self.origin, bytes.fromhex(self.public_key))


class Checkpoint(models.Model):
    """The log's size and root at one moment, signed: whoever holds one can prove any later change of what it covers.

    `subtrees` are the hashes of the complete subtrees, largest first, so that the next checkpoint reads only what
    came since.
    """

    size = models.PositiveBigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    subtrees = models.JSONField()
    signed_at = models.DateTimeField(db_index=True)
    key = models.ForeignKey(CheckpointKey, models.PROTECT, related_name="checkpoints")
    signature = models.CharField(max_length=128)

    @property
    def body(self) -> str:
        """The text that is signed."""
        return notes.checkpoint_body(self.key.origin, self.size, bytes.fromhex(self.root), self.signed_at)

    @property
    def note(self) -> str:
        """The checkpoint as it is handed out: a signed note (C2SP tlog-checkpoint)."""
        return notes.signed(self.body, (self.key.origin, self.key.key_id, bytes.fromhex(self.signature)))
