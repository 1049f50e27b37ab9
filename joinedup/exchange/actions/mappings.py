"""The verb of saving how a table is laid out."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from joinedup.exchange.actions.standing import refusals_to_load
from joinedup.exchange.mapping.layout import Layout, said_by
from joinedup.exchange.models import Mapping
from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import refusals_to_text, tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account, Partnership
from joinedup.record.actions import enter

NAME_LENGTH = 100


@transaction.atomic
def save_mapping(
    partnership: Partnership, *, by: Account | None, at: datetime, name: str, layout: Layout, headings: Sequence[str]
) -> Mapping:
    """Save a layout under a name, in place of an earlier one of that name. Raises Refused.

    headings: those of the file that it was made for, by which the next such file is recognised.
    """
    refuse_if(refusals_to_load(partnership, by))
    name = tidy(name)
    refuse_if(refusals_to_text(name, limit=NAME_LENGTH, field="save_as"))
    locked(partnership)
    said = said_by(replace(layout, name=name))
    mapping, made = Mapping.objects.get_or_create(
        partnership=partnership, name=name, defaults={"kind": layout.kind, "layout": said, "headings": list(headings)}
    )
    if not made:
        mapping.kind, mapping.layout, mapping.headings = layout.kind, said, list(headings)
        mapping.version += 1
        mapping.save()
    facts = {"kind": layout.kind}
    enter("saved mapping", mapping, by=by, at=at, partnership=partnership.reference, facts=facts, texts={"name": name})
    return mapping
