"""What is new for somebody: what happened to the things that they follow, and what names them or their organisations.

Read from the record each time, and marked as read by a position in it; nothing is copied. It looks back over the last
2,000 positions, so that it costs the same however long the record is. The number in the header is the count of the same
entries; the page shows of them what its reader may see.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone

from joinedup.answers.changes import Change, told
from joinedup.answers.models import Follow, Seen
from joinedup.answers.within import TABLE, has_page
from joinedup.partners.models import Account, Membership, RoleChange, live
from joinedup.promises.models import Reminder
from joinedup.record.models import Entry, Leaf
from joinedup.record.reads import log_size

LOOKED_BACK = 2000
ON_A_PAGE = 50
READ_AT_ONCE = 200


@dataclass(frozen=True)
class Notification:
    """One thing that is new or was: the change, its place in the record, whether it is unread, and why it is told."""

    change: Change
    position: int
    is_unread: bool
    is_followed: bool


@dataclass(frozen=True)
class Notifications:
    """A page of notifications, latest first. before: the position before which the next page begins, None at the end.
    until: the position up to which “mark all as read” counts.
    """

    listed: tuple[Notification, ...]
    before: int | None
    until: int

    @property
    def unread(self) -> int:
        return sum(one.is_unread for one in self.listed)


def how_many_unread(account_pk: int) -> RawSQL:
    """How many notifications an account has not read, as an expression for the query that reads the account.

    Its statement is put together once a process: doing so takes longer than the database needs to answer it.
    """
    statement, placeholders = _statement(connection.vendor)
    filled = {ANY_ACCOUNT: account_pk, ANY_DAY: timezone.localdate()}
    return RawSQL(statement, [filled.get(one, one) for one in placeholders], output_field=IntegerField())  # noqa: S611


ANY_ACCOUNT, ANY_DAY = "any account", "any day"
_NO_ACCOUNT, _NO_DAY = 987_654_321_987_654_321, date(1, 1, 1)


@cache
def _statement(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The statement that counts, with what stands for the account and for today left open."""
    read_until = Seen.objects.filter(account=_NO_ACCOUNT).values("until")[:1]
    unread = _concerning(_NO_ACCOUNT, _NO_DAY).filter(position__gte=Coalesce(Subquery(read_until), 0))
    statement, params = unread.order_by().values("pk").query.sql_with_params()
    left_open = {str(_NO_ACCOUNT): ANY_ACCOUNT, str(_NO_DAY): ANY_DAY}
    return f"(SELECT COUNT(*) FROM ({statement}) counted)", tuple(left_open.get(str(one), one) for one in params)  # noqa: S608


def notifications_for(account: Account, *, before: int | None = None) -> Notifications:
    """What concerns an account and what it may see, latest first. A bounded number of SQL queries."""
    until, size = read_until(account), log_size()
    entries = concerning(account).order_by("-position")
    followed = set(Follow.objects.filter(follower__account=account).values_list("reference", flat=True))
    listed: list[Notification] = []
    for _time in range(LOOKED_BACK // READ_AT_ONCE):
        some = list(entries.filter(Q(position__lt=before) if before is not None else Q())[:READ_AT_ONCE])
        positions = {entry.pk: entry.position for entry in some}
        for change in told(some, account):
            if len(listed) == ON_A_PAGE:
                return Notifications(_by_time(listed), listed[-1].position, size)
            at = positions[change.number]
            is_followed = not followed.isdisjoint({change.about.reference, change.partnership})
            listed.append(Notification(change, at, at >= until, is_followed))
        if len(some) < READ_AT_ONCE:
            break
        before = some[-1].position
    return Notifications(_by_time(listed), None, size)


def _by_time(listed: Iterable[Notification]) -> tuple[Notification, ...]:
    """The latest first: what was loaded from a file stands in the record when it came in, not when it happened."""
    return tuple(sorted(listed, key=lambda one: (one.change.at, one.position), reverse=True))


def read_until(account: Account) -> int:
    """The position before which an account has read everything. One SQL query."""
    return Seen.objects.filter(account=account).values_list("until", flat=True).first() or 0


def concerning(account: Account) -> QuerySet[Any]:
    """The latest entries that concern an account and that others made, each with its `position`."""
    return _concerning(account.pk, timezone.localdate())


def _concerning(account_pk: int, today: date) -> QuerySet[Any]:
    last = Leaf.objects.order_by("-position").values("position")[:1]
    recent = Leaf.objects.filter(position__gt=Subquery(last) - LOOKED_BACK)
    position = Leaf.objects.filter(entry_id=OuterRef("pk")).values("position")[:1]
    entries = Entry.objects.filter(pk__in=recent.values("entry_id")).exclude(actor=_reference_of(account_pk))
    said = entries.annotate(position=Subquery(position), said=Cast("facts", TextField()))
    return said.filter(_followed(account_pk) | _names(account_pk, today))


def _followed(account_pk: int) -> Q:
    """Entries about what an account follows or what has no page but its, and all of a partnership that it follows."""
    since = Follow.objects.filter(follower__account=account_pk, since__lte=OuterRef("at"))
    direct = Q(Exists(since.filter(reference=OuterRef("subject")))) | Q(
        Exists(since.filter(reference=OuterRef("partnership")))
    )
    for lying in TABLE:
        if not has_page(lying.kind) and lying.into:
            theirs = Follow.objects.filter(
                follower__account=account_pk, since__lte=OuterRef(OuterRef("at")), reference=OuterRef(lying.path)
            )
            direct |= Q(Exists(lying.table.objects.filter(Exists(theirs), reference=OuterRef("subject"))))
    return direct


def _names(account_pk: int, today: date) -> Q:
    """Entries about the account's person, its role or a reminder to it, and those that name it or its organisations."""
    person = _reference_of(account_pk, "person__reference")
    roles = RoleChange.objects.filter(account=account_pk).values("reference")
    reminders = Reminder.objects.filter(person__account=account_pk).values("chase__reference")
    posts = Membership.objects.filter(live(today), person__account=account_pk)
    told_text = ExpressionWrapper(OuterRef("said"), output_field=TextField())
    theirs = posts.annotate(told=told_text).filter(told__contains=_quoted(F("organisation__reference")))
    return (
        Q(subject=person)
        | Q(subject__in=roles)
        | Q(subject__in=reminders)
        | Q(said__contains=_quoted(person))
        | Q(said__contains=_quoted(_reference_of(account_pk)))
        | Q(Exists(theirs))
    )


def _reference_of(account_pk: int, path: str = "reference") -> Coalesce:
    """A reference of the account; where there is none, a text that stands nowhere."""
    known = Account.objects.filter(pk=account_pk).values(path)[:1]
    return Coalesce(Subquery(known), Value("nobody"))


def _quoted(reference: Any) -> Concat:
    """A reference as it stands in the facts of an entry."""
    return Concat(Value('"'), reference, Value('"'), output_field=CharField())


def by_day(notifications: Iterable[Notification]) -> list[tuple[date, list[Notification]]]:
    """Notifications under the day on which they happened."""
    days: dict[date, list[Notification]] = {}
    for one in notifications:
        days.setdefault(one.change.on, []).append(one)
    return list(days.items())
