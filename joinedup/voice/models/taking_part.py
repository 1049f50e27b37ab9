"""Who takes part in a conversation, by which way, and what they say of themselves and of it."""

from django.core.signing import Signer
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.text import LineField, ProseField
from joinedup.partners.models import Account, Organisation
from joinedup.voice.models.conversations import Channel, Conversation, Hearing, Influence

LETTERS = Signer(salt="letters of a conversation")


class Participant(models.Model):
    """Somebody who takes part in one conversation: by an account, as a guest, or on paper or by telephone.

    `guest_mark` is the hash of the secret in a guest's browser. `network` is a mark of where they came from, kept for
    a short time to see bursts. `entered_by` is who typed in what came on paper; `slip` is that paper's number.
    `takes_letters`: whether an account is written to when its words are answered. `number` stands for them in the
    published votes: drawn by lot when these are sealed, so that it says nothing of who they are.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="participants")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="takes_part")
    guest_mark = models.CharField(max_length=64, blank=True)
    channel = models.CharField(max_length=7, choices=Channel.Kind.choices, default=Channel.Kind.ONLINE)
    entered_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    slip = models.CharField(max_length=20, blank=True)
    speaks_for = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    network = models.CharField(max_length=64, blank=True, db_index=True)
    mail_host = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=2, default="en")
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    takes_letters = models.BooleanField(default=True)
    number = models.PositiveIntegerField(null=True)
    groups = models.ManyToManyField(Hearing, related_name="participants")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation", "account"], condition=Q(account__isnull=False), name="account_takes_part_once"
            ),
            models.UniqueConstraint(
                fields=["conversation", "guest_mark"], condition=~Q(guest_mark=""), name="guest_takes_part_once"
            ),
            models.UniqueConstraint(fields=["conversation", "slip"], condition=~Q(slip=""), name="slip_entered_once"),
            models.CheckConstraint(
                condition=Q(left_at__isnull=False)
                | Q(account__isnull=False)
                | ~Q(guest_mark="")
                | Q(entered_by__isnull=False),
                name="participant_is_somebody",
            ),
            models.UniqueConstraint(
                fields=["conversation", "number"], condition=Q(number__isnull=False), name="participant_number_once"
            ),
            models.CheckConstraint(condition=Q(slip="") | Q(entered_by__isnull=False), name="slip_entered_by_somebody"),
        ]

    @property
    def stop_page(self) -> str:
        """Where letters about this conversation are stopped without signing in. Only the letters name it."""
        return f"/stop-answers/{LETTERS.sign(str(self.pk))}/"


class Admission(models.Model):
    """That a code or an address lets somebody take part, once. Neither is kept: only its mark.

    The mark of somebody who left for good lets nobody in: their votes stay, so they do not vote again. Nothing in it
    leads to what they said.
    """

    class Way(models.TextChoices):
        CODE = "code", _("code")
        ADDRESS = "address", _("e-mail address")
        LEFT = "left", _("somebody who left for good")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="admissions")
    way = models.CharField(max_length=7, choices=Way.choices)
    mark = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    used_by = models.OneToOneField(Participant, models.SET_NULL, null=True, related_name="admission")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "mark"], name="admission_once")]


class Felt(models.Model):
    """How far a participant thinks they were heard, and whether they see the question differently now; said once."""

    participant = models.OneToOneField(Participant, models.CASCADE, related_name="felt")
    influence = models.CharField(max_length=8, choices=Influence.choices)
    sees_it_differently = models.BooleanField(default=False)
    commits_to = LineField(blank=True)
    words = ProseField(blank=True)
    said_at = models.DateTimeField()
