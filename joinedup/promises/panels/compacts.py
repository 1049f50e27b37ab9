"""What a compact rests on, the term that its record carries and how it was challenged, on the agreement's page."""

from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.frame.panels import Panel, panel
from joinedup.partners.models import Account
from joinedup.partners.permissions import Asker
from joinedup.promises import permissions
from joinedup.promises.models import Agreement
from joinedup.promises.reads import compacts as reads
from joinedup.promises.rules import compacts as rules
from joinedup.promises.wording import term_in_words, years_in_words

SHOWN = 20


@panel("agreement", order=30)
def what_a_compact_rests_on(agreement: Agreement, asker: Asker) -> Panel | None:
    """The things that are shown anew, each with its evidence and until when that counts."""
    kind = reads.kind_of(agreement)
    if kind is None:
        return None
    evidence = reads.evidence_open_to(asker).filter(agreement=agreement)
    context = {
        "agreement": agreement,
        "slots": reads.slots_of(kind, evidence, timezone.localdate()),
        "may_show": agreement.state != Agreement.State.ENDED
        and permissions.may_answer_challenge(_acts(asker), agreement),
    }
    return Panel(_("What it rests on"), "promises/_slots_panel.html", context)


@panel("agreement", order=32)
def term_of_a_compact(agreement: Agreement, asker: Asker) -> Panel | None:
    """The term that the record carries with its working, the terms agreed so far, and the hearing."""
    standing = reads.standing_of(agreement) if reads.is_in_force(agreement) else None
    if standing is None:
        return None
    hearing = reads.hearing_of(agreement)
    facts = reads.hearing_facts(hearing)
    context = {
        "agreement": agreement,
        "sentence": term_in_words(standing),
        "years": years_in_words(standing),
        "renewals": standing.renewals,
        "hearing": hearing if facts and not facts.is_used else None,
        "is_heard": not rules.refusals_to_rest_on(facts, timezone.localdate()),
        "may_renew": permissions.may_settle_compact(_acts(asker), agreement),
    }
    return Panel(_("How long it may run"), "promises/_term_panel.html", context)


@panel("agreement", order=34)
def challenges_of_a_compact(agreement: Agreement, asker: Asker) -> Panel | None:
    """How a compact was challenged, what was replied and how it was repaired, the latest first."""
    if reads.kind_of(agreement) is None or not reads.is_in_force(agreement):
        return None
    log = reads.log_of(agreement, asker)
    context = {
        "agreement": agreement,
        "challenges": [(one, rules.reply_due(one.raised_on)) for one in log[:SHOWN]],
        "more": max(log.count() - SHOWN, 0),
        "unread": reads.unread(agreement, asker),
        "may_challenge": permissions.may_challenge(_acts(asker), agreement),
    }
    return Panel(_("How it was challenged"), "promises/_challenges_panel.html", context)


def _acts(asker: Asker) -> Account | None:
    return asker if isinstance(asker, Account) else None
