"""The digest: once a day each follower gets one letter with what changed, or none if nothing did.

What has been told is a position in the record, not a number of an entry: positions are given after commit, in order,
so an entry that commits late is told the next time and none is told twice. The letter and the mark "told until" are
written in one statement each of one transaction, the mark only if nobody else has moved it: two workers, or one that
was killed and started again, write one letter.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from joinedup.answers import reads, wording
from joinedup.answers.changes import Change
from joinedup.answers.models import Follow, Follower
from joinedup.answers.within import above, told_about
from joinedup.frame import letters
from joinedup.frame.references import KINDS, Named, kind_of, named
from joinedup.partners.models import Account
from joinedup.partners.permissions import Footing, find_footings
from joinedup.record.models import Checkpoint, Entry, Leaf
from joinedup.record.reads import latest_checkpoint, log_size

FOLLOWERS_AT_ONCE = 500
ENTRIES_AT_ONCE = 2000
MOST_TOLD = 100  # changes in one letter; more are counted


@dataclass(frozen=True)
class Happened:
    """What was last done to one noun in one way, and its place in the record."""

    entry: Entry
    position: int
    subject: str
    about: str
    phrase: str


@dataclass
class News:
    """What happened under the references that anybody follows."""

    under: dict[str, dict[tuple[str, str], Happened]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, reference: str, one: Happened) -> None:
        """Keep the latest of what is told in the same words."""
        self.under[reference][one.subject, one.phrase] = one


Seen = Mapping[str, Named]


def write_due(*, at: datetime, followers: int = FOLLOWERS_AT_ONCE) -> int:
    """Write the letters that are due at this moment, for so many followers at most; how many were looked after.

    Nothing is due before the site's hour (JOINEDUP_DIGEST_HOUR). The number of SQL queries hangs on how many entries
    came since the last time and on how differently the followers stand, not on how many they are or what they follow;
    besides, one transaction a letter. benchmarks/write_digests.py measures it.
    """
    local = timezone.localtime(at)
    if local.hour < settings.DIGEST_HOUR:
        return 0
    batch = list(reads.due(local.date())[:followers])
    if not batch:
        return 0
    until = log_size()
    follows = reads.follows_of(batch)
    news = news_between(min(one.told_until for one in batch), until, {one.reference for one in follows})
    own: dict[int, list[Follow]] = defaultdict(list)
    for one in follows:
        own[one.follower_id].append(one)
    checkpoint = latest_checkpoint()
    silent: list[Follower] = []
    for asker, group in by_what_they_see(batch):
        happened = {one.pk: list(_happened(one, own[one.pk], news)) for one in group}
        seen = _seen(happened, own, asker)
        for follower in group:
            changes = list(_changes(happened[follower.pk], own[follower.pk], seen))
            witnessed = checkpoint if follower.is_witness and _is_new(checkpoint, follower) else None
            if changes or witnessed:
                _tell(follower, changes, witnessed, seen, until=until, at=at)
            else:
                silent.append(follower)
    _tell_nothing(silent, until=until, on=local.date())
    return len(batch)


def news_between(start: int, until: int, references: Collection[str]) -> News:
    """What happened at positions [start, until) of the record under any of these references."""
    news = News()
    for some in _entries(start, until):
        lies_in = above({name for entry, _position in some for name in (entry.subject, entry.partnership) if name})
        owners = told_about({entry.subject for entry, _position in some})
        for entry, position in some:
            about = owners.get(entry.subject)
            if about is None:
                continue
            one = Happened(entry, position, entry.subject, about, wording.phrase(entry))
            uppers = lies_in[entry.subject] | lies_in.get(entry.partnership, frozenset())
            for reference in uppers.intersection(references):
                news.add(reference, one)
    return news


def by_what_they_see(followers: Iterable[Follower]) -> Iterator[tuple[Account | None, list[Follower]]]:
    """Followers in groups that see the same: those without an account, and accounts that stand on the same footing.

    What an account may see hangs on its footing and on whether it administers the site, and on nothing else; a test
    compares the conditions. Three SQL queries.
    """
    groups: dict[tuple[Footing, bool] | None, list[Follower]] = defaultdict(list)
    every = list(followers)
    footings = find_footings([one.account for one in every if one.account is not None])
    for follower in every:
        account = follower.account
        if account is None:
            groups[None].append(follower)
        else:
            account.footing = footings[account.pk]
            groups[account.footing, account.is_administrator].append(follower)
    for group in groups.values():
        yield group[0].account, group


def _entries(start: int, until: int) -> Iterator[list[tuple[Entry, int]]]:
    """The entries at positions [start, until), in order, some at a time."""
    while start < until:
        leaves = Leaf.objects.filter(position__gte=start, position__lt=until).order_by("position")
        places = dict(leaves.values_list("entry_id", "position")[:ENTRIES_AT_ONCE])
        if not places:
            return
        entries = Entry.objects.in_bulk(list(places))
        yield [(entries[key], position) for key, position in places.items() if key in entries]
        start = max(places.values()) + 1


def _happened(follower: Follower, follows: Sequence[Follow], news: News) -> Iterator[tuple[str, Happened]]:
    """What is news to a follower, each with the reference that it follows."""
    for one in follows:
        for happened in news.under.get(one.reference, {}).values():
            if happened.position >= follower.told_until and happened.entry.at >= one.since:
                yield one.reference, happened


def _seen(
    happened: Mapping[int, Sequence[tuple[str, Happened]]], own: Mapping[int, Sequence[Follow]], asker: Account | None
) -> Seen:
    """Of all that a group is to be told, what it may see now. One SQL query a kind of noun."""
    wanted: set[str] = set()
    for told in happened.values():
        for reference, one in told:
            wanted |= {reference, one.subject, one.about, one.entry.partnership}
    return named(wanted, asker)


def _changes(happened: Iterable[tuple[str, Happened]], follows: Sequence[Follow], seen: Seen) -> Iterator[Change]:
    """What a follower is told: neither what it follows nor what was done may be hidden from it. Each once."""
    told: set[tuple[str, str]] = set()
    for reference, one in happened:
        hidden = kind_of(one.subject) in KINDS and one.subject not in seen
        if reference in seen and one.about in seen and not hidden and (one.about, one.phrase) not in told:
            told.add((one.about, one.phrase))
            entry = one.entry
            yield Change(seen[one.about], one.phrase, entry.at, entry.pk, entry.partnership)


def _is_new(checkpoint: Checkpoint | None, follower: Follower) -> bool:
    return checkpoint is not None and checkpoint.size > follower.witnessed


def _tell(
    follower: Follower,
    changes: Sequence[Change],
    checkpoint: Checkpoint | None,
    seen: Seen,
    *,
    until: int,
    at: datetime,
) -> None:
    """Write a follower's letter and how far it has been told, both or neither, unless somebody else has."""
    witnessed = checkpoint.size if checkpoint else follower.witnessed
    to = follower.account.email if follower.account else follower.email
    stop_at = f"{settings.SITE_URL}{follower.stop_page}"
    body = letter_of(follower, changes, seen, checkpoint.note if checkpoint else "")
    with transaction.atomic():
        as_it_was = Follower.objects.filter(
            pk=follower.pk, rhythm=follower.rhythm, told_on=follower.told_on, told_until=follower.told_until
        )
        told_on = timezone.localdate(at)
        if as_it_was.update(told_until=until, told_on=told_on, witnessed=witnessed):
            letters.write(to, _subject(changes), body, at=at, stop_at=stop_at)


def _tell_nothing(followers: Iterable[Follower], *, until: int, on: date) -> None:
    """Note that there was nothing to tell: one SQL query for all who were told equally far."""
    groups: dict[tuple[int, date], list[int]] = defaultdict(list)
    for one in followers:
        groups[one.told_until, one.told_on].append(one.pk)
    for (told_until, told_on), some in groups.items():
        as_they_were = Follower.objects.filter(pk__in=some, told_until=told_until, told_on=told_on)
        as_they_were.update(told_until=until, told_on=on)


def letter_of(follower: Follower, changes: Sequence[Change], seen: Seen, checkpoint: str) -> str:
    """The digest as plain text: what changed by partnership and noun, the latest first."""
    shown = sorted(changes, key=lambda one: one.number, reverse=True)[:MOST_TOLD]
    said = {
        "groups": _grouped(shown, seen),
        "more": len(changes) - len(shown),
        "checkpoint": checkpoint,
        "site": settings.SITE_URL,
        "own_page": "/following/" if follower.account_id else follower.own_page,
        "stop_page": follower.stop_page,
    }
    return render_to_string("answers/digest.txt", said).strip() + "\n"


def _grouped(changes: Iterable[Change], seen: Seen) -> list[tuple[str, list[tuple[Named, list[Change]]]]]:
    """Changes under their partnerships, and there under what they are about, in the order in which each comes first."""
    groups: dict[str, dict[str, list[Change]]] = defaultdict(lambda: defaultdict(list))
    for one in changes:
        groups[one.partnership][one.about.reference].append(one)
    return [
        (
            seen[partnership].title if partnership in seen else str(_("Places, organisations and people")),
            [(some[0].about, some) for some in nouns.values()],
        )
        for partnership, nouns in groups.items()
    ]


def _subject(changes: Sequence[Change]) -> str:
    if not changes:
        return _("The record’s latest checkpoint")
    return ngettext("One change in what you follow", "{n} changes in what you follow", len(changes)).format(
        n=len(changes)
    )
