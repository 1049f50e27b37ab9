"""Working together that hangs on one person, or that stands in nobody's job."""

from collections import defaultdict
from collections.abc import Collection, Iterator

from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Membership, Partnership, Person, Seat, live
from joinedup.partners.permissions import Asker, sees_seconds
from joinedup.partners.reads import last_days, live_posts, members_of
from joinedup.promises import reads, rules
from joinedup.promises.models import Commitment, Part

SOURCE = "Demos, The Collaborative State, 2007: {}"


@finding(
    "B74",
    title="A relationship that hangs on one person",
    source=SOURCE.format("collaboration on personal trust is at risk when people leave"),
)
def relationship_that_hangs_on_one_person(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A member of which one person holds every seat and leads everything here, with nobody named who steps in; or who
    is expected to leave, with nobody named who takes over. When somebody means to leave, and who steps in, is told to
    members only."""
    if not sees_seconds(asker, partnership):
        return
    members = {standing.organisation_id: standing.organisation for standing in members_of(partnership, asker)}
    active, backed = _active_people(partnership, members), _backed_up(partnership)
    single = {organisation: next(iter(people)) for organisation, people in active.items() if len(people) == 1}
    leaving = last_days(single.values(), partnership)
    people = dict(Person.objects.filter(pk__in=single.values()).values_list("pk", "reference"))
    for organisation, person in single.items():
        if organisation in backed and person not in leaving:
            continue
        words = _("All that {name} does here goes through one person, and nobody is named who steps in.")
        if person in leaving:
            words = _("All that {name} does here goes through one person, who is to leave; nobody is to take over.")
        causes = (partnership.reference, members[organisation].reference, people[person])
        yield Finding(causes, f"/{people[person]}/posts/expected/", words.format(name=members[organisation].name))


def _active_people(partnership: Partnership, organisations: Collection[int]) -> dict[int, set[int]]:
    """Through whom each member is present here: who sits in its seats and who leads for it. Four SQL queries.

    It is judged by all that is shared, whoever asks; drafts are nobody's work yet.
    """
    today = timezone.localdate()
    seats = Seat.objects.filter(live(today), live(today, "body__"), body__partnership=partnership)
    shared = seats.filter(person__isnull=False).exclude(body__visibility=Visibility.DRAFT)
    outcomes = Outcome.objects.filter(partnership=partnership, lead__isnull=False)
    promises = Commitment.objects.filter(partnership=partnership, lead__isnull=False).exclude(state__in=rules.OVER)
    leads = {
        lead
        for nouns in (outcomes, promises)
        for lead in nouns.exclude(visibility=Visibility.DRAFT).values_list("lead", flat=True)
    }
    active: dict[int, set[int]] = defaultdict(set)
    posts = live_posts(people=leads, organisations=organisations).order_by().values_list("organisation", "person")
    for organisation, person in (*shared.values_list("organisation", "person"), *posts):
        if organisation in organisations:
            active[organisation].add(person)
    return active


def _backed_up(partnership: Partnership) -> set[int]:
    """The organisations that named somebody who steps in, for one of their seats today. One SQL query."""
    today = timezone.localdate()
    seats = Seat.objects.filter(live(today), live(today, "body__"), body__partnership=partnership, second__isnull=False)
    return set(seats.values_list("organisation", flat=True))


@finding(
    "B78",
    title="Working with others stands in nobody’s job",
    source=SOURCE.format("people are judged by what their own organisation achieves"),
)
def cooperation_nowhere_in_the_job(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A promise that goes on and of which other organisations take parts, with a lead whose job, as far as is
    recorded, says nothing about working with them."""
    today = timezone.localdate()
    held = Membership.objects.filter(live(today), person=OuterRef("lead"))
    of_others = Part.objects.filter(commitment=OuterRef("pk"), organisation__isnull=False).exclude(
        organisation=F("commitment__organisation")
    )
    shared = reads.live_commitments(partnership, asker).filter(Exists(of_others), Exists(held))
    silent = shared.exclude(Exists(held.exclude(cooperation_duty="")))
    for reference, lead in silent.order_by("pk").values_list("reference", "lead__reference"):
        words = _("Others take parts of this, and the lead’s job says nothing about working with them.")
        yield Finding((reference, lead), f"/{lead}/posts/cooperation/", words)
