"""Promises of quality to everybody who uses a service, and what came of claims against them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.outcomes.models import Indicator
from joinedup.partners.models import Account, Body, Organisation, Partnership
from joinedup.questions.models import Question


class Guarantee(Noun):
    """A promise of quality to whoever uses a service: the standard, and how it is put right when not kept."""

    reference = ReferenceField("guarantee")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="guarantees")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="guarantees")
    name = LineField()
    standard = ProseField()
    redress = ProseField()
    days_to_right = models.PositiveSmallIntegerField(default=10)
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="guarantees")
    appeals_to = models.ForeignKey(Body, models.PROTECT, null=True, related_name="hears_appeals")
    appeals_to_words = LineField(blank=True)
    needs_proof = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    visibility = VisibilityField()

    def __str__(self) -> str:
        return self.name


class Claim(models.Model):
    """What came of a claim against a guarantee; the claim itself, its clock and its receipt are a question.

    Somebody who cannot show who they are may claim all the same: `shown` says what they could show. A claim that is
    refused for that alone says in `would_do` what else would do.
    """

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("right: it is put right")
        PARTLY = "partly", _("right in part")
        NOT_UPHELD = "not_upheld", _("not right, because …")

    question = models.OneToOneField(Question, models.PROTECT, related_name="claim")
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="claims")
    happened_on = models.DateField(null=True)
    shown = LineField(blank=True)
    would_do = LineField(blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    put_right_by = models.DateField(null=True)
    put_right_on = models.DateField(null=True)
    remedy = ProseField(blank=True)
    appeal_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="appeals")
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    salt = SaltField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(put_right_on__isnull=True) | ~Q(remedy=""), name="claim_put_right_somehow"
            ),
            models.CheckConstraint(
                condition=Q(would_do="") | Q(outcome="not_upheld"), name="claim_would_do_if_refused"
            ),
            models.CheckConstraint(condition=~Q(appeal_of=models.F("id")), name="claim_appeals_another"),
            models.UniqueConstraint(fields=["appeal_of"], name="claim_appealed_once"),
        ]
