"""Conversations that were not answered, answers that are none, and more promised than given.

Each test takes a fixed number of SQL queries, however many conversations, statements and answers there are.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.voice.models import Conversation, Participant
from joinedup.voice.reads.conversations import conversations_open_to, replies_open_to
from joinedup.voice.reads.felt import says
from joinedup.voice.reads.tallies import CURRENT, Tally, tallies
from joinedup.voice.rules.replies import NOT, PARTLY, is_thin

TOLD_WITHIN = timedelta(days=2)
THIN_FITS_IN = 120  # characters: nobody's reason of four words is longer
SOURCE = "The Collaborative State, Demos, 2007: {}"


@finding(
    "B50",
    title="People were asked and not answered",
    source="Parston & Timmins, Joined-up Management, 1998: what does not suit is ignored, and asking is discredited",
)
def asked_and_not_answered(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A conversation whose day for an answer has passed, and that has not ended with what was decided on the whole and
    an answer, with its reason, to each thing that people said."""
    waiting = (Conversation.State.OPEN, Conversation.State.CLOSED)
    mine = conversations_open_to(asker).filter(partnership=partnership, state__in=waiting)
    late = list(mine.filter(answer_by__lt=timezone.localdate()).order_by("answer_by", "pk"))
    counted = tallies(Conversation.objects.filter(pk__in=[one.pk for one in late]))
    for one in late:
        left = counted.get(one.pk, Tally()).left
        things = ngettext("{n} thing has no answer", "{n} things have no answer", left).format(n=left)
        words = _("The answer was due on {day}; {things}.").format(
            day=date_format(one.answer_by) if one.answer_by else "", things=things
        )
        yield Finding((one.reference,), f"/{one.reference}/answers/", words)


@finding(
    "B54",
    title="A no without a reason, or one that nobody was told",
    source="New Synthesis UK Roundtable, 2010: Zeist answered every proposal, and turned down twelve with grounds",
)
def no_without_a_reason(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """An answer that says no, in whole or in part, with a reason of fewer than five words; and any answer of more than
    two days ago of which whoever said it, with an account, has not been written to."""
    stands = replies_open_to(asker).filter(CURRENT, conversation__partnership=partnership).order_by("pk")
    refused = stands.filter(verdict__in=(NOT, PARTLY)).annotate(length=Length("reason"))
    for reference, reason in refused.filter(length__lte=THIN_FITS_IN).values_list("reference", "reason"):
        if is_thin(reason):
            yield Finding((reference,), f"/{reference}/", _("The reason has fewer than five words."))
    untold = stands.filter(_whose_maker_takes_letters(), told_on=None, said_at__lt=timezone.now() - TOLD_WITHIN)
    for reference in untold.values_list("reference", flat=True):
        yield Finding((reference,), f"/{reference}/", _("Whoever said this has not been written to."))


def _whose_maker_takes_letters() -> Q:
    """Replies to something that somebody with an account said."""
    takes = Participant.objects.filter(account__is_active=True, takes_letters=True, left_at=None)
    return (
        Q(Exists(takes.filter(statements=OuterRef("statement"))))
        | Q(Exists(takes.filter(statements__themes=OuterRef("theme"))))
        | Q(Exists(takes.filter(submissions=OuterRef("submission"))))
    )


@finding(
    "B60",
    title="People had less of a say than they were promised",
    source=SOURCE.format("choosing, listening and responding are not the same as working something out together"),
)
def more_promised_than_given(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A conversation in which people had less of a say than it promised when it opened: by what the record shows, once
    the answer is given or due, or by what ten or more of those who took part say."""
    over = (Conversation.State.CLOSED, Conversation.State.ANSWERED)
    mine = list(conversations_open_to(asker).filter(partnership=partnership, state__in=over).order_by("pk"))
    references = {one.pk: one.reference for one in mine}
    for key, say in says(mine).items():
        if say.below:
            seen = {"evidenced": _("the record shows “{level}”"), "felt": _("people felt “{level}”")}
            parts = [seen[name].format(level=say.words[name]) for name in say.below]
            words = _("Promised was “{promised}”; {parts}.").format(
                promised=say.words["promised"], parts=_(" and ").join(parts)
            )
            yield Finding((references[key],), f"/{references[key]}/felt/", words)
