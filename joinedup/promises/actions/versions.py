"""Keeping the exact text of an agreement as a version."""

from datetime import datetime

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.promises import permissions
from joinedup.promises.models import Agreement, AgreementVersion
from joinedup.promises.reads import agreements as reads
from joinedup.promises.rules import agreements as rules
from joinedup.promises.rules.texts import hash_of, written
from joinedup.record.actions import enter


@transaction.atomic
def keep_version(agreement: Agreement, *, by: Account, at: datetime, note: str = "") -> AgreementVersion:
    """Keep what an agreement says now as its next version, which nothing changes. note: what is new in it."""
    stored = locked(agreement)
    last = reads.latest_version(stored)
    unchanged = last is not None and last.text == written(reads.text_of(stored), last.number)
    refuse_if(
        rules.refusals_to_keep_version(
            allowed=permissions.may_write_agreement(by, stored),
            state=stored.state,
            clauses=reads.standing_clauses(stored).count(),
            unchanged_since=last.number if last is not None and unchanged else None,
        )
    )
    return freeze(stored, by=by, at=at, note=note)


def freeze(agreement: Agreement, *, by: Account, at: datetime, note: str = "") -> AgreementVersion:
    """The version that says what a locked agreement says now: the last one if nothing changed, else a new one.

    One that was open to be signed before is never given again, so that no earlier signature is taken for one on it.
    """
    last, (number, exact) = reads.latest_version(agreement), reads.next_to_sign(agreement)
    if last is not None and last.number == number:
        return last
    version = AgreementVersion.objects.create(
        agreement=agreement, number=number, text=exact, text_hash=hash_of(exact), note=note, made_at=at, made_by=by
    )
    facts = {"agreement": agreement.reference, "number": number, "hash": version.text_hash}
    partnership = agreement.partnership.reference
    enter("kept version", version, by=by, at=at, partnership=partnership, facts=facts, texts={"note": version.note})
    return version
