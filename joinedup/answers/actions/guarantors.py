"""The verbs of stepping in last: name who does for a service, change it, take the service off."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from joinedup.answers import permissions
from joinedup.answers.models import Guarantor
from joinedup.answers.reads import about as abouts
from joinedup.answers.reads import guarantors as reads
from joinedup.answers.rules import guarantors as rules
from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises.reads import stands
from joinedup.record.actions import enter


@transaction.atomic
def name_guarantor(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    service: str,
    about: str = "",
    run_by: str = "",
    organisation: Organisation | None = None,
    steps_in_if: str = "",
    plan: str = "",
    said_in_public: str = "",
    visibility: str = Visibility.PUBLIC,
) -> Guarantor:
    """Say which public body steps in last if a service that several or citizens run fails, and when.

    Without an organisation the service stands on the list as one that nobody guarantees. Raises Refused.
    """
    keep_pause(partnership, visibility, at=at)
    guarantor = Guarantor(
        partnership=partnership,
        service=service,
        about=about,
        run_by=run_by,
        organisation=organisation,
        steps_in_if=steps_in_if,
        plan=plan,
        said_in_public=said_in_public,
        visibility=visibility,
    )
    allowed = permissions.may_keep_guarantor(by, guarantor)
    refuse_if(rules.refusals_to_name(_terms(guarantor, by=by, at=at, allowed=allowed)))
    guarantor.save()
    enter_guarantor("named guarantor", guarantor, by=by, at=at)
    return guarantor


@transaction.atomic
def edit_guarantor(guarantor: Guarantor, *, by: Account, at: datetime, version: int, **said: object) -> Guarantor:
    """Change what is said of who steps in. said: its fields by name. Raises Edited if it was changed meanwhile."""
    paused_until = hold_public(guarantor.partnership, str(said["visibility"]), at=at)
    stored = locked(guarantor)
    check_version(stored, version, said)
    was = stored.visibility
    wanted = Guarantor(partnership=stored.partnership, **said)
    allowed = permissions.may_keep_guarantor(by, stored) and permissions.may_keep_guarantor(by, wanted)
    exempt = bool(exempt_among([stored.reference]))
    shown = refusals_to_show(wanted.visibility, was=was, exempt=exempt, paused_until=paused_until)
    terms = _terms(wanted, by=by, at=at, allowed=allowed, was=was)
    refuse_if((*rules.refusals_to_name(terms), *(one.at("visibility") for one in shown)))
    if changed := save_changes(stored, said):
        enter_guarantor("edited guarantor", stored, by=by, at=at, changed=sorted(changed))
    return stored


@transaction.atomic
def remove_guarantor(guarantor: Guarantor, *, by: Account, at: datetime) -> Partnership:
    """Take a service that has ended off the list. The record keeps that it stood there. Gone already is gone."""
    stored = Guarantor.objects.select_for_update(of=("self",)).filter(pk=guarantor.pk).first()
    if stored is None:
        return guarantor.partnership
    refuse_if(() if permissions.may_keep_guarantor(by, stored) else (rules.NOT_CONVENOR,))
    enter_guarantor("removed guarantor", stored, by=by, at=at)
    stored.delete()
    return stored.partnership


def _terms(one: Guarantor, *, by: Account, at: datetime, allowed: bool, was: str = Visibility.DRAFT) -> rules.Terms:
    organisation, today = one.organisation, timezone.localdate(at)
    return rules.Terms(
        allowed=allowed,
        stands=organisation is None or stands(one.partnership, organisation.pk, today),
        sector=organisation.sector if organisation else "",
        about_belongs=not one.about or abouts.belongs(one.about, one.partnership, by),
        was_shared=abouts.is_shared(was),
        is_draft=not abouts.is_shared(one.visibility),
    )


def enter_guarantor(verb: str, guarantor: Guarantor, *, by: Account, at: datetime, **facts: object) -> None:
    terms = {
        "about": guarantor.about,
        "organisation": guarantor.organisation.reference if guarantor.organisation else "",
        "visibility": guarantor.visibility,
    }
    partnership = guarantor.partnership.reference
    texts = reads.texts_of(guarantor)
    enter(verb, guarantor, by=by, at=at, partnership=partnership, facts={**terms, **facts}, texts=texts)
