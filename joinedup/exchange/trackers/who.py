"""Whom a tracker's cells mean: members by name, people by name, post or initials. Who is not known is asked about."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from joinedup.exchange.mapping.names import ASIDE, NEW, Meaning, Names
from joinedup.exchange.trackers.owners import (
    NO_OWNER_YET,
    SEVERAL_OWNERS,
    Owner,
    discreet,
    is_initials,
    is_nobody,
    is_title,
    owner,
    spelled_out,
)
from joinedup.exchange.trackers.said import Said, visible
from joinedup.exchange.values import CELL_ERROR, CELL_ERRORS, shortened
from joinedup.frame.refusals import Refusal
from joinedup.frame.text import LINE_LIMIT, look, refusals_to_text
from joinedup.partners.models import Membership, Organisation, Partnership, Standing, live

NOBODY_NAMED = Refusal("nobody_named", "Say who answers for it.")
NO_BODY = Refusal("no_body", "Say which organisation does it.")
SEVERAL_BODIES = Refusal("several_bodies", "“{text}” names more than one organisation. Write the one that promises it.")
LEFT_UNKNOWN = Refusal("left_unknown", "Who “{text}” is was left open. Write the full name, or choose one next time.")
NO_PLACE_FOR = Refusal("no_place_for", "“{text}” is new here, and no organisation is named in which to give a post.")

ORGANISATION, PERSON = "organisation", "person"


@dataclass
class Who:
    """Everybody whom a partnership's tracker may name without asking, and whom this file brings.

    bodies: by how a member's name looks its reference. holders: by how a name looks the people who hold posts, with
    the organisation; titles: the same by how the post looks. names_of: their names. new_bodies: names of organisations
    that are new. joining: organisations that become members. new_people: by name the organisation and the post.
    """

    names: Names
    label: str
    bodies: dict[str, str] = field(default_factory=dict)
    holders: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    titles: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    held: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    called: set[str] = field(default_factory=set)
    new_bodies: dict[str, int] = field(default_factory=dict)
    joining: dict[str, int] = field(default_factory=dict)
    new_people: dict[str, tuple[str, str, int]] = field(default_factory=dict)


def who(names: Names, label: str) -> Who:
    """Everybody whom a tracker may name. Two SQL queries. label: what the owner's column is called in sentences."""
    found, today = Who(names, label), names.plan.today
    partnership: Partnership | None = names.plan.partnership
    standing = Standing.objects.filter(live(today), partnership=partnership).values("organisation")
    for name, reference in Organisation.objects.filter(pk__in=standing).values_list("name", "reference"):
        found.bodies[look(name)] = reference
    posts = Membership.objects.filter(live(today), organisation__in=standing)
    for person, name, post, body in posts.values_list(
        "person__reference", "person__name", "post", "organisation__reference"
    ):
        found.holders[look(name)].add((person, body))
        found.titles[look(post)].add((person, body))
        found.held[person].add(body)
        found.called.add(name)
    return found


def settle(found: Who, rows: Sequence[Said], person: str) -> None:
    """Fill in the organisation and the person of every row. person: the field that the owner fills.

    Names that nobody knows are noted as to be asked about; a row in doubt keeps the words. Some queries for all rows.
    """
    named = [_owner(found, row) for row in rows]
    everywhere = found.names.layout.constants.get("organisation", "")
    bodies = [_body_text(row, each, everywhere) for row, each in zip(rows, named, strict=True)]
    wanted = Counter(text for text in bodies if text and look(text) not in found.bodies)
    meant = _asked(found, ORGANISATION, wanted)
    for row, text in zip(rows, bodies, strict=True):
        _settle_body(found, row, text, meant)
    people = _people(found, named)
    held = [_holder(found, text, row.cells["organisation"]) for row, text in zip(rows, people, strict=True)]
    unknown = Counter(text for text, known in zip(people, held, strict=True) if text and not known)
    meant = _asked(found, PERSON, unknown)
    for row, each, text, known in zip(rows, named, people, held, strict=True):
        _settle_person(found, row, each, Meaning(text, known) if known else meant.get(text, Meaning(text)), person)
        _settle_body_by_person(found, row, person)


def _asked(found: Who, kind: str, texts: Counter[str]) -> dict[str, Meaning]:
    """What texts mean, and which of them must be asked about."""
    meant = found.names.meant(kind, list(texts)) if texts else {}
    for text, times in texts.items():
        can_be_one_name = not _joins_several(text) and not refusals_to_text(text, limit=LINE_LIMIT)
        if not meant[text].is_known and can_be_one_name and text not in CELL_ERRORS:
            found.names.ask(kind, text, times)
    return meant


def _owner(found: Who, row: Said) -> Owner:
    text = visible(row.entry.says("owner"))
    return Owner(()) if text in CELL_ERRORS or is_nobody(text) else owner(text, found.bodies.keys())


def _body_text(row: Said, named: Owner, everywhere: str) -> str:
    """What names the organisation: its own column, else what stands with the owner, else what stands for the file."""
    text = visible(row.entry.says("organisation"))
    return text if not is_nobody(text) else named.organisation or everywhere


def _settle_body(found: Who, row: Said, text: str, meant: Mapping[str, Meaning]) -> None:
    label, said = _("Organisation"), visible(row.entry.says("organisation"))
    meaning = meant.get(text, Meaning(text, found.bodies.get(look(text), "")))
    row.cells["organisation"] = text if meaning.said == NEW else meaning.reference
    if meaning.said == NEW:
        found.new_bodies.setdefault(text, row.number)
        found.joining.setdefault(text, row.number)
    elif meaning.reference and found.names.layout.takes_members and meaning.reference not in found.bodies.values():
        found.joining.setdefault(meaning.reference, row.number)
    elif text and not meaning.reference:
        row.doubt("organisation", (_why_no_body(text, meaning),), label, text)
    elif said and not text:
        row.keep("organisation", label, said)


def _why_no_body(text: str, meaning: Meaning) -> Refusal:
    if text in CELL_ERRORS:
        return CELL_ERROR.about(text=text)
    return (LEFT_UNKNOWN if meaning.said == ASIDE else SEVERAL_BODIES).about(text=shortened(text))


def _people(found: Who, named: Sequence[Owner]) -> list[str]:
    """The one person or post that each row names, initials spelled out where only one name fits them; "" otherwise."""
    full = {one for each in named for one in each.people if not is_initials(one) and not is_title(one)}
    candidates = full | found.called
    alone = [each.people[0] if len(each.people) == 1 else "" for each in named]
    spelled = {text: spelled_out(text, candidates) for text in set(alone) if is_initials(text)}
    return [spelled.get(text) or text for text in alone]


def _settle_person(found: Who, row: Said, named: Owner, meaning: Meaning, person: str) -> None:
    said = visible(row.entry.says("owner"))
    row.cells[person] = meaning.reference
    if meaning.said == NEW and (row.cells["organisation"] or meaning.text in found.new_people):
        body, post = row.cells["organisation"], _post(found, meaning.text)
        found.new_people.setdefault(meaning.text, (body, post, row.number))
        row.cells[person] = meaning.text
    elif said and not meaning.reference:
        row.doubt(person, (_why_nobody(said, named, meaning),), found.label, discreet(said))


def _why_nobody(said: str, named: Owner, meaning: Meaning) -> Refusal:
    if said in CELL_ERRORS:
        return CELL_ERROR.about(text=said)
    if is_nobody(said):
        return NO_OWNER_YET.about(text=shortened(said))
    if not named.people:
        return NOBODY_NAMED
    several = SEVERAL_OWNERS if len(named.people) > 1 else LEFT_UNKNOWN
    return (NO_PLACE_FOR if meaning.said == NEW else several).about(text=shortened(said))


def _post(found: Who, text: str) -> str:
    """The post of somebody new: the title by which the tracker calls them, or what they lead."""
    post: str = (
        text if is_title(text) else _("Lead for %(partnership)s") % {"partnership": found.names.plan.partnership}
    )
    return post[:LINE_LIMIT]


def _settle_body_by_person(found: Who, row: Said, person: str) -> None:
    """An organisation that is not named is certain where its person holds posts in one member only."""
    held = found.held.get(row.cells[person], set())
    if not row.cells["organisation"] and "organisation" not in row.problems and len(held) == 1:
        row.cells["organisation"] = next(iter(held))


def _holder(found: Who, text: str, body: str) -> str:
    """The one person who is called so, or whose post is, in an organisation first; "" if none or several could be."""
    fits = found.holders.get(look(text), set()) or found.titles.get(look(text), set())
    here = {person for person, where in fits if where == body}
    people = here or {person for person, _where in fits}
    return next(iter(people)) if text and len(people) == 1 else ""


def _joins_several(text: str) -> bool:
    return any(sign in text for sign in "/;\n+")
