"""The ladder below an outcome."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.outcomes.models.texts import Outcome
from joinedup.partners.models import Organisation, Partnership


class Step(Noun):
    """A rung of the ladder below an outcome: an input, an activity or an output."""

    class Kind(models.TextChoices):
        INPUT = "input", _("input: what is put in")
        ACTIVITY = "activity", _("activity: what is done")
        OUTPUT = "output", _("output: what comes out")

    reference = ReferenceField("step")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = LineField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="steps")
    visibility = VisibilityField()

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """From one rung up to a higher one or to an outcome, with the assumption that carries it and its evidence."""

    lower = models.ForeignKey(Step, models.CASCADE, related_name="leads_to")
    step = models.ForeignKey(Step, models.CASCADE, null=True, related_name="rests_on")
    outcome = models.ForeignKey(Outcome, models.CASCADE, null=True, related_name="rests_on")
    assumption = ProseField(blank=True)
    evidence = ProseField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(step__isnull=False, outcome__isnull=True) | Q(step__isnull=True, outcome__isnull=False),
                name="link_leads_to_one",
            ),
            models.CheckConstraint(condition=~Q(lower=F("step")), name="link_not_to_itself"),
            models.UniqueConstraint(fields=["lower", "step"], name="link_to_step_once"),
            models.UniqueConstraint(fields=["lower", "outcome"], name="link_to_outcome_once"),
        ]
