"""What people say in a conversation, and how others vote on it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.partners.models import Account
from joinedup.voice.models.conversations import Conversation
from joinedup.voice.models.taking_part import Participant

FIRST_PRIORITY = 5.0625  # what the formula of the map gives a statement without votes
LONGEST_KEPT = 2_240  # code points: a reader counts at most 280 characters; what was said elsewhere may be longer


class Statement(Noun):
    """One thing that somebody says, in a line, for others to agree with or not. Its words never change.

    `number` counts within its conversation. `seeded_by` is who put it there to begin with. `priority` says how much a
    vote on it would teach, from the last map. One that was withdrawn has lost its words.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("not shown")
        MERGED = "merged", _("says the same as another")
        WITHDRAWN = "withdrawn", _("taken back by whoever said it")

    reference = ReferenceField("statement")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="statements")
    number = models.PositiveIntegerField()
    words = LineField(max_length=LONGEST_KEPT, blank=True)
    look = models.CharField(max_length=64)
    language = models.CharField(max_length=2, default="en")
    said_by = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="statements")
    seeded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    state_at = models.DateTimeField()
    because = ProseField(blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged")
    priority = models.FloatField(default=FIRST_PRIORITY)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "number"], name="statement_number_once"),
            models.CheckConstraint(condition=~Q(state="hidden") | ~Q(because=""), name="statement_hidden_with_reason"),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="statement_merged_into_another",
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="statement_not_merged_into_itself"),
            models.CheckConstraint(condition=~Q(words="") | Q(state="withdrawn"), name="statement_says_something"),
        ]
        indexes = [
            models.Index(fields=["conversation", "state", "-priority"], name="statement_next"),
            models.Index(fields=["conversation", "look"], name="statement_look"),
        ]

    def __str__(self) -> str:
        return self.words or str(_("a statement that was taken back"))


class Vote(models.Model):
    """What one participant thinks of one statement: 1 agrees, -1 disagrees, 0 passes. It can be changed while open.

    The index that keeps a vote from being cast twice begins with the participant, and so finds their votes as well.
    """

    statement = models.ForeignKey(Statement, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes", db_index=False)
    value = models.SmallIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["participant", "statement"], name="vote_once"),
            models.CheckConstraint(condition=Q(value__in=(-1, 0, 1)), name="vote_agrees_disagrees_or_passes"),
        ]


class OpinionMap(models.Model):
    """A map of opinion as it was drawn: from how many votes, cast until when, and what came out (`reckon.opinion`).

    `without_bursts` tells the map of all votes from the one that leaves out participants of bursts.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="maps")
    without_bursts = models.BooleanField(default=False)
    drawn_at = models.DateTimeField()
    votes_until = models.DateTimeField(null=True)
    votes = models.PositiveIntegerField()
    participants = models.PositiveIntegerField()
    result = models.JSONField()
    result_hash = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["conversation", "without_bursts", "-drawn_at"], name="opinion_map_latest")]
