"""What may be told as a result, in a pack."""

from django.utils.translation import gettext as _

from joinedup.answers.pack.standing import joined
from joinedup.answers.results import Result, results_of
from joinedup.frame.papers import Block, Heading, Link, Paragraph, Points, Section, Words
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Commitment


def to_tell(partnership: Partnership, asker: Asker) -> Section:
    """Each result in words that may be copied, with the promises kept towards it. Six SQL queries at most."""
    told = results_of(partnership, asker).told
    blocks = tuple(block for one in told for block in _result(one))
    none = Paragraph(_("No measure shows a lasting change for the better yet, so there is no result to tell."))
    return Section(_("Results that may be told"), blocks or (none,), "results")


def _result(one: Result) -> tuple[Block, ...]:
    helps = joined([Link(other.name, other.get_absolute_url()) for other in one.helps])
    kept: tuple[Block, ...] = (Paragraph(_("Promises kept towards it:")), Points(tuple(map(_promise, one.kept))))
    return (
        Heading(Link(one.outcome.name, one.outcome.get_absolute_url())),
        Paragraph(one.to_copy),
        *(kept if one.kept else ()),
        *([Paragraph((_("These promises also serve: "), *helps))] if helps else []),
    )


def _promise(one: Commitment) -> Words:
    link = Link(one.output, one.get_absolute_url())
    return (link, f", {one.organisation}") if one.organisation else link
