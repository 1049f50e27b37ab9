from django.db import models

from joinedup.frame.salts import SaltField


class Noun(models.Model):
    """What every noun with a page of its own has: a version that forms post back, a salt, and its reference as address.

    Each noun says its own `reference`, since the field names the kind.
    """

    version = models.PositiveIntegerField(default=1)
    salt = SaltField()

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return f"/{self.reference}/"  # type: ignore[attr-defined]


class ReferenceCounter(models.Model):
    """The last number given to a kind of reference."""

    kind = models.CharField(max_length=20, primary_key=True)
    last = models.PositiveBigIntegerField(default=0)


class Once(models.Model):
    """A form that has been acted on, so that sending it again does nothing more. Kept for 90 days."""

    key = models.CharField(max_length=64, primary_key=True)
    request_hash = models.CharField(max_length=64)
    address = models.CharField(max_length=300)
    at = models.DateTimeField(db_index=True)


class Tally(models.Model):
    """How often something was done under a mark until a moment, over all processes. It goes once that has passed."""

    key = models.CharField(max_length=64, primary_key=True)
    number = models.PositiveIntegerField()
    until = models.DateTimeField(db_index=True)


class Letter(models.Model):
    """A message written in the transaction that caused it, and sent afterwards by the worker.

    `stop_at` is the address at which its reader stops letters of this sort, for those that come regularly.
    """

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    stop_at = models.CharField(max_length=300, blank=True)
    written_at = models.DateTimeField()
    not_before = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(sent_at__isnull=True), name="letter_waiting"),
        ]


class SearchText(models.Model):
    """The words of one noun that search finds, written by the database's own triggers whenever the noun is.

    Derived from the nouns: laid and filled by `frame.search.laying`, left out of backups. `key` is the noun's own key
    and its kind's rank in one number, so that texts in order of their keys are in order of their kinds. `visibility`
    is empty where a noun does not say itself whom it is for. `maker` is the organisation that makes it.
    """

    key = models.BigIntegerField(primary_key=True)
    reference = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    partnership = models.BigIntegerField(null=True)
    visibility = models.CharField(max_length=8)
    place = models.BigIntegerField(null=True)
    maker = models.BigIntegerField(null=True)
    title = models.TextField()
    body = models.TextField()

    class Meta:
        managed = False
