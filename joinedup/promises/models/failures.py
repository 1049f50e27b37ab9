"""Experiments that are registered before they begin, and failure that is told."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.partners.models import Partnership
from joinedup.promises.models.warnings import Tripwire


class Experiment(Noun):
    """Something new that is tried, registered beforehand: what is expected, what would stop it, who bears the loss."""

    reference = ReferenceField("experiment")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="experiments")
    name = LineField()
    expects = ProseField()
    stops_if = ProseField()
    bearable = ProseField()
    tripwire = models.ForeignKey(Tripwire, models.PROTECT, null=True, related_name="experiments")
    registered_at = models.DateTimeField()
    begins_on = models.DateField()
    ends_on = models.DateField()
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("begins_on")), name="experiment_has_an_end"),
        ]

    def __str__(self) -> str:
        return self.name


class Failure(Noun):
    """A failure that was told: its kind, when noticed and by whom, what harm it did, what was done about it."""

    class Kind(models.TextChoices):
        SYSTEM = "system", _("the way things are set up")
        WRONGDOING = "wrongdoing", _("somebody did wrong")
        EXPERIMENT = "experiment", _("something new that did not work")

    reference = ReferenceField("failure")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="failures")
    about = models.CharField(max_length=40)
    name = LineField()
    kind = models.CharField(max_length=10, choices=Kind.choices, blank=True)
    kind_evidence = ProseField(blank=True)
    second_opinion = ProseField(blank=True)
    second_by = LineField(blank=True)
    experiment = models.ForeignKey(Experiment, models.PROTECT, null=True, related_name="failures")
    noticed_on = models.DateField()
    noticed_by = LineField()
    is_self_reported = models.BooleanField(default=True)
    harm = ProseField()
    remedy = ProseField(blank=True)
    lesson = ProseField(blank=True)
    told_on = models.DateField(null=True)
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="experiment") | Q(experiment__isnull=False), name="failure_of_an_experiment_names_it"
            ),
            models.CheckConstraint(
                condition=Q(experiment__isnull=True) | ~Q(kind="wrongdoing"), name="failed_experiment_is_no_wrongdoing"
            ),
            models.CheckConstraint(
                condition=Q(told_on__isnull=True) | Q(told_on__gte=F("noticed_on")), name="failure_told_after_noticed"
            ),
        ]

    def __str__(self) -> str:
        return self.name
