"""Where."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField


class Place(Noun):
    """Where: a place in a tree of places nested to any depth. `lineage` lists the keys from the top down to itself."""

    class Kind(models.TextChoices):
        NATION = "nation", _("nation")
        REGION = "region", _("region")
        COUNTY = "county", _("county")
        CITY = "city", _("city or district")
        AREA = "area", _("area")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood")

    reference = ReferenceField("place")
    name = LineField()
    kind = models.CharField(max_length=14, choices=Kind.choices)
    within = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    lineage = models.CharField(max_length=1000, editable=False, db_index=True)
    gss_code = models.CharField(max_length=9, null=True, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(within=F("id")), name="place_not_within_itself"),
            models.UniqueConstraint(fields=["within", "name"], name="place_name_once"),
            models.UniqueConstraint(fields=["name"], condition=Q(within=None), name="place_name_once_at_the_top"),
        ]

    def __str__(self) -> str:
        return self.name


class PostcodeArea(models.Model):
    """The place that postcodes with a given beginning belong to. The longest beginning wins."""

    beginning = models.CharField(max_length=8, primary_key=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="postcode_areas")
