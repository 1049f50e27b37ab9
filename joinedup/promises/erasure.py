"""What becomes of links in letters, of comments and of what somebody could show with a claim, when they are erased."""

from datetime import datetime

from django.db.models import Q

from joinedup.frame.salts import new_salt
from joinedup.partners.erasure import Whom, erases
from joinedup.promises.models import AnswerLink, Claim, Comment, ConfirmMark


@erases(order=20)
def take_links_back(whom: Whom, until: datetime) -> int:
    """Links that answered nothing go. One through which an answer came stays with the answer, and opens nothing."""
    if whom.person is None:
        return 0
    theirs = AnswerLink.objects.filter(person=whom.person)
    answered = list(theirs.exclude(used_at=None).values_list("pk", flat=True))
    for pk in answered:
        salt = new_salt()
        AnswerLink.objects.filter(pk=pk).update(salt=salt, secret_hash=f"erased {salt}")
    return len(answered) + theirs.filter(used_at=None).delete()[0]


@erases(order=21)
def forget_who_was_asked(whom: Whom, until: datetime) -> int:
    """Addresses that were asked whether they sign up or join go. A mark of who did leads to nobody, and stays."""
    return ConfirmMark.objects.filter(whom.at_address("email"), asked_at__lte=until).delete()[0]


@erases(order=25)
def empty_comments(whom: Whom, until: datetime) -> int:
    """A comment on a clause stays, as that somebody said something, without its words; what became of it stays too."""
    if whom.account is None:
        return 0
    theirs = list(
        Comment.objects.filter(said_by=whom.account, said_at__lte=until).exclude(words="").values_list("pk", flat=True)
    )
    for pk in theirs:
        Comment.objects.filter(pk=pk).update(words="", salt=new_salt())
    return len(theirs)


@erases(order=30)
def empty_what_was_shown(whom: Whom, until: datetime) -> int:
    """A claim stays with what came of it, without what whoever claimed could show. The lower room unlinks them."""
    theirs = whom.at_address("question__asker_email")
    if whom.account is not None:
        theirs |= Q(question__asked_by=whom.account)
    claims = Claim.objects.filter(theirs, question__asked_at__lte=until)
    keys = list(claims.values_list("pk", flat=True))
    for pk in keys:
        Claim.objects.filter(pk=pk).update(shown="", salt=new_salt())
    return len(keys)
