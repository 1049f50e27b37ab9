from django.core.signing import Signer
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.partners.models import Account, Organisation, Partnership, Person

RECEIPTS = Signer(salt="receipt")


class Question(Noun):
    """A question with a clock: asked of an organisation about a reference, to be answered by a day.

    `about` is any reference. A `finding` is asked by the rulebook itself: its `finding_key` names the test and its
    causes, and its answer lapses when the causes change. A resident's question needs no account: the receipt's
    address is signed, so only whoever asked has it. One that a member asks is for its organisation, `asking`; feedback
    has a direction. `effect` is what came of the answer. What is of an `UNPUBLISHED` kind is read in the room that it
    belongs to, and nowhere else. A request for a review first gathers the support of
    `supporters_needed` people; its clock starts at `enough_at`.
    """

    class Kind(models.TextChoices):
        FINDING = "finding", _("public answer to something to settle")
        QUESTION = "question", _("question")
        REPORT = "report", _("report of something wrong")
        BARRIER = "barrier", _("something that is in the way")
        FEEDBACK = "feedback", _("feedback between a place and those above or beside it")
        CLAIM = "claim", _("claim against a guarantee")
        APPEAL = "appeal", _("appeal")
        REVIEW = "review", _("request that something is looked at again")

    UNPUBLISHED = (Kind.CLAIM, Kind.APPEAL)

    class State(models.TextChoices):
        RECEIVED = "received", _("received: being checked before it is published")
        GATHERS = "gathers", _("gathering support")
        OPEN = "open", _("waiting for an answer")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("not published")

    class Direction(models.TextChoices):
        UP = "up", _("up: to those who set rules and hold money")
        DOWN = "down", _("down: to those who do the work in a place")
        SIDEWAYS = "sideways", _("sideways: to somebody who works towards the same outcome")

    reference = ReferenceField("question")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    about = models.CharField(max_length=60, db_index=True)
    finding_key = models.CharField(max_length=40, blank=True)
    words = ProseField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="asked")
    asker_email = models.EmailField(blank=True)
    asked_from = models.CharField(max_length=64, blank=True)
    asking = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="asks")
    direction = models.CharField(max_length=8, choices=Direction.choices, blank=True)
    of = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="asked_of")
    due_on = models.DateField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = ProseField(blank=True)
    answer = ProseField(blank=True)
    mend_by = models.DateField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="answers")
    answering_post = LineField(blank=True)
    effect = ProseField(blank=True)
    effect_on = models.DateField(null=True)
    supporters_needed = models.PositiveIntegerField(null=True)
    enough_at = models.DateTimeField(null=True)
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="gathers") | Q(kind="review", supporters_needed__gte=1),
                name="question_gathers_support_for_a_review",
            ),
            models.UniqueConstraint(
                fields=["partnership", "finding_key"],
                condition=~Q(finding_key=""),
                name="finding_answered_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="question_answered_in_words",
            ),
            models.CheckConstraint(
                condition=Q(effect="") | Q(state="answered", effect_on__isnull=False),
                name="question_effect_of_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(kind="feedback") | (~Q(direction="") & Q(asking__isnull=False, of__isnull=False)),
                name="feedback_goes_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="question_declined_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["partnership", "state", "due_on"], name="question_desk")]

    def __str__(self) -> str:
        first = self.words.split("\n", 1)[0]
        return first if len(first) <= 80 else f"{first[:79].rsplit(' ', 1)[0]}…"

    @property
    def receipt(self) -> str:
        """The address that only whoever asked is given."""
        return f"/receipt/{RECEIPTS.sign(self.reference)}/"


class Support(models.Model):
    """That somebody supports a request, without an account, on a day; `mark` keeps the same address to once."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="supports")
    on = models.DateField()
    mark = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "mark"], name="supported_once")]
