"""Agreed exceptions (in code: freedoms): a rule that is not applied for a while, in return for a result."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.models import Account, Body, Organisation, Partnership, Person, Place
from joinedup.questions.models import Question


class FreedomState(models.TextChoices):
    ASKED = "asked", _("asked for")
    NEGOTIATING = "negotiating", _("being negotiated")
    GRANTED = "granted", _("granted")
    SUSPENDED = "suspended", _("suspended")
    ENDED = "ended", _("ended")
    REFUSED = "refused", _("refused, because …")


class Freedom(Noun):
    """A dispensation from a rule in return for an outcome, with the consent of the rule's owner and of local people.

    `may_revoke` names the elected body that can end it. `fairness` says who is treated differently and why that is
    fair; `learning` what is learned from it, by when and by whom. `earned_by_periods` is how many periods in a row its
    measure has to stand at its target before it may be granted, where it has to be earned.
    """

    State = FreedomState

    reference = ReferenceField("freedom")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="freedoms")
    name = LineField()
    rule = LineField()
    rule_url = models.URLField(blank=True)
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="rules_owned")
    owner_outside = LineField(blank=True)
    asked = ProseField()
    blocks = ProseField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="freedoms")
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="freedoms")
    barrier = models.ForeignKey("Barrier", models.PROTECT, null=True, related_name="freedoms")
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, related_name="freedoms")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="freedoms")
    promised = ProseField(blank=True)
    earned_by_periods = models.PositiveSmallIntegerField(null=True)
    fairness = ProseField(blank=True)
    learning = ProseField(blank=True)
    may_revoke = LineField(blank=True)
    revoking_body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="may_revoke")
    state = models.CharField(max_length=11, choices=FreedomState.choices, default=FreedomState.ASKED)
    granted_on = models.DateField(null=True)
    review_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, owner_outside="") | (Q(owner__isnull=True) & ~Q(owner_outside="")),
                name="freedom_has_one_owner_of_the_rule",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["granted", "suspended"])
                | Q(granted_on__isnull=False, review_on__isnull=False, expires_on__isnull=False),
                name="freedom_granted_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FreedomMove(models.Model):
    """One dated decision about an agreed exception: from which state to which, why, and by whom. Rows are added."""

    freedom = models.ForeignKey(Freedom, models.PROTECT, related_name="moves")
    from_state = models.CharField(max_length=11, choices=FreedomState.choices)
    to_state = models.CharField(max_length=11, choices=FreedomState.choices)
    on = models.DateField()
    reason = ProseField()
    decided_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    firing = models.ForeignKey("Firing", models.PROTECT, null=True, related_name="moves")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["freedom", "to_state"],
                condition=Q(to_state__in=["negotiating", "ended", "refused"]),
                name="freedom_moved_there_once",
            ),
            models.UniqueConstraint(
                fields=["freedom"],
                condition=Q(from_state="negotiating", to_state="granted"),
                name="freedom_granted_once",
            ),
            models.UniqueConstraint(
                fields=["freedom", "firing"], condition=Q(firing__isnull=False), name="freedom_suspended_once_a_firing"
            ),
        ]


class Consent(models.Model):
    """That the rule's owner or a local stakeholder agrees to an exception, does not, or no longer. Rows are added."""

    class Side(models.TextChoices):
        OWNER = "owner", _("the rule's owner")
        LOCAL = "local", _("local stakeholder")

    class Stance(models.TextChoices):
        AGREES = "agrees", _("agrees")
        REFUSES = "refuses", _("does not agree")
        WITHDRAWS = "withdraws", _("agrees no longer")

    reference = ReferenceField("consent")
    freedom = models.ForeignKey(Freedom, models.PROTECT, related_name="consents")
    side = models.CharField(max_length=5, choices=Side.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="consents")
    who = LineField(blank=True)
    stance = models.CharField(max_length=9, choices=Stance.choices)
    words = ProseField(blank=True)
    evidence_url = models.URLField(blank=True)
    said_on = models.DateField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    salt = SaltField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(organisation__isnull=False) | ~Q(who=""), name="consent_of_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation or self.who}: {self.get_stance_display()}"


class Barrier(models.Model):
    """What a question about a barrier says of the rule in the way: whose it is, whom it hits, what it costs."""

    question = models.OneToOneField(Question, models.PROTECT, related_name="barrier")
    rule = LineField()
    owner = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="barriers_owned")
    owner_outside = LineField(blank=True)
    hits = LineField(blank=True)
    hours_a_year = models.PositiveIntegerField(null=True)
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, related_name="barriers")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="told_again")
    removed_on = models.DateField(null=True)
    kept_because = ProseField(blank=True)
