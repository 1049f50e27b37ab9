"""Which outcomes a body has taken on."""

from django.db import models

from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.outcomes.models.texts import Outcome
from joinedup.partners.models import Body


class Remit(models.Model):
    """That a body has taken on an outcome, from a day until a day."""

    reference = ReferenceField("remit")
    body = models.ForeignKey(Body, models.PROTECT, related_name="remits")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="remits")
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    salt = SaltField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["body", "outcome"], condition=models.Q(until_on__isnull=True), name="remit_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}: {self.outcome}"
