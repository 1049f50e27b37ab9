"""Showing what was written down as a draft: early warnings, stepping in, experiments and failures."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.versions import locked
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import hold_public
from joinedup.partners.models import Account
from joinedup.partners.permissions import convenes
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises.models import Experiment, Failure, Intervention, Tripwire
from joinedup.promises.rules import failures as rules
from joinedup.record.actions import enter

BACK_TO_DRAFT = Refusal("back_to_draft", "This has been shared and cannot become a draft again.", "visibility")

Shown = Tripwire | Intervention | Experiment | Failure


@transaction.atomic
def show(noun: Shown, *, by: Account, at: datetime, visibility: str) -> Shown:
    """Show one to the partners or to everybody. A shared one never becomes a draft again; only the convenor shows it.

    The first day on which everybody may read of a failure is the day on which it was told. Wrongdoing never is public.
    """
    paused_until = hold_public(noun.partnership, visibility, at=at)
    stored = locked(noun)
    was = stored.visibility
    exempt = stored.reference in exempt_among([stored.reference])
    is_public = visibility == Visibility.PUBLIC
    is_wrongdoing = isinstance(stored, Failure) and stored.kind == Failure.Kind.WRONGDOING
    checks = (
        (convenes(by, stored.partnership), rules.NOT_CONVENOR),
        (was == Visibility.DRAFT or visibility != Visibility.DRAFT, BACK_TO_DRAFT),
        (not (is_wrongdoing and is_public), rules.NOT_IN_PUBLIC),
    )
    shown = refusals_to_show(visibility, was=was, exempt=exempt, paused_until=paused_until)
    refuse_if((*(refusal for holds, refusal in checks if not holds), *shown))
    if visibility != was:
        stored.visibility = visibility
        fields = ["visibility"]
        if isinstance(stored, Failure) and is_public and stored.told_on is None:
            stored.told_on = timezone.localdate(at)
            fields.append("told_on")
        stored.save(update_fields=fields)
        facts = {"visibility": visibility}
        enter("shared", stored, by=by, at=at, partnership=stored.partnership.reference, facts=facts)
    return stored
