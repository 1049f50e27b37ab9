from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.versions import locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account, Person
from joinedup.promises import permissions, rules
from joinedup.promises.actions.entries import post_of
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
    on = timezone.localdate(at)
    said = rules.Report(state, words, new_due_on, evidence_url)
    stand = rules.Standpoint(
        allowed=permissions.may_change(by, stored),
        shared=stored.visibility != Visibility.DRAFT,
        state=stored.state,
        today=on,
    )
    refuse_if(rules.refusals_to_report(stand, said))
    on_behalf = not permissions.may_promise(by, stored)
    made = ProgressReport.objects.create(
        commitment=stored,
        state=state,
        words=words,
        new_due_on=new_due_on,
        evidence=evidence,
        evidence_url=evidence_url,
        reported_at=at,
        reported_by=by,
        person=_person(by),
        post=post_of(by, stored.organisation_id, on),
        on_behalf=on_behalf,
    )
    stored.state, stored.heard_on = state, on
    stored.save(update_fields=["state", "heard_on"])
    if new_due_on is not None:
        save_changes(stored, {"due_on": new_due_on})
    facts = {"promise": stored.reference, "state": state, "on_behalf": on_behalf}
    texts = {"words": made.words, "evidence": made.evidence, "evidence_url": made.evidence_url}
    due = new_due_on.isoformat() if new_due_on else ""
    partnership = stored.partnership.reference
    enter("reported", made, by=by, at=at, partnership=partnership, facts={**facts, "new_due_on": due}, texts=texts)
    return made


def _person(account: Account) -> Person:
    if account.person is None:
        raise Refused((rules.MAY_NOT_REPORT,))
    return account.person
