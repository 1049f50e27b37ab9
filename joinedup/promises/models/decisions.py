from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import AgendaItem, Mandate, Meeting, Organisation, Partnership, Person
from joinedup.promises.models.commitments import Commitment


class Decision(Noun):
    """What a partnership decided, where and why; for a hard choice, who gains and who loses by it.

    Once shared it stands as it was written. A later decision may supersede it.
    """

    reference = ReferenceField("decision")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="decisions")
    name = LineField()
    words = ProseField(blank=True)
    decided_on = models.DateField(null=True)
    decided_by = LineField(blank=True)
    authority = LineField(blank=True)
    mandate = models.ForeignKey(Mandate, models.PROTECT, null=True, related_name="decisions")
    reason = ProseField(blank=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="decisions")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="decisions")
    minute = ProseField(blank=True)
    minute_url = models.URLField(blank=True)
    dissent = ProseField(blank=True)
    options = ProseField(blank=True)
    gains = ProseField(blank=True)
    loses = ProseField(blank=True)
    evidence = ProseField(blank=True)
    outcomes = models.ManyToManyField(Outcome, through="Bearing", related_name="decisions")
    supersedes = models.ForeignKey("self", models.PROTECT, null=True, related_name="superseded_by")
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility="draft") | (Q(decided_on__isnull=False) & ~Q(words="") & ~Q(decided_by="")),
                name="decision_complete_once_shared",
            ),
            models.CheckConstraint(condition=~Q(supersedes=F("id")), name="decision_supersedes_another"),
            models.CheckConstraint(
                condition=Q(item__isnull=True) | Q(meeting__isnull=False), name="decision_item_of_a_meeting"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Bearing(models.Model):
    """What a decision does to one outcome: it concerns it, puts it first, or puts it off."""

    class Kind(models.TextChoices):
        CONCERNS = "concerns", _("concerns it")
        FIRST = "first", _("puts it first")
        OFF = "off", _("puts it off")

    decision = models.ForeignKey(Decision, models.CASCADE, related_name="bearings")
    outcome = models.ForeignKey(Outcome, models.PROTECT, related_name="bearings")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.CONCERNS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["decision", "outcome"], name="bearing_once")]


class Enactment(Noun):
    """That a decision affects a member, and what of the member's own carries it out: until then `kind` is empty.

    `person` is who sees to it, `in_body` where in the member's own organisation it has to be decided.
    """

    class Kind(models.TextChoices):
        DECISION = "decision", _("its own decision")
        BUDGET = "budget", _("a line in its budget")
        PLAN = "plan", _("its own plan")
        PROMISE = "promise", _("a promise")

    reference = ReferenceField("enactment")
    decision = models.ForeignKey(Decision, models.CASCADE, related_name="enactments")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="enactments")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="enactments")
    in_body = LineField(blank=True)
    kind = models.CharField(max_length=8, choices=Kind.choices, blank=True)
    what = LineField(blank=True)
    promise = models.ForeignKey(Commitment, models.PROTECT, null=True, related_name="enactments")
    due_on = models.DateField(null=True)
    enacted_on = models.DateField(null=True)
    evidence = LineField(blank=True)
    evidence_url = models.URLField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["decision", "organisation"], name="enactment_once"),
            models.CheckConstraint(
                condition=Q(kind="promise", promise__isnull=False) | (~Q(kind="promise") & Q(promise__isnull=True)),
                name="enactment_names_its_promise",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["", "promise"]) | ~Q(what=""), name="enactment_says_what_it_is"
            ),
            models.CheckConstraint(condition=Q(enacted_on__isnull=True) | ~Q(kind=""), name="enactment_by_something"),
        ]

    def __str__(self) -> str:
        return self.what or str(self.organisation)
