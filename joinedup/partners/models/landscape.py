"""How the landscape changes: organisations that merge, split, close or take another name, and patches that differ."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.partners.models.people import Account, Organisation
from joinedup.partners.models.places import Place


class Succession(Noun):
    """That organisations merge, split, close or take another name on a day, by whose decision, and who takes over.

    It is announced beforehand, takes effect on its day, and may be undone with a reason: what moved moves back. `plan`
    says, where several take over, who takes which: by kind of thing, and of some things one by one.
    """

    class Kind(models.TextChoices):
        RENAMED = "renamed", _("takes another name")
        MERGED = "merged", _("merge")
        SPLIT = "split", _("splits")
        CLOSED = "closed", _("closes")

    class State(models.TextChoices):
        ANNOUNCED = "announced", _("announced")
        DONE = "done", _("has taken effect")
        UNDONE = "undone", _("undone")
        WITHDRAWN = "withdrawn", _("withdrawn before its day")

    reference = ReferenceField("succession")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ANNOUNCED)
    on = models.DateField()
    former_name = LineField(blank=True)
    new_name = LineField(blank=True)
    decided_by = LineField()
    decided_on = models.DateField()
    decision = models.CharField(max_length=40, blank=True)
    words = ProseField(blank=True)
    evidence_url = models.URLField(blank=True)
    plan = models.JSONField(default=dict)
    announced_at = models.DateTimeField()
    announced_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_because = ProseField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(state="done") | Q(done_at__isnull=False), name="succession_done_at"),
            models.CheckConstraint(
                condition=~Q(state="undone") | (Q(undone_at__isnull=False) & ~Q(undone_because="")),
                name="succession_undone_because",
            ),
            models.CheckConstraint(
                condition=~Q(kind="renamed") | ~Q(new_name=""), name="succession_renamed_to_something"
            ),
        ]

    def __str__(self) -> str:
        return str(_TITLES[self.kind]).format(day=date_format(self.on))


_TITLES: dict[str, Promise] = {
    Succession.Kind.RENAMED: _("A new name from {day}"),
    Succession.Kind.MERGED: _("A merger on {day}"),
    Succession.Kind.SPLIT: _("A split on {day}"),
    Succession.Kind.CLOSED: _("A closure on {day}"),
}


class Heir(models.Model):
    """An organisation that a succession ends, or that takes over from it."""

    class Side(models.TextChoices):
        FORMER = "former", _("goes")
        SUCCESSOR = "successor", _("takes over")

    succession = models.ForeignKey(Succession, models.CASCADE, related_name="heirs")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="heirs")
    side = models.CharField(max_length=9, choices=Side.choices)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["succession", "organisation"], name="heir_once")]


class Inherited(models.Model):
    """One thing that a succession moved from one organisation to another, so that it can move back.

    `was` holds what it takes to move it back: keys and days. Without a successor a term only ended. What the successor
    had already is not moved twice: it stays with the former body.
    """

    class Fate(models.TextChoices):
        MOVED = "moved", _("moved")
        STAYED = "stayed", _("stays, because the successor has the same already")
        RETURNED = "returned", _("moved back")
        KEPT = "kept", _("stays, because it changed hands since")

    succession = models.ForeignKey(Succession, models.CASCADE, related_name="inherited")
    reference = models.CharField(max_length=60)
    relation = models.CharField(max_length=40)
    former = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    successor = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    fate = models.CharField(max_length=8, choices=Fate.choices, default=Fate.MOVED)
    was = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["succession", "reference", "relation", "successor"], name="inherited_once"),
        ]


class Patch(Noun):
    """The area that an organisation works in for some purpose, where it is no place of the tree by itself."""

    reference = ReferenceField("patch")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="patches")
    name = LineField()
    purpose = LineField(blank=True)
    code = models.CharField(max_length=9, blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="patch_ends_after_start"
            ),
            models.UniqueConstraint(fields=["organisation", "name", "from_on"], name="patch_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Overlap(models.Model):
    """What part of a patch's people live in a place, and of the place's people in the patch: proportions from 0 to 1.

    `error` is how far either may be out, as its source states it.
    """

    patch = models.ForeignKey(Patch, models.CASCADE, related_name="overlaps")
    place = models.ForeignKey(Place, models.PROTECT, related_name="overlaps")
    of_patch = models.DecimalField(max_digits=7, decimal_places=6)
    of_place = models.DecimalField(max_digits=7, decimal_places=6)
    error = models.DecimalField(max_digits=7, decimal_places=6, default=Decimal(0))
    source = LineField(blank=True)
    as_of = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["patch", "place"], name="overlap_once"),
            models.CheckConstraint(
                condition=Q(of_patch__gte=0, of_patch__lte=1, of_place__gte=0, of_place__lte=1, error__gte=0),
                name="overlap_proportions",
            ),
        ]
