"""Organisations, the people who hold posts in them, and accounts."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField
from joinedup.partners.models.places import Place

if TYPE_CHECKING:
    from joinedup.partners.permissions import Footing


class Organisation(Noun):
    """A body that takes part: its name, sector, and identifiers by org-id.guide.

    `formerly` holds, a line each, the names that it had, and those of the bodies that it took over from.
    """

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
    formerly = ProseField(blank=True, editable=False)

    def __str__(self) -> str:
        return self.name


class Person(Noun):
    """A named holder of posts, who may have no account. Public pages show the post; the name by consent.

    `email` is where letters reach whoever has no account; nobody but those who give their posts reads it.

    Reads that find people for a reader fill in `known_as`, the post, by which a page may call them.
    """

    reference = ReferenceField("person")
    name = LineField()
    consents_to_name = models.BooleanField(default=False)
    email = models.EmailField(blank=True)

    def __str__(self) -> str:
        return getattr(self, "known_as", "") or (self.name if self.consents_to_name else self.reference)


class Accounts(BaseUserManager["Account"]):
    """How accounts are looked up and made by the sign-in library."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(email=self.normalize_email(email).lower(), **fields)
        account.set_password(password)
        account.save()
        return account


class Account(AbstractBaseUser):
    """A login by e-mail address. It may belong to a person; residents' accounts do not.

    `footing` and `news` are no fields. A request sets them: where the account stands, looked up once a page, and how
    many notifications it has not read.
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
    news: int = 0

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="account_email_once")]

    def __str__(self) -> str:
        return self.email


class Membership(models.Model):
    """A person's post in an organisation, from a day until a day (not included).

    `expected_until_on` is when its holder is expected to leave it, where that is known; it ends nothing by itself.
    `hands_over_to` is who takes over what its holder leads. `cooperation_duty` is what the job itself says about
    working with other organisations.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    post = LineField()
    is_senior = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    expected_until_on = models.DateField(null=True)
    hands_over_to = models.ForeignKey(Person, models.PROTECT, null=True, related_name="takes_over")
    cooperation_duty = LineField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(expected_until_on__isnull=True) | Q(expected_until_on__gte=F("from_on")),
                name="membership_expected_to_end_after_start",
            ),
            models.CheckConstraint(
                condition=Q(hands_over_to__isnull=True) | ~Q(hands_over_to=F("person")),
                name="membership_handed_to_another",
            ),
            models.UniqueConstraint(fields=["person", "organisation", "post", "from_on"], name="membership_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post}, {self.organisation}"
