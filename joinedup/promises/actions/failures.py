"""The verbs of experiments and failures: register beforehand, tell, judge the kind, add what was learned."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import check_version, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import keep_pause
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.permissions import acts_for, convenes
from joinedup.promises.models import Experiment, Failure, Tripwire
from joinedup.promises.permissions import failures as may
from joinedup.promises.reads import failures as reads
from joinedup.promises.reads.warnings import watched
from joinedup.promises.rules import failures as rules
from joinedup.record.actions import enter


@transaction.atomic
def register_experiment(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    name: str,
    expects: str,
    stops_if: str,
    bearable: str,
    begins_on: date,
    ends_on: date,
    tripwire: Tripwire | None = None,
    visibility: str = Visibility.PARTNERS,
) -> Experiment:
    """Register something new before it begins: what is expected, what would stop it, which loss can be borne.

    With an early warning it is protected: missing its target cannot be filed as wrongdoing. Registered text stays.
    """
    keep_pause(partnership, visibility, at=at)
    trial = rules.Trial(
        allowed=may.may_tell(by, partnership),
        drafts_belong=visibility != Visibility.DRAFT or convenes(by, partnership),
        name=name,
        expects=expects,
        stops_if=stops_if,
        bearable=bearable,
        begins_on=begins_on,
        ends_on=ends_on,
        warns=tripwire is None or (tripwire.partnership_id == partnership.pk and tripwire.retired_on is None),
        today=timezone.localdate(at),
    )
    refuse_if(rules.refusals_to_register(trial))
    experiment = Experiment.objects.create(
        partnership=partnership,
        name=name,
        expects=expects,
        stops_if=stops_if,
        bearable=bearable,
        tripwire=tripwire,
        registered_at=at,
        begins_on=begins_on,
        ends_on=ends_on,
        visibility=visibility,
    )
    facts = {
        "begins_on": begins_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "tripwire": tripwire.reference if tripwire else "",
    }
    texts = {"name": name, "expects": expects, "stops_if": stops_if, "bearable": bearable}
    enter("registered", experiment, by=by, at=at, partnership=partnership.reference, facts=facts, texts=texts)
    return experiment


@transaction.atomic
def tell_failure(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    about: str,
    name: str,
    noticed_on: date,
    noticed_by: str,
    harm: str,
    remedy: str = "",
    lesson: str = "",
    is_self_reported: bool = True,
    experiment: Experiment | None = None,
    visibility: str = Visibility.PARTNERS,
) -> Failure:
    """Tell that something failed: what, when it was noticed and by whom, and what harm it did.

    about: the reference of what failed. It counts as told on the day on which everybody may read it.
    """
    keep_pause(partnership, visibility, at=at)
    today = timezone.localdate(at)
    telling = rules.Telling(
        allowed=may.may_tell(by, partnership),
        drafts_belong=visibility != Visibility.DRAFT or convenes(by, partnership),
        name=name,
        belongs=reads.belongs(about, partnership.pk, today),
        noticed_on=noticed_on,
        noticed_by=noticed_by,
        harm=harm,
        experiment_belongs=experiment is None or experiment.partnership_id == partnership.pk,
        today=today,
    )
    refuse_if(rules.refusals_to_tell(telling))
    failure = Failure.objects.create(
        partnership=partnership,
        about=about,
        name=name,
        experiment=experiment,
        noticed_on=noticed_on,
        noticed_by=noticed_by,
        is_self_reported=is_self_reported,
        harm=harm,
        remedy=remedy,
        lesson=lesson,
        told_on=today if visibility == Visibility.PUBLIC else None,
        visibility=visibility,
    )
    facts = {
        "about": about,
        "noticed_on": noticed_on.isoformat(),
        "is_self_reported": is_self_reported,
        "experiment": experiment.reference if experiment else "",
        "visibility": visibility,
    }
    texts = {"name": name, "noticed_by": noticed_by, "harm": harm, "remedy": remedy, "lesson": lesson}
    enter("told failure", failure, by=by, at=at, partnership=partnership.reference, facts=facts, texts=texts)
    return failure


@transaction.atomic
def judge_failure_kind(
    failure: Failure,
    *,
    by: Account,
    at: datetime,
    kind: str,
    evidence: str,
    second_opinion: str,
    second_by: Organisation,
    experiment: Experiment | None = None,
) -> Failure:
    """Say of which kind a failure is, with what shows it and another organisation's opinion. Judged once.

    Wrongdoing is dealt with elsewhere: from then on nobody but the convenor and the partners reads that it is there,
    and nobody but the convenor what it did. An experiment without an early warning is not protected from that.
    """
    stored = locked(failure)
    chosen = experiment or stored.experiment
    stays = kind != rules.WRONGDOING
    said = rules.Judgement(
        allowed=may.may_judge(by, stored.partnership),
        is_judged=bool(stored.kind),
        kind=kind,
        evidence=evidence,
        second_opinion=second_opinion,
        is_independent=_is_independent(second_by, stored, by, timezone.localdate(at)),
        is_protected=stored.experiment is not None and stored.experiment.tripwire_id is not None,
        registered_on=timezone.localdate(chosen.registered_at) if chosen else None,
        noticed_on=stored.noticed_on,
        experiment_belongs=experiment is None or experiment.partnership_id == stored.partnership_id,
    )
    refuse_if(rules.refusals_to_judge(said))
    hidden = not stays and stored.visibility == Visibility.PUBLIC
    save_changes(
        stored,
        {
            "kind": kind,
            "kind_evidence": evidence,
            "second_opinion": second_opinion,
            "second_by": second_by.name,
            "experiment": chosen if stays else None,
            "visibility": Visibility.PARTNERS if hidden else stored.visibility,
        },
    )
    facts = {"kind": kind, "second_by": second_by.reference, "experiment": chosen.reference if chosen else ""}
    texts = {"evidence": evidence, "second_opinion": second_opinion}
    partnership = stored.partnership.reference
    enter("judged failure", stored, by=by, at=at, partnership=partnership, facts=facts, texts=texts)
    return stored


@transaction.atomic
def add_lesson(
    failure: Failure, *, by: Account, at: datetime, version: int, remedy: str = "", lesson: str = ""
) -> Failure:
    """Say what was done about a failure and what was learned. Raises Edited if somebody else changed it meanwhile."""
    stored = locked(failure)
    changes = {"remedy": remedy, "lesson": lesson}
    check_version(stored, version, changes)
    refuse_if(rules.refusals_to_add(allowed=may.may_tell(by, stored.partnership), remedy=remedy, lesson=lesson))
    if changed := save_changes(stored, changes):
        facts = {"changed": sorted(changed)}
        partnership = stored.partnership.reference
        enter("added lesson", stored, by=by, at=at, partnership=partnership, facts=facts, texts=changes)
    return stored


def _is_independent(second: Organisation, failure: Failure, by: Account, today: date) -> bool:
    """Whether an organisation neither failed nor judges here. One SQL query at most."""
    over = watched([failure.about], today).get(failure.about)
    failed = over.organisations if over else ()
    return second.pk not in failed and not acts_for(by, second.pk)
