"""What governs a partnership or the site from outside its plan: dated pauses, and changes of roles by two people."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField
from joinedup.partners.models.partnerships import Partnership
from joinedup.partners.models.people import Account


class Pause(Noun):
    """Days in which a partnership, or without one the whole site, makes nothing public: [from_on, until_on)."""

    class Kind(models.TextChoices):
        ELECTION = "election", _("pre-election period")
        OTHER = "other", _("pause")

    reference = ReferenceField("pause")
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="pauses")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.ELECTION)
    name = LineField()
    reason = ProseField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gt=F("from_on")), name="pause_ends_after_start"),
        ]

    def __str__(self) -> str:
        return self.name


class RoleChange(models.Model):
    """That an account is to become an administrator, or to be one no longer: one asks, another one agrees."""

    class Role(models.TextChoices):
        GIVEN = "given", _("becomes an administrator")
        TAKEN = "taken", _("is an administrator no longer")

    class State(models.TextChoices):
        ASKED = "asked", _("waits for a second administrator")
        AGREED = "agreed", _("agreed")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    reference = ReferenceField("role")
    account = models.ForeignKey(Account, models.PROTECT, related_name="role_changes")
    role = models.CharField(max_length=5, choices=Role.choices)
    state = models.CharField(max_length=9, choices=State.choices, default=State.ASKED)
    reason = ProseField()
    asked_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    salt = SaltField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="agreed") | (Q(settled_by__isnull=False) & ~Q(settled_by=F("asked_by"))),
                name="role_change_takes_two",
            ),
            models.UniqueConstraint(
                fields=["account", "role"], condition=Q(state="asked"), name="role_change_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return f"/{self.reference}/"
