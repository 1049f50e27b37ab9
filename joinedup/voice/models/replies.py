"""What was decided about what people said, by whom and why, and what follows from it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.partners.models import Account, Person
from joinedup.voice.models.conversations import Conversation
from joinedup.voice.models.statements import Statement
from joinedup.voice.models.taking_part import Participant


class Theme(Noun):
    """Statements that ask for one thing, put together so that one answer is given to all."""

    reference = ReferenceField("theme")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="themes")
    name = LineField()
    words = ProseField(blank=True)
    statements = models.ManyToManyField(Statement, related_name="themes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["conversation", "name"], name="theme_once")]

    def __str__(self) -> str:
        return self.name


class Submission(Noun):
    """Something longer that a participant gave: an account of what they lived through, a paper, a drawing in words."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        SHOWN = "shown", _("shown")
        HIDDEN = "hidden", _("not shown")
        WITHDRAWN = "withdrawn", _("taken back by whoever gave it")

    reference = ReferenceField("submission")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="submissions")
    given_by = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="submissions")
    words = ProseField(blank=True)
    given_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    because = ProseField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words="") | Q(state="withdrawn"), name="submission_says_something"),
            models.CheckConstraint(condition=~Q(state="hidden") | ~Q(because=""), name="submission_hidden_with_reason"),
        ]

    def __str__(self) -> str:
        first = self.words.split("\n", 1)[0]
        return first if len(first) <= 80 else f"{first[:79].rsplit(' ', 1)[0]}…"


class Reply(Noun):
    """What was decided about one statement, theme or submission. One that is decided anew supersedes the last.

    `came_of` is what became of it, told afterwards. `told_on` is the day on which those were written to whose words it
    answers.
    """

    class Verdict(models.TextChoices):
        ADOPTED = "adopted", _("we will do it")
        PARTLY = "partly", _("we will do part of it")
        NOT = "not", _("we will not do it")
        LATER = "later", _("we will decide later")

    reference = ReferenceField("reply")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="replies")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, related_name="replies")
    theme = models.ForeignKey(Theme, models.PROTECT, null=True, related_name="replies")
    submission = models.ForeignKey(Submission, models.PROTECT, null=True, related_name="replies")
    verdict = models.CharField(max_length=7, choices=Verdict.choices)
    reason = ProseField()
    changed = ProseField(blank=True)
    decider = models.ForeignKey(Person, models.PROTECT, related_name="replies")
    post = LineField()
    decided_on = models.DateField()
    later_on = models.DateField(null=True)
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    came_of = ProseField(blank=True)
    came_of_on = models.DateField(null=True)
    told_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(statement__isnull=False, theme__isnull=True, submission__isnull=True)
                | Q(statement__isnull=True, theme__isnull=False, submission__isnull=True)
                | Q(statement__isnull=True, theme__isnull=True, submission__isnull=False),
                name="reply_to_one_thing",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="reply_with_reason"),
            models.CheckConstraint(
                condition=~Q(verdict="later") | Q(later_on__isnull=False), name="reply_later_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(came_of="") | Q(came_of_on__isnull=False), name="reply_came_to_something_on_a_day"
            ),
            models.UniqueConstraint(
                fields=["statement"],
                condition=Q(statement__isnull=False, supersedes__isnull=True),
                name="statement_answered_first_once",
            ),
            models.UniqueConstraint(
                fields=["theme"],
                condition=Q(theme__isnull=False, supersedes__isnull=True),
                name="theme_answered_first_once",
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(submission__isnull=False, supersedes__isnull=True),
                name="submission_answered_first_once",
            ),
        ]
        indexes = [models.Index(fields=["conversation", "verdict"], name="reply_verdicts")]

    def __str__(self) -> str:
        return self.get_verdict_display()


class Follows(models.Model):
    """That something follows from a reply: a promise, an outcome, a decision or another noun, by its reference."""

    reply = models.ForeignKey(Reply, models.CASCADE, related_name="follows")
    about = models.CharField(max_length=40, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reply", "about"], name="follows_once")]
