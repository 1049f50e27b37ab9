"""The bodies of a partnership, who sits in them, and what is handed on when somebody leaves."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import Visibility, VisibilityField
from joinedup.partners.models.partnerships import Partnership
from joinedup.partners.models.people import Account, Membership, Organisation, Person
from joinedup.partners.models.places import Place


class Body(Noun):
    """A board, team, committee or joint post of a partnership: what it is for, what it may decide, until when.

    `within` is the body that it answers to. A temporary one has an end, and `renewal_test` says what would have to be
    shown for it to go on; `renewal_shown` is what was shown when it last was let go on. `most_issues` is how many
    outcomes it may take on at once.
    """

    class Kind(models.TextChoices):
        BOARD = "board", _("board")
        AREA = "area", _("area team")
        NEIGHBOURHOOD = "neighbourhood", _("neighbourhood group")
        PROJECT = "project", _("project team")
        POST = "post", _("joint post")
        COMMITTEE = "committee", _("committee by outcome")
        NETWORK = "network", _("network")

    reference = ReferenceField("body")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="bodies")
    within = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    kind = models.CharField(max_length=13, choices=Kind.choices)
    name = LineField()
    purpose = ProseField(blank=True)
    may_decide = ProseField(blank=True)
    terms = ProseField(blank=True)
    terms_agreed_on = models.DateField(null=True)
    tie_rule = LineField(blank=True)
    place = models.ForeignKey(Place, models.PROTECT, null=True, related_name="bodies")
    rating = LineField(max_length=60, blank=True)
    rating_rule = LineField(blank=True)
    rated_on = models.DateField(null=True)
    most_issues = models.PositiveSmallIntegerField(null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    renewal_test = ProseField(blank=True)
    renewed_on = models.DateField(null=True)
    renewal_shown = ProseField(blank=True)
    visibility = VisibilityField(default=Visibility.PUBLIC)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(within=F("id")), name="body_not_within_itself"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="body_ends_after_start"
            ),
            models.CheckConstraint(
                condition=~Q(kind="project") | Q(until_on__isnull=False), name="body_project_team_has_an_end"
            ),
            models.CheckConstraint(
                condition=Q(most_issues__isnull=True) | Q(most_issues__gte=1), name="body_takes_on_an_issue_at_least"
            ),
            models.UniqueConstraint(fields=["partnership", "name"], name="body_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Seat(Noun):
    """A seat in a body: which organisation holds it, who sits there, as what, and who steps in for them.

    Without a person the seat is vacant. For a joint post `cost_share` is the organisation's part in per cent. The
    body's page shows it.
    """

    class Role(models.TextChoices):
        CHAIR = "chair", _("chair")
        CO_LEAD = "co_lead", _("leads together with others")
        MEMBER = "member", _("member")
        HOLDER = "holder", _("holds the post")
        OBSERVER = "observer", _("observer")

    reference = ReferenceField("seat")
    body = models.ForeignKey(Body, models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="seats")
    second = models.ForeignKey(Person, models.PROTECT, null=True, related_name="second_seats")
    role = models.CharField(max_length=8, choices=Role.choices, default=Role.MEMBER)
    duties = LineField(blank=True)
    hours_a_month = models.PositiveSmallIntegerField(null=True)
    cost_share = models.PositiveSmallIntegerField(null=True)
    from_on = models.DateField()
    until_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")), name="seat_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(second__isnull=True) | Q(person__isnull=True) | ~Q(second=F("person")),
                name="seat_second_is_another",
            ),
            models.CheckConstraint(
                condition=Q(cost_share__isnull=True) | Q(cost_share__lte=100), name="seat_cost_share_at_most_all"
            ),
            models.UniqueConstraint(
                fields=["body", "person"],
                condition=Q(until_on__isnull=True, person__isnull=False),
                name="seat_once_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.get_role_display()}"

    def get_absolute_url(self) -> str:
        return self.body.get_absolute_url()


class Endorsement(models.Model):
    """That a member's own governing body saw a partnership and stood behind it. Added; the database refuses changes."""

    reference = ReferenceField("endorsement")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="endorsements")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="endorsements")
    governing_body = LineField()
    endorsed_on = models.DateField()
    words = ProseField(blank=True)
    evidence_url = models.URLField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    salt = SaltField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "organisation", "governing_body", "endorsed_on"], name="endorsement_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.governing_body}, {self.organisation}"


class Handover(Noun):
    """What somebody who leaves a post tells whoever comes next. Its organisation's people and the convenor read it."""

    reference = ReferenceField("handover")
    membership = models.OneToOneField(Membership, models.PROTECT, related_name="handover")
    relationships = ProseField(blank=True)
    unfinished = ProseField(blank=True)
    whereabouts = ProseField(blank=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.membership)

    def get_absolute_url(self) -> str:
        return f"/{self.membership.person.reference}/handover/"
