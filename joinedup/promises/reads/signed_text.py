"""The exact text of a version as its readers see it: sections with their clauses, and the parties."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext as _

from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.rules import texts


@dataclass(frozen=True)
class FrozenSection:
    """Clauses of a text that stand in one section, with its title."""

    title: str
    clauses: tuple[texts.FrozenClause, ...]


@dataclass(frozen=True)
class ShownText:
    """A whole text as it is shown to be read and signed. text_hash: of its exact bytes."""

    number: int
    text: texts.AgreementText
    sections: tuple[FrozenSection, ...]
    text_hash: str


def shown_text(exact: str) -> ShownText:
    """What an exact text says, in the order in which it stands there. No query."""
    number, text = texts.read(exact)
    return ShownText(number, text, tuple(_sections(text)), texts.hash_of(exact))


def _sections(text: texts.AgreementText) -> Iterator[FrozenSection]:
    kind = agreement_kinds().get(text.kind)
    for key, clauses in groupby(text.clauses, key=lambda clause: clause.section):
        known = kind.section(key) if kind else None
        yield FrozenSection(known.title if known else _("More"), tuple(clauses))
