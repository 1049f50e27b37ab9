"""The verbs of agreements: draft, edit, share, review, end. What is signed is not changed here."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import refusals_to_name, tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import hold_public
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises import permissions
from joinedup.promises.actions.entries import enter_agreement
from joinedup.promises.actions.parties import join_as_party
from joinedup.promises.actions.signing import close_signing
from joinedup.promises.models import Agreement, AgreementReview, SigningRound
from joinedup.promises.reads import agreements as reads
from joinedup.promises.reads import compacts
from joinedup.promises.rules import agreements as rules


@transaction.atomic
def draft_agreement(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    kind: str,
    name: str,
    purpose: str = "",
    review_on: date | None = None,
    expires_on: date | None = None,
    term_months: int | None = None,
    parties: tuple[Organisation, ...] = (),
) -> Agreement:
    """Start an agreement of a kind, with organisations that are parties and have to sign. Raises Refused.

    Where a rule of its kind says how long it runs, it runs for the first term if nothing is said.
    """
    first = compacts.first_term(kind)
    agreement = Agreement(
        partnership=partnership,
        kind=kind,
        name=name,
        purpose=purpose,
        review_on=review_on,
        expires_on=expires_on,
        term_months=first if term_months is None else term_months,
    )
    allowed = permissions.may_start_agreement(by, partnership)
    refused = rules.refusals_to_draft(reads.terms_of(agreement, allowed=allowed, months_carried=first))
    refuse_if((*refused, *refusals_to_name(tidy(name), field="name")))
    agreement.save()
    enter_agreement("drafted", agreement, by=by, at=at, kind=kind)
    for organisation in dict.fromkeys(parties):
        join_as_party(agreement, by=by, at=at, organisation=organisation)
    return agreement


@transaction.atomic
def edit_agreement(
    agreement: Agreement,
    *,
    by: Account,
    at: datetime,
    version: int,
    name: str,
    purpose: str,
    review_on: date | None,
    expires_on: date | None,
    term_months: int | None,
) -> Agreement:
    """Change what an agreement says of itself. Raises Edited if somebody else changed it meanwhile.

    In force, its last day stands as it was signed; `term_months` is how long its next version runs.
    """
    stored = locked(agreement)
    said: dict[str, Any] = {
        "name": tidy(name),
        "purpose": tidy(purpose),
        "review_on": review_on,
        "expires_on": expires_on,
        "term_months": compacts.first_term(stored.kind) if term_months is None else term_months,
    }
    check_version(stored, version, said)
    stands = stored.in_force_id is None or expires_on == stored.expires_on
    wanted = Agreement(pk=stored.pk, partnership=stored.partnership, kind=stored.kind, state=stored.state, **said)
    allowed = permissions.may_keep_agreement(by, stored)
    carried = compacts.months_carried(stored, timezone.localdate(at)) if term_months != stored.term_months else None
    refused = rules.refusals_to_draft(
        reads.terms_of(wanted, allowed=allowed, expiry_stands=stands, months_carried=carried)
    )
    refuse_if((*refused, *refusals_to_name(tidy(name), field="name")))
    changed = save_changes(stored, said)
    if changed:
        enter_agreement("edited", stored, by=by, at=at, changed=sorted(changed))
    return stored


@transaction.atomic
def share_agreement(agreement: Agreement, *, by: Account, at: datetime, visibility: str) -> Agreement:
    """Show an agreement to the partners or to everybody. It never becomes a draft again."""
    paused_until = hold_public(agreement.partnership, visibility, at=at)
    stored = locked(agreement)
    was = stored.visibility
    unshared = was != Visibility.DRAFT and visibility == Visibility.DRAFT
    exempt = bool(exempt_among([stored.reference]))
    refuse_if(
        (
            *(() if permissions.may_keep_agreement(by, stored) else (rules.NOT_CONVENOR,)),
            *((rules.BACK_TO_DRAFT,) if unshared else ()),
            *refusals_to_show(visibility, was=was, exempt=exempt, paused_until=paused_until),
        )
    )
    if visibility != was:
        stored.visibility = visibility
        stored.save(update_fields=["visibility"])
        enter_agreement("shared", stored, by=by, at=at, visibility=visibility)
    return stored


@transaction.atomic
def review_agreement(
    agreement: Agreement, *, by: Account, at: datetime, version: int, note: str, review_on: date
) -> Agreement:
    """Say what the review of an agreement in force found, and when it is reviewed next."""
    stored = locked(agreement)
    check_version(stored, version, {"review_on": review_on})
    refuse_if(
        rules.refusals_to_review(
            allowed=permissions.may_keep_agreement(by, stored),
            in_force=stored.in_force_id is not None,
            state=stored.state,
            note=note,
            review_on=review_on,
            expires_on=stored.expires_on,
            today=timezone.localdate(at),
        )
    )
    save_changes(stored, {"review_on": review_on})
    AgreementReview.objects.create(agreement=stored, note=note, review_on=review_on, reviewed_at=at, reviewed_by=by)
    enter_agreement("reviewed", stored, by=by, at=at)
    return stored


@transaction.atomic
def end_agreement(agreement: Agreement, *, by: Account, at: datetime, because: str, on: date) -> Agreement:
    """End an agreement on a day that has come, with the reason. What was signed stays to be read."""
    stored = locked(agreement)
    refuse_if(
        rules.refusals_to_end(
            allowed=permissions.may_keep_agreement(by, stored),
            state=stored.state,
            because=because,
            on=on,
            today=timezone.localdate(at),
        )
    )
    if stored.signing is not None:
        close_signing(stored, stored.signing, SigningRound.End.WITHDRAWN, by=by, at=at, because=tidy(because))
    save_changes(stored, {"state": Agreement.State.ENDED, "ended_on": on, "ended_because": tidy(because)})
    enter_agreement("ended agreement", stored, by=by, at=at, on=on.isoformat())
    return stored
