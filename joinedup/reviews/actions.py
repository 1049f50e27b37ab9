"""The verbs of reviews: start, answer, close, conclude."""

import json
import random
from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from joinedup.frame.refusals import Refused, refuse_if
from joinedup.frame.versions import Edited, locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Account, Organisation, Partnership
from joinedup.partners.permissions import acts_for, convenes, takes_part
from joinedup.record.actions import enter
from joinedup.reviews import reads, rules
from joinedup.reviews.kits import kits
from joinedup.reviews.kits.shape import Kit
from joinedup.reviews.models import Answer, Response, Review, Taken
from joinedup.reviews.rules import Given


@transaction.atomic
def start(
    partnership: Partnership,
    *,
    by: Account,
    at: datetime,
    kit: Kit,
    closes_on: date,
    reason: str = "",
    about: str = "",
    visibility: str = Visibility.PARTNERS,
) -> Review:
    """Start a review from a kit. about: the reference that it looks at, the partnership's own if empty.

    Raises Refused with every reason against.
    """
    partnership = locked(partnership)
    about = about.strip() or partnership.reference
    going_on = Review.objects.filter(partnership=partnership, kit=kit.key, about=about, state=Review.State.OPEN)
    refuse_if(
        rules.refusals_to_start(
            allowed=convenes(by, partnership),
            is_open=going_on.exists(),
            about_known=reads.is_known(partnership, about, by),
            closes_on=closes_on,
            today=timezone.localdate(at),
        )
    )
    review = Review.objects.create(
        partnership=partnership,
        kit=kit.key,
        kit_version=kit.version,
        about=about,
        reason=reason,
        closes_on=closes_on,
        opened_at=at,
        visibility=visibility,
    )
    _enter("started review", review, by=by, at=at, about=about, closes_on=closes_on.isoformat())
    return review


@transaction.atomic
def answer(
    review: Review,
    *,
    by: Account,
    at: datetime,
    given: Mapping[str, Given],
    organisation: Organisation | None = None,
    version: int = 0,
) -> Review:
    """Answer a review: for a member organisation in its name, or without any name where the kit asks for none.

    A member's answers may be changed until the review is closed; version is the one that was seen, 0 for none yet.
    What is answered without a name writes no entry of its own: the closed set enters as one hash. Raises Refused, or
    Edited if somebody of the same organisation answered meanwhile.
    """
    review = locked(review)
    kit = kits()[review.kit]
    refuse_if(
        rules.refusals_to_answer(
            kit,
            given,
            takes_part=takes_part(by, review.partnership),
            own=kit.is_anonymous or (organisation is not None and acts_for(by, organisation.pk)),
            state=review.state,
            answered=kit.is_anonymous and reads.has_answered(review, by),
        )
    )
    if kit.is_anonymous:
        _take(review, by)
        _store(Response.objects.create(review=review), given)
    elif organisation is not None:
        _store(_named_response(review, organisation, version), given)
        _enter("answered review", review, by=by, at=at, organisation=organisation.reference)
    return review


@transaction.atomic
def close(review: Review, *, by: Account, at: datetime) -> Review:
    """Close a review: no more answers, and what was said is shown. Raises Refused with every reason against.

    Answers without names are stored anew in an order drawn by lot, so that not even their rows tell who came first.
    """
    review = locked(review)
    refuse_if(rules.refusals_to_close(allowed=convenes(by, review.partnership), state=review.state))
    if review.is_anonymous:
        _shuffle(review)
    review.state, review.closed_at = Review.State.CLOSED, at
    review.save(update_fields=["state", "closed_at"])
    _enter("closed review", review, by=by, at=at, answers=review.responses.count(), texts=_closed_set(review))
    return review


@transaction.atomic
def conclude(review: Review, *, by: Account, at: datetime, conclusion: str) -> Review:
    """Say what the partnership makes of the answers. Said once. Raises Refused with every reason against."""
    review = locked(review)
    allowed = convenes(by, review.partnership)
    refuse_if(rules.refusals_to_conclude(allowed=allowed, state=review.state, conclusion=conclusion))
    save_changes(review, {"state": Review.State.CONCLUDED, "conclusion": conclusion})
    _enter("concluded review", review, by=by, at=at, texts={"conclusion": review.conclusion})
    return review


def _take(review: Review, by: Account) -> None:
    """Mark an account as having answered; the table's own constraint keeps a second one out."""
    try:
        with transaction.atomic():
            Taken.objects.create(review=review, account=by)
    except IntegrityError as second:
        raise Refused((rules.ANSWERED_ALREADY,)) from second


def _named_response(review: Review, organisation: Organisation, version: int) -> Response:
    response, made = Response.objects.get_or_create(review=review, organisation=organisation, defaults={"version": 1})
    if not made and response.version != version:
        raise Edited(reads.said_in(response), response.version)
    if not made:
        response.version += 1
        response.save(update_fields=["version"])
        response.answers.all().delete()
    return response


def _store(response: Response, given: Mapping[str, Given]) -> None:
    said = ((key, one) for key, one in given.items() if one.says_something)
    Answer.objects.bulk_create(
        Answer(response=response, item=key, mark=one.mark, option=one.option, words=one.words, evidence=one.evidence)
        for key, one in said
    )


def _shuffle(review: Review) -> None:
    """Store answers without names anew, in an order drawn by lot."""
    sets = [list(response.answers.all()) for response in review.responses.prefetch_related("answers")]
    review.responses.all().delete()
    random.SystemRandom().shuffle(sets)
    for answers in sets:
        fresh = Response.objects.create(review=review)
        for one in answers:
            one.pk, one.response = None, fresh
        Answer.objects.bulk_create(answers)
    marks = list(review.taken.values_list("account", flat=True))
    review.taken.all().delete()
    random.SystemRandom().shuffle(marks)
    Taken.objects.bulk_create(Taken(review=review, account_id=account) for account in marks)


def _closed_set(review: Review) -> dict[str, str]:
    """All answers of a review as one text that does not depend on their order, for its hash in the record."""
    rows = [
        [str(one.response.organisation_id or ""), one.item, one.mark, one.option, one.words, one.evidence]
        for one in Answer.objects.filter(response__review=review).select_related("response")
    ]
    return {"answers": json.dumps(sorted(rows, key=json.dumps), ensure_ascii=False)}


def _enter(
    verb: str, review: Review, *, by: Account, at: datetime, texts: Mapping[str, str] | None = None, **facts: object
) -> None:
    said = {"kit": review.kit, "version": review.kit_version, **facts}
    enter(verb, review, by=by, at=at, partnership=review.partnership.reference, facts=said, texts=texts)
