"""A conversation: what is asked, who decides, what is open, whom to hear, and when it is answered."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.frame.visibility import VisibilityField
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Account, Organisation, Partnership, Person, Place
from joinedup.promises.models import Decision
from joinedup.voice.models.programmes import Programme


class Influence(models.TextChoices):
    """How far those who take part have a say, from least to most (Bate and Robert's continuum)."""

    TOLD = "told", _("we tell you what happens")
    HEARD = "heard", _("we listen and answer")
    ADVISES = "advises", _("you advise, and we say what we did with it")
    DESIGNS = "designs", _("you and we work it out together")
    DECIDES = "decides", _("you decide")


class Conversation(Noun):
    """A question put to people, which cannot open until it says what they need to know, nor end unanswered.

    kind: the key of a template (`voice.kinds`). budget_change: pence, below nought where there is less money.
    languages: ISO 639-1 codes with spaces between. closed set: `root` is the hash of all votes, `sealed_votes` their
    number.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("being prepared")
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed, waiting for answers")
        ANSWERED = "answered", _("answered")

    class Driver(models.TextChoices):
        SAVING = "saving", _("less money")
        GROWTH = "growth", _("more people need it")
        LAW = "law", _("the law changed")
        QUALITY = "quality", _("it should work better")
        WISH = "wish", _("people asked for it")

    class Access(models.TextChoices):
        GUESTS = "guests", _("anybody, without an account")
        ACCOUNT = "account", _("anybody who confirms an e-mail address")
        LISTED = "listed", _("whoever is on the list of addresses")
        CODE = "code", _("whoever was given a code")
        PROVIDER = "provider", _("whoever signs in with the provider that the site trusts")

    class Moderation(models.TextChoices):
        BEFORE = "before", _("each is read before it is shown")
        AFTER = "after", _("each is shown at once, and read afterwards")

    class Withdrawal(models.TextChoices):
        REMOVED = "removed", _("votes are taken out until the conversation closes; afterwards they stay without a name")
        KEPT = "kept", _("votes stay, without a name")

    reference = ReferenceField("conversation")
    partnership = models.ForeignKey(Partnership, models.PROTECT, related_name="conversations")
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="conversations")
    kind = models.CharField(max_length=20)
    name = LineField()
    question = ProseField()
    decider = models.ForeignKey(Person, models.PROTECT, null=True, related_name="conversations_decided")
    deciding = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="conversations_decided")
    decides_on = models.DateField(null=True)
    answer_by = models.DateField(null=True)
    what_is_open = ProseField(blank=True)
    what_is_fixed = ProseField(blank=True)
    limits = ProseField(blank=True)
    driver = models.CharField(max_length=8, choices=Driver.choices, blank=True)
    other_driver = models.CharField(max_length=8, choices=Driver.choices, blank=True)
    budget_now = models.PositiveBigIntegerField(null=True)
    budget_change = models.BigIntegerField(null=True)
    influence = models.CharField(max_length=8, choices=Influence.choices, blank=True)
    pathway = models.CharField(max_length=20, blank=True)
    pathway_because = ProseField(blank=True)
    languages = models.CharField(max_length=60, default="en")
    house_rules = ProseField(blank=True)
    access = models.CharField(max_length=8, choices=Access.choices, default=Access.GUESTS)
    moderation = models.CharField(max_length=6, choices=Moderation.choices, default=Moderation.BEFORE)
    withdrawal = models.CharField(max_length=7, choices=Withdrawal.choices, default=Withdrawal.REMOVED)
    statements_each = models.PositiveSmallIntegerField(default=5)
    statements_a_day = models.PositiveIntegerField(default=200)
    places = models.ManyToManyField(Place, related_name="conversations")
    outcomes = models.ManyToManyField(Outcome, related_name="conversations")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    root = models.CharField(max_length=64, blank=True)
    sealed_votes = models.PositiveIntegerField(null=True)
    answered_at = models.DateTimeField(null=True)
    conclusion = ProseField(blank=True)
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="conversations")
    cites_data = models.BooleanField(default=False)
    cites_lived = models.BooleanField(default=False)
    why_not_both = ProseField(blank=True)
    visibility = VisibilityField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft")
                | (
                    Q(opened_at__isnull=False, closes_on__isnull=False, answer_by__isnull=False)
                    & Q(deciding__isnull=False)
                    & ~Q(what_is_open="")
                    & ~Q(influence="")
                ),
                name="conversation_opened_complete",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("draft", "open")) | Q(closed_at__isnull=False), name="conversation_closed_at"
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (Q(answered_at__isnull=False) & ~Q(conclusion="")),
                name="conversation_ends_answered",
            ),
            models.CheckConstraint(
                condition=Q(opens_on__isnull=True) | Q(closes_on__isnull=True) | Q(closes_on__gte=F("opens_on")),
                name="conversation_runs_forward",
            ),
            models.CheckConstraint(
                condition=Q(closes_on__isnull=True) | Q(answer_by__isnull=True) | Q(answer_by__gte=F("closes_on")),
                name="conversation_answered_after_it_closes",
            ),
            models.CheckConstraint(condition=Q(statements_each__gte=1), name="conversation_takes_statements"),
        ]
        indexes = [models.Index(fields=["partnership", "state", "answer_by"], name="conversation_due")]

    def __str__(self) -> str:
        return self.name

    def takes_people_on(self, day: date) -> bool:
        """Whether people can take part on a day: it is open, and the day is not before its first nor after its last."""
        begun = self.opens_on is None or self.opens_on <= day
        over = self.closes_on is not None and self.closes_on < day
        return self.state == self.State.OPEN and begun and not over


class Stage(models.Model):
    """One stretch of a conversation with its dates, and what is still open then."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", _("what is wrong")
        OPTIONS = "options", _("what could be done")
        DESIGN = "design", _("how it would work")
        CHOICE = "choice", _("what to choose")
        DELIVERY = "delivery", _("doing it")
        REVIEW = "review", _("how it went")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="stages")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = LineField()
    from_on = models.DateField()
    until_on = models.DateField()
    open_then = ProseField(blank=True)
    takes_people = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until_on__gte=F("from_on")), name="stage_runs_forward"),
            models.UniqueConstraint(fields=["conversation", "name"], name="stage_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Hearing(models.Model):
    """A group that should be heard: its share of the population (proportion 0–1) and how it will be reached.

    `dimension` puts groups of one sort together ("age"); a participant may say to which group of each they belong.
    """

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="hearings")
    dimension = LineField()
    group = LineField()
    share = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    share_source = LineField(blank=True)
    reached_by = ProseField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "dimension", "group"], name="hearing_once"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=1), name="hearing_share_is_a_proportion"
            ),
        ]

    def __str__(self) -> str:
        return self.group


class Channel(models.Model):
    """One way of taking part: how, where, when, in which language, and what makes it usable for everybody."""

    class Kind(models.TextChoices):
        ONLINE = "online", _("online")
        PAPER = "paper", _("on paper")
        PHONE = "phone", _("by telephone")
        MEETING = "meeting", _("at a meeting")
        VISIT = "visit", _("where people are already")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    where = LineField(blank=True)
    when = LineField(blank=True)
    language = models.CharField(max_length=2, default="en")
    usable_because = LineField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "kind", "where", "when", "language"], name="channel_once"),
        ]


class Known(models.Model):
    """What is known already: evidence that somebody gathered, or what people have lived through and agreed to tell."""

    class Kind(models.TextChoices):
        DATA = "data", _("figures and research")
        LIVED = "lived", _("what people have lived through")

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="known")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    words = ProseField()
    source = LineField(blank=True)
    url = models.URLField(blank=True)
    consented = models.BooleanField(default=False)
    conflicts_with = models.ForeignKey("self", models.SET_NULL, null=True, related_name="conflicts")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind="data") | Q(consented=True), name="lived_account_consented"),
        ]

    def __str__(self) -> str:
        return self.words[:80]


class Mending(models.Model):
    """What was said wrongly of a conversation, and what is right. Rows are added."""

    conversation = models.ForeignKey(Conversation, models.CASCADE, related_name="mendings")
    was = ProseField()
    is_now = ProseField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
