"""Reviews: a kit that a partnership answers about itself, by name or without names."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import Visibility, VisibilityField
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.reviews.kits import kits


class Review(Noun):
    """A kit that a partnership answers, from a day until it is closed, and what was made of the answers.

    `kit_version` says with which questions it was asked. `about` is the record that it looks at, the partnership itself
    where nothing else is named.
    """

    class State(models.TextChoices):
        OPEN = "open", _("takes answers")
        CLOSED = "closed", _("closed")
        CONCLUDED = "concluded", _("closed, with a conclusion")

    reference = ReferenceField("review")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="reviews")
    kit = models.CharField(max_length=40)
    kit_version = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=40)
    reason = ProseField(blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    closes_on = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    conclusion = ProseField(blank=True)
    visibility = VisibilityField(default=Visibility.PARTNERS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "kit", "about"], condition=Q(state="open"), name="review_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state="open") | Q(closed_at__isnull=False), name="review_closed_at_a_moment"
            ),
            models.CheckConstraint(
                condition=~Q(state="concluded") | ~Q(conclusion=""), name="review_concluded_in_words"
            ),
        ]
        indexes = [models.Index(fields=["partnership", "-id"], name="review_of_partnership")]

    def __str__(self) -> str:
        return kits()[self.kit].title

    @property
    def is_anonymous(self) -> bool:
        """Whether people answer it without their names."""
        return kits()[self.kit].is_anonymous


class Response(models.Model):
    """One set of answers: of a member organisation in its own name, or of somebody whom nothing here names.

    Its key is drawn by lot. A response without an organisation has no moment and no order that would lead to anybody.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="responses")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="responses")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "organisation"], name="response_of_a_member_once"),
        ]


class Answer(models.Model):
    """One answer: a mark from one to five, an option, or words, and what it rests on."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers")
    item = models.CharField(max_length=40)
    mark = models.PositiveSmallIntegerField(null=True)
    option = models.CharField(max_length=40, blank=True)
    words = ProseField(blank=True)
    evidence = LineField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(mark__isnull=True) | Q(mark__gte=1, mark__lte=5), name="answer_mark_on_the_scale"
            ),
        ]


class Taken(models.Model):
    """That an account has answered a review without names: it may not answer again. Nothing leads to its answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    review = models.ForeignKey(Review, models.CASCADE, related_name="taken")
    account = models.ForeignKey(Account, models.CASCADE, related_name="taken")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["review", "account"], name="taken_once")]
