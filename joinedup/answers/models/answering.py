"""Who answers for what, to whom, in which forum; who steps in last; and what scrutiny recommended."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import Visibility, VisibilityField
from joinedup.partners.models import Account, Body, Organisation, Partnership, Person


class AnswerLine(Noun):
    """That somebody answers for one thing of a responsibility, to whom, in which forum, with what, and how often.

    `about` is the responsibility: an outcome, a promise, an exception, the partnership itself. `organisation` is who
    has to explain it, `done_by` who does it, `borne_by` who bears the consequence: three different things. `may_do` is
    what the forum can do if the account does not satisfy it. Accounts are due every so many months from `from_on` on.
    A line that has ended stays, with the accounts given along it.
    """

    class For(models.TextChoices):
        MONEY = "money", _("value for money")
        WORRIES = "worries", _("answering local worries")
        SERVICE = "service", _("how the service does")
        DESIGN = "design", _("how the system is set up")
        FAILURE = "failure", _("failure")
        RULES = "rules", _("keeping to the rules")

    class Side(models.TextChoices):
        INSIDE = "inside", _("inside the formal chain")
        OUTSIDE = "outside", _("outside it")

    reference = ReferenceField("line")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="answer_lines")
    about = models.CharField(max_length=40, db_index=True)
    answers_for = models.CharField(max_length=7, choices=For.choices)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="answer_lines")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="answer_lines")
    done_by = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    borne_by = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    side = models.CharField(max_length=7, choices=Side.choices, default=Side.INSIDE)
    to_body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="hears")
    to_organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="hears")
    to_words = LineField(blank=True)
    forum = LineField(blank=True)
    information = LineField(blank=True)
    every_months = models.PositiveSmallIntegerField(null=True)
    may_do = LineField(blank=True)
    public_may_ask = models.BooleanField(default=True)
    from_on = models.DateField()
    ended_on = models.DateField(null=True)
    ended_because = ProseField(blank=True)
    visibility = VisibilityField(default=Visibility.PUBLIC)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_body__isnull=False) | Q(to_organisation__isnull=False) | ~Q(to_words=""),
                name="answer_line_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | ~Q(ended_because=""), name="answer_line_ended_because"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_answers_for_display()}"


class AccountGiven(models.Model):
    """That an account was given along a line on a day, alone or by several together. The database refuses changes."""

    reference = ReferenceField("given")
    line = models.ForeignKey(AnswerLine, models.PROTECT, related_name="given")
    given_on = models.DateField()
    words = ProseField()
    evidence_url = models.URLField(blank=True)
    together_with = LineField(blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    salt = SaltField()

    def __str__(self) -> str:
        return self.words[:80]


class Guarantor(Noun):
    """Where the buck stops: which public body steps in if a service that several or citizens run fails, and when."""

    reference = ReferenceField("guarantor")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="guarantors")
    service = LineField()
    about = models.CharField(max_length=40, blank=True)
    run_by = LineField(blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="guarantees_last")
    steps_in_if = ProseField(blank=True)
    plan = ProseField(blank=True)
    said_in_public = ProseField(blank=True)
    visibility = VisibilityField(default=Visibility.PUBLIC)

    def __str__(self) -> str:
        return self.service


class Recommendation(Noun):
    """What a scrutiny committee recommends, to whom, and what became of it until the committee closes it."""

    class Reply(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        PARTLY = "partly", _("accepted in part")
        REJECTED = "rejected", _("not accepted, because …")

    reference = ReferenceField("recommendation")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="recommendations")
    committee = models.ForeignKey(Body, models.PROTECT, related_name="recommendations")
    about = models.CharField(max_length=40)
    words = ProseField()
    made_on = models.DateField()
    of = models.ForeignKey(Organisation, models.PROTECT, related_name="recommended_to")
    due_on = models.DateField()
    reply = models.CharField(max_length=8, choices=Reply.choices, blank=True)
    reason = ProseField(blank=True)
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="recommendations")
    replied_on = models.DateField(null=True)
    do_by = models.DateField(null=True)
    done_on = models.DateField(null=True)
    done_words = ProseField(blank=True)
    closed_on = models.DateField(null=True)
    closed_words = ProseField(blank=True)
    visibility = VisibilityField(default=Visibility.PUBLIC)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(reply="") | Q(replied_on__isnull=False), name="recommendation_replied_on_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(reply__in=["partly", "rejected"]) | ~Q(reason=""), name="recommendation_rejected_because"
            ),
            models.CheckConstraint(
                condition=~Q(reply__in=["accepted", "partly"]) | Q(owner__isnull=False, do_by__isnull=False),
                name="recommendation_accepted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]


class Demand(Noun):
    """Something that has to be reported to somebody: why, which risk it lowers, what it costs, what it was used for.

    `hours_a_year` is what it costs those who report, `ends_on` the day on which it stops unless it is renewed.
    """

    reference = ReferenceField("demand")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="demands")
    name = LineField()
    wanted_by = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="demands_made")
    wanted_by_outside = LineField(blank=True)
    of = models.ForeignKey(Organisation, models.PROTECT, related_name="demands_met")
    purpose = LineField(blank=True)
    risk_lowered = LineField(blank=True)
    hours_a_year = models.PositiveIntegerField(null=True)
    last_used_on = models.DateField(null=True)
    last_used_for = LineField(blank=True)
    from_on = models.DateField()
    ends_on = models.DateField(null=True)
    dropped_on = models.DateField(null=True)
    dropped_because = ProseField(blank=True)
    visibility = VisibilityField(default=Visibility.PUBLIC)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wanted_by__isnull=False, wanted_by_outside="")
                | (Q(wanted_by__isnull=True) & ~Q(wanted_by_outside="")),
                name="demand_made_by_one",
            ),
            models.CheckConstraint(
                condition=Q(last_used_on__isnull=True) | ~Q(last_used_for=""), name="demand_used_for"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on__isnull=True) | ~Q(dropped_because=""), name="demand_dropped_because"
            ),
        ]

    def __str__(self) -> str:
        return self.name
