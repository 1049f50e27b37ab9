"""The demonstration place: Ambleford, a city that does not exist, told by actions and never by rows past the rules.

Its shape is Oxford's as *The Collaborative State* describes it (six areas, twenty-two neighbourhoods, wardens and
support officers); its school-leaving figures begin and end with those that *Changing the Narrative* gives for
Cincinnati (51 % in 2000, 81.9 % in 2010). Every organisation, person and other figure is invented. A few honest
faults are left in, so that there is something to settle.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import now

from joinedup.partners.models import Place
from joinedup.record.sequencer import sequence
from joinedup.record.signing import sign_checkpoint, start_keys
from joinedup.site.demonstration.agreeing import agree
from joinedup.site.demonstration.answering import answer_for_it
from joinedup.site.demonstration.bodies import sit
from joinedup.site.demonstration.changing import change
from joinedup.site.demonstration.chasing import remind
from joinedup.site.demonstration.conversing import converse
from joinedup.site.demonstration.dealing import deal
from joinedup.site.demonstration.deciding import decide
from joinedup.site.demonstration.freeing import free
from joinedup.site.demonstration.guaranteeing import guarantee
from joinedup.site.demonstration.hearing import listen
from joinedup.site.demonstration.meeting import meet
from joinedup.site.demonstration.people import PASSWORD, settle
from joinedup.site.demonstration.reviewing import look_at_themselves
from joinedup.site.demonstration.signing import sign_agreements
from joinedup.site.demonstration.speaking import speak
from joinedup.site.demonstration.telling import tell
from joinedup.site.demonstration.trusting import trust
from joinedup.site.demonstration.warning import warn

CHAPTERS = ("safer", "school", "hospital")


@dataclass(frozen=True)
class SignIn:
    """An account of the demonstration: whose it is, in words, and its address. They share one password."""

    who: str
    email: str
    password: str = PASSWORD


SIGN_INS = (
    SignIn("the convenor, with everything to settle", "imogen.hart@ambleford.example"),
    SignIn("a lead, with promises to report on", "tomas.reyes@ambleford.example"),
    SignIn("a charity's manager, with a part to accept", "grace.adeyemi@openhands.example"),
    SignIn("a councillor, with a scrutiny committee to chair", "delia.munro@ambleford.example"),
    SignIn("the site's administrator", "administrator@ambleford.example"),
)


def build() -> None:
    """Make the demonstration place in an empty database. Raises NotEmpty when there are places already."""
    for _ in building():
        continue


def building() -> Iterator[str]:
    """The same, saying after each step what it made, so that a progress bar can follow."""
    if Place.objects.exists():
        raise NotEmpty
    town = settle()
    yield "Ambleford and its people"
    for chapter in CHAPTERS:
        yield str(tell(town, chapter))
    speak(town)
    sit(town)
    decide(town)
    agree(town)
    sign_agreements(town)
    deal(town)
    warn(town)
    guarantee(town)
    remind(town)
    change(town)
    look_at_themselves(town)
    listen(town)
    answer_for_it(town)
    meet(town)
    trust(town)
    free(town)
    converse(town)
    sign_the_record(now())


def sign_the_record(at: datetime) -> None:
    """Do what the worker does about once a minute: give what was done its place, and sign it."""
    start_keys(at)
    while sequence():
        continue
    sign_checkpoint(at)


class NotEmpty(Exception):
    """The database holds a place already; the demonstration is only made in an empty one."""
