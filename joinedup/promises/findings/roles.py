"""Expectations that no partner took up."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from joinedup.frame.findings import Finding, finding
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.promises.models import Undertaking
from joinedup.promises.reads.roles import left_open


@finding(
    "B16",
    title="An expectation that nobody took up",
    source="The Collaborative State, Demos, 2007: each says what it will do, will not do and expects of others",
)
def expectation_nobody_took_up(partnership: Partnership, asker: Asker) -> Iterator[Finding]:
    """What one partner expects of another, of every partner or of people, and that nothing on the board of roles
    answers; or that the partner answered with what it will not do. What is withdrawn answers nothing."""
    expected = left_open(partnership, asker).values_list(
        "reference", "organisation__name", "of__name", "of_people", "answered_by", "met_by__reference"
    )
    for reference, name, of, of_people, answered_by, answer in expected:
        if answered_by == Undertaking.Kind.WILL_NOT:
            words = _("What {name} expects of {of} is among what {of} will not do.").format(
                name=name, of=of or _("others")
            )
            yield Finding((reference, answer), f"/{reference}/match/", words)
        else:
            whom = of or of_people or _("its partners")
            words = _("Nobody has said yes to what {name} expects of {of}.").format(name=name, of=whom)
            yield Finding((reference,), f"/{reference}/match/", words)
