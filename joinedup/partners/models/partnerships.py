"""Partnerships, who takes part in them, and what they keep from publication."""

from django.core.signing import Signer
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField
from joinedup.partners.models.people import Account, Organisation, Person
from joinedup.partners.models.places import Place

INVITATIONS = Signer(salt="invitation")


class Partnership(Noun):
    """Organisations that run something together for a place, convened by one named person."""

    class Stage(models.TextChoices):
        PREPARATION = "preparation", _("In preparation: members only")
        PREVIEW = "preview", _("Preview: partners check their entries")
        PUBLISHED = "published", _("Published")

    reference = ReferenceField("partnership")
    name = LineField()
    purpose = ProseField(blank=True)
    place = models.ForeignKey(Place, models.PROTECT, related_name="partnerships")
    convenor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="convenes")
    stage = models.CharField(max_length=11, choices=Stage.choices, default=Stage.PREPARATION)
    correct_by = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    names_senior_posts = models.BooleanField(default=False)
    takes_questions = models.BooleanField(default=True)
    days_to_answer = models.PositiveSmallIntegerField(default=20)
    questions_a_day = models.PositiveSmallIntegerField(default=50)
    most_top_priorities = models.PositiveSmallIntegerField(default=5)
    periods_without_figure = models.PositiveSmallIntegerField(default=2)
    days_to_publish = models.PositiveSmallIntegerField(default=45)
    days_without_news = models.PositiveSmallIntegerField(default=90)
    days_between_reminders = models.PositiveSmallIntegerField(default=7)
    months_on_watch = models.PositiveSmallIntegerField(default=6)
    most_led_percent = models.PositiveSmallIntegerField(default=60)
    months_between_endorsements = models.PositiveSmallIntegerField(default=12)
    relations_kept_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="keeps_relations_of")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(stage="published") | Q(published_at__isnull=False),
                name="partnership_published_on_a_day",
            ),
            models.UniqueConstraint(fields=["place", "name"], name="partnership_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Standing(models.Model):
    """An organisation's place in a partnership. It counts at once; the organisation itself confirms it.

    `duty` names the law by which it has to take part, if one says so.
    """

    class Role(models.TextChoices):
        DELIVERS = "delivers", _("delivers")
        FUNDS = "funds", _("funds")
        ADVISES = "advises", _("advises")
        SPEAKS = "speaks", _("speaks for residents")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="standings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="standings")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.DELIVERS)
    duty = LineField(blank=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="standing_ends_after_start",
            ),
            models.UniqueConstraint(
                fields=["partnership", "organisation"],
                condition=Q(until_on__isnull=True),
                name="standing_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_role_display()}"


class Invitation(models.Model):
    """A letter that lets whoever holds an address take up a person's place. It can be accepted once, in time."""

    reference = ReferenceField("invitation")
    person = models.ForeignKey(Person, models.PROTECT, related_name="invitations")
    partnership = models.ForeignKey(Partnership, models.PROTECT, null=True, related_name="invitations")
    email = models.EmailField()
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    salt = SaltField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_open_once",
            ),
        ]

    def __str__(self) -> str:
        return str(self.person)

    def get_absolute_url(self) -> str:
        return f"/{self.partnership.reference}/invitations/" if self.partnership else "/"

    @property
    def link(self) -> str:
        """The address that only whoever receives the letter is given."""
        return f"/accept/{INVITATIONS.sign(self.reference)}/"


class Alias(models.Model):
    """A workbook's own code for a noun, within a partnership."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="aliases")
    kind = models.CharField(max_length=20)
    code = LineField(max_length=60)
    reference = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "kind", "code"], name="alias_once"),
            models.UniqueConstraint(fields=["partnership", "reference"], name="alias_one_a_noun"),
        ]


class Exemption(models.Model):
    """Why one item is not published though its partnership is: reason, ground, decider, and when it is looked at."""

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="exemptions")
    subject = models.CharField(max_length=40, unique=True)
    reason = ProseField()
    ground = LineField()
    decided_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    decided_on = models.DateField()
    review_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(review_on__gt=F("decided_on")), name="exemption_reviewed_later"),
        ]
