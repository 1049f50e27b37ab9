"""My desk: what I owe in order of date, each to be answered on its row."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_safe

from joinedup.answers.reads import recommendations as recommendation_reads
from joinedup.partners.models import Account, Partnership
from joinedup.partners.permissions import convened
from joinedup.partners.requests import Request
from joinedup.promises import reads as promise_reads
from joinedup.promises.own import own_claims, own_rows
from joinedup.promises.reads import claims as claim_reads
from joinedup.promises.reads import risks as risk_reads
from joinedup.promises.reads import signing as signing_reads
from joinedup.promises.reads import warning_rows
from joinedup.questions import reads as question_reads
from joinedup.questions.forms import AnswerForm
from joinedup.questions.models import Question
from joinedup.voice.models import Conversation
from joinedup.voice.reads import moderation as moderation_reads
from joinedup.voice.reads import replies as reply_reads
from joinedup.voice.reads.tallies import Tally, tallies

SHOWN = 50  # of each kind; the lists that the desk links to hold the rest


@dataclass(frozen=True)
class Owed:
    """One thing that somebody owes: by when, and the template that shows it with what it needs."""

    due_on: date
    template: str
    needs: dict[str, Any]


@login_required
@require_safe
def desk(request: Request) -> HttpResponse:
    """What the reader owes, in order of date, and the partnerships that the reader convenes."""
    account = request.account
    if account is None:
        raise PermissionDenied
    gathered = (
        _promises,
        _risks,
        _to_sign,
        _firings,
        _claims,
        _recommended,
        _to_read,
        _conversations,
        _to_answer,
        _to_check,
    )
    owed = [one for gather in gathered for one in gather(account)]
    context = {
        "owed": sorted(owed, key=lambda one: one.due_on),
        "convenes": Partnership.objects.filter(convened(account)).order_by("name"),
    }
    return render(request, "site/desk.html", context)


def _promises(account: Account) -> list[Owed]:
    owed = promise_reads.owed_by(account).select_related("partnership", "organisation")[:SHOWN]
    rows = own_rows(list(owed), account)
    return [Owed(_by(row.commitment.due_on), "promises/_own_row.html", {"row": row}) for row in rows]


def _risks(account: Account) -> list[Owed]:
    owned = risk_reads.to_review_by(account).select_related("partnership")[:SHOWN]
    return [
        Owed(_by(row["risk"].review_on), "promises/_own_risk.html", {"row": row}) for row in risk_reads.own_rows(owned)
    ]


def _to_sign(account: Account) -> list[Owed]:
    rows = signing_reads.own_rows(signing_reads.to_sign_by(account)[:SHOWN])
    return [Owed(row["asked_by"], "promises/_own_signing.html", {"row": row}) for row in rows]


def _firings(account: Account) -> list[Owed]:
    waiting = warning_rows.to_answer_by(account).select_related("tripwire__partnership", "tripwire__indicator")
    rows = warning_rows.firing_rows(waiting[:SHOWN], account)
    return [Owed(row.firing.act_by, "promises/_own_firing.html", {"row": row}) for row in rows]


def _claims(account: Account) -> list[Owed]:
    rows = own_claims(list(claim_reads.owed_by(account)[:SHOWN]))
    return [Owed(row["due_on"], "promises/_own_claim.html", {"row": row}) for row in rows]


def _recommended(account: Account) -> list[Owed]:
    asked = recommendation_reads.owed_by(account)[:SHOWN]
    rows = recommendation_reads.rows(asked, account, localdate())
    return [Owed(_by(row.by), "answers/_own_recommendation.html", {"row": row}) for row in rows]


def _to_read(account: Account) -> list[Owed]:
    waiting = moderation_reads.to_read_by(account)[:SHOWN]
    return [Owed(localdate(), "voice/_own_reading.html", {"row": one}) for one in waiting]


def _conversations(account: Account) -> list[Owed]:
    waiting = list(reply_reads.to_answer_by(account)[:SHOWN])
    counted = tallies(Conversation.objects.filter(pk__in=[one.pk for one in waiting])) if waiting else {}
    rows = [
        {"conversation": one, "left": counted.get(one.pk, Tally()).left, "is_overdue": reply_reads.is_overdue(one)}
        for one in waiting
    ]
    return [
        Owed(_by(one.answer_by), "voice/_own_answers.html", {"row": row})
        for one, row in zip(waiting, rows, strict=True)
    ]


def _to_answer(account: Account) -> list[Owed]:
    return _questions(question_reads.owed_by(account), account, with_form=True)


def _to_check(account: Account) -> list[Owed]:
    return _questions(question_reads.to_check_by(account), account, with_form=False)


def _questions(questions: QuerySet[Question], account: Account, *, with_form: bool) -> list[Owed]:
    return [
        Owed(
            row.question.due_on,
            "questions/_own_row.html",
            {
                "question": row.question,
                "about": row.about,
                "is_overdue": row.is_overdue,
                "form": AnswerForm(auto_id=f"{row.question.reference.replace('/', '-')}-%s") if with_form else None,
            },
        )
        for row in question_reads.rows(questions[:SHOWN], account)
    ]


def _by(due_on: date | None) -> date:
    return due_on or date.max
