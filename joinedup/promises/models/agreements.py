"""Agreements: clauses that are worked on, versions that stand as they are, parties, comments and signatures."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners.models import Account, Organisation, Partnership, Person


class Agreement(Noun):
    """What partners, or a council and its people, agree: worked on as clauses, signed as versions, and reviewed.

    `kind` names one of the kinds of agreement, which are data. Once everybody who has to sign has signed a version, the
    agreement is in force until it is ended, superseded by a later version, or past its day.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being written")
        SIGNING = "signing", _("open to be signed")
        IN_FORCE = "in_force", _("in force")
        ENDED = "ended", _("ended")

    reference = ReferenceField("agreement")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="agreements")
    kind = models.CharField(max_length=20)
    name = LineField()
    purpose = ProseField(blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    signing = models.ForeignKey("AgreementVersion", models.PROTECT, null=True, related_name="+")
    in_force = models.ForeignKey("AgreementVersion", models.PROTECT, null=True, related_name="+")
    in_force_from = models.DateField(null=True)
    term_months = models.PositiveSmallIntegerField(null=True)
    review_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    ended_because = ProseField(blank=True)
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="in_force") | Q(in_force__isnull=False, in_force_from__isnull=False),
                name="agreement_in_force_from_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="signing") | Q(signing__isnull=False), name="agreement_signed_as_a_version"
            ),
            models.CheckConstraint(
                condition=~Q(state="ended") | (Q(ended_on__isnull=False) & ~Q(ended_because="")),
                name="agreement_ended_because",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Clause(Noun):
    """One numbered clause of an agreement as it is being worked on. Signing freezes all of them as a version.

    Places are counted within a section. A clause that is taken out keeps its row, with what was said about it.
    """

    reference = ReferenceField("clause")
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="clauses")
    place_in_order = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=20, blank=True)
    heading = LineField(blank=True)
    words = ProseField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="clauses")
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, related_name="clauses")
    indicator = models.ForeignKey(Indicator, models.PROTECT, null=True, related_name="clauses")
    removed_on = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["agreement", "place_in_order"], name="clause_in_order")]

    def __str__(self) -> str:
        return self.heading or self.words[:80]


class AgreementVersion(models.Model):
    """The exact text of an agreement at one moment, as canonical JSON, and its hash. The database refuses changes."""

    reference = ReferenceField("version")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    text_hash = models.CharField(max_length=64)
    note = ProseField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    salt = SaltField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "number"], name="agreement_version_once")]

    def __str__(self) -> str:
        return f"{self.agreement}, {self.number}"


class AgreementReview(models.Model):
    """What the review of an agreement in force found on a day, and when it is reviewed next. Rows are added."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="reviews")
    note = ProseField()
    review_on = models.DateField()
    reviewed_at = models.DateTimeField()
    reviewed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")


class Comment(models.Model):
    """What somebody said about a clause while it was being worked on, and what became of it."""

    reference = ReferenceField("comment")
    clause = models.ForeignKey(Clause, models.CASCADE, related_name="comments")
    words = ProseField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_words = ProseField(blank=True)
    salt = SaltField()

    def __str__(self) -> str:
        return self.words[:80]


class Party(Noun):
    """An organisation, or people in words, that an agreement is between: whether it has to sign, and what it aligns.

    `plan_line` and `resources` say what of its own plan and money it bends to the agreement.
    """

    reference = ReferenceField("party")
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="parties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="party_to")
    people = LineField(blank=True)
    must_sign = models.BooleanField(default=True)
    plan_line = LineField(blank=True)
    resources = LineField(blank=True)
    left_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "organisation"], condition=Q(organisation__isnull=False), name="party_once"
            ),
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, people="") | (Q(organisation__isnull=True) & ~Q(people="")),
                name="party_organisation_or_people",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation or self.people)


class SigningPower(Noun):
    """That a person may sign for an organisation, from a day until a day, by whose decision."""

    reference = ReferenceField("power")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="signing_powers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="signing_powers")
    given_by = LineField()
    limits = LineField(blank=True)
    is_deputy = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="power_ends_after_start"
            ),
            models.UniqueConstraint(fields=["organisation", "person", "from_on"], name="power_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Signature(models.Model):
    """One party's word on one version of an agreement. Written once; the database refuses changes.

    `statement` is the canonical text that was signed: the agreement, the version, its hash, the party, the post, the
    power and the moment. It enters the record, so that the offline verifier can check it.
    """

    class Stance(models.TextChoices):
        SIGNS = "signs", _("signs")
        RESERVES = "reserves", _("signs, with a reservation in words")
        DISSENTS = "dissents", _("does not sign, because …")

    reference = ReferenceField("signature")
    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="signatures")
    party = models.ForeignKey(Party, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="signatures")
    power = models.ForeignKey(SigningPower, models.PROTECT, null=True, related_name="signatures")
    post = LineField()
    stance = models.CharField(max_length=8, choices=Stance.choices, default=Stance.SIGNS)
    words = ProseField(blank=True)
    statement = models.TextField()
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    salt = SaltField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "party"], name="signature_once"),
            models.CheckConstraint(
                condition=Q(stance="signs") | ~Q(words=""), name="signature_reserved_or_refused_in_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}, {self.party}"

    def get_absolute_url(self) -> str:
        return f"/{self.reference}/"


class SigningRound(models.Model):
    """The one time that a version was open to be signed: from when, and how that ended. A version has one at most.

    What was signed in a round that was withdrawn, or that fell back, is void and stays as history.
    """

    class End(models.TextChoices):
        IN_FORCE = "in_force", _("came into force")
        WITHDRAWN = "withdrawn", _("withdrawn from signing")
        FELL_BACK = "fell_back", _("too few parties were left to sign")

    version = models.OneToOneField(AgreementVersion, models.PROTECT, related_name="signing_round")
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_as = models.CharField(max_length=9, choices=End.choices, blank=True)
    because = ProseField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_as="") | (Q(ended_at__isnull=False) & ~Q(ended_as="")),
                name="signing_ended_somehow",
            ),
            models.CheckConstraint(
                condition=~Q(ended_as="withdrawn") | ~Q(because=""), name="signing_withdrawn_because"
            ),
        ]

    @property
    def is_void(self) -> bool:
        """Whether what was signed in it counts no more."""
        return self.ended_as in (self.End.WITHDRAWN, self.End.FELL_BACK)


class Undertaking(Noun):
    """What one partner will do, will not do, or expects of another, on one side of the board of roles.

    `of` is whom something is expected of, everybody where it is empty; `met_by` is what accepts or refuses it.
    """

    class Kind(models.TextChoices):
        WILL = "will", _("will do")
        WILL_NOT = "will_not", _("will not do")
        EXPECTS = "expects", _("expects of others")

    reference = ReferenceField("undertaking")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="undertakings")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="undertakings")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    words = ProseField()
    of = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="expected_of")
    of_people = LineField(blank=True)
    met_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="meets")
    said_on = models.DateField()
    confirmed_on = models.DateField(null=True)
    withdrawn_on = models.DateField(null=True)
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="expects") | Q(of__isnull=True, of_people="", met_by__isnull=True),
                name="undertaking_expected_of_somebody",
            ),
            models.CheckConstraint(condition=~Q(met_by=F("id")), name="undertaking_met_by_another"),
        ]

    def __str__(self) -> str:
        return self.words[:80]
