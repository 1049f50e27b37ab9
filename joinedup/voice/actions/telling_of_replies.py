"""Writing to those whose words have been answered: one letter a conversation and day, to whoever has an account."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.versions import locked
from joinedup.voice.models import Conversation, Participant, Reply, Statement, Submission
from joinedup.voice.reads.replies import merged_roots
from joinedup.voice.reads.tallies import CURRENT, reply_to_statement

Told = Mapping[int, list[tuple[str, Reply]]]


def tell_due(at: datetime) -> int:
    """Write to everybody whose words have been answered and who has not been told; how many letters.

    Nothing is due before the site's hour. A conversation of which letters went out today waits until tomorrow.
    """
    if timezone.localtime(at).hour < settings.DIGEST_HOUR:
        return 0
    untold = Reply.objects.filter(CURRENT, told_on=None, conversation=OuterRef("pk"))
    today = Reply.objects.filter(told_on=timezone.localdate(at), conversation=OuterRef("pk"))
    due = Conversation.objects.filter(Exists(untold), ~Exists(today)).order_by("pk")
    return sum(tell(one, at=at) for one in due)


@transaction.atomic
def tell(conversation: Conversation, *, at: datetime) -> int:
    """Write to the participants with an account whose words were answered since the last letters; how many letters.

    The letters and the marks that they were written come in one transaction. Seven SQL queries and one a letter.
    """
    stored, today = locked(conversation), timezone.localdate(at)
    untold = Reply.objects.filter(CURRENT, told_on=None, conversation=stored)
    if Reply.objects.filter(told_on=today, conversation=stored).exists() or not untold.exists():
        return 0
    news = _news(stored, {reply.pk: reply for reply in untold})
    untold.update(told_on=today)
    written = 0
    for participant in _who_takes_letters(news):
        _write(participant, news[participant.pk], stored, at=at)
        written += 1
    return written


def _news(conversation: Conversation, replies: Mapping[int, Reply]) -> Told:
    """What each participant said that is answered by these replies, by the participant's key."""
    news: dict[int, list[tuple[str, Reply]]] = defaultdict(list)
    shown = (Statement.State.SHOWN, Statement.State.MERGED)
    own = conversation.statements.filter(state=Statement.State.SHOWN).annotate(key=reply_to_statement())
    answered = dict(own.values_list("pk", "key"))
    roots = merged_roots(conversation)
    said = conversation.statements.filter(state__in=shown, said_by__account__isnull=False).order_by("number")
    for pk, participant, number in said.values_list("pk", "said_by", "number"):
        reply = replies.get(answered.get(roots.get(pk, pk)) or 0)
        if reply is not None:
            news[participant].append((_("Statement {number}").format(number=number), reply))
    for reply in replies.values():
        if reply.submission_id is not None:
            news[_giver(reply)].append((_("What you sent in"), reply))
    return news


def _giver(reply: Reply) -> int:
    shown = reply.submission is not None and reply.submission.state == Submission.State.SHOWN
    return (reply.submission.given_by_id or 0) if shown and reply.submission else 0


def _who_takes_letters(news: Told) -> Iterable[Participant]:
    takes = Participant.objects.filter(pk__in=list(news), takes_letters=True, account__is_active=True, left_at=None)
    return takes.select_related("account").order_by("pk")


def _write(
    participant: Participant, news: Iterable[tuple[str, Reply]], conversation: Conversation, *, at: datetime
) -> None:
    """One letter: what was answered and where, and none of the words that anybody said."""
    if participant.account is None:
        return
    stop_at = f"{settings.SITE_URL}{participant.stop_page}"
    said = {"news": list(news), "conversation": conversation, "site": settings.SITE_URL, "stop_at": stop_at}
    body = render_to_string("voice/letters/answered.txt", said)
    subject = _("What you said has been answered: {name}").format(name=conversation.name)
    letters.write(participant.account.email, subject, body, at=at, stop_at=stop_at)


def stop_letters(participant: Participant) -> None:
    """Write no more letters about one conversation to a participant."""
    Participant.objects.filter(pk=participant.pk).update(takes_letters=False)
