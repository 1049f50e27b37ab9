"""Who may see a question, and who may answer it."""

from django.db.models import Q

from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker, acts_for, convenes, open_to
from joinedup.questions.models import Question


def questions_open_to(asker: Asker) -> Q:
    """Questions that this asker may see: before it is let through, the convenor alone sees one.

    Whoever asked reads it at the receipt's address, which needs no account. Claims are read where they are decided.
    """
    return open_to(asker) & ~Q(kind__in=Question.UNPUBLISHED)


def may_answer(account: Account | None, question: Question) -> bool:
    """Whether the account may answer: people of the organisation that is asked, and the convenor."""
    is_asked = question.of_id is not None and acts_for(account, question.of_id)
    return is_asked or convenes(account, question.partnership)
