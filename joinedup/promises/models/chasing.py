"""Chasing: one round of reminders to all who have not answered, and the single-use links that answer them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import ProseField
from joinedup.partners.models import Account, Partnership, Person
from joinedup.promises.models.commitments import Commitment, Part
from joinedup.promises.models.decisions import Enactment


class Chase(models.Model):
    """One round of reminders that a convenor sends: to whom, at which step, with what words."""

    reference = ReferenceField("chase")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="chases")
    words = ProseField(blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    salt = SaltField()

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return f"/{self.partnership.reference}/chasing/"


class Reminder(models.Model):
    """That somebody was reminded in a round of one promise, part or enactment, at which step of escalation.

    `stands_in` is true of whoever was written to besides the person who owes the answer.
    """

    class Step(models.IntegerChoices):
        LEAD = 1, _("the lead")
        SECOND = 2, _("the lead and whoever steps in for them")
        SENIOR = 3, _("whoever is senior in the organisation")
        MEETING = 4, _("the next meeting")

    class Owed(models.TextChoices):
        LATE = "late", _("what became of it: its date is past")
        NEWS = "news", _("how it goes: nothing was heard for long")
        DUE = "due", _("how it goes: it is due soon")
        WORD = "word", _("whether the lead takes it on")
        PART = "part", _("whether this part is accepted")
        ENACTMENT = "enact", _("whether the decision is carried out: its date is past")

    chase = models.ForeignKey(Chase, models.PROTECT, related_name="reminders")
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, related_name="reminders")
    part = models.ForeignKey(Part, models.CASCADE, null=True, related_name="reminders")
    enactment = models.ForeignKey(Enactment, models.CASCADE, null=True, related_name="reminders")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="reminders")
    stands_in = models.BooleanField(default=False)
    step = models.PositiveSmallIntegerField(choices=Step.choices, default=Step.LEAD)
    is_owed = models.CharField(max_length=8, choices=Owed.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chase", "commitment", "person"],
                condition=Q(part__isnull=True, commitment__isnull=False),
                name="reminder_of_promise_once",
            ),
            models.UniqueConstraint(
                fields=["chase", "part", "person"],
                condition=Q(part__isnull=False),
                name="reminder_of_part_once",
            ),
            models.UniqueConstraint(
                fields=["chase", "enactment", "person"],
                condition=Q(enactment__isnull=False),
                name="reminder_of_enactment_once",
            ),
            models.CheckConstraint(
                condition=Q(commitment__isnull=False, enactment__isnull=True)
                | Q(commitment__isnull=True, part__isnull=True, enactment__isnull=False),
                name="reminder_of_one_thing",
            ),
        ]


class AnswerLink(models.Model):
    """A link in a letter by which one person answers for one promise or part, once, without signing in, until a moment.

    Only a hash of its secret is kept. Whoever has it may report on, accept or decline that one thing, and see no more
    than that page shows. `stands_in` is true of a link for somebody who answers in the lead's place.
    """

    reference = ReferenceField("link")
    secret_hash = models.CharField(max_length=64, unique=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="answer_links")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="answer_links")
    part = models.ForeignKey(Part, models.CASCADE, null=True, related_name="answer_links")
    chase = models.ForeignKey(Chase, models.PROTECT, null=True, related_name="links")
    stands_in = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_for = models.CharField(max_length=8, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    salt = SaltField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used_at__isnull=True, used_for="") | (Q(used_at__isnull=False) & ~Q(used_for="")),
                name="answer_link_used_for_something",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
