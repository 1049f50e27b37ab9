"""Keeping a conversation fit to take part in: what was moved and why, what was reported, what was appealed against."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.partners.models import Account
from joinedup.voice.models.conversations import Conversation
from joinedup.voice.models.statements import Statement
from joinedup.voice.models.taking_part import Participant


class Move(Noun):
    """One act of moderation, with its public reason. Rows are added; a move is taken back by another."""

    class Kind(models.TextChoices):
        SHOW = "show", _("shown")
        HIDE = "hide", _("hidden")
        MERGE = "merge", _("put together with another")
        SPLIT = "split", _("taken apart again")
        PROTECT = "protect", _("protected for a time")
        REOPEN = "reopen", _("opened again")
        REVERT = "revert", _("put back as it was")

    reference = ReferenceField("move")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="moves")
    about = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    reason = ProseField()
    until_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    post = LineField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="move_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(kind="protect") | Q(until_on__isnull=False), name="protection_has_an_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about_in_words}: {self.get_kind_display()}"

    @property
    def about_in_words(self) -> str:
        """What it is about, by its reference: “Draft JU-3”."""
        kind, _slash, code = self.about.partition("/")
        return f"{kind.capitalize()} {code}"


class Report(models.Model):
    """That somebody says a statement or another text breaks the house rules; one reporter counts once a text."""

    class Kind(models.TextChoices):
        PERSONAL = "personal", _("tells something private about somebody")
        ABUSE = "abuse", _("is abuse or a threat")
        ADVERT = "advert", _("sells something")
        SAME = "same", _("says the same as another")
        OTHER = "other", _("something else")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="reports")
    about = models.CharField(max_length=40)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = LineField(blank=True)
    mark = models.CharField(max_length=64)
    said_at = models.DateTimeField()
    settled_by = models.ForeignKey(Move, models.SET_NULL, null=True, related_name="settles")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["about", "mark"], name="reported_once")]
        indexes = [models.Index(fields=["conversation", "settled_at"], name="report_waiting")]


class Appeal(Noun):
    """That whoever made something asks for a move to be looked at again, and what was decided by somebody else."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        UPHELD = "upheld", _("the move was wrong, and is taken back")
        REJECTED = "rejected", _("the move stands, because …")

    reference = ReferenceField("appeal")
    move = models.OneToOneField(Move, models.PROTECT, related_name="appeal")
    said_by = models.ForeignKey(Participant, models.PROTECT, related_name="appeals")
    words = ProseField()
    said_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    reason = ProseField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state="waiting") | ~Q(reason=""), name="appeal_decided_with_reason"),
        ]

    def __str__(self) -> str:
        return str(self.get_state_display())


class Burst(models.Model):
    """Votes or statements that came together in a way that people seldom do: shown to whoever facilitates, who decides.

    `key` is what makes it one burst: it is found once.
    """

    class Sign(models.TextChoices):
        NETWORK = "network", _("many from one network in a short time, voting alike")
        MAIL_HOST = "mail_host", _("many addresses of one mail host in a short time, voting alike")
        ONE_STATEMENT = "one", _("many who saw only one statement")
        SAME_WORDS = "words", _("the same words again and again")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="bursts")
    sign = models.CharField(max_length=9, choices=Sign.choices)
    statement = models.ForeignKey(Statement, models.CASCADE, null=True, related_name="bursts")
    key = models.CharField(max_length=64)
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    found_at = models.DateTimeField()
    participants = models.ManyToManyField(Participant, related_name="bursts")
    left_out = models.BooleanField(default=False)
    reason = ProseField(blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "key"], name="burst_found_once"),
            models.CheckConstraint(condition=Q(left_out=False) | ~Q(reason=""), name="burst_left_out_with_reason"),
        ]
