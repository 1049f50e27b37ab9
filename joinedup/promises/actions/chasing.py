"""One round of reminders: one letter to each person who owes an answer, with a single-use link for each thing."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import ngettext

from joinedup.frame import letters
from joinedup.frame.references import allocate
from joinedup.frame.refusals import refuse_if
from joinedup.frame.text import tidy
from joinedup.frame.versions import locked
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import convenes
from joinedup.promises.actions.links import address_of, new_secret
from joinedup.promises.models import AnswerLink, Chase, Reminder
from joinedup.promises.reads.chasing import Asked, Round, round_of
from joinedup.promises.rules import chasing as rules
from joinedup.record.actions import enter


@dataclass(frozen=True)
class ToAnswer:
    """One thing as a letter names it; `link` is empty where an answer needs signing in."""

    asked: Asked
    link: str


@transaction.atomic
def chase(
    partnership: Partnership, *, by: Account, at: datetime, words: str = "", leave_out: Collection[str] = ()
) -> Chase:
    """Send one letter to everybody who owes an answer and may be reminded today. Raises Refused.

    words: a sentence of the convenor's own. leave_out: references of people who get none this time. A fixed number of
    SQL queries, and one for each few hundred reminders, links and letters; all of it or nothing.
    """
    partnership = locked(partnership)
    today = timezone.localdate(at)
    allowed = convenes(by, partnership)
    sent = round_of(partnership, today, leave_out=leave_out) if allowed else Round()
    refuse_if(rules.refusals_to_remind(allowed=allowed, people=len(sent.letters)))
    made = Chase.objects.create(partnership=partnership, words=tidy(words), sent_at=at, sent_by=by)
    _remind(made, sent)
    secrets = _make_links(made, sent, at=at)
    letters.write_all(_letters(made, sent, secrets), at=at)
    _enter(made, sent, by=by, at=at)
    return made


def _remind(made: Chase, sent: Round) -> None:
    Reminder.objects.bulk_create(
        Reminder(
            chase=made,
            commitment_id=asked.thing.commitment,
            part_id=asked.thing.part,
            enactment_id=asked.thing.enactment,
            person_id=person,
            stands_in=asked.stands_in,
            step=asked.thing.step,
            is_owed=asked.thing.what,
        )
        for person, things in sent.letters.items()
        for asked in things
    )


def _make_links(made: Chase, sent: Round, *, at: datetime) -> Mapping[tuple[int, str], str]:
    """The secret of each new link, by person and the reference of the thing; older links for the same work no more.

    The new ones are stored first: whoever answers holds the promise while waiting for the link, never the other way
    round.
    """
    pairs = [
        (person, asked, asked.thing.commitment)
        for person, things in sent.letters.items()
        for asked in things
        if asked.thing.commitment is not None
    ]
    earlier = _earlier_links((person, asked) for person, asked, _commitment in pairs)
    fresh: list[AnswerLink] = []
    secrets: dict[tuple[int, str], str] = {}
    for reference, (person, asked, commitment) in zip(allocate("link", len(pairs)), pairs, strict=True):
        secret, secret_hash = new_secret()
        secrets[person, asked.thing.reference] = secret
        fresh.append(
            AnswerLink(
                reference=reference,
                secret_hash=secret_hash,
                person_id=person,
                commitment_id=commitment,
                part_id=asked.thing.part,
                chase=made,
                stands_in=asked.stands_in,
                made_at=at,
                expires_at=at + rules.LINK_LASTS,
            )
        )
    AnswerLink.objects.bulk_create(fresh)
    AnswerLink.objects.filter(pk__in=earlier, used_at=None).update(withdrawn_at=at)
    return secrets


def _earlier_links(pairs: Iterable[tuple[int, Asked]]) -> list[int]:
    """The links that earlier letters held for the same things and people, and that were not used. One SQL query."""
    same = {(person, asked.thing.commitment, asked.thing.part) for person, asked in pairs}
    people = {person for person, _commitment, _part in same}
    unused = AnswerLink.objects.filter(person__in=people, used_at=None, withdrawn_at=None)
    rows = unused.values_list("pk", "person", "commitment", "part")
    return [pk for pk, *thing in rows if tuple(thing) in same]


def _letters(made: Chase, sent: Round, secrets: Mapping[tuple[int, str], str]) -> Iterable[letters.Draft]:
    site, until = settings.SITE_URL, timezone.localdate(made.sent_at + rules.LINK_LASTS)
    said = {"chase": made, "partnership": made.partnership, "site": site, "until": until, "convenor": sent.convenor}
    for person, things in sent.letters.items():
        listed = [ToAnswer(asked, _link(secrets.get((person, asked.thing.reference)))) for asked in things]
        yield letters.Draft(
            sent.addresses[person], _subject(made.partnership, things), _body(listed, sent.post_of(person), said)
        )


def _link(secret: str | None) -> str:
    return f"{settings.SITE_URL}{address_of(secret)}" if secret else ""


def _body(listed: Sequence[ToAnswer], post: str, said: Mapping[str, Any]) -> str:
    own = [one for one in listed if not one.asked.stands_in]
    others = [one for one in listed if one.asked.stands_in]
    step = max((one.asked.thing.step for one in own), default=0)
    shown = {**said, "post": post, "own": own, "others": others, "step": step, "count": len(listed)}
    return render_to_string("promises/letters/reminder.txt", shown).strip() + "\n"


def _subject(partnership: Partnership, things: Sequence[Asked]) -> str:
    return ngettext(
        "{partnership}: one thing waits for your answer", "{partnership}: {n} things wait for your answer", len(things)
    ).format(partnership=partnership.name, n=len(things))


def _enter(made: Chase, sent: Round, *, by: Account, at: datetime) -> None:
    """What the record keeps of a round: how many were written to, and of what they were reminded at which step."""
    steps: dict[int, set[str]] = defaultdict(set)
    for things in sent.letters.values():
        for asked in things:
            steps[asked.thing.step].add(asked.thing.reference)
    facts = {
        "letters": len(sent.letters),
        "without_address": len(sent.without_address),
        "steps": {str(step): sorted(references) for step, references in sorted(steps.items())},
    }
    texts = {"words": made.words} if made.words else None
    enter("reminded", made, by=by, at=at, partnership=made.partnership.reference, facts=facts, texts=texts)
