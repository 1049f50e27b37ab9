"""Deals with people, pledges on condition, and what a long-term compact rests on."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import Visibility, VisibilityField
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.promises.models.agreements import Agreement, Clause


class PledgeStanding(models.TextChoices):
    """How a pledge of a deal stands, on whichever side it was made."""

    OPEN = "open", _("not yet known")
    KEPT = "kept", _("kept")
    PARTLY = "partly", _("kept in part")
    BROKEN = "broken", _("not kept, because …")


class PledgeStatus(models.Model):
    """What somebody said on a day of how one pledge of a deal stands, and what shows it. Rows are added."""

    clause = models.ForeignKey(Clause, models.PROTECT, related_name="statuses")
    standing = models.CharField(max_length=6, choices=PledgeStanding.choices)
    words = ProseField(blank=True)
    evidence_url = models.URLField(blank=True)
    said_on = models.DateField()
    said_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(standing="broken") | ~Q(words=""), name="pledge_not_kept_because"),
            models.UniqueConstraint(fields=["clause", "said_on"], name="pledge_status_once_a_day"),
        ]


class SignUp(models.Model):
    """That somebody signed up to a deal, without an account: as what, on which day. `mark` keeps it to once.

    The mark is a keyed hash of the address that confirmed it; the address itself is not kept.
    """

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="sign_ups")
    group = models.CharField(max_length=20)
    on = models.DateField()
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "mark"], name="signed_up_once")]


class Pledge(Noun):
    """“I will if you will”: what somebody will do once a condition is met.

    The condition: so many others join by a day, or another pledge becomes active, or simply a day.
    """

    class Condition(models.TextChoices):
        JOINED = "joined", _("so many join")
        PLEDGE = "pledge", _("another pledge holds")
        DAY = "day", _("a day comes")

    class State(models.TextChoices):
        OFFERED = "offered", _("waits for its condition")
        ACTIVE = "active", _("its condition is met")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("not kept, because …")
        LAPSED = "lapsed", _("its condition was not met in time")

    reference = ReferenceField("pledge")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="pledges")
    agreement = models.ForeignKey(Agreement, models.PROTECT, null=True, related_name="pledges")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="pledges")
    people = LineField(blank=True)
    words = ProseField()
    condition = models.CharField(max_length=6, choices=Condition.choices)
    threshold = models.PositiveIntegerField(null=True)
    other = models.ForeignKey("self", models.PROTECT, null=True, related_name="conditional")
    by_on = models.DateField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.OFFERED)
    state_on = models.DateField(null=True)
    because = ProseField(blank=True)
    visibility = VisibilityField(default=Visibility.PUBLIC)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(condition="joined", threshold__gte=1, other__isnull=True)
                    | Q(condition="pledge", threshold__isnull=True, other__isnull=False)
                    | Q(condition="day", threshold__isnull=True, other__isnull=True)
                ),
                name="pledge_has_its_condition",
            ),
            models.CheckConstraint(condition=~Q(state="broken") | ~Q(because=""), name="pledge_broken_because"),
        ]

    def __str__(self) -> str:
        return self.words[:80]


class Joined(models.Model):
    """That somebody joined a pledge, without an account; `mark` keeps them from joining twice."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="joined")
    on = models.DateField()
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pledge", "mark"], name="joined_once")]


class ConfirmMark(models.Model):
    """An address that is asked to confirm that it signs up or joins. It goes when it is used or expires."""

    reference = ReferenceField("confirmation")
    email = models.EmailField()
    about = models.CharField(max_length=40)
    group = models.CharField(max_length=20, blank=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    asked_from = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Evidence(Noun):
    """What shows one of the six things that a compact rests on, until it is too old to count."""

    reference = ReferenceField("evidence")
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="evidence")
    slot = models.CharField(max_length=20)
    words = ProseField()
    url = models.URLField(blank=True)
    shown_on = models.DateField()
    valid_until = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(valid_until__gt=models.F("shown_on")), name="evidence_grows_old"),
        ]

    def __str__(self) -> str:
        return self.words[:80]


class Challenge(Noun):
    """That somebody says a compact is breached, what was replied, and how it was repaired."""

    class State(models.TextChoices):
        RAISED = "raised", _("raised")
        REPLIED = "replied", _("replied to")
        REPAIRED = "repaired", _("repaired")
        REJECTED = "rejected", _("no breach, because …")

    reference = ReferenceField("challenge")
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="challenges")
    by_whom = LineField()
    words = ProseField()
    raised_on = models.DateField()
    raised_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RAISED)
    reply = ProseField(blank=True)
    replied_on = models.DateField(null=True)
    repair = ProseField(blank=True)
    repaired_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state="raised") | ~Q(reply=""), name="challenge_replied_in_words"),
            models.CheckConstraint(
                condition=~Q(state="repaired") | (~Q(repair="") & Q(repaired_on__isnull=False)),
                name="challenge_repaired_in_words",
            ),
            models.UniqueConstraint(
                fields=["agreement", "raised_by"], condition=Q(state="raised"), name="challenge_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]


class Renewal(models.Model):
    """A term of a compact that was agreed after a hearing: for how long, and on which review it rests. Rows are added.

    One hearing carries one renewal.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="renewals")
    months = models.PositiveSmallIntegerField()
    from_on = models.DateField()
    until_on = models.DateField()
    review = models.CharField(max_length=40, unique=True)
    renewed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=models.F("from_on")), name="renewal_runs_forward"),
        ]
