"""Whose a row is: the organisation that answers for it and the person whom it names, as the rules ask about them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from joinedup.frame.loading import Plan, Row
from joinedup.partners.loading import members_among, posts_of


@dataclass(frozen=True)
class Whose:
    """What the rules ask of a row's organisation and of its person. Without a person `person_holds_post` is true."""

    has_organisation: bool
    organisation_stands: bool
    person_holds_post: bool


@dataclass(frozen=True)
class Standings:
    """Of all whom some rows name: who stands in the partnership, and where people hold posts. person: their field."""

    person: str
    members: Collection[str]
    posts: Mapping[str, Collection[str]]

    def of(self, row: Row) -> Whose:
        """Whose a row is. Who has left counts as one who stands or holds a post: that is a finding, not a fault."""
        organisation, person = row.wanted.get("organisation", ""), row.wanted.get(self.person, "")
        said_anew = row.stored is None or bool(row.changes.keys() & {"organisation", self.person})
        held = self.posts.get(person, ())
        holds_one = organisation in held if organisation else bool(held)
        return Whose(
            has_organisation=bool(organisation),
            organisation_stands=organisation in self.members or not said_anew,
            person_holds_post=not person or not said_anew or holds_one,
        )


def standings_of(plan: Plan, rows: Sequence[Row], person: str) -> Standings:
    """Where everybody stands whom rows name. The same few SQL queries for any number of rows."""
    members = members_among(plan, (row.wanted.get("organisation", "") for row in rows))
    return Standings(person, members, posts_of(plan, (row.wanted.get(person, "") for row in rows)))
