"""The list of what was decided about what people said."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.lists import Column, Filter, List
from joinedup.voice.models import Reply

REPLIES = (
    Column("reference", _("Reference"), lambda row: row.reply.reference),
    Column("words", _("You said"), lambda row: row.words),
    Column("verdict", _("We decided"), lambda row: row.reply.get_verdict_display(), order="verdict"),
    Column("reason", _("Because"), lambda row: row.reply.reason),
    Column("changed", _("What changes"), lambda row: row.reply.changed),
    Column("post", _("Who decided"), lambda row: row.who),
    Column("decided", _("Decided on"), lambda row: row.reply.decided_on, order="decided_on"),
    Column("later", _("To be decided by"), lambda row: row.reply.later_on, order="later_on"),
    Column("follows", _("What follows"), lambda row: "\n".join(one.reference for one in row.follows)),
    Column("came", _("What came of it"), lambda row: row.reply.came_of),
    Column("agreed", _("Statements that most in every group agreed with"), lambda row: row.agreed),
)


def replies_list() -> List:
    """The list of what was decided, a hundred to a page; up to five hundred for printing."""
    verdicts = Filter("verdict", _("What was decided"), _of_verdict, choices=Reply.Verdict.choices)
    follows = Filter("follows", _("What follows"), _that_follow, choices=(("yes", _("Something follows from it")),))
    return List(REPLIES, (verdicts, follows), sizes=(100, 500))


def _of_verdict(replies: QuerySet[Reply], verdict: str) -> QuerySet[Reply]:
    return replies.filter(verdict=verdict)


def _that_follow(replies: QuerySet[Reply], _yes: str) -> QuerySet[Reply]:
    return replies.filter(follows__isnull=False).distinct()
