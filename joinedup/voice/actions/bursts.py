"""Finding bursts, and deciding whether those who were in one are left out of a second map. No vote is ever deleted."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from django.db import transaction

from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account
from joinedup.reckon.bursts import Crowd, crowds, saw_one_only, votes_alike
from joinedup.voice import permissions
from joinedup.voice.actions.entries import entered
from joinedup.voice.models import Burst, Conversation
from joinedup.voice.reads import bursts as reads
from joinedup.voice.rules import bursts as rules

Sign = Burst.Sign
BATCH = 1_000


def look_for_bursts(at: datetime) -> int:
    """Look in every open conversation for what came together as people seldom do; how many bursts are new."""
    return sum(find_bursts(each, at=at) for each in Conversation.objects.filter(state=Conversation.State.OPEN))


@transaction.atomic
def find_bursts(conversation: Conversation, *, at: datetime) -> int:
    """Store the bursts of one conversation that are not known yet, and newcomers of those that are; how many are new.

    Each is stored once: by its sign, its source and the moment when it began. A burst says what came together, not
    that anybody did wrong. No entry: nothing is done with it until somebody decides.
    """
    conversation = locked(conversation)
    found = [
        *((Sign.NETWORK, crowd) for crowd in _from_one_source(conversation, "network")),
        *((Sign.MAIL_HOST, crowd) for crowd in _from_one_source(conversation, "mail_host")),
        *((Sign.ONE_STATEMENT, crowd) for crowd in _on_one_statement(conversation, at)),
        *((Sign.SAME_WORDS, crowd) for crowd in _of_the_same_words(conversation, at)),
    ]
    return sum(_keep(conversation, sign, crowd, at=at) for sign, crowd in found)


@transaction.atomic
def settle_burst(burst: Burst, *, by: Account, at: datetime, left_out: bool, reason: str) -> Burst:
    """Leave those of a burst out of the second map of opinion, or keep them in, and say why. Raises Refused.

    The map of all votes stays as it is; with and without are both published.
    """
    burst, reason = locked(burst), tidy(reason)
    conversation = burst.conversation
    refuse_if(
        rules.refusals_to_settle(
            allowed=permissions.may_moderate(by, conversation),
            reason=reason,
            changes=burst.decided_at is None or burst.left_out != left_out,
        )
    )
    burst.left_out, burst.reason, burst.decided_at, burst.decided_by = left_out, reason, at, by
    burst.save(update_fields=["left_out", "reason", "decided_at", "decided_by"])
    facts = {"sign": burst.sign, "left_out": "yes" if left_out else "no", "people": str(burst.participants.count())}
    texts = {"reason": reason}
    verb = "left burst out of second map" if left_out else "kept burst in every map"
    entered(verb, conversation, by=by, at=at, facts=facts, texts=texts)
    return burst


def _from_one_source(conversation: Conversation, source: str) -> Iterable[Crowd]:
    came = reads.came_by(conversation, source)
    many = crowds(came, fewest=rules.FEWEST_FROM_ONE_SOURCE, within=rules.ONE_HOUR.total_seconds())
    everybody = reads.votes_of_all(conversation) if many else {}
    return [crowd for crowd in many if votes_alike(crowd.who, reads.votes_of(crowd.who), everybody)]


def _on_one_statement(conversation: Conversation, at: datetime) -> Iterable[Crowd]:
    """Many who voted once, on one statement, and have had time to go on."""
    until = at - rules.TIME_TO_GO_ON
    once = saw_one_only(reads.votes_in_time(conversation, until - rules.ONE_DAY, until))
    within = rules.FIVE_MINUTES.total_seconds()
    for crowd in crowds(once, fewest=rules.FEWEST_ON_ONE_STATEMENT, within=within):
        who = crowd.who - reads.who_votes_more(crowd.who)
        if len(who) >= rules.FEWEST_ON_ONE_STATEMENT:
            yield Crowd(crowd.source, who, crowd.from_at, crowd.until_at)


def _of_the_same_words(conversation: Conversation, at: datetime) -> Iterable[Crowd]:
    said, within = reads.said_in_time(conversation, at - 2 * rules.ONE_DAY), rules.ONE_DAY.total_seconds()
    return crowds(said, fewest=rules.FEWEST_OF_THE_SAME_WORDS, within=within)


def _keep(conversation: Conversation, sign: str, crowd: Crowd, *, at: datetime) -> bool:
    """Store a burst, or add to the one that it goes on with; whether it is new."""
    from_at, until_at = _moment(crowd.from_at), _moment(crowd.until_at)
    mark = hashlib.sha256(f"{sign}\n{crowd.source}".encode()).hexdigest()[:40]
    known = conversation.bursts.filter(key__startswith=mark, from_at__lte=until_at, until_at__gte=from_at).first()
    burst = known or Burst.objects.create(
        conversation=conversation,
        sign=sign,
        statement_id=int(crowd.source) if sign == Sign.ONE_STATEMENT else None,
        key=f"{mark}{from_at:-%Y%m%dT%H%M%S%f}",
        from_at=from_at,
        until_at=until_at,
        found_at=at,
    )
    if until_at > burst.until_at:
        burst.until_at = until_at
        burst.save(update_fields=["until_at"])
    burst.participants.add(*crowd.who)
    return known is None


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
