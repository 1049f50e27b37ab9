"""The verbs of compacts: show what one rests on, challenge it, reply, repair, reject, and renew its term."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.refusals import Refusal, Refused, refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked, save_changes
from joinedup.partners.models import Account
from joinedup.promises import permissions
from joinedup.promises.actions.entries import enter_agreement, post_of
from joinedup.promises.models import Agreement, Challenge, Evidence, Renewal
from joinedup.promises.reads import compacts as reads
from joinedup.promises.rules import compacts as rules
from joinedup.promises.rules import terms
from joinedup.record.actions import enter
from joinedup.reviews.models import Review

State = Challenge.State


@transaction.atomic
def show_evidence(
    agreement: Agreement, *, by: Account, at: datetime, slot: str, words: str, shown_on: date, url: str = ""
) -> Evidence:
    """Lay down what shows one of the things that a compact rests on. It counts for the months that the kind says.

    shown_on: the day on which it was shown, at most 30 days ago. Raises Refused with every reason against.
    """
    stored, today = locked(agreement), timezone.localdate(at)
    kind = reads.kind_of(stored)
    chosen = next((one for one in kind.slots if one.key == slot), None) if kind else None
    refuse_if(
        rules.refusals_to_show_evidence(
            rules.Showing(
                allowed=permissions.may_answer_challenge(by, stored),
                is_compact=kind is not None,
                has_ended=stored.state == Agreement.State.ENDED,
                slot_known=chosen is not None,
                words=words,
                url=url,
                shown_on=shown_on,
                today=today,
            )
        )
    )
    months = chosen.months if chosen else 0
    evidence = Evidence.objects.create(
        agreement=stored,
        slot=slot,
        words=words,
        url=url,
        shown_on=shown_on,
        valid_until=terms.after(shown_on, months),
    )
    facts = {"slot": slot, "shown_on": shown_on.isoformat(), "valid_until": evidence.valid_until.isoformat()}
    _enter("showed evidence", evidence, by=by, at=at, facts=facts, texts={"words": evidence.words})
    return evidence


@transaction.atomic
def challenge_compact(agreement: Agreement, *, by: Account, at: datetime, words: str) -> Challenge:
    """Say that a compact is not kept. Anybody who has signed in and may see it can; a reply is then due.

    Whoever raises it is named by post, and without a post as somebody who lives or works here. Raises Refused.
    """
    stored, today = locked(agreement), timezone.localdate(at)
    refuse_if(
        rules.refusals_to_challenge(
            allowed=permissions.may_challenge(by, stored),
            is_compact=reads.kind_of(stored) is not None,
            is_in_force=reads.is_in_force(stored),
            waits=stored.challenges.filter(raised_by=by, state=State.RAISED).exists(),
            words=words,
        )
    )
    try:
        with transaction.atomic():
            challenge = Challenge.objects.create(
                agreement=stored,
                by_whom=post_of(by, None, today) or _("a resident"),
                words=words,
                raised_on=today,
                raised_by=by,
            )
    except IntegrityError as second:
        raise Refused((rules.WAITS_FOR_REPLY,)) from second
    _enter("challenged compact", challenge, by=by, at=at, texts={"words": challenge.words})
    return challenge


@transaction.atomic
def reply_to_challenge(challenge: Challenge, *, by: Account, at: datetime, reply: str) -> Challenge:
    """Reply that a compact was not kept, and what follows. The challenge then waits to be repaired. Raises Refused."""
    changes = {"state": State.REPLIED, "reply": tidy(reply), "replied_on": timezone.localdate(at)}
    allowed = permissions.may_answer_challenge(by, challenge.agreement)
    said = (rules.NOT_A_PARTY, rules.NO_REPLY)
    return _move(challenge, "replied to challenge", changes, reply, by=by, at=at, allowed=allowed, said=said)


@transaction.atomic
def repair(challenge: Challenge, *, by: Account, at: datetime, repair: str) -> Challenge:
    """Say how what was not kept was put right. Raises Refused with every reason against."""
    changes = {"state": State.REPAIRED, "repair": tidy(repair), "repaired_on": timezone.localdate(at)}
    allowed = permissions.may_answer_challenge(by, challenge.agreement)
    said = (rules.NOT_A_PARTY, rules.NO_REPAIR)
    return _move(challenge, "repaired", changes, repair, by=by, at=at, allowed=allowed, said=said)


@transaction.atomic
def reject_challenge(challenge: Challenge, *, by: Account, at: datetime, reason: str) -> Challenge:
    """Say why a challenge shows no breach. The reason is its reply and stays beside it. Raises Refused."""
    changes = {"state": State.REJECTED, "reply": tidy(reason), "replied_on": timezone.localdate(at)}
    allowed = permissions.may_settle_compact(by, challenge.agreement)
    said = (rules.NOT_CONVENOR, rules.NO_REASON)
    return _move(challenge, "rejected challenge", changes, reason, by=by, at=at, allowed=allowed, said=said)


@transaction.atomic
def renew_compact(agreement: Agreement, *, by: Account, at: datetime, months: int) -> Renewal:
    """Renew the term of a compact from today, after a hearing and for no longer than its record carries.

    Refused while anything that it rests on is not shown. The term in force gives way to the new one. Raises Refused.
    """
    stored, today = locked(agreement), timezone.localdate(at)
    standing, hearing = reads.standing_of(stored, today), reads.hearing_of(stored)
    refuse_if(
        rules.refusals_to_renew(
            rules.Renewing(
                allowed=permissions.may_settle_compact(by, stored),
                is_compact=standing is not None,
                is_in_force=reads.is_in_force(stored),
                months=months,
                carried=standing.earned.months if standing else 0,
                not_shown=tuple(slot.title for slot in standing.not_shown) if standing else (),
                hearing=reads.hearing_facts(hearing),
                today=today,
            )
        )
    )
    return _renew(stored, hearing, months, by=by, at=at)


def _renew(agreement: Agreement, hearing: Review | None, months: int, *, by: Account, at: datetime) -> Renewal:
    today = timezone.localdate(at)
    ends, review = terms.after(today, months), hearing.reference if hearing else ""
    try:
        with transaction.atomic():
            renewal = Renewal.objects.create(
                agreement=agreement, months=months, from_on=today, until_on=ends, review=review, renewed_by=by
            )
    except IntegrityError as second:
        raise Refused((rules.HEARD_ALREADY,)) from second
    looked_at = min(terms.after(today, terms.A_YEAR), ends)
    save_changes(agreement, {"term_months": months, "expires_on": ends, "review_on": looked_at})
    enter_agreement("renewed compact", agreement, by=by, at=at, months=months, review=review)
    return renewal


def _move(
    challenge: Challenge,
    verb: str,
    changes: Mapping[str, object],
    words: str,
    *,
    by: Account,
    at: datetime,
    allowed: bool,
    said: tuple[Refusal, Refusal],
) -> Challenge:
    """Let a challenge pass into the state that the changes name. said: the refusals for nobody's and for no word."""
    stored, (nobody, empty) = locked(challenge), said
    state = str(changes["state"])
    refuse_if(rules.refusals_to_move(stored.state, state, allowed=allowed, words=words, nobody=nobody, empty=empty))
    save_changes(stored, changes)
    texts = {name: getattr(stored, name) for name in ("words", "reply", "repair")}
    _enter(verb, stored, by=by, at=at, facts={"state": state}, texts=texts)
    return stored


def _enter(
    verb: str,
    noun: Evidence | Challenge,
    *,
    by: Account,
    at: datetime,
    facts: Mapping[str, object] | None = None,
    texts: Mapping[str, str],
) -> None:
    agreement = noun.agreement
    said = {"agreement": agreement.reference, **(facts or {})}
    enter(verb, noun, by=by, at=at, partnership=agreement.partnership.reference, facts=said, texts=texts)
