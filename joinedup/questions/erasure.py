"""What becomes of questions when somebody who asked them is erased."""

from datetime import datetime

from django.db.models import Q

from joinedup.frame.salts import new_salt
from joinedup.partners.erasure import Whom, erases
from joinedup.questions.models import Question


@erases(order=40)
def let_go_of_askers(whom: Whom, until: datetime) -> int:
    """A question stays with its answer, without whoever asked it; the record's hash of its words says nothing more."""
    theirs = whom.at_address("asker_email")
    if whom.account is not None:
        theirs |= Q(asked_by=whom.account)
    asked = list(Question.objects.filter(theirs, asked_at__lte=until).values_list("pk", flat=True))
    for pk in asked:
        Question.objects.filter(pk=pk).update(asked_by=None, asker_email="", asked_from="", salt=new_salt())
    return len(asked)
