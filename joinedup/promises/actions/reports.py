from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account
from joinedup.promises import permissions, rules
from joinedup.promises.actions.speakers import Speaker, speaker_signed_in
from joinedup.promises.models import Commitment, ProgressReport
from joinedup.record.actions import enter


@transaction.atomic
def report(
    commitment: Commitment,
    *,
    by: Account,
    at: datetime,
    state: str,
    words: str = "",
    new_due_on: date | None = None,
    evidence: str = "",
    evidence_url: str = "",
) -> ProgressReport:
    """Say how a promise goes. A late report moves the date it is due; the first date stays on view."""
    stored = locked(commitment)
    said = rules.Report(state, words, new_due_on, evidence_url)
    refuse_if(rules.refusals_to_report(standpoint(stored, at, allowed=permissions.may_change(by, stored)), said))
    speaker = speaker_signed_in(by, stored.organisation_id, timezone.localdate(at))
    on_behalf = not permissions.may_promise(by, stored)
    return add_report(stored, said, speaker, at=at, evidence=evidence, on_behalf=on_behalf)


def standpoint(stored: Commitment, at: datetime, *, allowed: bool) -> rules.Standpoint:
    """Where a promise stands before a report on it."""
    shared = stored.visibility != Visibility.DRAFT
    return rules.Standpoint(allowed=allowed, shared=shared, state=stored.state, today=timezone.localdate(at))


def add_report(
    stored: Commitment,
    said: rules.Report,
    speaker: Speaker,
    *,
    at: datetime,
    evidence: str = "",
    on_behalf: bool = False,
) -> ProgressReport:
    """Add what somebody said of a promise that is locked and of which a rule has let it be said."""
    made = ProgressReport.objects.create(
        commitment=stored,
        state=said.state,
        words=said.words,
        new_due_on=said.new_due_on,
        evidence=evidence,
        evidence_url=said.evidence_url,
        reported_at=at,
        reported_by=speaker.account,
        through=speaker.link,
        person=speaker.person,
        post=speaker.post,
        on_behalf=on_behalf,
    )
    stored.state, stored.heard_on = said.state, timezone.localdate(at)
    stored.save(update_fields=["state", "heard_on"])
    if said.new_due_on is not None:
        save_changes(stored, {"due_on": said.new_due_on})
    facts = {
        "promise": stored.reference,
        "state": said.state,
        "on_behalf": on_behalf,
        "new_due_on": said.new_due_on.isoformat() if said.new_due_on else "",
    }
    texts = {"words": made.words, "evidence": made.evidence, "evidence_url": made.evidence_url}
    partnership = stored.partnership.reference
    enter("reported", made, by=speaker.actor, at=at, partnership=partnership, facts=facts | speaker.facts, texts=texts)
    return made
