from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Account, Organisation, Partnership, Person
from joinedup.promises.models.commitments import Commitment


class Risk(Noun):
    """What could stop outcomes: its cause and effect, how likely and how bad it is, and what is being done about it.

    Likelihood and impact are two judgements in words; they are never multiplied into one score.
    """

    class Likelihood(models.IntegerChoices):
        RARE = 1, _("rare")
        UNLIKELY = 2, _("unlikely")
        POSSIBLE = 3, _("possible")
        LIKELY = 4, _("likely")
        ALMOST_CERTAIN = 5, _("almost certain")

    class Impact(models.IntegerChoices):
        SLIGHT = 1, _("slight")
        MINOR = 2, _("minor")
        MODERATE = 3, _("moderate")
        SERIOUS = 4, _("serious")
        SEVERE = 5, _("severe")

    class State(models.TextChoices):
        OPEN = "open", _("open")
        HAPPENED = "happened", _("has happened")
        CLOSED = "closed", _("closed")

    reference = ReferenceField("risk")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="risks")
    name = LineField()
    cause = ProseField(blank=True)
    effect = ProseField(blank=True)
    likelihood = models.PositiveSmallIntegerField(choices=Likelihood.choices, null=True)
    impact = models.PositiveSmallIntegerField(choices=Impact.choices, null=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="risks")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="risks")
    outcomes = models.ManyToManyField(Outcome, related_name="risks")
    mitigations = models.ManyToManyField(Commitment, related_name="risks")
    review_on = models.DateField(null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(likelihood__isnull=True) | Q(likelihood__gte=1, likelihood__lte=5),
                name="risk_likelihood_one_to_five",
            ),
            models.CheckConstraint(
                condition=Q(impact__isnull=True) | Q(impact__gte=1, impact__lte=5), name="risk_impact_one_to_five"
            ),
            models.CheckConstraint(
                condition=Q(visibility="draft")
                | Q(
                    organisation__isnull=False, likelihood__isnull=False, impact__isnull=False, review_on__isnull=False
                ),
                name="risk_complete_once_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RiskReview(models.Model):
    """What somebody judged of a risk on a day, the first judgement too. Added, never changed: the past stays."""

    risk = models.ForeignKey(Risk, models.PROTECT, related_name="reviews")
    likelihood = models.PositiveSmallIntegerField(choices=Risk.Likelihood.choices, null=True)
    impact = models.PositiveSmallIntegerField(choices=Risk.Impact.choices, null=True)
    state = models.CharField(max_length=8, choices=Risk.State.choices, default=Risk.State.OPEN)
    words = ProseField(blank=True)
    review_on = models.DateField(null=True)
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    post = LineField(blank=True)

    def __str__(self) -> str:
        return self.get_state_display()
