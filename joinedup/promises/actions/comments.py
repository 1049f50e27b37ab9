"""What people say about a clause while it is being worked on, and what becomes of it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account, Membership, Organisation, live
from joinedup.promises import permissions
from joinedup.promises.models import Clause, Comment
from joinedup.promises.rules import agreements as rules
from joinedup.record.actions import enter


@transaction.atomic
def comment_on_clause(clause: Clause, *, by: Account, at: datetime, words: str) -> Comment:
    """Say what one thinks of a clause, in the name of one's organisation. Raises Refused with every reason against."""
    agreement = clause.agreement
    stored = locked(clause)
    refuse_if(
        rules.refusals_to_comment(
            allowed=permissions.may_comment(by, agreement),
            state=agreement.state,
            words=words,
            is_gone=stored.removed_on is not None,
        )
    )
    comment = Comment.objects.create(
        clause=stored, words=words, said_at=at, said_by=by, organisation=_spoken_for(by, timezone.localdate(at))
    )
    _enter("commented", comment, by=by, at=at)
    return comment


@transaction.atomic
def settle_comment(comment: Comment, *, by: Account, at: datetime, words: str) -> Comment:
    """Say what became of a comment. It is said once and stays."""
    stored = locked(comment)
    refuse_if(
        rules.refusals_to_settle(
            allowed=permissions.may_write_agreement(by, stored.clause.agreement),
            is_settled=stored.settled_at is not None,
            words=words,
        )
    )
    stored.settled_at, stored.settled_words = at, tidy(words)
    stored.save(update_fields=["settled_at", "settled_words"])
    _enter("settled comment", stored, by=by, at=at)
    return stored


def _spoken_for(account: Account, on: date) -> Organisation | None:
    """The organisation in whose name somebody speaks: that of the post held for longest."""
    posts = Membership.objects.filter(live(on), person=account.person).select_related("organisation")
    first = posts.order_by("from_on", "pk").first()
    return first.organisation if first else None


def _enter(verb: str, comment: Comment, *, by: Account, at: datetime) -> None:
    agreement = comment.clause.agreement
    facts = {"agreement": agreement.reference, "clause": comment.clause.reference}
    texts = {"words": comment.words, "settled_words": comment.settled_words}
    enter(verb, comment, by=by, at=at, partnership=agreement.partnership.reference, facts=facts, texts=texts)
