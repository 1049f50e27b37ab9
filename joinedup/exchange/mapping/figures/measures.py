"""What the names in a table of figures mean: to which measure figures go, and which measures and organisations are new.

A measure that is known stays as it is; only a new one is defined by the mapping's constants.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from joinedup.exchange.mapping.figures.cells import TOTALS, WHOSE, WIDER_TOTALS, Whose
from joinedup.exchange.mapping.filling import Made, starting_rows
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.mapping.names import ASIDE, NEW, Meaning, Names
from joinedup.exchange.mapping.source import plain
from joinedup.exchange.sheets import MEASURES, MEMBERS, ORGANISATIONS
from joinedup.partners.models import Standing

CODE_LENGTH = 60
KIND_OF = {"organisation": "organisation", "place": "place", "measure": "indicator"}
DEFINED = tuple(column.field for column in MEASURES.columns if column.field not in {"code", "name"})
DEFINING = ("unit", "better", "definition")


@dataclass(frozen=True)
class Subject:
    """What a combination of names means.

    measure: the word by which the sheet of figures calls the measure; "" if its figures are left aside. name and code
    are those of a new measure, else "". is_total: left aside because it looks like a total.
    """

    measure: str
    organisation: Meaning | None = None
    name: str = ""
    code: str = ""
    is_total: bool = False


def subjects(names: Names, whose: Mapping[Whose, int], rows: Mapping[int, int]) -> dict[int, Subject]:
    """What each combination of names in a file means, by its number; unknown names are noted to be asked about.

    rows: how many figures each has. A few SQL queries for every thousand names.
    """
    meant = {kind: _meant(names, kind, whose) for kind in WHOSE}
    found: dict[int, Subject] = {}
    waiting: dict[int, tuple[Whose, dict[str, Meaning]]] = {}
    for one, number in whose.items():
        told = {kind: meant[kind][text] for kind, text in one._asdict().items() if text and kind != "measure"}
        if any(_is_total(kind, meaning) for kind, meaning in told.items()):
            found[number] = Subject("", is_total=True)
        elif any(meaning.said == ASIDE for meaning in told.values()):
            found[number] = Subject("")
        else:
            waiting[number] = one, told
            for kind, meaning in told.items():
                if not meaning.is_known:
                    names.ask(KIND_OF[kind], meaning.text, rows.get(number, 0))
    return found | _measures(names, waiting, meant["measure"], rows)


def _meant(names: Names, kind: str, whose: Iterable[Whose]) -> dict[str, Meaning]:
    texts = sorted({text for one in whose if (text := getattr(one, kind))})
    return names.meant(KIND_OF[kind], texts) if texts else {}


def _is_total(kind: str, meaning: Meaning) -> bool:
    return kind == "place" and not meaning.is_known and plain(meaning.text) in TOTALS | WIDER_TOTALS


def _measures(
    names: Names,
    waiting: Mapping[int, tuple[Whose, dict[str, Meaning]]],
    in_file: Mapping[str, Meaning],
    rows: Mapping[int, int],
) -> dict[int, Subject]:
    called = _one_code_a_name({number: _called(names.layout, *about) for number, about in waiting.items()})
    by_code = _known(names, (code for _name, code in called.values() if code))
    by_name = _known(names, (name for name, _code in called.values() if name))
    found = {}
    for number, (whose, told) in waiting.items():
        name, code = called[number]
        itself = in_file.get(whose.measure) if whose.measure == name else None
        known = by_code.get(code) or by_name.get(name) or itself
        found[number] = _subject(names, known, name, code, told.get("organisation"), rows.get(number, 0))
    return found


def _subject(
    names: Names, known: Meaning | None, name: str, code: str, organisation: Meaning | None, rows: int
) -> Subject:
    if known is not None and (known.reference or known.said == ASIDE):
        return Subject(known.reference, organisation)
    is_defined = any(names.layout.constants.get(one) for one in DEFINING)
    if name and not is_defined and (known is None or known.said != NEW):
        names.ask("indicator", name, rows)
    return Subject(code or name, organisation, name, code)


def _known(names: Names, words: Iterable[str]) -> dict[str, Meaning]:
    distinct = sorted(set(words))
    meant = names.meant("indicator", distinct) if distinct else {}
    return {word: meaning for word, meaning in meant.items() if meaning.is_known}


def _called(layout: Layout, whose: Whose, told: Mapping[str, Meaning]) -> tuple[str, str]:
    """The name and the code of the measure that figures of some names go to."""
    words = {kind: meaning.name or meaning.text for kind, meaning in told.items()} | {"measure": whose.measure}
    texts = whose._asdict()
    usual = ", ".join(f"{{{kind}}}" for kind in ("measure", "organisation", "place") if texts[kind])
    name = _filled_in(layout.constants.get("measure") or usual, words)
    return name, _filled_in(layout.constants.get("measure_code", ""), texts)[:CODE_LENGTH]


def _one_code_a_name(called: Mapping[int, tuple[str, str]]) -> dict[int, tuple[str, str]]:
    """Names in a file that mean the same organisation share its measure, and so its code: the one that comes last."""
    codes = dict(called.values())
    return {number: (name, codes[name]) for number, (name, _code) in called.items()}


def _filled_in(template: str, words: Mapping[str, str]) -> str:
    for kind in WHOSE:
        template = template.replace(f"{{{kind}}}", words.get(kind, ""))
    return template


# What is new


def new_rows(names: Names, about: Iterable[Subject]) -> dict[str, list[Made]]:
    """The rows that bring new organisations, members and measures, and those with which a new partnership starts."""
    layout, taken = names.layout, [subject for subject in about if subject.measure]
    organisations = {one.text: one for subject in taken if (one := subject.organisation)}
    members = _members(names, organisations.values())
    made = {} if names.plan.partnership else starting_rows(layout)
    brought = {
        ORGANISATIONS.title: [_organisation(layout, one) for one in organisations.values() if one.said == NEW],
        MEMBERS.title: list(_joining(layout, organisations.values(), members)),
        MEASURES.title: list(_new_measures(layout, taken, members)),
    }
    return {title: [*made.get(title, ()), *brought.get(title, ())] for title in {**made, **brought}}


def _members(names: Names, organisations: Iterable[Meaning]) -> set[str]:
    references = [one.reference for one in organisations if one.reference]
    live = Standing.objects.filter(partnership=names.plan.partnership, until_on=None)
    standing = live.filter(organisation__reference__in=references)
    return set(standing.values_list("organisation__reference", flat=True))


def _organisation(layout: Layout, one: Meaning) -> Made:
    return Made(
        {
            "code": one.text if len(one.text) <= CODE_LENGTH else "",
            "name": one.text,
            "sector": layout.constants.get("sector", ""),
            "org_id": f"{layout.scheme}-{one.text}" if layout.scheme else "",
        }
    )


def _joining(layout: Layout, organisations: Iterable[Meaning], members: set[str]) -> Iterator[Made]:
    if layout.takes_members:
        joining = {_word(one) for one in organisations if one.reference not in members}
        yield from (Made({"organisation": word}) for word in sorted(joining))


def _new_measures(layout: Layout, taken: Iterable[Subject], members: set[str]) -> Iterator[Made]:
    constants = {name: layout.constants[name] for name in DEFINED if layout.constants.get(name)}
    seen: set[str] = set()
    for subject in taken:
        if not subject.name or subject.measure in seen:
            continue
        seen.add(subject.measure)
        one = subject.organisation
        takes_part = one is not None and (layout.takes_members or one.reference in members)
        steward = {"steward": _word(one)} if one is not None and takes_part else {}
        yield Made({**steward, **constants, "code": subject.code, "name": subject.name})


def _word(one: Meaning) -> str:
    return one.reference or one.text
