"""Attempts of reminders and of links in letters."""

import uuid
from datetime import date, timedelta

from django.utils import timezone

from joinedup.frame.models import Letter
from joinedup.partners.models import Account
from joinedup.promises import actions as promises
from joinedup.promises.models import AnswerLink, Chase, Commitment, Part
from tests.attempts.stage import Attempt, Stage, attempt
from tests.world import secret_in


@attempt("chasing")
def _(stage: Stage) -> Attempt:
    _promise(stage)
    _long_ago()
    return Attempt(stage.cast.ada, f"{stage.partnership}chasing/", {"once": uuid.uuid4()}, Chase.objects.all())


@attempt("answer")
def _(stage: Stage) -> Attempt:
    secret = _reminded(stage, stage.cast.ben)
    return Attempt(None, f"/answer/{secret}/", {"answer": "on_track"})


@attempt("send-link-anew")
def _(stage: Stage) -> Attempt:
    secret = _reminded(stage, stage.cast.ben)
    AnswerLink.objects.update(made_at=timezone.now() - timedelta(days=20), expires_at=timezone.now())
    return Attempt(None, f"/answer/{secret}/again/", {})


@attempt("take-lead")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"/{_promise(stage).reference}/lead/take/")


@attempt("decline-lead")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"/{_promise(stage).reference}/lead/decline/", {"words": "I left that team."})


@attempt("decline-part")
def _(stage: Stage) -> Attempt:
    part: Part = promises.add_part(
        _promise(stage), what="Bread", organisation=stage.cast.charity, role="delivers", **stage.doing
    )
    return Attempt(stage.cast.dan, f"/{part.reference}/decline/", {"words": "No bread."})


def _promise(stage: Stage) -> Commitment:
    """A promise that Ben is named to lead and that is past its date."""
    return promises.promise(
        stage.cast.partnership,
        organisation=stage.cast.council,
        output="Mend the ovens",
        due_on=date(2026, 1, 1),
        lead=stage.cast.ben.person,
        visibility="public",
        **stage.doing,
    )


def _long_ago() -> None:
    """Let every round so far have been sent long ago."""
    Chase.objects.update(sent_at=timezone.now() - timedelta(days=60))


def _reminded(stage: Stage, who: Account) -> str:
    """Remind everybody of a promise; the secret of the first link in somebody's letter."""
    _promise(stage)
    _long_ago()
    promises.chase(stage.cast.partnership, **stage.doing)
    return secret_in(Letter.objects.filter(to=who.email).latest("pk").body)
