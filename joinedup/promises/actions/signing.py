"""The verbs of signing: open a version to be signed, withdraw it, sign it, and let it come into force or fall back."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked, save_changes
from joinedup.partners.models import Account
from joinedup.promises import permissions
from joinedup.promises.actions.entries import post_of
from joinedup.promises.actions.versions import freeze
from joinedup.promises.models import Agreement, AgreementVersion, Party, Signature, SigningPower, SigningRound
from joinedup.promises.reads import agreements as agreement_reads
from joinedup.promises.reads import has_post
from joinedup.promises.reads import signing as reads
from joinedup.promises.rules import signing as rules
from joinedup.promises.rules.texts import hash_of
from joinedup.record.actions import enter
from joinedup.record.moments import moment

END = SigningRound.End


@transaction.atomic
def offer_to_sign(agreement: Agreement, *, by: Account, at: datetime, seen_hash: str) -> Agreement:
    """Open what an agreement says now to be signed, as a version that nothing changes. Writes to whoever may sign.

    seen_hash: that of the text that was shown to whoever opens it. Raises Refused if it says something else by now.
    """
    stored, today = locked(agreement), timezone.localdate(at)
    number, text = agreement_reads.next_to_sign(stored)
    kept = stored.versions.filter(number=number).first()
    offer = rules.Offer(
        allowed=permissions.may_keep_agreement(by, stored),
        state=stored.state,
        number=number,
        clauses=agreement_reads.standing_clauses(stored).count(),
        must_sign=reads.required(stored, today).count(),
        text_hash=hash_of(text),
        seen_hash=seen_hash,
        as_kept=kept is None or reads.is_as_kept(kept),
        open_number=stored.signing.number if stored.signing else None,
        fewest=reads.fewest_to_sign(stored),
    )
    refuse_if(rules.refusals_to_offer(offer))
    version = freeze(stored, by=by, at=at)
    SigningRound.objects.create(version=version, offered_at=at, offered_by=by)
    save_changes(stored, {"state": Agreement.State.SIGNING, "signing": version})
    parties = [party.reference for party in reads.required(stored, today)]
    _enter("offered to sign", stored, version, by=by, at=at, must_sign=parties)
    letters.write_all(_letters(stored, version, today), at=at)
    return stored


@transaction.atomic
def withdraw_from_signing(agreement: Agreement, *, by: Account, at: datetime, because: str) -> Agreement:
    """Take a version back from signing. What was signed on it stays as history and is void."""
    stored = locked(agreement)
    allowed, version = permissions.may_keep_agreement(by, stored), stored.signing
    refuse_if(rules.refusals_to_withdraw(allowed=allowed, is_open=version is not None, because=because))
    assert version is not None  # noqa: S101 — the rule has refused it otherwise
    close_signing(stored, version, END.WITHDRAWN, by=by, at=at, because=tidy(because))
    return stored


@transaction.atomic
def sign(
    agreement: Agreement, *, by: Account, at: datetime, party: Party, seen_hash: str, stance: str, words: str = ""
) -> Signature:
    """Say for a party that it signs the version that is open, signs with a reservation, or does not sign.

    Whoever says it needs a power that holds today. The last one who has to sign brings the version into force.
    """
    stored, today = locked(agreement), timezone.localdate(at)
    version = stored.signing
    power = reads.power_to_sign(by, party.organisation_id, today)
    refuse_if(
        rules.refusals_to_sign(_word(stored, version, party, power, by=by, on=today, said=(seen_hash, stance, words)))
    )
    assert version is not None  # noqa: S101 — the rule has refused it otherwise
    assert power is not None  # noqa: S101
    signature = _signed(version, party, power, by=by, at=at, stance=stance, words=tidy(words))
    settle(stored, by=by, at=at)
    return signature


def _word(
    agreement: Agreement,
    version: AgreementVersion | None,
    party: Party,
    power: SigningPower | None,
    *,
    by: Account,
    on: date,
    said: tuple[str, str, str],
) -> rules.Word:
    """What the rules ask of somebody's word for a party. said: the hash of the text seen, the stance, the words."""
    seen_hash, stance, words = said
    stored = agreement.parties.filter(pk=party.pk, organisation__isnull=False).select_related("organisation").first()
    return rules.Word(
        organisation=str(party),
        is_open=version is not None,
        is_party=stored is not None,
        has_left=stored is not None and (stored.left_on is not None or stored in reads.gone_from(agreement, on)),
        in_post=by.person_id is not None and has_post(by.person_id, party.organisation_id, on),
        has_power=power is not None,
        spoke=version is not None and version.signatures.filter(party=party).exists(),
        text_hash=version.text_hash if version else "",
        seen_hash=seen_hash,
        as_kept=version is None or reads.is_as_kept(version),
        stance=stance,
        words=words,
        number=version.number if version else 0,
    )


def _signed(
    version: AgreementVersion,
    party: Party,
    power: SigningPower,
    *,
    by: Account,
    at: datetime,
    stance: str,
    words: str,
) -> Signature:
    """Keep a party's word, and enter it in the record with the hash of what was signed."""
    agreement, person, post = (
        version.agreement,
        power.person,
        post_of(by, party.organisation_id, timezone.localdate(at)),
    )
    said = rules.Said(
        agreement=agreement.reference,
        version=version.number,
        text_hash=version.text_hash,
        party=party.reference,
        organisation=power.organisation.reference,
        signatory=person.reference,
        post=post,
        power=(power.reference, power.given_by, power.until_on.isoformat() if power.until_on else ""),
        stance=stance,
        words=words,
        moment=moment(at),
    )
    signature = Signature.objects.create(
        version=version,
        party=party,
        person=person,
        power=power,
        post=post,
        stance=stance,
        words=words,
        statement=rules.statement_of(said),
        signed_at=at,
        signed_by=by,
    )
    facts: dict[str, object] = {
        "agreement": agreement.reference,
        "version": version.number,
        "text_hash": version.text_hash,
        "statement_hash": hash_of(signature.statement),
        "party": party.reference,
        "power": power.reference,
        "stance": stance,
    }
    partnership, texts = agreement.partnership.reference, {"statement": signature.statement, "words": words}
    enter(rules.VERBS[stance], signature, by=by, at=at, partnership=partnership, facts=facts, texts=texts)
    return signature


def settle(agreement: Agreement, *, by: Account | None, at: datetime) -> None:
    """Let a locked agreement that is open to be signed come into force, or fall back, if that is how it stands now."""
    version, today = agreement.signing, timezone.localdate(at)
    if version is None:
        return
    required = [party.reference for party in reads.required(agreement, today)]
    stances = dict(version.signatures.values_list("party__reference", "stance"))
    stands = rules.standing_of(required, stances, reads.fewest_to_sign(agreement))
    if stands == rules.COMES_INTO_FORCE:
        _bring_into_force(agreement, version, by=by, at=at)
    elif stands == rules.FALLS_BACK:
        close_signing(agreement, version, END.FELL_BACK, by=by, at=at)


@transaction.atomic
def let_leavers_go(agreement: Agreement, *, at: datetime) -> Agreement:
    """Note that parties whose organisation has left the partnership have left an agreement open to be signed."""
    stored, today = locked(agreement), timezone.localdate(at)
    if stored.signing_id is None:
        return stored
    for party in reads.gone_from(stored, today).select_for_update(of=("self",)).order_by("pk"):
        save_changes(party, {"left_on": today})
        facts = {"agreement": stored.reference, "organisation": party.organisation and party.organisation.reference}
        enter("left agreement", party, by=None, at=at, partnership=stored.partnership.reference, facts=facts)
    settle(stored, by=None, at=at)
    return stored


def let_all_leavers_go(at: datetime) -> int:
    """The same for every agreement that is open to be signed; how many. One SQL query where nobody left."""
    waiting = list(reads.with_leavers(timezone.localdate(at)))
    for agreement in waiting:
        let_leavers_go(agreement, at=at)
    return len(waiting)


def _bring_into_force(agreement: Agreement, version: AgreementVersion, *, by: Account | None, at: datetime) -> None:
    today, earlier = timezone.localdate(at), agreement.in_force
    review_on, expires_on = rules.days_from(today, agreement.term_months, agreement.review_on, agreement.expires_on)
    _end_round(version, END.IN_FORCE, at=at)
    save_changes(
        agreement,
        {
            "state": Agreement.State.IN_FORCE,
            "signing": None,
            "in_force": version,
            "in_force_from": today,
            "review_on": review_on,
            "expires_on": expires_on,
        },
    )
    facts: dict[str, Any] = {
        "from": today.isoformat(),
        "review_on": review_on.isoformat(),
        "expires_on": expires_on.isoformat() if expires_on else "",
        "supersedes": earlier.number if earlier else None,
    }
    signatures = dict(reads.statement_hashes(version))
    _enter("came into force", agreement, version, by=by, at=at, signatures=signatures, **facts)


def close_signing(
    agreement: Agreement, version: AgreementVersion, end: str, *, by: Account | None, at: datetime, because: str = ""
) -> None:
    """Take a version of a locked agreement back: it is what it was before, and what was signed is void."""
    _end_round(version, end, at=at, because=because)
    before = Agreement.State.IN_FORCE if agreement.in_force_id else Agreement.State.DRAFT
    save_changes(agreement, {"state": before, "signing": None})
    verb = "withdrew from signing" if end == END.WITHDRAWN else "fell back from signing"
    signatures = dict(reads.statement_hashes(version))
    _enter(verb, agreement, version, by=by, at=at, signatures=signatures, texts={"because": because})


def _end_round(version: AgreementVersion, end: str, *, at: datetime, because: str = "") -> None:
    one = version.signing_round
    one.ended_at, one.ended_as, one.because = at, end, because
    one.save(update_fields=["ended_at", "ended_as", "because"])


def _enter(
    verb: str,
    agreement: Agreement,
    version: AgreementVersion,
    *,
    by: Account | None,
    at: datetime,
    texts: dict[str, str] | None = None,
    **facts: object,
) -> None:
    said = {"version": version.number, "text_hash": version.text_hash, **facts}
    enter(verb, agreement, by=by, at=at, partnership=agreement.partnership.reference, facts=said, texts=texts)


def _letters(agreement: Agreement, version: AgreementVersion, on: date) -> list[letters.Draft]:
    """A letter to each person who may sign for a party that has to, at the address that is known. One SQL query."""
    subject = _("{agreement} is open to be signed").format(agreement=agreement.name)
    drafts: dict[str, letters.Draft] = {}
    for power in reads.powers_for(agreement, on):
        account = getattr(power.person, "account", None)
        to = (account.email if account and account.is_active else "") or power.person.email
        said = {"agreement": agreement, "number": version.number, "power": power, "site": settings.SITE_URL}
        if to:
            body = render_to_string("promises/letters/to_sign.txt", said).strip() + "\n"
            drafts.setdefault(to, letters.Draft(to, subject, body))
    return list(drafts.values())
