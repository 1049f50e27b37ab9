"""Who took part in writing an outcome or a target, and the pitfalls that they saw."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.outcomes.models.measures import Indicator
from joinedup.outcomes.models.texts import Outcome
from joinedup.partners.models import Account, Organisation


class Contribution(models.Model):
    """That an organisation, or a group such as the residents of an estate, took part in writing an outcome or a target.

    The target is a measure's. What the contribution is to, and whose it is, each stand in one of two fields.
    """

    class Role(models.TextChoices):
        WROTE = "wrote", _("wrote it")
        ADVISED = "advised", _("advised")
        CONSULTED = "consulted", _("was consulted")
        DELIVERS = "delivers", _("took part as one who delivers it")

    class Stage(models.TextChoices):
        DRAFTING = "drafting", _("while it was drafted")
        BEFORE = "before", _("before it was adopted")
        AFTER = "after", _("after it was adopted")

    reference = ReferenceField("contribution")
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, related_name="contributions")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="contributions")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="contributions")
    group = LineField(blank=True)
    role = models.CharField(max_length=9, choices=Role.choices)
    stage = models.CharField(max_length=8, choices=Stage.choices)
    took_part_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__isnull=False, indicator__isnull=True)
                | Q(outcome__isnull=True, indicator__isnull=False),
                name="contribution_to_one_text",
            ),
            models.CheckConstraint(
                condition=(Q(organisation__isnull=False) & Q(group="")) | (Q(organisation__isnull=True) & ~Q(group="")),
                name="contribution_by_one_body",
            ),
            models.UniqueConstraint(
                fields=["outcome", "organisation", "role", "stage"], name="outcome_contribution_once"
            ),
            models.UniqueConstraint(
                fields=["indicator", "organisation", "role", "stage"], name="target_contribution_once"
            ),
            models.UniqueConstraint(
                fields=["outcome", "group", "role", "stage"],
                condition=~Q(group=""),
                name="outcome_contribution_of_group_once",
            ),
            models.UniqueConstraint(
                fields=["indicator", "group", "role", "stage"],
                condition=~Q(group=""),
                name="target_contribution_of_group_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.group}, {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return f"/{self.reference}/"

    @property
    def text(self) -> Outcome | Indicator:
        """What was written: an outcome, or a measure with its target. One SQL query unless it was selected with it."""
        written = self.outcome or self.indicator
        if written is None:
            raise ValueError("The database holds no contribution to nothing.")
        return written


class Pitfall(models.Model):
    """What somebody who took part in the writing saw coming, in words, and the partnership's reply. Replied to once."""

    reference = ReferenceField("pitfall")
    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="pitfalls")
    words = ProseField()
    raised_on = models.DateField()
    reply = ProseField(blank=True)
    replied_on = models.DateField(null=True)
    replied_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="", replied_on__isnull=True) | (~Q(reply="") & Q(replied_on__isnull=False)),
                name="pitfall_replied_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(replied_on__isnull=True) | Q(replied_on__gte=F("raised_on")),
                name="pitfall_replied_after_it_was_raised",
            ),
        ]

    def __str__(self) -> str:
        return self.words
