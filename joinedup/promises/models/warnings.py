"""Early warnings (in code: tripwires), what fires them, and stepping in for a while."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Organisation, Partnership, Person


class Tripwire(Noun):
    """What shows early that something goes wrong, and what then happens: it is reviewed, or an exception is suspended.

    `about` is the outcome, exception, promise or guarantee that it watches over; `level` is the value of its measure
    that fires it, `days` how long silence or a missing figure may last. `figures_seen` is how many figures its measure
    had when it was last looked at: another number says that there is something to look at. What was recorded before
    `set_at` does not fire it, save the latest figure.
    """

    class Kind(models.TextChoices):
        ABOVE = "above", _("a figure above")
        BELOW = "below", _("a figure below")
        SIGNAL = "signal", _("the chart shows a change for the worse")
        LATE = "late", _("a figure is missing for so many days")
        SILENCE = "silence", _("no report for so many days")
        VACANT = "vacant", _("nobody leads")
        CLAIMS = "claims", _("so many claims in ninety days")

    class Then(models.TextChoices):
        REVIEW = "review", _("it is looked at")
        SUSPEND = "suspend", _("the exception is suspended at once")

    reference = ReferenceField("tripwire")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="tripwires")
    about = models.CharField(max_length=40, db_index=True)
    name = LineField()
    kind = models.CharField(max_length=7, choices=Kind.choices)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="tripwires")
    level = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    days = models.PositiveSmallIntegerField(null=True)
    then = models.CharField(max_length=7, choices=Then.choices, default=Then.REVIEW)
    days_to_act = models.PositiveSmallIntegerField(default=14)
    figures_seen = models.PositiveIntegerField(default=0)
    set_at = models.DateTimeField()
    watched_until = models.DateField(null=True)
    retired_on = models.DateField(null=True)
    retired_because = ProseField(blank=True)
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["above", "below"]) | Q(indicator__isnull=False, level__isnull=False),
                name="tripwire_has_its_level",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["late", "silence"]) | Q(days__gte=1), name="tripwire_has_its_days"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["signal", "late"]) | Q(indicator__isnull=False),
                name="tripwire_has_its_measure",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Firing(Noun):
    """That an early warning fired: what for, when it was acknowledged, what was done, or that it was a false alarm.

    `occasion` names what fired it, such as a figure's period and revision, so that it fires once for it.
    """

    reference = ReferenceField("firing")
    tripwire = models.ForeignKey(Tripwire, models.PROTECT, related_name="firings")
    occasion = models.CharField(max_length=80)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    fired_at = models.DateTimeField()
    act_by = models.DateField()
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    acted_at = models.DateTimeField(null=True)
    acted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    done = ProseField(blank=True)
    is_false_alarm = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tripwire", "occasion"], name="firing_once"),
            models.CheckConstraint(condition=Q(acted_at__isnull=True) | ~Q(done=""), name="firing_acted_on_in_words"),
        ]
        indexes = [models.Index(fields=["acted_at", "act_by"], name="firing_open")]

    def __str__(self) -> str:
        return _("early warning of {day}").format(day=date_format(timezone.localdate(self.fired_at)))


class Intervention(Noun):
    """That somebody steps in for a while: on whose call, how far, until when, and what has to hold to hand back."""

    class Step(models.TextChoices):
        HELP = "help", _("help")
        DIRECT = "direct", _("gives directions")
        TAKE_OVER = "take_over", _("takes over")

    reference = ReferenceField("intervention")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="interventions")
    about = models.CharField(max_length=40)
    by = models.ForeignKey(Organisation, models.PROTECT, related_name="interventions")
    called_by = LineField()
    trigger = ProseField()
    step = models.CharField(max_length=9, choices=Step.choices)
    from_on = models.DateField()
    until_on = models.DateField()
    hand_back_test = ProseField()
    handed_back_on = models.DateField(null=True)
    handed_back_words = ProseField(blank=True)
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="intervention_has_an_end"),
        ]

    def __str__(self) -> str:
        return _("{step} from {day}").format(step=capfirst(self.get_step_display()), day=date_format(self.from_on))
