"""Members that watch while others work, and one that leads while others lean back.

Each test takes a fixed number of SQL queries, whatever the number of members, promises and bodies.
"""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import bodies_led_in, members_of, partnerships_open_to
from joinedup.promises.reads.leading import on_watch, promises_led
from joinedup.promises.rules import leading as rules

SOURCE = "The Collaborative State, Demos, 2007: {}"


@finding(
    "B75",
    title="A member on a watching brief",
    source=SOURCE.format("seniors attend with a watching brief, withhold effort and leave it to others"),
)
def member_on_a_watching_brief(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A member that takes part to deliver and, in the months that the partnership's settings say (six unless they say
    otherwise), led no promise or body, took no part of a promise, carried out no decision and looked after no risk.
    Money is not looked at yet, so members that take part to fund, advise or speak for residents are left out."""
    months = partnership.months_on_watch
    watching = on_watch(partnership, rules.months_before(timezone.localdate(), months))
    for standing in watching.filter(partnership__in=partnerships_open_to(asker).values("pk")):
        one = standing.organisation
        words = ngettext(
            "{name} has taken nothing on here in the last month.",
            "{name} has taken nothing on here in the last {months} months.",
            months,
        ).format(name=one.name, months=months)
        yield Finding((partnership.reference, one.reference), f"/{partnership.reference}/promises/new/", words)


@finding(
    "B76",
    title="One partner does all the leading",
    source=SOURCE.format("the more one partner leads, the more the others relax"),
)
def one_partner_does_all_the_leading(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """A member that leads a larger share of the promises that go on, or chairs or leads a larger share of the bodies,
    than the partnership's settings say (60 % unless they say otherwise). It is looked for where there are three members
    and five such promises, or three bodies that somebody leads."""
    members = dict(members_of(partnership, asker).values_list("organisation__reference", "organisation__name"))
    promises, bodies = promises_led(partnership, asker), bodies_led_in(partnership, asker)
    most = {"members": len(members), "most_percent": partnership.most_led_percent}
    for reference, name in members.items():
        led, chaired = promises.get(reference, 0), bodies.by.get(reference, 0)
        of, chairs = sum(promises.values()), bodies.led
        said = [
            *(
                [_("{name} leads {count} of {of} promises.").format(name=name, count=led, of=of)]
                if rules.leads_too_much(led, of=of, fewest=rules.FEWEST_PROMISES, **most)
                else []
            ),
            *(
                [_("{name} chairs or leads {count} of {of} bodies.").format(name=name, count=chaired, of=chairs)]
                if rules.leads_too_much(chaired, of=chairs, fewest=rules.FEWEST_LED, **most)
                else []
            ),
        ]
        if said:
            yield Finding((partnership.reference, reference), f"/{partnership.reference}/map/", " ".join(said))
