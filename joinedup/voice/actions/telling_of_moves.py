"""Telling authors by letter what was done to what they said; guests read it on their own page.

No letter repeats what was said: words that are taken back must not go on standing in the outbox.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.voice.models import Appeal, Conversation, Move
from joinedup.voice.reads.moderation import Moderated, author_of, called
from joinedup.voice.rules.moderation import TAKES_BACK


def tell_authors(conversation: Conversation, done: Sequence[tuple[Move, Moderated]], *, at: datetime) -> int:
    """Write to every author with an account what became of what they said, in one letter each; how many."""
    by_address: dict[str, list[dict[str, object]]] = defaultdict(list)
    for move, piece in done:
        author = author_of(piece)
        if author is not None and author.account is not None:
            by_address[author.account.email].append(
                {
                    "what": called(piece),
                    "move": move,
                    "address": f"{settings.SITE_URL}{move.get_absolute_url()}",
                    "may_appeal": move.kind in TAKES_BACK,
                }
            )
    subject = _("What you said in “%s”") % conversation
    return letters.write_all(
        (
            letters.Draft(to, subject, _words("voice/letters/moved.txt", conversation=conversation, told=told))
            for to, told in by_address.items()
        ),
        at=at,
    )


def tell_who_appealed(appeal: Appeal, *, at: datetime) -> None:
    """Write to whoever appealed, if they have an account, what was decided."""
    account = appeal.said_by.account
    if account is None:
        return
    move = appeal.move
    address = f"{settings.SITE_URL}{move.get_absolute_url()}"
    body = _words("voice/letters/appeal.txt", conversation=move.conversation, appeal=appeal, address=address)
    letters.write(account.email, _("What was decided about your appeal"), body, at=at)


def _words(template: str, **said: object) -> str:
    return render_to_string(template, said).strip() + "\n"
