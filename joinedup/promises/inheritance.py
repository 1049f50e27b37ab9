"""What of this room's a successor takes over: what is live. What was kept, given up or carried out stays."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from joinedup.frame.inheritance import Declared, Things, inherits
from joinedup.promises import reads, rules
from joinedup.promises.models import (
    Agreement,
    Barrier,
    Clause,
    Commitment,
    Enactment,
    Freedom,
    Guarantee,
    Part,
    Party,
    Pledge,
    Risk,
    Undertaking,
)
from joinedup.promises.reads.barriers import OPEN, barriers_open_to
from joinedup.promises.reads.freedoms import freedoms_open_to
from joinedup.promises.reads.guarantees import guarantees_open_to
from joinedup.promises.reads.roles import undertakings_open_to
from joinedup.promises.rules.freedoms import LIVE

OVER = sorted(rules.OVER)


@inherits("promises", title=_("live promises"), order=90, one_by_one=True)
def promises(day: date) -> Declared:
    return Things(Commitment.objects.filter(reads.LIVE), seen=reads.commitments_open_to)


@inherits("parts", title=_("parts of live promises"), order=100)
def parts(day: date) -> Declared:
    live = Part.objects.filter(declined_at=None).exclude(commitment__state__in=OVER)
    return Things(live, seen=reads.parts_open_to, alone=("commitment", "what", "role"))


@inherits("risks", title=_("open risks"), order=110)
def risks(day: date) -> Declared:
    return Things(Risk.objects.exclude(state=Risk.State.CLOSED), seen=reads.risks_open_to)


@inherits("enactments", title=_("decisions still to be carried out"), order=120)
def enactments(day: date) -> Declared:
    owed = Enactment.objects.filter(enacted_on=None)
    return Things(owed, seen=reads.enactments_open_to, alone=("decision",))


@inherits("pledges", title=_("pledges that wait or hold"), order=135)
def pledges(day: date) -> Declared:
    live = Pledge.objects.filter(state__in=(Pledge.State.OFFERED, Pledge.State.ACTIVE))
    return Things(live, seen=reads.pledges_open_to)


@inherits("parties", title=_("its place in agreements that go on"), order=130)
def parties(day: date) -> Declared:
    standing = Party.objects.filter(left_on=None).exclude(agreement__state=Agreement.State.ENDED)
    return Things(standing, seen=reads.parties_open_to, alone=("agreement",))


@inherits("clauses", title=_("clauses about it that are being worked on"), order=140)
def clauses(day: date) -> Declared:
    open_to_change = Clause.objects.filter(removed_on=None).exclude(agreement__state=Agreement.State.ENDED)
    return Things(open_to_change, seen=reads.clauses_open_to)


@inherits("undertakings", title=_("what it says of its role"), order=150)
def undertakings(day: date) -> Declared:
    return Things(Undertaking.objects.filter(withdrawn_on=None), seen=undertakings_open_to)


@inherits("expected", title=_("what is expected of it"), order=160)
def expected(day: date) -> Declared:
    return Things(Undertaking.objects.filter(withdrawn_on=None), seen=undertakings_open_to, field="of")


@inherits("guarantees", title=_("guarantees that hold"), order=125)
def guarantees(day: date) -> Declared:
    hold = Guarantee.objects.filter(Q(until_on=None) | Q(until_on__gt=day))
    return Things(hold, seen=guarantees_open_to)


@inherits("freedoms", title=_("exceptions that are asked for or hold"), order=170)
def freedoms(day: date) -> Declared:
    return Things(Freedom.objects.filter(state__in=LIVE), seen=freedoms_open_to)


@inherits("rules of exceptions", title=_("rules from which an exception is asked for or holds"), order=171)
def rules_of_exceptions(day: date) -> Declared:
    return Things(Freedom.objects.filter(state__in=LIVE), seen=freedoms_open_to, field="owner")


@inherits("barriers", title=_("rules that are in somebody’s way"), order=172)
def rules_in_the_way(day: date) -> Declared:
    return Things(Barrier.objects.filter(OPEN), seen=barriers_open_to, field="owner")
