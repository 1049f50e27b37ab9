"""For whom a representative speaks, by what right, and what was reported back to them."""

from django.db import models
from django.db.models import F, Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import Visibility, VisibilityField
from joinedup.partners.models.partnerships import Partnership
from joinedup.partners.models.people import Account, Organisation, Person


def _ended(sentence: str) -> str:
    return sentence if sentence[-1:] in set(".!?…") else f"{sentence}."


class Mandate(Noun):
    """For whom a person speaks who sits in a partnership for an organisation, by what right, and whom they may bind.

    `speaks_for` says who the constituency is, `may_bind` whom the representative's word binds, both in words. Every
    `reports_every` months the representative owes those people a report; empty where there is nobody to report to.
    """

    class Source(models.TextChoices):
        ELECTED = "elected", gettext_lazy("elected by the public")
        APPOINTED = "appointed", gettext_lazy("appointed by a board")
        CHOSEN = "chosen", gettext_lazy("chosen by members")
        STATUTORY = "statutory", gettext_lazy("holds an office set by law")
        INVITED = "invited", gettext_lazy("invited for their perspective")
        NONE = "none", gettext_lazy("no mandate")

    reference = ReferenceField("mandate")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="mandates")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="mandates")
    person = models.ForeignKey(Person, models.PROTECT, related_name="mandates")
    source = models.CharField(max_length=9, choices=Source.choices)
    speaks_for = ProseField(blank=True)
    chosen_how = LineField(blank=True)
    binds_organisation = models.BooleanField(default=False)
    may_bind = ProseField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    reports_every = models.PositiveSmallIntegerField(null=True)
    visibility = VisibilityField(default=Visibility.PUBLIC)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="mandate_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(reports_every__isnull=True) | Q(reports_every__gte=1, reports_every__lte=60),
                name="mandate_reports_every_one_to_sixty_months",
            ),
            models.UniqueConstraint(
                fields=["partnership", "organisation", "person", "from_on"], name="mandate_begins_once"
            ),
        ]

    def __str__(self) -> str:
        said = _("{source}, for {organisation}").format(
            source=self.get_source_display(), organisation=self.organisation
        )
        return str(capfirst(said))

    @property
    def in_words(self) -> str:
        """By what right, for whom, and whom the word may bind, in whole sentences."""
        source = str(capfirst(self.get_source_display()))
        speaks_for = _("Speaks for: {whom}").format(whom=self.speaks_for)
        return " ".join(
            _ended(sentence)
            for sentence in (
                source,
                speaks_for if self.speaks_for else _("For whom they speak is not written down"),
                self._binding(),
            )
        )

    def _binding(self) -> str:
        if self.binds_organisation and self.may_bind:
            return _("May bind: its own organisation; {whom}").format(whom=self.may_bind)
        if self.binds_organisation:
            return _("May bind its own organisation")
        return _("May bind: {whom}").format(whom=self.may_bind) if self.may_bind else _("May bind nobody")


class ReportBack(models.Model):
    """That a representative reported back to those they speak for. Rows are added; the database refuses changes."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="reports")
    reported_on = models.DateField()
    to_whom = LineField()
    words = ProseField(blank=True)
    evidence_url = models.URLField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mandate", "reported_on", "to_whom"], name="report_back_once"),
        ]
