from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.signing import Signer
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField

INVITATIONS = Signer(salt="invitation")


if TYPE_CHECKING:
    from joinedup.partners.permissions import Footing


def live(on: date, prefix: str = "") -> Q:
    """Rows whose period [from_on, until_on) holds a day."""
    started, goes_on = {f"{prefix}from_on__lte": on}, {f"{prefix}until_on__gt": on}
    return Q(**started) & (Q(**{f"{prefix}until_on__isnull": True}) | Q(**goes_on))


class Place(models.Model):
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
    version = models.PositiveIntegerField(default=1)
    salt = SaltField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(within=F("id")), name="place_not_within_itself"),
            models.UniqueConstraint(fields=["within", "name"], name="place_name_once"),
            models.UniqueConstraint(fields=["name"], condition=Q(within=None), name="place_name_once_at_the_top"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/{self.reference}/"


class PostcodeArea(models.Model):
    """The place that postcodes with a given beginning belong to. The longest beginning wins."""

    beginning = models.CharField(max_length=8, primary_key=True)
    place = models.ForeignKey(Place, models.CASCADE, related_name="postcode_areas")


class Organisation(models.Model):
    """A body that takes part: its name, sector, and identifiers by org-id.guide."""

    class Sector(models.TextChoices):
        COUNCIL = "council", _("council")
        HEALTH = "health", _("health")
        POLICE = "police", _("police and safety")
        EDUCATION = "education", _("education")
        CHARITY = "charity", _("charity")
        COMMUNITY = "community", _("community group")
        BUSINESS = "business", _("business")
        GOVERNMENT = "government", _("national government")

    reference = ReferenceField("organisation")
    name = LineField()
    look = models.CharField(max_length=200, unique=True, editable=False)
    sector = models.CharField(max_length=10, choices=Sector.choices)
    org_id = models.CharField(max_length=60, null=True, unique=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="organisations")
    website = models.URLField(blank=True)
    version = models.PositiveIntegerField(default=1)
    salt = SaltField()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/{self.reference}/"


class Person(models.Model):
    """A named holder of posts, who may have no account. Public pages show the post; the name by consent.

    Reads that find people for a reader fill in `known_as`, the post, by which a page may call them.
    """

    reference = ReferenceField("person")
    name = LineField()
    consents_to_name = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    salt = SaltField()

    def __str__(self) -> str:
        return getattr(self, "known_as", "") or (self.name if self.consents_to_name else self.reference)

    def get_absolute_url(self) -> str:
        return f"/{self.reference}/"


class Accounts(BaseUserManager["Account"]):
    """How accounts are looked up and made by the sign-in library."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """A login by e-mail address. It may belong to a person; residents' accounts do not.

    `footing` is no field: a request sets it, so that where the account stands is looked up once a page.
    """

    reference = ReferenceField("account")
    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, models.PROTECT, null=True, related_name="account")
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    salt = SaltField()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects: ClassVar[Accounts] = Accounts()
    footing: "Footing | None" = None

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_once")]

    def __str__(self) -> str:
        return self.email


class Membership(models.Model):
    """A person's post in an organisation, from a day until a day (not included)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    post = LineField()
    is_senior = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="membership_ends_after_start",
            ),
            models.UniqueConstraint(fields=["person", "organisation", "post", "from_on"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post}, {self.organisation}"


class Partnership(models.Model):
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
    days_without_news = models.PositiveSmallIntegerField(default=90)
    version = models.PositiveIntegerField(default=1)
    salt = SaltField()

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

    def get_absolute_url(self) -> str:
        return f"/{self.reference}/"


class Standing(models.Model):
    """An organisation's place in a partnership. It counts at once; the organisation itself confirms it."""

    class Role(models.TextChoices):
        DELIVERS = "delivers", _("delivers")
        FUNDS = "funds", _("funds")
        ADVISES = "advises", _("advises")
        SPEAKS = "speaks", _("speaks for residents")

    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="standings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="standings")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.DELIVERS)
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
