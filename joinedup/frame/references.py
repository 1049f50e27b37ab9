"""References such as outcome/OX-12: given once, kept for ever, and the address of the page as well.

A reference is a kind, a slash, the site's code and a number. Addresses, the workbook, the record and questions use it,
never a database key.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, models
from django.db.models import QuerySet
from django.urls import register_converter
from django.urls.converters import get_converters

from joinedup.frame.fields import CharField

CODE = r"[A-Z]{2,6}-[0-9]{1,12}"


NEXT = """
INSERT INTO frame_referencecounter (kind, last) VALUES (%s, %s)
ON CONFLICT (kind) DO UPDATE SET last = frame_referencecounter.last + excluded.last
RETURNING last
"""


def allocate(kind: str, count: int = 1) -> list[str]:
    """The next `count` references of a kind. Numbers may be skipped, never given twice. One SQL query."""
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [kind, count])
        ((last,),) = cursor.fetchall()
    return [f"{kind}/{settings.SITE_CODE}-{number}" for number in range(last - count + 1, last + 1)]


class ReferenceField(CharField):
    """A noun's reference, allocated when its row is first stored. Rows stored in bulk get theirs beforehand."""

    def __init__(self, kind: str, **options: Any) -> None:
        self.kind = kind
        super().__init__(**{"max_length": 40, "unique": True, "editable": False, **options})

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, options = super().deconstruct()
        return name, path, [self.kind, *args], options

    def pre_save(self, instance: models.Model, add: bool) -> str:
        if add and not getattr(instance, self.attname):
            setattr(instance, self.attname, allocate(self.kind)[0])
        return str(getattr(instance, self.attname))


@dataclass(frozen=True)
class Named:
    """A reference as a reader may see it: its page and its title."""

    reference: str
    title: str
    kind: str

    @property
    def address(self) -> str:
        return f"/{self.reference}/"


@dataclass(frozen=True)
class Kind:
    """What the house knows of one kind of reference: how to read those that somebody may see, and what their titles
    tell of besides themselves."""

    name: str
    open_to: Callable[[Any], QuerySet[Any]]
    titled_by: tuple[str, ...] = ()

    def seen(self, asker: Any) -> QuerySet[Any]:
        """Those that this asker may see, ready to be called by their titles."""
        return self.open_to(asker).select_related(*self.titled_by) if self.titled_by else self.open_to(asker)


KINDS: dict[str, Kind] = {}


def kind(name: str, open_to: Callable[[Any], QuerySet[Any]], *titled_by: str) -> None:
    """Make a kind of reference known: its name, the read that filters by who asks, and the relations that its titles
    follow, so that many are called in one query."""
    KINDS[name] = Kind(name, open_to, titled_by)


def kind_of(reference: str) -> str:
    """The kind that a reference names, "outcome" of outcome/OX-12."""
    return reference.partition("/")[0]


def well_formed(text: str) -> bool:
    """Whether a text that somebody sent has the shape of a reference; only then is it looked up.

    >>> well_formed("outcome/OX-12"), well_formed("outcome/\\0"), well_formed("../outcome/OX-12")
    (True, False, False)
    """
    return re.fullmatch(rf"[a-z]{{1,20}}/{CODE}", text, re.ASCII) is not None


def named(references: Iterable[str], asker: Any) -> dict[str, Named]:
    """The references that this asker may see, with title and address. One SQL query a kind."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for reference in filter(well_formed, references):
        by_kind[kind_of(reference)].add(reference)
    return {
        noun.reference: Named(noun.reference, str(noun), name)
        for name in by_kind.keys() & KINDS.keys()
        for noun in KINDS[name].seen(asker).filter(reference__in=by_kind[name])
    }


def address_part(name: str) -> None:
    """Let addresses name a kind: `<outcome:reference>` matches outcome/OX-12 and gives the whole reference.

    Every room whose addresses name a kind asks for it; the first makes it known.
    """
    if name in get_converters():
        return

    class Converter:
        regex = f"{name}/{CODE}"

        def to_python(self, value: str) -> str:
            return value

        def to_url(self, value: str) -> str:
            return value

    register_converter(Converter, name)
