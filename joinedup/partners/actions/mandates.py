"""The verbs of mandates: recorded, changed, reported back on and ended."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners import permissions, reads, rules
from joinedup.partners.actions.once import once
from joinedup.partners.actions.pauses import hold_public
from joinedup.partners.models import Account, Mandate, Organisation, Partnership, Person, ReportBack, live
from joinedup.record.actions import enter

TEXTS = ("speaks_for", "chosen_how", "may_bind")


@transaction.atomic
def record_mandate(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    organisation: Organisation,
    person: Person,
    source: str,
    from_on: date,
    until_on: date | None = None,
    speaks_for: str = "",
    chosen_how: str = "",
    binds_organisation: bool = False,
    may_bind: str = "",
    reports_every: int | None = 6,
    visibility: str = Visibility.PUBLIC,
) -> Mandate:
    """Record for whom somebody speaks in an organisation's seat, and by what right. Raises Refused."""
    partnership = locked(partnership)
    mandate = Mandate(
        partnership=partnership,
        organisation=organisation,
        person=person,
        source=source,
        from_on=from_on,
        until_on=until_on,
        speaks_for=tidy(speaks_for),
        chosen_how=tidy(chosen_how),
        binds_organisation=binds_organisation,
        may_bind=tidy(may_bind),
        reports_every=reports_every,
        visibility=visibility,
    )
    stands = partnership.standings.filter(live(from_on), organisation=organisation)
    holds_post = reads.post_of(person, organisation) is not None
    facts = _facts_of(mandate, by=by, has_seat=stands.exists(), holds_post=holds_post)
    paused_until = hold_public(partnership, visibility, at=at)
    shown = rules.refusals_to_show(visibility, exempt=False, paused_until=paused_until)
    refuse_if((*rules.refusals_to_mandate(facts), *shown))
    with once(rules.SPEAKS_ALREADY.about(from_on=from_on)):
        mandate.save()
    _enter("recorded mandate", mandate, by=by, at=at, texts={name: getattr(mandate, name) for name in TEXTS})
    return mandate


@transaction.atomic
def edit_mandate(
    mandate: Mandate,
    *,
    by: Account,
    at: datetime,
    version: int,
    source: str,
    until_on: date | None,
    speaks_for: str,
    chosen_how: str,
    binds_organisation: bool,
    may_bind: str,
    reports_every: int | None,
    visibility: str,
) -> Mandate:
    """Change what is said of a mandate; whose it is and since when stays. Raises Refused, or Edited."""
    paused_until = hold_public(locked(mandate.partnership), visibility, at=at)
    mandate = locked(mandate)
    changes = {
        "source": source,
        "until_on": until_on,
        "speaks_for": tidy(speaks_for),
        "chosen_how": tidy(chosen_how),
        "binds_organisation": binds_organisation,
        "may_bind": tidy(may_bind),
        "reports_every": reports_every,
        "visibility": visibility,
    }
    refuse_if(rules.refusals_unless(_may_keep(by, mandate)))
    check_version(mandate, version, changes)
    wanted = Mandate(**{**_stored(mandate), **changes})
    exempt = mandate.reference in reads.exempt_among([mandate.reference])
    refusals = rules.refusals_to_mandate(_facts_of(wanted, by=by))
    shown = rules.refusals_to_show(visibility, was=mandate.visibility, exempt=exempt, paused_until=paused_until)
    refuse_if((*refusals, *shown))
    if changed := save_changes(mandate, changes):
        texts = {name: getattr(mandate, name) for name in changed if name in TEXTS}
        _enter("edited mandate", mandate, by=by, at=at, texts=texts)
    return mandate


@transaction.atomic
def end_mandate(mandate: Mandate, *, by: Account, at: datetime, until_on: date) -> Mandate:
    """End a mandate on a day. Raises Refused with every reason against."""
    mandate = locked(mandate)
    refuse_if(rules.refusals_to_end_mandate(allowed=_may_keep(by, mandate), term=_term_of(mandate), until_on=until_on))
    save_changes(mandate, {"until_on": until_on})
    _enter("ended mandate", mandate, by=by, at=at)
    return mandate


@transaction.atomic
def report_back(
    mandate: Mandate,
    *,
    by: Account,
    at: datetime,
    reported_on: date,
    to_whom: str,
    words: str = "",
    evidence_url: str = "",
) -> ReportBack:
    """Record that a representative reported to those they speak for. It is added, never changed. Raises Refused."""
    mandate = locked(mandate)
    said = rules.Report(reported_on, tidy(to_whom), tidy(words), tidy(evidence_url))
    refuse_if(
        rules.refusals_to_report_back(
            said, allowed=_may_keep(by, mandate), began_on=mandate.from_on, today=timezone.localdate(at)
        )
    )
    with once(rules.REPORTED_ALREADY):
        report = ReportBack.objects.create(
            mandate=mandate,
            reported_on=reported_on,
            to_whom=said.to_whom,
            words=said.words,
            evidence_url=said.evidence_url,
            recorded_at=at,
            recorded_by=by,
        )
    texts = {"to_whom": said.to_whom, "words": said.words, "evidence_url": said.evidence_url}
    entered = {"reported_on": reported_on.isoformat()}
    reference = mandate.partnership.reference
    enter("reported back", mandate, by=by, at=at, partnership=reference, facts=entered, texts=texts)
    return report


def _may_keep(by: Account, mandate: Mandate) -> bool:
    return permissions.may_keep_mandate(by, mandate.partnership, mandate.organisation_id)


def _facts_of(mandate: Mandate, *, by: Account, has_seat: bool = True, holds_post: bool = True) -> rules.MandateFacts:
    others = Mandate.objects.filter(
        partnership=mandate.partnership, organisation=mandate.organisation, person=mandate.person
    ).exclude(pk=mandate.pk)
    return rules.MandateFacts(
        allowed=_may_keep(by, mandate),
        organisation=mandate.organisation.name,
        term=_term_of(mandate),
        source=mandate.source,
        reports_every=mandate.reports_every,
        has_seat=has_seat,
        holds_post=holds_post,
        others=tuple(_term_of(other) for other in others),
    )


def _term_of(mandate: Mandate) -> rules.Term:
    return rules.Term(mandate.from_on, mandate.until_on)


def _stored(mandate: Mandate) -> dict[str, Any]:
    return {field.attname: getattr(mandate, field.attname) for field in mandate._meta.concrete_fields}


def _enter(verb: str, mandate: Mandate, *, by: Account, at: datetime, texts: dict[str, str] | None = None) -> None:
    facts = {
        "organisation": mandate.organisation.reference,
        "person": mandate.person.reference,
        "source": mandate.source,
        "from_on": mandate.from_on.isoformat(),
        "until_on": mandate.until_on.isoformat() if mandate.until_on else "",
        "binds_organisation": mandate.binds_organisation,
        "reports_every": mandate.reports_every or 0,
        "visibility": mandate.visibility,
    }
    reference = mandate.partnership.reference
    enter(verb, mandate, by=by, at=at, partnership=reference, facts=facts, texts=texts)
