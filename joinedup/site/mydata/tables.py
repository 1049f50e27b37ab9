"""Which rows of each table are about somebody, and whose each field of them is: read from the data map and the models.

A field that names an account, a person or an address points at whoever the row is about. What else the map declares
personal is a text, and belongs to those of the row's pointers that are its owners: the words of a question to whoever
asked it, not to the convenor who let it through.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.db import models
from django.db.models import Q

from joinedup.frame.labels import LABELS
from joinedup.partners.erasure import Whom
from joinedup.site.datamap import Declared, personal

ACCOUNT, PERSON, ADDRESS, ACCOUNT_REFERENCE, PERSON_REFERENCE = "account", "person", "address", "actor", "meant"
SORTS = {"Account": ACCOUNT, "Person": PERSON}
THROUGH = {  # a row that names one of these names whom it was given to, or who takes part
    "AnswerLink": (PERSON, "person"),
    "Participant": (ACCOUNT, "account"),
}

OTHER_WAYS: dict[str, tuple[tuple[str, str, str], ...]] = {  # pointers that are no keys or addresses of the row itself
    "Account": (("id", ACCOUNT, "pk"),),
    "Person": (("id", PERSON, "pk"),),
    "Claim": (
        ("asked by", ACCOUNT, "question__asked_by"),
        ("asker's address", ADDRESS, "question__asker_email"),
    ),
    "Follow": (("follower", ACCOUNT, "follower__account"), ("follower address", ADDRESS, "follower__email")),
    "Handover": (("membership", PERSON, "membership__person"),),
    "OtherName": (("means", PERSON_REFERENCE, "means"),),
    "Entry": (("actor", ACCOUNT_REFERENCE, "actor"),),
}
OWNERS = {  # whose the texts of a row are, where several people stand in it
    "Account": {"id"},
    "Annotation": {"said_by"},
    "Appeal": {"said_by"},
    "Claim": {"asked by", "asker's address"},
    "Interest": {"person"},
    "Invitation": {"person", "email", "accepted_by"},
    "Membership": {"person"},
    "Participant": {"account"},
    "Person": {"id"},
    "Question": {"asked_by", "asker_email"},
    "RoleChange": {"account", "asked_by"},
    "Statement": {"said_by"},
}
ALSO = {  # what a row needs besides, to be understood; none of it is about anybody else
    "Entry": ("at", "verb", "subject"),
    "Follow": (),
    "Letter": ("written_at", "sent_at"),
    "Question": ("asked_at",),
    "RoleChange": ("role", "state", "asked_at"),
}


@dataclass(frozen=True)
class Pointer:
    """A way from a row to somebody: the name of the field, what it leads to, and the path to it."""

    name: str
    sort: str
    path: str

    def rows_of(self, whom: Whom) -> Q:
        """The rows of which this leads to somebody."""
        if self.sort == ADDRESS:
            return whom.at_address(self.path)
        wanted = self.value_of(whom)
        return Q(pk__in=()) if wanted is None else Q(**{self.path: wanted})

    def is_(self, whom: Whom, value: object) -> bool:
        """Whether what stands in a row leads to somebody."""
        if self.sort == ADDRESS:
            return isinstance(value, str) and value.lower() in whom.addresses
        return value is not None and value == self.value_of(whom)

    def value_of(self, whom: Whom) -> object:
        """What stands in a row that leads to somebody; None if they have none such."""
        one = whom.account if self.sort in {ACCOUNT, ACCOUNT_REFERENCE} else whom.person
        if one is None:
            return None
        return one.pk if self.sort in {ACCOUNT, PERSON} else one.reference


@dataclass(frozen=True)
class Table:
    """One table with rows about people. fields: what my data shows of it, as the data map declares it."""

    model: type[models.Model]
    fields: tuple[Declared, ...]
    pointers: tuple[Pointer, ...]
    texts: tuple[str, ...]
    owners: frozenset[str]

    @property
    def name(self) -> str:
        """The table in words: “promise”, “progress report”."""
        known = LABELS.get(self.model.__name__.lower())
        return str(known or self.model._meta.verbose_name)

    @property
    def also(self) -> tuple[str, ...]:
        """Fields that say which row it is: its reference, else the references of the nouns that it belongs to."""
        names = {field.name for field in self.model._meta.fields}
        own = ("reference",) if "reference" in names and self.model.__name__ not in ALSO else ()
        return own or (*ALSO.get(self.model.__name__, ()), *_references_beside(self.model))


@cache
def tables() -> tuple[Table, ...]:
    """Every table with rows about people, in the order of the data map."""
    shown = sorted((field for field in personal() if field.is_in_my_data), key=lambda one: (one.room, one.model_name))
    return tuple(_table(list(fields)) for _key, fields in groupby(shown, key=lambda one: (one.room, one.model_name)))


def _table(fields: list[Declared]) -> Table:
    model = fields[0].model
    pointers = (*_direct(fields), *(Pointer(*way) for way in OTHER_WAYS.get(model.__name__, ())))
    keys = {one.name for one in pointers if one.sort != ADDRESS}
    return Table(
        model=model,
        fields=tuple(fields),
        pointers=pointers,
        texts=tuple(one.name for one in fields if one.name not in keys),
        owners=frozenset(OWNERS.get(model.__name__) or {one.name for one in pointers}),
    )


def _direct(fields: list[Declared]) -> Iterator[Pointer]:
    """The fields of a row that name an account, a person, an address, or a link that somebody was given."""
    for one in fields:
        field = one.model._meta.get_field(one.name)
        kin = field.related_model.__name__ if isinstance(field.related_model, type) else ""
        if kin in SORTS:
            yield Pointer(one.name, SORTS[kin], one.name)
        elif kin in THROUGH:
            sort, path = THROUGH[kin]
            yield Pointer(one.name, sort, f"{one.name}__{path}")
        elif isinstance(field, models.EmailField):
            yield Pointer(one.name, ADDRESS, one.name)


def _references_beside(model: type[models.Model]) -> Iterator[str]:
    """Paths to the references of the nouns that a row belongs to, none of them a person or an account."""
    if "reference" in {field.name for field in model._meta.fields}:
        yield "reference"
        return
    for field in model._meta.fields:
        kin = field.related_model if isinstance(field.related_model, type) else None
        if kin is not None and kin.__name__ not in SORTS and any(one.name == "reference" for one in kin._meta.fields):
            yield f"{field.name}__reference"
