from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Account, Organisation, Partnership, Person, Place


class Commitment(Noun):
    """What one organisation will do towards outcomes, by when, and who by name is answerable for it.

    `lead_word` is the lead's own word on leading it; another lead has not spoken yet.
    """

    class LeadWord(models.TextChoices):
        ACCEPTED = "accepted", _("took it on")
        DECLINED = "declined", _("declined to lead it")

    class State(models.TextChoices):
        ON_TRACK = "on_track", _("on track")
        LATE = "late", _("late, with a new date")
        KEPT = "kept", _("kept")
        NOT_DONE = "not_done", _("will not be done, because …")

    reference = ReferenceField("promise")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="commitments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="commitments")
    lead = models.ForeignKey(Person, models.PROTECT, null=True, related_name="leads")
    lead_may = ProseField(blank=True)
    lead_word = models.CharField(max_length=8, choices=LeadWord.choices, blank=True)
    lead_word_on = models.DateField(null=True)
    declined_because = ProseField(blank=True)
    outcomes = models.ManyToManyField(Outcome, related_name="commitments")
    output = LineField()
    detail = ProseField(blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="commitments")
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    first_due_on = models.DateField(null=True, editable=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ON_TRACK)
    heard_on = models.DateField(null=True, editable=False)
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(due_on__isnull=True) | Q(due_on__gte=F("starts_on")),
                name="promise_due_after_start",
            ),
            models.CheckConstraint(
                condition=Q(visibility="draft") | Q(organisation__isnull=False, due_on__isnull=False),
                name="promise_complete_once_shared",
            ),
        ]

    def __str__(self) -> str:
        return self.output


class Part(models.Model):
    """One part of a promise and the organisation that takes it; it counts once that organisation has accepted it."""

    class Role(models.TextChoices):
        LEADS = "leads", _("leads")
        DELIVERS = "delivers", _("delivers")
        FUNDS = "funds", _("funds")
        ADVISES = "advises", _("advises")
        INFORMED = "informed", _("is kept informed")

    reference = ReferenceField("part")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="parts")
    what = LineField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="parts")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.DELIVERS)
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    accepted_through = models.ForeignKey("AnswerLink", models.PROTECT, null=True, related_name="+")
    declined_at = models.DateTimeField(null=True)
    declined_because = ProseField(blank=True)
    salt = SaltField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commitment", "what", "organisation", "role"], name="part_once"),
            models.UniqueConstraint(
                fields=["commitment", "what", "role"], condition=Q(organisation=None), name="part_without_body_once"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(declined_at__isnull=True), name="part_accepted_or_declined"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class ProgressReport(models.Model):
    """A lead's word on a promise at a moment, by an account or through a link. Reports are added, never changed."""

    reference = ReferenceField("report")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="reports")
    state = models.CharField(max_length=8, choices=Commitment.State.choices)
    words = ProseField(blank=True)
    new_due_on = models.DateField(null=True)
    evidence = LineField(blank=True)
    evidence_url = models.URLField(blank=True)
    reported_at = models.DateTimeField()
    reported_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    through = models.ForeignKey("AnswerLink", models.PROTECT, null=True, related_name="reports")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    post = LineField(blank=True)
    on_behalf = models.BooleanField(default=False)
    salt = SaltField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="late") | Q(new_due_on__isnull=False), name="report_late_with_new_date"
            ),
            models.CheckConstraint(condition=~Q(state="not_done") | ~Q(words=""), name="report_not_done_because"),
            models.CheckConstraint(
                condition=Q(reported_by__isnull=False) | Q(through__isnull=False), name="report_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()
