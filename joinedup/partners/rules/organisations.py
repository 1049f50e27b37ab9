"""How an organisation may be known."""

import re
from dataclasses import dataclass

from joinedup.frame.refusals import Refusal
from joinedup.frame.text import look
from joinedup.partners.rules.naming import NAME_MISSING, Refusals, against, refusals_to_call, refusals_unless

LOOKS_LIKE = Refusal(
    "looks_like",
    "“{name}” looks like “{other}”, which is here already. Use that one, or choose a name that cannot be confused.",
    "name",
)
NOT_AN_ORG_ID = Refusal(
    "not_an_org_id",
    "An identifier looks like GB-COH-01234567. Look it up at org-id.guide, or leave it empty.",
    "org_id",
)
ORG_ID_TAKEN = Refusal("org_id_taken", "{other} has this identifier already. Use that organisation.", "org_id")
NOT_A_WEBSITE = Refusal("not_a_website", "Begin the website's address with https:// or http://.", "website")
_ORG_ID = re.compile(r"[A-Z]{2,3}-[A-Z0-9]+-\S+")
_CODE = re.compile(r"[A-Z0-9]{2,}")


def look_of(name: str, org_id: str | None) -> str:
    """How an organisation's name looks at a glance, by which no two may be confused.

    An organisation that goes by its code in a register looks like that code only: registers give out both RA3 and RAE.

    >>> look_of("RA3", "GB-NHS-RA3"), look_of("RA3", None)
    ('ra3', 'rae')
    """
    is_code = _CODE.fullmatch(name) is not None and (org_id or "").endswith(f"-{name}")
    return name.casefold() if is_code else look(name)


@dataclass(frozen=True)
class OrganisationFacts:
    """What is known when an organisation is added or edited."""

    allowed: bool
    name: str
    look: str
    looks_like: str = ""
    org_id: str | None = None
    org_id_of: str = ""
    website: str = ""


def refusals_to_organisation(facts: OrganisationFacts) -> Refusals:
    """Every reason why an organisation may not be known like this."""
    named = refusals_to_call(facts.name)
    return (
        *refusals_unless(facts.allowed),
        *named,
        *against(
            (bool(named) or bool(facts.look), NAME_MISSING),
            (not facts.looks_like, LOOKS_LIKE.about(name=facts.name, other=facts.looks_like)),
            (facts.org_id is None or _ORG_ID.fullmatch(facts.org_id) is not None, NOT_AN_ORG_ID),
            (not facts.org_id_of, ORG_ID_TAKEN.about(other=facts.org_id_of)),
            (not facts.website or facts.website.startswith(("https://", "http://")), NOT_A_WEBSITE),
        ),
    )
