"""The verbs of organisations."""

from datetime import datetime

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.partners import permissions, reads, rules
from joinedup.partners.actions.entries import reference_of
from joinedup.partners.actions.once import once
from joinedup.partners.models import Account, Organisation, Place
from joinedup.record.actions import enter


@transaction.atomic
def add_organisation(
    *,
    by: Account,
    at: datetime,
    name: str,
    sector: str,
    org_id: str | None = None,
    place: Place | None = None,
    website: str = "",
) -> Organisation:
    """Add an organisation to the site. Raises Refused with every reason against."""
    facts = _organisation_facts(None, allowed=permissions.may_add(by), name=name, org_id=org_id, website=website)
    refuse_if(rules.refusals_to_organisation(facts))
    with once(rules.LOOKS_LIKE.about(name=facts.name, other=facts.name)):
        organisation = Organisation.objects.create(
            name=facts.name, look=facts.look, sector=sector, org_id=facts.org_id, place=place, website=website
        )
    _enter_organisation("added", organisation, by=by, at=at)
    return organisation


@transaction.atomic
def edit_organisation(
    organisation: Organisation,
    *,
    by: Account,
    at: datetime,
    version: int,
    name: str,
    sector: str,
    org_id: str | None,
    place: Place | None,
    website: str,
) -> Organisation:
    """Correct an organisation's particulars: its own people may, and whoever gives posts in it. Raises Refused."""
    organisation = locked(organisation)
    allowed = permissions.acts_for(by, organisation.pk) or permissions.may_place_people(by, organisation.pk)
    facts = _organisation_facts(organisation, allowed=allowed, name=name, org_id=org_id, website=website)
    changes = {
        "name": facts.name,
        "look": facts.look,
        "sector": sector,
        "org_id": facts.org_id,
        "place": place,
        "website": website,
    }
    refuse_if(rules.refusals_unless(allowed))
    check_version(organisation, version, changes)
    refuse_if(rules.refusals_to_organisation(facts))
    with once(rules.LOOKS_LIKE.about(name=facts.name, other=facts.name)):
        save_changes(organisation, changes)
    _enter_organisation("edited", organisation, by=by, at=at)
    return organisation


def _organisation_facts(
    known: Organisation | None, *, allowed: bool, name: str, org_id: str | None, website: str
) -> rules.OrganisationFacts:
    name, org_id = tidy(name), tidy(org_id or "") or None
    others = Organisation.objects.exclude(pk=known.pk) if known else Organisation.objects.all()
    same_id = others.filter(org_id=org_id).first() if org_id else None
    return rules.OrganisationFacts(
        allowed=allowed,
        name=name,
        look=rules.look_of(name, org_id),
        looks_like=reads.bears_or_bore(name, org_id=org_id, apart_from=[known.pk] if known else []),
        org_id=org_id,
        org_id_of=same_id.name if same_id else "",
        website=website,
    )


def _enter_organisation(verb: str, organisation: Organisation, *, by: Account, at: datetime) -> None:
    facts = {
        "sector": organisation.sector,
        "org_id": organisation.org_id or "",
        "place": reference_of(organisation.place),
    }
    enter(verb, organisation, by=by, at=at, facts=facts, texts={"name": organisation.name})
