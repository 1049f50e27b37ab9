"""What the members of Safer neighbourhoods say of themselves."""

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.reviews import actions
from joinedup.reviews.kits import kits
from joinedup.reviews.rules import Given
from joinedup.site.demonstration.people import PEOPLE, Town

PARTNERSHIP, CONVENOR = "Safer neighbourhoods", "imogen"
SAID = {  # who answers, and the marks in the order of the kit's questions
    "imogen": (4, 4, 2, 3, 2, 4, 2, 3, 2),
    "marcus": (2, 4, 2, 3, 1, 3, 2, 2, 2),
    "grace": (1, 5, 1, 2, 1, 2, 3, 4, 2),
}
SHOWS = {
    "results": "The quarterly survey of residents",
    "named": "What each lead may decide is written beside the name",
}
CONCLUSION = (
    "We see ourselves as watching results, and the records agree. Those who carry things out hear of them late: "
    "before the next target is set, wardens and volunteers are asked first. Each member says by the summer what it "
    "will not do."
)


def look_at_themselves(town: Town) -> None:
    """One review that was closed and concluded, and one that takes answers."""
    partnership = Partnership.objects.get(name=PARTNERSHIP)
    convenor = town.accounts[CONVENOR]
    kit = kits()["nine"]
    review = actions.start(
        partnership,
        by=convenor,
        at=town.at(60),
        kit=kit,
        closes_on=town.day(40),
        reason="Two years in, and a new plan to write.",
        visibility=Visibility.PUBLIC,
    )
    for who, marks in SAID.items():
        given = {
            item.key: Given(mark=mark, evidence=SHOWS.get(item.key, ""))
            for item, mark in zip(kit.items, marks, strict=True)
        }
        organisation = town.organisations[PEOPLE[who][1]]
        actions.answer(review, by=town.accounts[who], at=town.at(50), given=given, organisation=organisation)
    actions.close(review, by=convenor, at=town.at(40))
    actions.conclude(review, by=convenor, at=town.at(30), conclusion=CONCLUSION)
    actions.start(
        partnership,
        by=convenor,
        at=town.at(3),
        kit=kits()["agreement"],
        closes_on=town.day(-11),
        reason="Before we put the plan to the vote.",
    )
