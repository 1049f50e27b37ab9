"""The verbs of pledges on condition: offer, edit, share, report; and what becomes of them when conditions are met.

Whoever writes a pledge locks its partnership first, so that of two at once the later one sees what the earlier did,
and each pledge becomes active or lapses once.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from joinedup.frame import letters
from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises import permissions
from joinedup.promises.models import Agreement, Pledge
from joinedup.promises.reads import pledges as reads
from joinedup.promises.reads import stands
from joinedup.promises.rules import pledges as rules
from joinedup.record.actions import enter

ON_SUBJECT = 80
VERBS = {rules.ACTIVE: "became active", rules.LAPSED: "lapsed"}


@transaction.atomic
def offer_pledge(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    words: str,
    condition: str,
    by_on: date,
    organisation: Organisation | None = None,
    people: str = "",
    threshold: int | None = None,
    other: Pledge | None = None,
    agreement: Agreement | None = None,
    visibility: str = Visibility.DRAFT,
) -> Pledge:
    """Offer to do something once a condition is met. Raises Refused with every reason against."""
    keep_pause(partnership, visibility, at=at)
    hold_pledges(partnership.pk)
    pledge = Pledge(
        partnership=partnership,
        agreement=agreement,
        organisation=organisation,
        people=people,
        words=words,
        condition=condition,
        threshold=threshold,
        other=other,
        by_on=by_on,
        visibility=visibility,
    )
    _refuse_terms(pledge, by=by, at=at)
    pledge.save()
    _enter("offered pledge", pledge, by=by, at=at)
    settle_pledges(partnership.pk, at=at)
    return pledge


@transaction.atomic
def edit_pledge(pledge: Pledge, *, by: Account, at: datetime, version: int, **said: Any) -> Pledge:
    """Change a pledge that waits. said: its fields by name, as `offer_pledge` takes them.

    Raises Refused, or Edited if somebody else changed it meanwhile.
    """
    hold_pledges(pledge.partnership_id)
    stored = locked(pledge)
    check_version(stored, version, said)
    wanted = Pledge(pk=stored.pk, partnership=stored.partnership, visibility=stored.visibility, **said)
    alters = {name for name, value in said.items() if getattr(stored, name) != value}
    against = rules.refusals_to_change(
        state=stored.state,
        joined=stored.joined.count(),
        rested_on=reads.is_rested_on(stored),
        alters_words=bool(alters & {"words", "organisation", "people"}),
        alters=bool(alters),
    )
    own = () if permissions.may_answer_for(by, stored) else (rules.NOT_YOURS,)
    _refuse_terms(wanted, by=by, at=at, also=(*own, *against))
    changed = save_changes(stored, said)
    if changed:
        _enter("edited", stored, by=by, at=at, changed=sorted(changed))
        settle_pledges(stored.partnership_id, at=at)
    return stored


@transaction.atomic
def share_pledge(pledge: Pledge, *, by: Account, at: datetime, visibility: str) -> Pledge:
    """Show a pledge to the partners or to everybody. It never becomes a draft again."""
    paused_until = hold_public(pledge.partnership, visibility, at=at)
    hold_pledges(pledge.partnership_id)
    stored = locked(pledge)
    was = stored.visibility
    unshared = was != Visibility.DRAFT and visibility == Visibility.DRAFT
    exempt = bool(exempt_among([stored.reference]))
    shown = refusals_to_show(visibility, was=was, exempt=exempt, paused_until=paused_until)
    stored.visibility = visibility
    also = (*((rules.BACK_TO_DRAFT,) if unshared else ()), *shown)
    if stored.state == rules.OFFERED:
        _refuse_terms(stored, by=by, at=at, also=also)
    else:
        own = () if permissions.may_answer_for(by, stored) else (rules.NOT_YOURS,)
        refuse_if((*own, *also))
    if visibility != was:
        stored.save(update_fields=["visibility"])
        _enter("shared", stored, by=by, at=at, visibility=visibility)
        settle_pledges(stored.partnership_id, at=at)
    return stored


@transaction.atomic
def report_pledge(pledge: Pledge, *, by: Account, at: datetime, kept: str, because: str = "") -> Pledge:
    """Say that an active pledge was kept, or not and why. kept: "kept" or "broken". Said once."""
    hold_pledges(pledge.partnership_id)
    stored = locked(pledge)
    allowed = permissions.may_answer_for(by, stored)
    refuse_if(rules.refusals_to_report(allowed=allowed, state=stored.state, kept=kept, because=because))
    save_changes(stored, {"state": kept, "state_on": timezone.localdate(at), "because": because})
    _enter("kept pledge" if kept == rules.KEPT else "broke pledge", stored, by=by, at=at)
    return stored


def settle_due_pledges(at: datetime) -> int:
    """Let every pledge whose day has come or gone become active or lapse; how many did.

    Each partnership in a transaction of its own. Run by two workers at once, each pledge settles once.
    """
    return sum(settle_pledges(key, at=at) for key in list(reads.partnerships_with_due(timezone.localdate(at))))


@transaction.atomic
def settle_pledges(partnership: int, *, at: datetime) -> int:
    """Let the pledges of a partnership, by key, become active or lapse as `rules.pledges` says; how many did."""
    hold_pledges(partnership)
    settled = rules.settle(reads.waiting_in(partnership), timezone.localdate(at))
    related = ("partnership__convenor", "organisation", "other", "agreement")
    for pledge in Pledge.objects.filter(pk__in=settled).select_related(*related).order_by("pk"):
        become = settled[pledge.pk]
        save_changes(pledge, {"state": become.state, "state_on": become.on})
        _enter(VERBS[become.state], pledge, by=None, at=at, on=become.on.isoformat(), joined=pledge.joined.count())
        _tell(pledge, at=at)
    return len(settled)


def hold_pledges(partnership: int) -> None:
    """Let whoever writes pledges of a partnership at this moment finish. One SQL query."""
    Partnership.objects.select_for_update(no_key=True).get(pk=partnership)


def _refuse_terms(pledge: Pledge, *, by: Account, at: datetime, also: tuple[Refusal, ...] = ()) -> None:
    today = timezone.localdate(at)
    terms = reads.terms_of(
        pledge,
        allowed=permissions.may_pledge(by, pledge.partnership, pledge.organisation_id),
        is_member=pledge.organisation_id is None or stands(pledge.partnership, pledge.organisation_id, today),
        today=today,
    )
    refuse_if((*rules.refusals_to_offer(terms), *also))


def _tell(pledge: Pledge, *, at: datetime) -> None:
    """Write to whoever takes part. Whoever follows it hears of it with their next letter, from the record."""
    said = {"pledge": pledge, "is_active": pledge.state == rules.ACTIVE, "site": settings.SITE_URL}
    short = Truncator(pledge.words).chars(ON_SUBJECT)
    subject = _("It counts now: {words}") if said["is_active"] else _("It did not come about: {words}")
    body = render_to_string("promises/letters/pledge.txt", said).strip() + "\n"
    to = reads.addresses_to_tell(pledge, timezone.localdate(at))
    letters.write_all((letters.Draft(one, subject.format(words=short), body) for one in to), at=at)


def _enter(verb: str, pledge: Pledge, *, by: Account | None, at: datetime, **facts: object) -> None:
    terms: Mapping[str, object] = {
        "organisation": pledge.organisation.reference if pledge.organisation else "",
        "agreement": pledge.agreement.reference if pledge.agreement else "",
        "condition": pledge.condition,
        "threshold": pledge.threshold or 0,
        "other": pledge.other.reference if pledge.other else "",
        "by_on": pledge.by_on.isoformat(),
        **facts,
    }
    texts = {"words": pledge.words, "people": pledge.people, "because": pledge.because}
    enter(verb, pledge, by=by, at=at, partnership=pledge.partnership.reference, facts=terms, texts=texts)
