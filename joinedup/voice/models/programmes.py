"""A programme in which a community is heard again and again, with a calendar and money of its own."""

from django.db import models
from django.db.models import Q

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import Visibility, VisibilityField
from joinedup.partners.models import Partnership, Place


class Programme(Noun):
    """With which community a partnership keeps talking, what for, from when until when and with how much money.

    budget: pence.
    """

    reference = ReferenceField("programme")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="programmes")
    name = LineField()
    community = LineField()
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="+")
    purpose = ProseField()
    capacity = ProseField(blank=True)
    budget = models.PositiveBigIntegerField(null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    visibility = VisibilityField(default=Visibility.PUBLIC)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=models.F("from_on")),
                name="programme_runs_forward",
            ),
        ]

    def __str__(self) -> str:
        return self.name
