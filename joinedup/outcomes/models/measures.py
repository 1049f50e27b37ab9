"""Measures and their figures."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.outcomes.models.texts import Outcome
from joinedup.partners.models import Account, Organisation, Partnership


class Indicator(Noun):
    """How anybody can see an outcome move: a measure with its definition, unit, better direction and target.

    `judged_by` says how the outcome is judged where no number can; it stands in place of a target. `per` is what a
    numerator over a denominator is multiplied by: 100 for a percentage. `caveat` is what to bear in mind when reading
    its figures, shown wherever they are. The fields from `latest_on` keep what the
    control chart said when figures last changed, so that lists need not compute it: days are the first of a period,
    `figures` counts those that the present limits rest on.
    """

    class Better(models.TextChoices):
        HIGHER = "higher", _("higher is better")
        LOWER = "lower", _("lower is better")
        NEITHER = "neither", _("neither is better")

    class Level(models.TextChoices):
        INPUT = "input", _("what is put in")
        ACTIVITY = "activity", _("what is done")
        OUTPUT = "output", _("what comes out")
        OUTCOME = "outcome", _("what changes for people")

    class Rhythm(models.TextChoices):
        WEEK = "week", _("every week")
        MONTH = "month", _("every month")
        QUARTER = "quarter", _("every quarter")
        YEAR = "year", _("every year")

    class RuleSet(models.TextChoices):
        NHSR = "nhsr-0.2.2", _("NHS R plot the dots 0.2.2")
        MDC = "mdc-2023", _("Making Data Count 2023")

    reference = ReferenceField("indicator")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="indicators")
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, related_name="indicators")
    name = LineField()
    definition = ProseField(blank=True)
    caveat = ProseField(blank=True)
    unit = LineField(max_length=40, blank=True)
    per = models.PositiveIntegerField(default=1)
    better = models.CharField(max_length=7, choices=Better.choices, blank=True)
    level = models.CharField(max_length=8, choices=Level.choices, default=Level.OUTCOME)
    is_experience = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=7, choices=Rhythm.choices, default=Rhythm.MONTH)
    source = LineField(blank=True)
    source_url = models.URLField(blank=True)
    steward = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="stewards")
    baseline = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    baseline_on = models.DateField(null=True)
    target = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    target_on = models.DateField(null=True)
    judged_by = ProseField(blank=True)
    ruleset = models.CharField(max_length=10, choices=RuleSet.choices, default=RuleSet.NHSR)
    run_length = models.PositiveSmallIntegerField(default=7)
    screens_outliers = models.BooleanField(default=True)
    limits_from = models.PositiveSmallIntegerField(null=True)
    visibility = VisibilityField()

    latest_on = models.DateField(null=True, editable=False)
    latest_value = models.DecimalField(max_digits=20, decimal_places=6, null=True, editable=False)
    verdict = models.CharField(max_length=12, default="no_data", editable=False)
    moved_on = models.DateField(null=True, editable=False)
    ended_on = models.DateField(null=True, editable=False)
    turned_on = models.DateField(null=True, editable=False)
    lasting = models.BooleanField(default=False, editable=False)
    is_trial = models.BooleanField(default=False, editable=False)
    figures = models.PositiveIntegerField(default=0, editable=False)
    variation = models.CharField(max_length=13, blank=True, editable=False)
    assurance = models.CharField(max_length=15, blank=True, editable=False)
    picture = models.TextField(blank=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(run_length__in=[6, 7]), name="indicator_run_length"),
            models.CheckConstraint(condition=Q(per__gte=1), name="indicator_per_positive"),
            models.CheckConstraint(
                condition=Q(limits_from__isnull=True) | Q(limits_from__gte=12),
                name="indicator_limits_from_twelve",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Phase(models.Model):
    """A day from which an indicator's limits are computed afresh, because what is measured changed, and why."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="phases")
    starts_on = models.DateField()
    reason = LineField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "starts_on"], name="phase_once")]


class Measurement(models.Model):
    """An indicator's value for a period [from_on, until_on). A revision is a new row; the one before it stays."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="measurements")
    from_on = models.DateField()
    until_on = models.DateField()
    value = models.DecimalField(max_digits=20, decimal_places=6)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    provenance = LineField(blank=True)
    revision = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="measurement_period"),
            models.CheckConstraint(
                condition=Q(denominator__isnull=True) | Q(denominator__gt=0),
                name="measurement_denominator_positive",
            ),
            models.UniqueConstraint(fields=["indicator", "from_on", "revision"], name="measurement_revision_once"),
            models.UniqueConstraint(
                fields=["indicator", "from_on"], condition=Q(is_current=True), name="measurement_current_once"
            ),
        ]


class Signal(models.Model):
    """A point that the control chart marks, with the rule set that marked it. Made anew whenever figures change."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="signals")
    from_on = models.DateField()
    signal = models.CharField(max_length=17)
    point_class = models.CharField(max_length=13)
    ruleset = models.CharField(max_length=10, choices=Indicator.RuleSet.choices)
    run_length = models.PositiveSmallIntegerField()
    screened = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["indicator", "from_on"], name="signal_once")]
