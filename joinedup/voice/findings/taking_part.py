"""Who is missing from conversations, and who says most in them."""

from collections.abc import Iterator

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.voice.models import Conversation, Hearing
from joinedup.voice.reads import conversations_open_to
from joinedup.voice.reads.equity import made_in
from joinedup.voice.rules.equity import is_by_few, is_far_below


@finding(
    "B57",
    title="The same few, and the missing many",
    source="The Collaborative State, Demos, 2007, and New Synthesis Roundtable, 2010: being heard once leads to being "
    "heard again, while time, confidence and knowledge are unequal",
)
def the_same_few_and_the_missing_many(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A conversation that is open or waits for its answers, in which a group's share of those who said to which group
    they belong is less than half of its share of the population, once 50 have said so and ten of the group would be
    expected; or in which the most active tenth made more than half of at least 20 statements."""
    going = (Conversation.State.OPEN, Conversation.State.CLOSED)
    listed = conversations_open_to(asker).filter(partnership=partnership, state__in=going).order_by("pk")
    found = {one.pk: one for one in listed}
    missing, made = _missing_in(found), made_in(found)
    for key, conversation in found.items():
        words = []
        if key in missing:
            words.append(_("Far fewer than live here take part: %(groups)s.") % {"groups": ", ".join(missing[key])})
        if is_by_few(made.get(key, ())):
            words.append(_("The most active tenth made more than half of the statements."))
        if words:
            yield Finding((conversation.reference,), f"{conversation.get_absolute_url()}who/", " ".join(words))


def _missing_in(conversations: dict[int, Conversation]) -> dict[int, list[str]]:
    """The groups of which far fewer take part than live here, by key of conversation. One SQL query."""
    here = Count("participants", filter=Q(participants__left_at=None))
    rows = list(Hearing.objects.filter(conversation__in=conversations).annotate(here=here).order_by("pk"))
    known: dict[tuple[int, str], int] = {}
    for row in rows:
        sort = (row.conversation_id, row.dimension)
        known[sort] = known.get(sort, 0) + row.here
    missing: dict[int, list[str]] = {}
    for row in rows:
        share = float(row.share) if row.share is not None else None
        if is_far_below(row.here, known=known[row.conversation_id, row.dimension], share=share):
            missing.setdefault(row.conversation_id, []).append(row.group)
    return missing
