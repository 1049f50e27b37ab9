"""Options with their costs and effects, a total to meet, and what each participant would choose."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.models import Noun
from joinedup.frame.references import ReferenceField
from joinedup.frame.text import LineField, ProseField
from joinedup.outcomes.models import Indicator
from joinedup.voice.models.conversations import Conversation
from joinedup.voice.models.taking_part import Participant


class TradeOff(Noun):
    """A sum to save or to spend, and the options between which people choose to meet it. total: pence."""

    class Aim(models.TextChoices):
        SAVE = "save", _("save at least")
        SPEND = "spend", _("spend at most")

    reference = ReferenceField("tradeoff")
    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="trade_offs")
    name = LineField()
    words = ProseField(blank=True)
    aim = models.CharField(max_length=5, choices=Aim.choices)
    total = models.PositiveBigIntegerField()
    source = LineField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversation", "name"], name="trade_off_once"),
            models.CheckConstraint(condition=Q(total__gte=1), name="trade_off_has_a_total"),
        ]

    def __str__(self) -> str:
        return self.name


class Option(models.Model):
    """One thing that could be chosen: what it saves or costs (pence), and what is gained and given up by it."""

    trade_off = models.ForeignKey(TradeOff, models.CASCADE, related_name="options")
    place_in_order = models.PositiveSmallIntegerField()
    name = LineField()
    pence = models.PositiveBigIntegerField()
    gives_up = ProseField()
    gains = ProseField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trade_off", "place_in_order"], name="option_in_its_place")]

    def __str__(self) -> str:
        return self.name


class Effect(models.Model):
    """By how much an option is thought to change an indicator, and who says so."""

    option = models.ForeignKey(Option, models.CASCADE, related_name="effects")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="effects")
    change = models.DecimalField(max_digits=14, decimal_places=4)
    source = LineField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["option", "indicator"], name="effect_once")]


class Choice(models.Model):
    """What one participant would choose of a trade-off; it can be changed while the conversation is open.

    at_first: what they sent before they had changed anything.
    """

    trade_off = models.ForeignKey(TradeOff, models.CASCADE, related_name="choices")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="choices")
    options = models.ManyToManyField(Option, related_name="choices")
    at_first = models.ManyToManyField(Option, related_name="chosen_at_first")
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["trade_off", "participant"], name="chosen_once")]
