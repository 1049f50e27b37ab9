"""What becomes of what somebody said and voted in conversations when they are erased."""

from datetime import datetime
from typing import Any

from joinedup.frame.salts import new_salt
from joinedup.partners.erasure import Whom, erases
from joinedup.voice.actions.taking_part import leave
from joinedup.voice.models import Annotation, Appeal, Felt, Participant, Submission


@erases(order=15)
def empty_what_they_wrote(whom: Whom, until: datetime) -> int:
    """Longer texts lose their words; that there was one, and what became of it, stays. Statements are a line each,
    others have voted on them, and they stay without their maker."""
    theirs = list(_theirs(whom, until).values_list("pk", flat=True))
    if not theirs:
        return 0
    gone = {"words": "", "state": "withdrawn"}
    return sum(
        (
            Felt.objects.filter(participant__in=theirs).update(words="", commits_to=""),
            _emptied(Annotation.objects.filter(said_by__in=theirs), {**gone, "instead": ""}),
            _emptied(Submission.objects.filter(given_by__in=theirs), gone),
            _emptied(Appeal.objects.filter(said_by__in=theirs), {"words": ""}),
        )
    )


@erases(order=16)
def let_them_leave(whom: Whom, until: datetime) -> int:
    """They leave every conversation: votes are taken out or stay without a name, as each promised."""
    theirs = list(_theirs(whom, until).order_by("conversation", "pk"))
    for participant in theirs:
        leave(participant, at=until)
    return len(theirs)


def _theirs(whom: Whom, until: datetime) -> Any:
    if whom.account is None:
        return Participant.objects.none()
    return Participant.objects.filter(account=whom.account, joined_at__lte=until)


def _emptied(rows: Any, gone: dict[str, str]) -> int:
    """Empty fields of some rows, each with a salt of its own; how many."""
    keys = list(rows.values_list("pk", flat=True))
    for pk in keys:
        rows.model.objects.filter(pk=pk).update(**gone, salt=new_salt())
    return len(keys)
