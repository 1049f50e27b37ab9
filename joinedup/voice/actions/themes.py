"""Putting statements together into themes."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners.actions import keep_pause
from joinedup.partners.models import Account
from joinedup.record.actions import enter
from joinedup.voice.models import Conversation, Statement, Theme
from joinedup.voice.reads import replying
from joinedup.voice.rules import themes as rules


@transaction.atomic
def gather(
    conversation: Conversation,
    *,
    by: Account,
    at: datetime,
    statements: Sequence[Statement],
    name: str = "",
    words: str = "",
    theme: Theme | None = None,
) -> Theme:
    """Put statements into a new theme, or into one that is there and not answered. Raises Refused.

    A statement may be in several themes.
    """
    keep_pause(conversation.partnership, conversation.visibility, at=at)
    stored, name = locked(conversation), tidy(name)
    if name and theme is not None:
        raise Refused((rules.NAME_OR_THEME,))
    called = theme.name if theme else name
    known = replying.gathering_of(stored, statements, by=by, name=called, theme=theme)
    refuse_if(rules.refusals_to_gather(known, name=called))
    made = theme or Theme.objects.create(conversation=stored, name=name, words=words)
    made.statements.add(*statements)
    _enter("gathered theme", made, statements, by=by, at=at)
    return made


@transaction.atomic
def edit_theme(
    theme: Theme,
    *,
    by: Account,
    at: datetime,
    version: int,
    name: str,
    words: str = "",
    statements: Sequence[Statement],
) -> Theme:
    """Change what a theme is called and which statements are in it, until it is answered.

    Raises Edited if somebody else changed it meanwhile, or Refused.
    """
    keep_pause(theme.conversation.partnership, theme.conversation.visibility, at=at)
    conversation, name = locked(theme.conversation), tidy(name)
    stored = locked(theme)
    said = {"name": name, "words": tidy(words)}
    check_version(stored, version, said)
    known = replying.gathering_of(conversation, statements, by=by, name=name, theme=stored)
    refuse_if(rules.refusals_to_gather(known, name=name))
    differs = set(stored.statements.values_list("pk", flat=True)) != {one.pk for one in statements}
    changed = save_changes(stored, said)
    if differs and not changed:
        stored.version += 1
        stored.save(update_fields=["version"])
    if differs or changed:
        stored.statements.set(statements)
        _enter("edited theme", stored, statements, by=by, at=at)
    return stored


def _enter(verb: str, theme: Theme, statements: Sequence[Statement], *, by: Account, at: datetime) -> None:
    facts = {
        "conversation": theme.conversation.reference,
        "statements": sorted(one.reference for one in statements),
    }
    texts = {"name": theme.name, "words": theme.words}
    enter(verb, theme, by=by, at=at, partnership=theme.conversation.partnership.reference, facts=facts, texts=texts)
