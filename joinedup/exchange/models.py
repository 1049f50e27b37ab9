import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.partners.models import Account, Partnership


class Import(models.Model):
    """A workbook that somebody loads: tried first, then stored whole or not at all.

    Without a partnership it starts one. `counts` says by sheet what its rows become, `notes` what was left aside.
    """

    class State(models.TextChoices):
        STAGING = "staging", _("being read")
        TRIED = "tried", _("tried: nothing is stored yet")
        DONE = "done", _("stored")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    reference = ReferenceField("import")
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="imports")
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State.choices, default=State.STAGING)
    counts = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    loaded_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    loaded_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    salt = SaltField()

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        where = self.partnership.get_absolute_url() if self.partnership else "/"
        return f"{where}workbook/{self.pk}/"


class Upload(models.Model):
    """The bytes of an uploaded file, kept until it is stored, to be given back with its problems marked."""

    load = models.OneToOneField(Import, models.CASCADE, primary_key=True, related_name="upload")
    content = models.BinaryField()


class StagedRow(models.Model):
    """One row of a workbook as it was read: what it says in canonical form, what it becomes, what is wrong with it.

    `key` is what makes it the same row when it comes again, `version` the version of the noun that it was compared
    with, `missing` what it lacks before it is shared, `problems` every problem by field.
    """

    class Becomes(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")

    load = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=30)
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    key = models.CharField(max_length=300, blank=True)
    reference = models.CharField(max_length=40, blank=True)
    becomes = models.CharField(max_length=9, choices=Becomes.choices, blank=True)
    version = models.PositiveIntegerField(default=0)
    cells = models.JSONField()
    stored = models.JSONField(null=True)
    missing = models.JSONField(default=list)
    problems = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["load", "sheet", "number"], name="staged_row_once")]
        indexes = [
            models.Index(fields=["load", "sheet", "code"], name="staged_row_code"),
            models.Index(fields=["load", "sheet", "name"], name="staged_row_name"),
            models.Index(fields=["load", "sheet", "reference"], name="staged_row_reference"),
        ]
