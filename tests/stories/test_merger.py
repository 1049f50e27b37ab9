"""Two bodies merge on a day: everything that anybody could read before is still reachable; then it is undone."""

from typing import Any

from django.test import Client
from django.utils import timezone

from joinedup.frame.references import KINDS
from joinedup.outcomes import actions as outcomes
from joinedup.partners import actions as partners
from joinedup.partners.models import Organisation, Person, Succession
from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises import actions as promises
from joinedup.promises.models import Commitment
from joinedup.questions import actions as questions
from tests.stories.conftest import Somebody
from tests.stories.visitor import Visitor

NEW = "Northshire Together"


def test_two_councils_merge_with_everything_still_reachable_and_then_it_is_undone(
    somebody: Somebody, cast: Cast, promise: Commitment
) -> None:
    says_more(cast, promise)
    publish(cast.partnership)
    known = public_addresses()
    assert len(known) > 15

    administrator, reader = somebody(cast.olu), somebody()
    announces(administrator)
    succession = Succession.objects.get()
    here = succession.get_absolute_url()
    today = timezone.localdate().strftime("%-d %B %Y")
    reader.opens("/organisations/changes/").follows(f"On {today} Northtown Council and Open Door merge into {NEW}.")
    reader.reads("What passes on that day", "Live promises", "Places in partnerships")
    reader.opens(f"/{cast.charity.reference}/").reads(f"Northtown Council and Open Door merge into {NEW}.")

    administrator.opens(here).follows("Let it take effect now").presses("Let it take effect")
    administrator.reads("It has taken effect.", "What moved, and what stayed")
    heir = Organisation.objects.get(name=NEW)
    for address in known:
        reader.opens(address)
    reader.opens(f"/{cast.charity.reference}/").reads(NEW, "Until", "Open Door")
    assert reader.page.url.endswith(heir.get_absolute_url())
    reader.follows("Open Door").reads("This is the former body’s page")
    reader.opens(f"/{promise.reference}/").reads(NEW)
    reader.opens(f"{cast.partnership.get_absolute_url()}").reads("Convened by")
    reader.opens("/search/?q=Open+Door").reads(NEW)

    lead = somebody(cast.ben)
    lead.opens(f"/{promise.reference}/report/").picks("On track").types("Two of five are open.", into="In your words")
    lead.presses("Report progress").reads("Two of five are open.")

    administrator.opens(here).follows("Undo it").presses("Undo", status=422).reads("Fill this in.")
    administrator.types("A court quashed the order.", into="Why it is undone").presses("Undo")
    administrator.reads("This was undone on", "A court quashed the order.", "Moved back")
    for address in known:
        assert Client().get(address).status_code == 200, address
    reader.opens(f"/{cast.charity.reference}/").reads("Open Door").misses("This is the former body’s page")
    reader.opens(f"/{promise.reference}/").reads("Northtown Council", "Two of five are open.")


def announces(administrator: Visitor) -> None:
    """Fill in the form, first with a mistake."""
    administrator.opens("/organisations/changes/").follows("Announce a change")
    administrator.selects("merge", of="What happens").selects("Northtown Council", of="Who goes, or is renamed")
    administrator.types(timezone.localdate().isoformat(), into="On").types(NEW, into="New name")
    administrator.types("Both boards", into="Decided by").types("2020-01-01", into="Decided on")
    administrator.presses("Announce", status=422).reads("Choose two or more organisations that merge")
    administrator.selects("Open Door", of="And").presses("Announce")
    administrator.reads("What passes on that day")


def says_more(cast: Cast, promise: Commitment) -> None:
    """A kept promise, a part, a risk, a decision, a measure, a mandate and an answered question of those who merge."""
    by: Any = {"by": cast.ada, "at": timezone.now()}
    seen: Any = {**by, "visibility": "public"}
    outcome = promise.outcomes.get()
    promises.add_part(promise, what="Bread", organisation=cast.charity, **by)
    promises.foresee(
        cast.partnership, organisation=cast.council, name="Ovens fail", likelihood=2, impact=4, threatens=[outcome],
        owner=cast.ben.person, review_on=promise.due_on, **seen,
    )  # fmt: skip
    decision = promises.decide(
        cast.partnership, name="Kitchens first", words="So be it.", decided_on=timezone.localdate(),
        decided_by="Board", concerns=[outcome], **seen,
    )  # fmt: skip
    promises.affect(decision, organisation=cast.charity, **by)
    outcomes.define_indicator(
        cast.partnership, outcome=outcome, name="Breakfasts eaten", definition="Counted.", steward=cast.council, **seen
    )
    partners.record_mandate(
        cast.partnership, organisation=cast.council, person=Person.objects.get(account=cast.ben), source="elected",
        from_on=timezone.localdate(), **by,
    )  # fmt: skip
    asked = questions.ask(cast.partnership, kind="question", about=promise.reference, words="Which schools?", **by)
    questions.answer(questions.let_through(asked, of=cast.council, **by), answer="All five.", **by)


def public_addresses() -> list[str]:
    """The page of every noun that everybody may read and that has one."""
    references = [noun.reference for kind in KINDS.values() for noun in kind.open_to(None)]
    return [address for one in references if Client().get(address := f"/{one}/").status_code == 200]
