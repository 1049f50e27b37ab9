"""What the tests of compacts start from: a compact in force since a day, and a year's evidence for it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from joinedup.partners.tests.cast import Cast
from joinedup.promises import actions
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, Challenge, Evidence
from joinedup.promises.rules.terms import after
from joinedup.promises.tests.agreed import a_clause, a_version, an_agreement
from joinedup.reviews import actions as reviews
from joinedup.reviews.kits import kits
from joinedup.reviews.models import Review
from joinedup.reviews.rules import Given

SLOTS = tuple(slot.key for slot in agreement_kinds()["compact"].slots)


def today() -> date:
    return timezone.localdate()


def years_ago(years: int) -> date:
    """The same day so many years ago."""
    return after(today(), -12 * years)


def on(day: date) -> datetime:
    """A moment of a day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=timezone.get_current_timezone())


def a_compact(cast: Cast, *, since: date, clause: dict[str, Any] | None = None, **terms: Any) -> Agreement:
    """A compact of the council and health, for everybody to read, in force since a day for its first year."""
    name = f"Years for families, number {Agreement.objects.count()}"
    agreement = an_agreement(cast, kind="compact", name=name, **{"at": on(since), **terms})
    a_clause(cast, agreement, section="goals", words="Half as many children in care.", **(clause or {}))
    version = a_version(cast, agreement)
    Agreement.objects.filter(pk=agreement.pk).update(
        state="in_force",
        in_force=version,
        in_force_from=since,
        expires_on=after(since, 12),
        review_on=after(since, 12),
    )
    agreement.refresh_from_db()
    return agreement


def evidence(cast: Cast, agreement: Agreement, **terms: Any) -> Evidence:
    """The council's papers of today, laid down by Ben."""
    return actions.show_evidence(
        agreement,
        **{
            "by": cast.ben,
            "at": timezone.now(),
            "slot": "open",
            "words": "All papers are on our site.",
            "shown_on": today(),
            **terms,
        },
    )


def a_year_shown(cast: Cast, agreement: Agreement, since: date, *, without: tuple[str, ...] = ()) -> None:
    """Evidence for each thing that the compact rests on, laid down on one day."""
    for slot in SLOTS:
        if slot not in without:
            evidence(cast, agreement, slot=slot, at=on(since), shown_on=since)


def a_challenge(cast: Cast, agreement: Agreement, **terms: Any) -> Challenge:
    """What a resident says was not kept."""
    return actions.challenge_compact(
        agreement, **{"by": cast.rosa, "at": timezone.now(), "words": "Nobody visited us.", **terms}
    )


def a_hearing(cast: Cast, agreement: Agreement, *, concluded: bool = True, at: datetime | None = None) -> Review:
    """A review of whether the compact is to be renewed, answered by the council, closed and concluded."""
    at = at or timezone.now()
    doing: dict[str, Any] = {"by": cast.ada, "at": at}
    closes_on = timezone.localdate(at) + timedelta(days=14)
    review = reviews.start(
        cast.partnership, kit=kits()["compact"], about=agreement.reference, closes_on=closes_on, **doing
    )
    given = {"competent": Given(mark=4)}
    reviews.answer(review, by=cast.ben, at=at, given=given, organisation=cast.council)
    if concluded:
        reviews.close(review, **doing)
        reviews.conclude(review, conclusion="It stands on firm evidence.", **doing)
    review.refresh_from_db()
    return review
