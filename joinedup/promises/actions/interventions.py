"""The verbs of stepping in: step in for a while, hand back."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import keep_pause
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.promises.models import Intervention
from joinedup.promises.permissions import warnings as may
from joinedup.promises.reads import interventions as reads
from joinedup.promises.reads.warnings import watched
from joinedup.promises.rules import interventions as rules
from joinedup.record.actions import enter


@transaction.atomic
def step_in(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    about: str,
    organisation: Organisation,
    called_by: str,
    trigger: str,
    step: str,
    from_on: date,
    until_on: date,
    hand_back_test: str,
    visibility: str = Visibility.DRAFT,
) -> Intervention:
    """Record that an organisation steps in from one day until another, on whose call and what has to hold to hand back.

    about: the reference of the outcome, promise, agreed exception or guarantee. What is prolonged is a new record.
    """
    keep_pause(partnership, visibility, at=at)
    locked(partnership)
    over = watched([about], timezone.localdate(at)).get(about)
    intervention = Intervention(
        partnership=partnership,
        about=about,
        by=organisation,
        called_by=called_by,
        trigger=trigger,
        step=step,
        from_on=from_on,
        until_on=until_on,
        hand_back_test=hand_back_test,
        visibility=visibility,
    )
    wanted = rules.Wanted(
        allowed=may.may_step_in(by, intervention),
        belongs=over is not None and over.partnership == partnership.pk,
        called_by=called_by,
        trigger=trigger,
        step=step,
        from_on=from_on,
        until_on=until_on,
        hand_back_test=hand_back_test,
        before=reads.stretches_about(about),
    )
    refuse_if(rules.refusals_to_step_in(wanted))
    intervention.save()
    facts = {
        "about": about,
        "organisation": organisation.reference,
        "step": step,
        "from_on": from_on.isoformat(),
        "until_on": until_on.isoformat(),
    }
    texts = {"trigger": trigger, "called_by": called_by, "hand_back_test": hand_back_test}
    enter("stepped in", intervention, by=by, at=at, partnership=partnership.reference, facts=facts, texts=texts)
    return intervention


@transaction.atomic
def hand_back(intervention: Intervention, *, by: Account, at: datetime, words: str) -> Intervention:
    """Hand back, saying whether what had to hold does. Its time may be over by then; what is handed back stays so."""
    stored, today = locked(intervention), timezone.localdate(at)
    refuse_if(
        rules.refusals_to_hand_back(
            allowed=may.may_step_in(by, stored),
            is_back=stored.handed_back_on is not None,
            from_on=stored.from_on,
            today=today,
            words=words,
        )
    )
    save_changes(stored, {"handed_back_on": today, "handed_back_words": words})
    enter("handed back", stored, by=by, at=at, partnership=stored.partnership.reference, texts={"words": words})
    return stored
