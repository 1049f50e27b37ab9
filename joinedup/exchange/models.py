import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField
from joinedup.partners.models import Account, Partnership


class Mapping(Noun):
    """How a kind of table that a partnership receives is laid out, saved to be offered again.

    `layout` is what `mapping.layout` describes; `headings` are those of the file that it was made for, by which the
    next such file is recognised.
    """

    reference = ReferenceField("mapping")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="mappings")
    name = LineField(max_length=100)
    kind = models.CharField(max_length=20)
    layout = models.JSONField()
    headings = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "name"], name="mapping_name_once")]

    def __str__(self) -> str:
        return self.name


class OtherName(models.Model):
    """Another name or code by which a partnership's files call a noun: answered once, remembered for the next file.

    A provider that was merged into another is called by its successor's reference here.
    """

    reference = ReferenceField("other-name")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="other_names")
    kind = models.CharField(max_length=20)
    text = LineField()
    means = models.CharField(max_length=40)
    salt = SaltField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "kind", "text"], name="other_name_once")]

    def __str__(self) -> str:
        return self.text


class Tracked(models.Model):
    """What a tracker or a risk log last said of a promise or a risk, so that the next one is compared with it.

    `key` is a hash of the row's code, or of its words and organisation; `said` holds by field a hash of what the row
    said, never the words. Whatever the row says again as it did before is no news, and changes nothing here.
    """

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="tracked")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=32)
    means = models.CharField(max_length=40)
    said = models.JSONField(default=dict)
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "kind", "key"], name="tracked_once")]

    def __str__(self) -> str:
        return self.means


class Import(models.Model):
    """A workbook or another table that somebody loads: tried first, then stored whole or not at all.

    Without a partnership it starts one. `counts` says by sheet what its rows become, `notes` what was left aside. A
    table that is no workbook is read by a `layout`; `answers` say what its unknown names mean, and `source` which
    sheet, headings and columns it came from, so that problems find their cells.
    """

    class State(models.TextChoices):
        ASKING = "asking", _("waiting for answers")
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
    layout = models.JSONField(default=dict)
    answers = models.JSONField(default=dict)
    source = models.JSONField(default=dict)
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
    with, `missing` what it lacks before it is shared, `problems` every problem by field. Where a mapping made it, `row`
    and `column` say where in the file it came from.
    """

    class Becomes(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        UNCHANGED = "unchanged", _("unchanged")

    load = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    sheet = models.CharField(max_length=30)
    number = models.PositiveIntegerField()
    row = models.PositiveIntegerField(default=0)
    column = models.PositiveIntegerField(default=0)
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
