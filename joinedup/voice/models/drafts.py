"""A text that is drafted in the open: its versions, what people say of it, and what became of their amendments."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.partners.models import Account
from joinedup.voice.models.conversations import Conversation
from joinedup.voice.models.taking_part import Participant


class Draft(Noun):
    """A text of a conversation that people annotate and amend, under one house rule."""

    class State(models.TextChoices):
        OPEN = "open", _("open to all who take part")
        PROTECTED = "protected", _("protected for a time")
        ADOPTED = "adopted", _("finished")

    reference = ReferenceField("draft")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="drafts")
    name = LineField()
    house_rule = ProseField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    protected_until = models.DateField(null=True)
    protected_because = ProseField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="protected") | (Q(protected_until__isnull=False) & ~Q(protected_because="")),
                name="draft_protected_with_reason",
            ),
            models.UniqueConstraint(fields=["conversation", "name"], name="draft_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Wording(Noun):
    """One version of a draft; never changed. `reverts` is the version that it puts back."""

    reference = ReferenceField("wording")
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="wordings")
    number = models.PositiveIntegerField()
    text = ProseField()
    note = LineField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    reverts = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="wording_once")]

    def __str__(self) -> str:
        return f"{self.draft}, {self.number}"


class Annotation(Noun):
    """What somebody says of a paragraph of a draft, or the words that they would put in its place.

    `paragraph` counts from 1 in the version that it is about. An amendment that was adopted in other words than its
    proposer's says whether they agreed.
    """

    class State(models.TextChoices):
        OPEN = "open", _("not settled")
        ADOPTED = "adopted", _("taken up")
        PARTLY = "partly", _("taken up in other words")
        NOT = "not", _("not taken up, because …")
        WITHDRAWN = "withdrawn", _("taken back")
        HIDDEN = "hidden", _("not shown")

    reference = ReferenceField("annotation")
    draft = models.ForeignKey(Draft, models.PROTECT, related_name="annotations")
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="annotations")
    paragraph = models.PositiveIntegerField()
    answers = models.ForeignKey("self", models.PROTECT, null=True, related_name="answered")
    words = ProseField(blank=True)
    instead = ProseField(blank=True)
    said_by = models.ForeignKey(Participant, models.PROTECT, related_name="annotations")
    said_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    reason = ProseField(blank=True)
    adopted_words = ProseField(blank=True)
    proposer_agreed = models.BooleanField(null=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=("not", "hidden")) | ~Q(reason=""), name="annotation_refused_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn") | ~Q(words="") | ~Q(instead=""), name="annotation_says_something"
            ),
        ]
        indexes = [models.Index(fields=["draft", "state"], name="annotation_open")]

    def __str__(self) -> str:
        return self.words or self.instead or str(_("a note that was taken back"))
