"""The one way into the record."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.core.serializers.json import DjangoJSONEncoder

from joinedup.frame.salts import commitment_to
from joinedup.record.canonical import refuse_unless_plain
from joinedup.record.models import Entry, Waiting


class Actor(Protocol):
    """Whoever does something: an account."""

    reference: str


class Subject(Protocol):
    """Whatever something is done to: a noun with a reference and a salt for its texts."""

    @property
    def reference(self) -> str: ...

    @property
    def salt(self) -> str: ...


def enter(
    verb: str,
    subject: Subject,
    *,
    by: Actor | None,
    at: datetime,
    partnership: str = "",
    facts: Mapping[str, Any] | None = None,
    texts: Mapping[str, str] | None = None,
) -> Entry:
    """Record, in the caller's transaction, that something was done.

    verb: what was done, in words with spaces: “named lead”. by: the acting account, or None for a resident without
    one. facts: values that are no free text, such as references, dates as ISO strings, numbers; amounts as strings.
    texts: free text by field; only its salted hash is kept. partnership: the reference of the partnership that it
    concerns. Raises NotPlain for facts that not every reader would read the same, such as fractions that are no text.
    """
    entry = Entry.objects.create(
        at=at,
        verb=verb,
        subject=subject.reference,
        actor=by.reference if by else "",
        partnership=partnership,
        facts=_plain(facts),
        text_hash=commitment_to(texts, subject.salt) if texts else "",
    )
    Waiting.objects.create(entry_id=entry.pk)
    return entry


@dataclass(frozen=True)
class Happened:
    """What one of many entries of the same verb says: of what, in which partnership, and with which facts."""

    subject: Subject
    partnership: str
    facts: Mapping[str, Any]


def enter_each(verb: str, happened: Iterable[Happened], *, by: Actor | None, at: datetime) -> int:
    """Record, in the caller's transaction, that the same was done to many things: an entry each; how many.

    Two SQL queries for some hundred. Entries as `enter` makes them, without texts.
    """
    actor = by.reference if by else ""
    entries = Entry.objects.bulk_create(
        Entry(
            at=at,
            verb=verb,
            subject=one.subject.reference,
            actor=actor,
            partnership=one.partnership,
            facts=_plain(one.facts),
        )
        for one in happened
    )
    Waiting.objects.bulk_create(Waiting(entry_id=entry.pk) for entry in entries)
    return len(entries)


def _plain(facts: Mapping[str, Any] | None) -> Any:
    plain = json.loads(json.dumps(dict(facts or {}), cls=DjangoJSONEncoder))
    refuse_unless_plain(plain)
    return plain
