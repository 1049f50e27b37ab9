"""The verbs of risks: foresee, edit, review, share, and say which promise is made against one."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.versions import Edited, check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.outcomes.reads import outcomes_open_to
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Organisation, Partnership, Person
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises import permissions
from joinedup.promises.actions.entries import post_of, raise_version, reference_of
from joinedup.promises.models import Commitment, Risk, RiskReview
from joinedup.promises.reads import risks as reads
from joinedup.promises.rules import risks as rules
from joinedup.record.actions import enter

VERBS = {rules.OPEN: "reviewed", rules.HAPPENED: "happened", rules.CLOSED: "closed risk"}
JUDGED = ("likelihood", "impact", "review_on")


@transaction.atomic
def foresee(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation | None,
    name: str,
    cause: str = "",
    effect: str = "",
    likelihood: int | None = None,
    impact: int | None = None,
    threatens: Sequence[Outcome] = (),
    owner: Person | None = None,
    review_on: date | None = None,
    visibility: str = Visibility.DRAFT,
) -> Risk:
    """Put a risk on a partnership's record. Raises Refused with every reason against."""
    keep_pause(partnership, visibility, at=at)
    risk = Risk(
        partnership=partnership,
        organisation=organisation,
        name=name,
        cause=cause,
        effect=effect,
        likelihood=likelihood,
        impact=impact,
        owner=owner,
        review_on=review_on,
        visibility=visibility,
    )
    _refuse_terms(risk, by=by, at=at, threatens=threatens)
    risk.save()
    risk.outcomes.set(threatens)
    _tell(risk, by=by, at=at)
    _enter("raised", risk, by=by, at=at, threatens=_references(threatens))
    return risk


@transaction.atomic
def edit_risk(
    risk: Risk,
    *,
    by: Account,
    at: datetime,
    version: int,
    organisation: Organisation | None,
    name: str,
    cause: str,
    effect: str,
    likelihood: int | None,
    impact: int | None,
    threatens: Sequence[Outcome],
    owner: Person | None,
    review_on: date | None,
) -> Risk:
    """Change what a risk says. How likely and how bad a shared risk is changes by a review.

    Raises Edited if somebody else changed it meanwhile.
    """
    stored = locked(risk)
    changes = {
        "organisation": organisation,
        "name": name,
        "cause": cause,
        "effect": effect,
        "likelihood": likelihood,
        "impact": impact,
        "owner": owner,
        "review_on": review_on,
    }
    before = tuple(stored.outcomes.order_by("pk"))
    differs = set(threatens) != set(before)
    _check_version(stored, version, changes, by=by, differs=differs)
    shared = stored.visibility != Visibility.DRAFT
    judged = any(getattr(stored, field) != changes[field] for field in JUDGED)
    refused = () if permissions.may_keep(by, stored) else (rules.NOT_ALLOWED,)
    wanted = Risk(partnership=stored.partnership, visibility=stored.visibility, **changes)
    also = (*refused, *((rules.BY_REVIEW,) if shared and judged else ()))
    _refuse_terms(wanted, by=by, at=at, threatens=threatens, also=also)
    changed = save_changes(stored, changes)
    if differs:
        stored.outcomes.set(threatens)
        changed = (*(changed or raise_version(stored)), "threatens")
    if judged:
        _tell(stored, by=by, at=at)
    if changed:
        _enter("edited", stored, by=by, at=at, threatens=_references(threatens), changed=sorted(changed))
    return stored


@transaction.atomic
def review(
    risk: Risk,
    *,
    by: Account,
    at: datetime,
    state: str,
    words: str = "",
    likelihood: int | None = None,
    impact: int | None = None,
    review_on: date | None = None,
) -> RiskReview:
    """Look at a risk again: judge it anew, or say that it has happened or is closed. What was said before stays.

    A risk that is closed keeps the judgements that it had.
    """
    stored = locked(risk)
    stand = rules.Standpoint(
        allowed=permissions.may_keep(by, stored),
        shared=stored.visibility != Visibility.DRAFT,
        state=stored.state,
        today=timezone.localdate(at),
    )
    refuse_if(rules.refusals_to_review(stand, rules.Review(state, words, likelihood, impact, review_on)))
    changes: dict[str, object] = {"state": state}
    if state != rules.CLOSED:
        changes |= {"likelihood": likelihood, "impact": impact, "review_on": review_on}
    save_changes(stored, changes)
    made = _tell(stored, by=by, at=at, words=words)
    _enter(VERBS[state], stored, by=by, at=at, words=made.words)
    return made


@transaction.atomic
def share_risk(risk: Risk, *, by: Account, at: datetime, visibility: str) -> Risk:
    """Show a risk to the partners or to everybody. A shared risk never becomes a draft again."""
    paused_until = hold_public(risk.partnership, visibility, at=at)
    stored = locked(risk)
    was = stored.visibility
    unshared = was != Visibility.DRAFT and visibility == Visibility.DRAFT
    stored.visibility = visibility
    exempt = stored.reference in exempt_among([stored.reference])
    shown = refusals_to_show(visibility, was=was, exempt=exempt, paused_until=paused_until)
    also = (*((rules.BACK_TO_DRAFT,) if unshared else ()), *shown)
    _refuse_terms(stored, by=by, at=at, threatens=(), also=also)
    if visibility != was:
        stored.save(update_fields=["visibility"])
        _enter("shared", stored, by=by, at=at, visibility=visibility)
    return stored


@transaction.atomic
def mitigate(risk: Risk, *, by: Account, at: datetime, commitment: Commitment) -> Risk:
    """Say that a promise is made against a risk. Said twice, it stands once."""
    stored = locked(risk)
    checks = (
        (permissions.may_keep(by, stored), rules.NOT_ALLOWED),
        (commitment.partnership_id == stored.partnership_id, rules.FOREIGN_PROMISE),
    )
    refuse_if(refusal for holds, refusal in checks if not holds)
    if not stored.mitigations.filter(pk=commitment.pk).exists():
        stored.mitigations.add(commitment)
        _enter("mitigated", stored, by=by, at=at, promise_against=commitment.reference)
    return stored


@transaction.atomic
def drop_mitigation(risk: Risk, *, by: Account, at: datetime, commitment: Commitment) -> Risk:
    """Say that a promise is not made against a risk after all. The record keeps that it was said."""
    stored = locked(risk)
    refuse_if(() if permissions.may_keep(by, stored) else (rules.NOT_ALLOWED,))
    if stored.mitigations.filter(pk=commitment.pk).exists():
        stored.mitigations.remove(commitment)
        _enter("dropped mitigation", stored, by=by, at=at, promise_against=commitment.reference)
    return stored


def _refuse_terms(
    risk: Risk, *, by: Account, at: datetime, threatens: Sequence[Outcome], also: tuple[Refusal, ...] = ()
) -> None:
    allowed = permissions.may_keep(by, risk)
    terms = reads.terms_of(risk, allowed=allowed, threatens=threatens, on=timezone.localdate(at))
    refuse_if(dict.fromkeys((*rules.refusals_to_raise(terms), *also)))


def _check_version(stored: Risk, version: int, changes: Mapping[str, object], *, by: Account, differs: bool) -> None:
    try:
        check_version(stored, version, changes)
    except Edited as edited:
        if not differs:
            raise
        names = outcomes_open_to(by).filter(risks=stored).order_by("name").values_list("name", flat=True)
        raise Edited({**edited.current, "threatens": "\n".join(names)}, edited.version) from None


def _tell(risk: Risk, *, by: Account, at: datetime, words: str = "") -> RiskReview:
    """Keep in the risk's story what was judged of it."""
    return RiskReview.objects.create(
        risk=risk,
        likelihood=risk.likelihood,
        impact=risk.impact,
        state=risk.state,
        words=words,
        review_on=risk.review_on,
        reviewed_at=at,
        reviewed_by=by,
        post=post_of(by, risk.organisation_id, timezone.localdate(at)),
    )


def _references(nouns: Sequence[Outcome]) -> list[str]:
    return sorted(noun.reference for noun in nouns)


def _enter(verb: str, risk: Risk, *, by: Account, at: datetime, words: str = "", **facts: object) -> None:
    terms = {
        "organisation": reference_of(risk.organisation),
        "owner": risk.owner.reference if risk.owner else "",
        "likelihood": risk.likelihood,
        "impact": risk.impact,
        "review_on": risk.review_on.isoformat() if risk.review_on else "",
        "state": risk.state,
    }
    texts = {"name": risk.name, "cause": risk.cause, "effect": risk.effect, "words": words}
    enter(verb, risk, by=by, at=at, partnership=risk.partnership.reference, facts={**terms, **facts}, texts=texts)
