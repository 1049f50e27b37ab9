"""Conversations that were not honest about money, time or limits, or that could not reach people.

Each test takes one SQL query, B59 two, whatever the number of conversations. But for B53 only those that have opened
are looked at.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.voice.models import Channel, Conversation, Option, Stage, TradeOff
from joinedup.voice.reads import conversations_open_to
from joinedup.voice.rules.conversations import leaves_something_open
from joinedup.voice.rules.languages import named
from joinedup.voice.rules.pounds import in_pounds

CANDID = "RSA & Staff College, Changing the Narrative, 2016: {}"
SYNTHESIS = "New Synthesis UK Roundtable, 2010: {}"
STATE = Conversation.State
ONCE = timedelta(days=365)
FEWEST_OPTIONS = 2


@finding(
    "B44",
    title="A cut dressed as an improvement",
    source=CANDID.format("be straight about money and limits; double-speak breeds cynicism"),
)
def cut_dressed_as_improvement(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A conversation about something for which there is to be less money, and which does not give less money as a
    reason why it is asked. Looked at is the money that the conversation itself says."""
    saving = Conversation.Driver.SAVING
    less = _opened(partnership, asker).filter(~Q(driver=saving), ~Q(other_driver=saving), budget_change__lt=0)
    for reference, change in less.order_by("pk").values_list("reference", "budget_change"):
        words = _("There is to be {sum} less, and that is not among the reasons.").format(
            sum=in_pounds(abs(change or 0))
        )
        yield Finding((reference,), f"/{reference}/edit/parameters/", words)


@finding(
    "B51",
    title="A consultation after the decision",
    source=SYNTHESIS.format("consultation added at the end breeds suspicion that the deal is done"),
)
def consultation_after_the_decision(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A conversation that began on or after the day of the decision, one on whose matter it was decided before people
    had finished, or one that leaves nothing open, as a whole or at a stage at which people take part."""
    began = Coalesce("opens_on", TruncDate("opened_at"))
    idle = Stage.objects.filter(conversation=OuterRef("pk"), takes_people=True, open_then="")
    asked = _opened(partnership, asker).annotate(
        began=began, decided=Coalesce("decision__decided_on", "decides_on"), has_idle_stage=Exists(idle)
    )
    for one in asked.order_by("pk").values(
        "reference", "began", "closes_on", "decided", "what_is_open", "has_idle_stage"
    ):
        reference, decided = one["reference"], one["decided"]
        if decided and decided <= one["began"]:
            words = _("It was decided on {day}, before it began.").format(day=date_format(decided))
            yield Finding((reference,), f"/{reference}/", words)
        elif decided and decided <= one["closes_on"]:
            words = _("It was decided on {day}, before people had finished.").format(day=date_format(decided))
            yield Finding((reference,), f"/{reference}/", words)
        elif not leaves_something_open(one["what_is_open"]):
            yield Finding((reference,), f"/{reference}/edit/parameters/", _("It leaves nothing open."))
        elif one["has_idle_stage"]:
            words = _("At one of its stages people take part and nothing is said to be open.")
            yield Finding((reference,), f"/{reference}/prepare/", words)


@finding(
    "B52",
    title="A one-off",
    source=SYNTHESIS.format("engagement goes on, and grows local capacity; asking once is not the answer"),
)
def one_off(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A conversation that closed a year ago or longer, with no other before or after it in its programme or about any
    of its places; where it names neither, none other at all in the partnership."""
    others = _opened(partnership, asker).exclude(pk=OuterRef("pk"))
    places = Conversation.places.through.objects.filter(conversation=OuterRef(OuterRef("pk"))).values("place")
    has_places = Conversation.places.through.objects.filter(conversation=OuterRef("pk"))
    again = Exists(others.filter(programme=OuterRef("programme"))) | Exists(others.filter(places__in=places))
    alone = Q(programme=None) & ~Exists(has_places) & ~Exists(others)
    apart = (Q(programme__isnull=False) | Exists(has_places)) & ~again
    long_ago = timezone.now() - ONCE
    closed = _opened(partnership, asker).filter(alone | apart, closed_at__lte=long_ago)
    for reference in closed.order_by("pk").values_list("reference", flat=True):
        words = _("Those people have not been asked again in a year.")
        yield Finding((reference,), f"/{partnership.reference}/conversations/new/", words)


@finding(
    "B53",
    title="A question with no price tag",
    source=SYNTHESIS.format("people face what pulls against what, and the realities of change"),
)
def question_with_no_price_tag(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A conversation without a limit in numbers and without options to choose between, or whose trade-off has fewer
    than two options left. None opens so; it can be so if it was brought in from elsewhere, if its options were taken
    out, or while it is still being prepared although its first day has passed."""
    options = Option.objects.filter(trade_off=OuterRef("pk")).values("trade_off").annotate(all=Count("pk"))
    full = TradeOff.objects.filter(conversation=OuterRef("pk")).annotate(
        options_left=Coalesce(options.values("all")[:1], 0)
    )
    late = Q(state=STATE.DRAFT, opens_on__lt=timezone.localdate())
    asked = conversations_open_to(asker).filter(~Q(state=STATE.DRAFT) | late, partnership=partnership)
    asked = asked.exclude(state=STATE.ANSWERED).annotate(
        has_choices=Exists(full.filter(options_left__gte=FEWEST_OPTIONS)),
        has_idle_choice=Exists(full.filter(options_left__lt=FEWEST_OPTIONS)),
    )
    priceless = asked.filter(Q(has_idle_choice=True) | (~Q(limits__regex=r"[0-9]") & Q(has_choices=False)))
    for reference, idle in priceless.order_by("pk").values_list("reference", "has_idle_choice"):
        words = (
            _("It asks people to choose between fewer than two options.") if idle else _("It says no limit in numbers.")
        )
        yield Finding((reference,), f"/{reference}/edit/parameters/", words)


@finding(
    "B59",
    title="One channel only",
    source=SYNTHESIS.format("use the ways that suit those who take part, not those that suit agencies"),
)
def one_channel_only(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An open conversation in which people can take part in one way only, that says of no way what makes it usable for
    everybody, or that is held in a language in which there is no way to take part."""
    asked = _opened(partnership, asker).filter(state=STATE.OPEN).order_by("pk")
    for one in asked.prefetch_related("channels"):
        lacks = tuple(_lacking(list(one.channels.all()), one.languages))
        if lacks:
            yield Finding((one.reference,), f"/{one.reference}/prepare/", " ".join(lacks))


@finding(
    "B66",
    title="Only evidence, or only anecdote",
    source=SYNTHESIS.format("what agencies know and what people live through are both valid; one alone is tokenism"),
)
def only_evidence_or_only_anecdote(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An answered conversation whose conclusion does not rest on both, figures and what people have lived through, and
    which does not say why not."""
    answered = _opened(partnership, asker).filter(state=STATE.ANSWERED, why_not_both="")
    one_sided = answered.filter(Q(cites_data=False) | Q(cites_lived=False))
    for reference, data, lived in one_sided.order_by("pk").values_list("reference", "cites_data", "cites_lived"):
        if data:
            words = _("The conclusion rests on figures only.")
        elif lived:
            words = _("The conclusion rests on what people have lived through only.")
        else:
            words = _("The conclusion rests on neither figures nor what people have lived through.")
        yield Finding((reference,), f"/{reference}/", words)


def _opened(partnership: Partnership, asker: Asker) -> "QuerySet[Conversation]":
    return conversations_open_to(asker).filter(~Q(state=STATE.DRAFT), partnership=partnership)


def _lacking(ways: list[Channel], languages: str) -> Iterator[str]:
    if len({(way.kind, way.where) for way in ways}) == 1:
        yield _("There is only one way to take part.")
    if not any(way.usable_because for way in ways):
        yield _("Of no way is said what makes it usable for everybody.")
    silent = [code for code in languages.split() if code not in {way.language for way in ways}]
    if silent:
        yield _("There is no way to take part in {languages}.").format(languages=", ".join(named(" ".join(silent))))
