import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.partners.models import Account, Partnership


class Import(models.Model):
    """A workbook that somebody loads: tried first, then stored whole or not at all."""

    class State(models.TextChoices):
        STAGING = "staging", _("being read")
        TRIED = "tried", _("tried: nothing is stored yet")
        DONE = "done", _("stored")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    reference = ReferenceField("import")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="imports")
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State.choices, default=State.STAGING)
    counts = models.JSONField(default=dict)
    loaded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    salt = SaltField()


class StagedRow(models.Model):
    """One row of a workbook as it was read, with what it will become and every problem in it, by column."""

    load = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=30)
    number = models.PositiveIntegerField()
    cells = models.JSONField()
    problems = models.JSONField(default=dict)
    reference = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "sheet", "number"], name="staged_row_once")]
