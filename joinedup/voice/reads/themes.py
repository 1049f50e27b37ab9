"""Themes with what a list says of each."""

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from joinedup.partners.permissions import Asker
from joinedup.voice.models import Conversation, Statement, Theme
from joinedup.voice.reads.conversations import themes_open_to
from joinedup.voice.reads.replies import Thing
from joinedup.voice.reads.tallies import verdict_of

QUOTED = 20


def themes_of(conversation: Conversation, asker: Asker) -> QuerySet[Theme]:
    """The themes of a conversation by name, each with how many statements are in it and what was decided."""
    shown = Statement.objects.filter(themes=OuterRef("pk"), state=Statement.State.SHOWN).order_by()
    number = Subquery(shown.values("themes").annotate(n=Count("pk")).values("n"), output_field=IntegerField())
    seen = themes_open_to(asker).filter(conversation=conversation)
    return seen.annotate(number=Coalesce(number, 0), verdict=verdict_of("theme")).order_by("name")


def statements_of(thing: Thing) -> list[Statement]:
    """The first statements of a theme that are shown; none of anything else. One SQL query."""
    if not isinstance(thing, Theme):
        return []
    return list(thing.statements.filter(state=Statement.State.SHOWN).order_by("number")[:QUOTED])
