"""What partners agree to change: problems, outcomes and who signed their words."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.partners.models import Account, Organisation, Partnership, Person, Place


class Problem(Noun):
    """The mischief: what harm is to be dealt with, in words that each partner agrees to or dissents from."""

    reference = ReferenceField("problem")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="problems")
    name = LineField()
    statement = ProseField(blank=True)
    wording = models.PositiveSmallIntegerField(default=1)
    visibility = VisibilityField()

    def __str__(self) -> str:
        return self.name


class Outcome(Noun):
    """What should be so instead: the condition that people should live in, and who by name answers for it."""

    class Priority(models.TextChoices):
        TOP = "top", _("top priority")
        NORMAL = "normal", _("priority")
        NOT_NOW = "not_now", _("not now")

    reference = ReferenceField("outcome")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="outcomes")
    problem = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="outcomes")
    name = LineField()
    statement = ProseField(blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="outcomes")
    lead = models.ForeignKey(Person, models.PROTECT, null=True, related_name="leads_outcomes")
    lead_may = ProseField(blank=True)
    priority = models.CharField(max_length=7, choices=Priority.choices, default=Priority.NORMAL)
    wording = models.PositiveSmallIntegerField(default=1)
    visibility = VisibilityField()

    def __str__(self) -> str:
        return self.name


class SignOff(models.Model):
    """One partner's word on one wording of a problem or an outcome: agreed, agreed with words, or not, and why."""

    class Stance(models.TextChoices):
        AGREES = "agrees", _("agrees")
        WITH_WORDS = "with_words", _("agrees, with words of its own")
        DISAGREES = "disagrees", _("does not agree")

    problem = models.ForeignKey(Problem, models.PROTECT, null=True, related_name="sign_offs")
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, related_name="sign_offs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="sign_offs")
    wording = models.PositiveSmallIntegerField()
    stance = models.CharField(max_length=10, choices=Stance.choices)
    words = ProseField(blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(problem__isnull=False, outcome__isnull=True)
                | Q(problem__isnull=True, outcome__isnull=False),
                name="sign_off_on_one_text",
            ),
            models.CheckConstraint(condition=Q(stance="agrees") | ~Q(words=""), name="sign_off_dissent_in_words"),
            models.UniqueConstraint(fields=["problem", "organisation", "wording"], name="problem_signed_once"),
            models.UniqueConstraint(fields=["outcome", "organisation", "wording"], name="outcome_signed_once"),
        ]
