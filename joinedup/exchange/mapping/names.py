"""What the names in a file mean: nouns of the site, by identifier, by other name, by code, by exact name; else asked.

An answer is kept: “this one” as another name of that noun within the partnership, “new” and “leave aside” with the
file.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from django.db.models import QuerySet

from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.models import OtherName
from joinedup.exchange.sheets import ORGANISATIONS, PLACES, SHEETS
from joinedup.frame.loading import BATCH, Plan, Table
from joinedup.partners.models import Alias, Organisation, Place

NEW, ASIDE = "new", "aside"
MOST_CANDIDATES = 5_000
LIKELY, MOST_OFFERED = 3, 40
LIKE_ENOUGH = 0.6
TABLES: dict[str, Table] = {sheet.table.kind: sheet.table for sheet in SHEETS if sheet.has_codes}
OF_THE_SITE = {ORGANISATIONS.table.kind, PLACES.table.kind}

Pairs = Iterable[tuple[str, str]]


@dataclass(frozen=True)
class Meaning:
    """What a name means: a noun by its reference and name, a new one, one whose rows are left aside, or not known.

    said: NEW, ASIDE, or "". Neither a reference nor said: it must be asked about.
    """

    text: str
    reference: str = ""
    name: str = ""
    said: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.reference or self.said)


class Unknown(Exception):
    """A file has names that must be asked about before it can be understood: by kind of noun, with the rows of each."""

    def __init__(self, unknown: Mapping[str, Mapping[str, int]]) -> None:
        super().__init__(", ".join(text for texts in unknown.values() for text in texts))
        self.unknown = unknown


@dataclass
class Names:
    """The meanings of a file's names within a partnership.

    answers: by kind of noun and text what the convenor said: NEW, ASIDE or a reference. takes_new: kinds of noun of
    which whatever is not known is new. unknown: names to be asked about, found while a file was translated, by kind,
    with the number of rows. notes: what was left aside or is odd, to be said of the trial.
    """

    plan: Plan
    layout: Layout
    answers: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    takes_new: frozenset[str] = frozenset()
    unknown: dict[str, dict[str, int]] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)

    def meant(self, kind: str, texts: Sequence[str]) -> dict[str, Meaning]:
        """What each of some texts means. Six SQL queries for every thousand texts."""
        found: dict[str, Meaning] = {}
        for start in range(0, len(texts), BATCH):
            found |= self._meant(kind, texts[start : start + BATCH])
        return found

    def ask(self, kind: str, text: str, rows: int = 1) -> None:
        """Note that a name must be asked about."""
        of_kind = self.unknown.setdefault(kind, {})
        of_kind[text] = of_kind.get(text, 0) + rows

    def settle(self) -> None:
        """Raise Unknown if any name must be asked about."""
        if self.unknown:
            raise Unknown(self.unknown)

    def _meant(self, kind: str, texts: Sequence[str]) -> dict[str, Meaning]:
        references = self._references(kind, texts)
        called = TABLES[kind].known(self.plan, sorted(set(references.values()))) if references else {}
        return {text: self._meaning(kind, text, references.get(text, ""), called) for text in texts}

    def _meaning(self, kind: str, text: str, reference: str, called: Mapping[str, str]) -> Meaning:
        answer = self.answers.get(kind, {}).get(text, "")
        if answer in {NEW, ASIDE}:
            return Meaning(text, said=answer)
        if reference in called:
            return Meaning(text, reference, called[reference])
        return Meaning(text, said=NEW if kind in self.takes_new else "")

    def _references(self, kind: str, texts: Sequence[str]) -> dict[str, str]:
        """The reference that each text means; the first way that knows it counts, and two nouns mean nobody."""
        answers = self.answers.get(kind, {})
        found = {text: answers[text] for text in texts if answers.get(text, NEW) not in {NEW, ASIDE}}
        for look_up in _look_ups(kind, self.plan, self.layout):
            waiting = [text for text in texts if text not in found]
            if not waiting:
                break
            found |= _unequivocal(look_up(waiting))
        return {text: reference for text, reference in found.items() if reference}


def likely(kind: str, texts: Sequence[str], plan: Plan) -> dict[str, list[tuple[str, str]]]:
    """For each unknown text the nouns that it may mean, as pairs of reference and name, likeliest first.

    Names are compared by `difflib`, without regard to case. After those that are alike come the partnership's own, if
    they are few enough to be chosen from. Two SQL queries.
    """
    nouns = list(_candidates(kind, plan).values_list("reference", TABLES[kind].title)[:MOST_CANDIDATES])
    own = _own(kind, plan)
    by_look: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for reference, name in nouns:
        by_look[name.casefold()].append((reference, name))
    found: dict[str, list[tuple[str, str]]] = {}
    for text in texts:
        close = get_close_matches(text.casefold(), by_look, n=LIKELY, cutoff=LIKE_ENOUGH)
        found[text] = list(dict.fromkeys([*(noun for one in close for noun in by_look[one]), *own]))
    return found


def _own(kind: str, plan: Plan) -> list[tuple[str, str]]:
    """A partnership's own nouns of a kind by name, or none of them if they are too many to choose from."""
    table = TABLES[kind]
    rows = table.rows(plan.partnership).order_by(table.title).values_list("reference", table.title)
    own = list(rows[: MOST_OFFERED + 1])
    return own if len(own) <= MOST_OFFERED else []


def _candidates(kind: str, plan: Plan) -> QuerySet[Any]:
    table = TABLES[kind]
    return table.model._default_manager.order_by("pk") if kind in OF_THE_SITE else table.rows(plan.partnership)


def _unequivocal(pairs: Pairs) -> dict[str, str]:
    meant: dict[str, set[str]] = defaultdict(set)
    for text, reference in pairs:
        meant[text].add(reference)
    return {text: next(iter(found)) if len(found) == 1 else "" for text, found in meant.items()}


def _look_ups(kind: str, plan: Plan, layout: Layout) -> Iterator[Callable[[Sequence[str]], Pairs]]:
    here = plan.partnership
    if kind == ORGANISATIONS.table.kind:
        yield lambda texts: _by_register(layout.scheme, texts)
    if kind == PLACES.table.kind:
        yield _by_gss_code
    other = OtherName.objects.filter(partnership=here, kind=kind)
    yield lambda texts: other.filter(text__in=texts).values_list("text", "means")
    aliases = Alias.objects.filter(partnership=here, kind=kind)
    yield lambda texts: aliases.filter(code__in=texts).values_list("code", "reference")
    yield lambda texts: [(text, text) for text in TABLES[kind].known(plan, texts)]
    yield lambda texts: TABLES[kind].called(plan, texts)


def _by_gss_code(texts: Sequence[str]) -> Pairs:
    known = Place.objects.filter(gss_code__in=texts).values_list("gss_code", "reference")
    return [(code, reference) for code, reference in known if code]


def _by_register(scheme: str, texts: Sequence[str]) -> Pairs:
    """Organisations by their identifier: written out, or as the code in the register that the mapping names."""
    written = {identifier: text for text in texts for identifier in (text, *([f"{scheme}-{text}"] if scheme else []))}
    known = Organisation.objects.filter(org_id__in=list(written)).values_list("org_id", "reference")
    return [(written[identifier], reference) for identifier, reference in known if identifier]
