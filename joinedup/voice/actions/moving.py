"""Making moves: what a move changes, and what follows from it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from joinedup.partners.models import Account
from joinedup.promises.actions.entries import post_of
from joinedup.record.actions import enter
from joinedup.voice.actions.telling_of_moves import tell_authors
from joinedup.voice.models import Annotation, Conversation, Move, Report, Statement
from joinedup.voice.reads.moderation import Moderated
from joinedup.voice.rules import moderation as rules

VERBS = {
    rules.SHOW: "showed what was said",
    rules.HIDE: "hid what was said",
    rules.MERGE: "put statements together",
    rules.SPLIT: "took statements apart",
    rules.REVERT: "put back as it was",
    rules.PROTECT: "protected for a time",
    rules.REOPEN: "opened again to what people say",
}


def moved(
    conversation: Conversation,
    pieces: Sequence[Moderated],
    *,
    kind: str,
    reason: str,
    by: Account,
    at: datetime,
    target: Statement | None = None,
) -> list[Move]:
    """Do one thing to locked pieces that the rules have let through: settle their reports and tell their authors."""
    post = post_of(by, None, timezone.localdate(at))
    moves = []
    for piece in pieces:
        _change(piece, kind, reason, at=at, target=target)
        move = made(conversation, piece.reference, kind=kind, reason=reason, by=by, at=at, post=post, target=target)
        Report.objects.filter(about=piece.reference, settled_at=None).update(settled_by=move, settled_at=at)
        moves.append(move)
    tell_authors(conversation, list(zip(moves, pieces, strict=True)), at=at)
    return moves


def made(
    conversation: Conversation,
    about: str,
    *,
    kind: str,
    reason: str,
    by: Account,
    at: datetime,
    post: str,
    until_on: date | None = None,
    target: Statement | None = None,
) -> Move:
    """Store one move and enter it into the record."""
    move = Move.objects.create(
        conversation=conversation,
        about=about,
        kind=kind,
        reason=reason,
        until_on=until_on,
        made_at=at,
        made_by=by,
        post=post,
    )
    facts = {
        "about": about,
        **({"until_on": until_on.isoformat()} if until_on else {}),
        **({"into": target.reference} if target else {}),
    }
    partnership = conversation.partnership.reference
    enter(VERBS[kind], move, by=by, at=at, partnership=partnership, facts=facts, texts={"reason": reason})
    return move


def _change(piece: Moderated, kind: str, reason: str, *, at: datetime, target: Statement | None) -> None:
    state, because = rules.TRANSITIONS[kind][1], reason if kind == rules.HIDE else ""
    changed: dict[str, Any] = {"state": state, "because": because}
    if isinstance(piece, Statement):
        changed |= {"state_at": at, "merged_into": target if kind == rules.MERGE else None}
    if isinstance(piece, Annotation):
        changed = {"state": Annotation.State.OPEN if state == rules.SHOWN else state, "reason": because}
    for field, value in changed.items():
        setattr(piece, field, value)
    piece.version += 1
    piece.save(update_fields=[*changed, "version"])
