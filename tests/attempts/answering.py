"""Attempts of answerability: lines and accounts, who steps in last, and what scrutiny recommended."""

import uuid
from datetime import timedelta

from django.utils import timezone

from joinedup.answers import actions as answers
from joinedup.answers.models import AccountGiven, AnswerLine, Guarantor, Recommendation
from joinedup.partners.models import Body, Person
from tests.attempts.stage import Attempt, Stage, attempt


def _line(stage: Stage) -> AnswerLine:
    return AnswerLine.objects.get(reference=stage.world.parts["line"])


def _committee(stage: Stage) -> Body:
    return Body.objects.get(reference=stage.world.parts["recommend body"])


@attempt("draw-line")
def _(stage: Stage) -> Attempt:
    fields = {
        "about": stage.world.parts["outcome"],
        "answers_for": "rules",
        "organisation": stage.cast.health.reference,
        "to_words": "Whoever asks",
        "side": "inside",
        "visibility": "public",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.ada, f"{stage.partnership}answerability/new/", fields, AnswerLine.objects.all())


@attempt("edit-line")
def _(stage: Stage) -> Attempt:
    one = _line(stage)
    fields = {
        "about": one.about,
        "answers_for": one.answers_for,
        "organisation": stage.cast.council.reference,
        "to_words": "Residents",
        "side": "outside",
        "visibility": "public",
        "version": one.version,
    }
    return Attempt(stage.cast.ada, f"{stage.at('line')}edit/", fields)


@attempt("give-account")
def _(stage: Stage) -> Attempt:
    fields = {"given_on": timezone.localdate(), "words": "Half of all schools.", "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"{stage.at('line')}account/", fields, AccountGiven.objects.all())


@attempt("end-line")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('line')}end/", {"because": "The committee hears it."})


@attempt("name-guarantor")
def _(stage: Stage) -> Attempt:
    fields = {"service": "Bread van", "visibility": "public", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}guarantors/new/", fields, Guarantor.objects.all())


@attempt("edit-guarantor")
def _(stage: Stage) -> Attempt:
    one = Guarantor.objects.get(reference=stage.world.parts["guarantor"])
    fields = {"service": "Breakfast clubs", "visibility": "public", "version": one.version}
    return Attempt(stage.cast.ada, f"{stage.at('guarantor')}edit/", fields)


@attempt("remove-guarantor")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('guarantor')}remove/")


@attempt("recommend")
def _(stage: Stage) -> Attempt:
    fields = {
        "words": "Ask the children.",
        "about": stage.world.parts["outcome"],
        "of": stage.cast.council.reference,
        "due_on": timezone.localdate() + timedelta(days=60),
        "visibility": "public",
        "once": uuid.uuid4(),
    }
    address = f"{_committee(stage).get_absolute_url()}recommendations/new/"
    return Attempt(stage.cast.ben, address, fields, Recommendation.objects.all())


@attempt("share-recommendation")
def _(stage: Stage) -> Attempt:
    about, of = stage.world.parts["outcome"], stage.cast.council
    one = answers.recommend(_committee(stage), about=about, words="Wait.", of=of, visibility="partners", **stage.doing)
    return Attempt(stage.cast.ben, f"{one.get_absolute_url()}share/", {"visibility": "public"})


@attempt("reply-to-recommendation")
def _(stage: Stage) -> Attempt:
    owner, do_by = Person.objects.get(account=stage.cast.ben), timezone.localdate() + timedelta(days=30)
    fields = {"reply": "accepted", "owner": owner.reference, "do_by": do_by}
    return Attempt(stage.cast.ben, f"{stage.at('recommendation')}reply/", fields)


@attempt("report-recommendation-done")
def _(stage: Stage) -> Attempt:
    fields = {"done_on": timezone.localdate(), "words": "Counted."}
    return Attempt(stage.cast.ben, f"{stage.at('recommendation')}done/", fields)


@attempt("close-recommendation")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('recommendation')}close/", {"words": "Thank you."})
