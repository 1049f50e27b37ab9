"""Appealing against a move, and deciding on it: by somebody else than made the move."""

from datetime import datetime

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.record.actions import enter
from joinedup.voice import permissions
from joinedup.voice.actions.moving import moved
from joinedup.voice.actions.telling_of_moves import tell_who_appealed
from joinedup.voice.models import Appeal, Move, Participant
from joinedup.voice.reads import moderation as reads
from joinedup.voice.rules import moderation as rules


@transaction.atomic
def appeal(move: Move, *, by: Participant, at: datetime, words: str) -> Appeal:
    """Ask, as whoever made what was moved, for somebody else to look at it again; once a move. Raises Refused.

    The record says that there was an appeal, not whose.
    """
    conversation, words = locked(move.conversation), tidy(words)
    piece = reads.piece_of(move)
    author = reads.author_of(piece) if piece else None
    refuse_if(
        rules.refusals_to_appeal(
            move.kind,
            is_author=author == by,
            stands=reads.stands(move, piece),
            has_appealed=Appeal.objects.filter(move=move).exists(),
            words=words,
        )
    )
    made = Appeal.objects.create(move=move, said_by=by, words=words, said_at=at)
    partnership = conversation.partnership.reference
    enter("appealed against move", made, by=None, at=at, partnership=partnership, facts={"move": move.reference})
    return made


@transaction.atomic
def decide(appealed: Appeal, *, by: Account, at: datetime, state: str, reason: str) -> Appeal:
    """Decide on an appeal, with a public reason. One that is upheld takes the move back by another. Raises Refused.

    state: "upheld" or "rejected".
    """
    conversation, reason = locked(appealed.move.conversation), tidy(reason)
    appealed = locked(appealed)
    move = appealed.move
    refuse_if(
        rules.refusals_to_decide(
            allowed=permissions.may_decide_appeals(by, conversation),
            waits=appealed.state == Appeal.State.WAITING,
            is_own_move=move.made_by_id == by.pk,
            is_own_words=appealed.said_by.account_id == by.pk,
            reason=reason,
        )
    )
    appealed.state, appealed.reason = state, reason
    appealed.decided_at, appealed.decided_by = at, by
    appealed.version += 1
    appealed.save(update_fields=["state", "reason", "decided_at", "decided_by", "version"])
    facts, partnership = {"move": move.reference, "state": state}, conversation.partnership.reference
    enter("decided on appeal", appealed, by=by, at=at, partnership=partnership, facts=facts, texts={"reason": reason})
    if state == Appeal.State.UPHELD:
        _take_back(move, reason=reason, by=by, at=at)
    tell_who_appealed(appealed, at=at)
    return appealed


def _take_back(move: Move, *, reason: str, by: Account, at: datetime) -> None:
    """Undo a move by another, unless somebody has done so already."""
    pieces = reads.locked_pieces(move.conversation, [move.about])
    if pieces and reads.stands(move, pieces[0]):
        moved(move.conversation, pieces, kind=rules.TAKES_BACK[move.kind], reason=reason, by=by, at=at)
