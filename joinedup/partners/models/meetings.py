"""Meetings: when and where, what was on the agenda, who came, and whose interests conflicted."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.salts import SaltField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import Visibility, VisibilityField
from joinedup.partners.models.bodies import Body
from joinedup.partners.models.partnerships import Partnership
from joinedup.partners.models.people import Account, Organisation, Person


class Meeting(Noun):
    """A meeting of a partnership, or of one of its bodies, from planning to agreed minutes.

    Its beginning and end are instants: a meeting that is moved across a change of the clock keeps the time of day that
    people read. Minutes are agreed at a later meeting of the same body.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        OPEN = "open", _("going on")
        HELD = "held", _("held; the minutes are a draft")
        AGREED = "agreed", _("held; the minutes are agreed")
        CANCELLED = "cancelled", _("cancelled")

    reference = ReferenceField("meeting")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="meetings")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="meetings")
    name = LineField()
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    where = LineField(blank=True)
    join_url = models.URLField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    cancelled_because = ProseField(blank=True)
    agreed_on = models.DateField(null=True)
    agreed_at = models.ForeignKey("self", models.PROTECT, null=True, related_name="agreed_minutes_of")
    visibility = VisibilityField(default=Visibility.PARTNERS)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("begins_at")), name="meeting_ends_after_it_begins"),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(cancelled_because=""), name="meeting_cancelled_because"
            ),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(agreed_on__isnull=False), name="meeting_agreed_on_a_day"
            ),
        ]
        indexes = [models.Index(fields=["partnership", "-begins_at"], name="meeting_by_day")]

    def __str__(self) -> str:
        return self.name


class AgendaItem(Noun):
    """One item of a meeting: what it is about, what is asked of the meeting, its paper and what was said.

    `source` is why it is on the agenda. An item is exempt from publication by an exemption of its reference. An item
    that is referred up waits for the body that it was referred to.
    """

    class Purpose(models.TextChoices):
        DECIDE = "decide", _("to decide")
        DISCUSS = "discuss", _("to discuss")
        NOTE = "note", _("to note")

    class Source(models.TextChoices):
        PEOPLE = "people", _("brought by a person")
        DUE = "due", _("due")
        LATE = "late", _("past its date")
        ASKED = "asked", _("asked")
        FOUND = "found", _("found")
        STANDING = "standing", _("on every agenda")

    reference = ReferenceField("item")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    place_in_order = models.PositiveSmallIntegerField()
    title = LineField()
    purpose = models.CharField(max_length=7, choices=Purpose.choices, default=Purpose.DISCUSS)
    source = models.CharField(max_length=8, choices=Source.choices, default=Source.PEOPLE)
    about = models.CharField(max_length=40, blank=True)
    finding_key = models.CharField(max_length=40, blank=True)
    paper = ProseField(blank=True)
    minutes = ProseField(blank=True)
    referred_to = models.ForeignKey(Body, models.PROTECT, null=True, related_name="referred_items")
    referred_on = models.DateField(null=True)
    settled_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(referred_to__isnull=True) | Q(referred_on__isnull=False), name="item_referred_on_a_day"
            ),
            models.UniqueConstraint(
                fields=["meeting", "about", "finding_key"],
                condition=~Q(about="") | ~Q(finding_key=""),
                name="item_about_a_thing_once",
            ),
        ]
        indexes = [models.Index(fields=["meeting", "place_in_order"], name="item_in_order")]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Who came to a meeting for which organisation, or sent apologies, and for whom they stood in."""

    class Manner(models.TextChoices):
        PRESENT = "present", _("present")
        REMOTE = "remote", _("present from afar")
        APOLOGIES = "apologies", _("sent apologies")
        ABSENT = "absent", _("did not come")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="attendances")
    manner = models.CharField(max_length=9, choices=Manner.choices, default=Manner.PRESENT)
    stands_in_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(stands_in_for__isnull=True) | ~Q(stands_in_for=F("person")),
                name="attendance_for_another",
            ),
        ]


class Interest(models.Model):
    """A conflict of interest that somebody declared at a meeting, and what they did about it."""

    class Handled(models.TextChoices):
        STAYED = "stayed", _("stayed and took part")
        SPOKE = "spoke", _("spoke and did not decide")
        WITHDREW = "withdrew", _("left for this item")

    reference = ReferenceField("interest")
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="interests")
    item = models.ForeignKey(AgendaItem, models.PROTECT, null=True, related_name="interests")
    person = models.ForeignKey(Person, models.PROTECT, related_name="interests")
    words = ProseField()
    handled = models.CharField(max_length=8, choices=Handled.choices)
    declared_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    salt = SaltField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "item", "person"], name="interest_in_an_item_once"),
            models.UniqueConstraint(
                fields=["meeting", "person"], condition=Q(item=None), name="interest_in_a_meeting_once"
            ),
        ]

    def __str__(self) -> str:
        return self.words[:80]
