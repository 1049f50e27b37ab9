"""Who follows what. What is followed is a reference, so one table serves every kind of noun."""

from datetime import datetime

from django.core.signing import Signer
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.partners.models import Account

REQUESTS = Signer(salt="follow request")
FOLLOWERS = Signer(salt="follower")


class Follower(models.Model):
    """Whoever is written to about what they follow: an account, or an e-mail address that confirmed it.

    `told_until` is a position in the record: what stands below it has been told. `told_on` is the day on which the
    record was last looked through for this follower, and `witnessed` the size of the last checkpoint that was sent.
    """

    class Rhythm(models.TextChoices):
        DAILY = "daily", _("Once a day, if anything changed")
        WEEKLY = "weekly", _("Once a week, if anything changed")
        NONE = "none", _("No letters")

    account = models.OneToOneField(Account, models.CASCADE, null=True, related_name="follower")
    email = models.EmailField(blank=True)
    rhythm = models.CharField(max_length=6, choices=Rhythm.choices, default=Rhythm.DAILY)
    is_witness = models.BooleanField(default=False)
    told_until = models.PositiveBigIntegerField()
    told_on = models.DateField()
    witnessed = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(email=""), name="follower_address_once"),
            models.CheckConstraint(
                condition=Q(account__isnull=False, email="") | Q(account__isnull=True) & ~Q(email=""),
                name="follower_account_or_address",
            ),
        ]
        indexes = [models.Index(fields=["told_on", "told_until"], name="follower_due")]

    @property
    def own_page(self) -> str:
        """Where an address without an account says what it follows. Only its letters name it."""
        return f"/followed-by-mail/{FOLLOWERS.sign(str(self.pk))}/"

    @property
    def stop_page(self) -> str:
        """Where letters are stopped without signing in. Only the letters name it."""
        return f"/stop-letters/{FOLLOWERS.sign(str(self.pk))}/"


class Follow(models.Model):
    """One thing that a follower follows, and since when: what was done before is not told."""

    follower = models.ForeignKey(Follower, models.CASCADE, related_name="follows")
    reference = models.CharField(max_length=40)
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reference", "follower"], name="follow_once")]


class FollowRequest(models.Model):
    """An address that somebody typed to follow something. It counts once its holder uses the link in the letter."""

    email = models.EmailField(db_index=True)
    reference = models.CharField(max_length=40)
    asked_from = models.CharField(max_length=64, db_index=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    @property
    def link(self) -> str:
        """The address that only whoever receives the letter is given."""
        return f"/confirm-following/{REQUESTS.sign(str(self.pk))}/"

    def is_open(self, at: datetime) -> bool:
        """Whether the link still works: once, and in time."""
        return self.used_at is None and at < self.expires_at


class Seen(models.Model):
    """How far in the record an account has read its notifications."""

    account = models.OneToOneField(Account, models.CASCADE, related_name="seen")
    until = models.PositiveBigIntegerField(default=0)
