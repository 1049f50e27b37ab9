"""Attempts of Who?"""

import uuid
from datetime import date

from django.utils import timezone

from joinedup.partners import actions as partners
from joinedup.partners.models import INVITATIONS, Invitation, Membership, Partnership, Person
from joinedup.partners.tests.cast import LONG_AGO
from tests.attempts.stage import Attempt, Stage, attempt


@attempt("add-place")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, "/places/add/", {"name": "Eastfield", "kind": "area"})


@attempt("move-place")
def _(stage: Stage) -> Attempt:
    place = stage.cast.millbrook
    return Attempt(stage.cast.ada, f"/{place.reference}/move/", {"within": "", "version": place.version})


@attempt("add-postcodes")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('place')}postcodes/", {"beginnings": "OX4"})


@attempt("add-organisation")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, "/organisations/add/", {"name": "Quiet Street", "sector": "charity"})


@attempt("edit-organisation")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Northtown Council", "sector": "council", "org_id": "GB-LAE-NTC", "version": 1}
    return Attempt(stage.cast.ada, f"{stage.at('organisation')}edit/", fields)


@attempt("add-person")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Gil Ray", "post": "Clerk", "from_on": LONG_AGO, "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('organisation')}people/add/", fields, by=2)


@attempt("edit-person")
def _(stage: Stage) -> Attempt:
    person = Person.objects.get(account=stage.cast.ben)
    fields = {"name": "Ben Hughes", "consents_to_name": "on", "version": person.version}
    return Attempt(stage.cast.ben, f"/{person.reference}/edit/", fields)


@attempt("posts")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.council.reference, "post": "Deputy", "from_on": LONG_AGO}
    return Attempt(stage.cast.ada, f"{stage.at('person')}posts/", fields)


@attempt("end-post")
def _(stage: Stage) -> Attempt:
    post = Membership.objects.get(person__account=stage.cast.ben, post="Deputy")
    fields = {"membership": post.pk, "until_on": timezone.localdate()}
    return Attempt(stage.cast.ada, f"{stage.at('person')}posts/end/", fields)


@attempt("start-partnership")
def _(stage: Stage) -> Attempt:
    fields = {
        "name": "Ageing well",
        "place": stage.cast.town.reference,
        "convenor": Person.objects.get(account=stage.cast.ben).reference,
    }
    return Attempt(stage.cast.olu, "/partnerships/start/", fields)


@attempt("edit-partnership")
def _(stage: Stage) -> Attempt:
    one = Partnership.objects.get(pk=stage.cast.partnership.pk)
    numbers = (
        "days_to_answer",
        "questions_a_day",
        "most_top_priorities",
        "periods_without_figure",
        "days_to_publish",
        "days_without_news",
        "days_between_reminders",
        "months_on_watch",
        "most_led_percent",
        "months_between_endorsements",
        "days_between_reminders",
        "version",
    )
    fields = {
        "name": "Starting very well",
        "purpose": one.purpose,
        "place": one.place.reference,
        "takes_questions": "on",
        **{name: getattr(one, name) for name in numbers},
    }
    return Attempt(stage.cast.ada, f"{stage.partnership}edit/", fields)


@attempt("members")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.stranger.reference, "role": "advises", "from_on": LONG_AGO}
    return Attempt(stage.cast.ada, f"{stage.partnership}members/", fields)


@attempt("confirm")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.eve, f"{stage.partnership}members/{stage.cast.stranger.reference}/confirm/")


@attempt("leave")
def _(stage: Stage) -> Attempt:
    fields = {"until_on": timezone.localdate()}
    return Attempt(stage.cast.eve, f"{stage.partnership}members/{stage.cast.stranger.reference}/leave/", fields)


@attempt("accept-invitation")
def _(stage: Stage) -> Attempt:
    invitation = Invitation.objects.get(reference=stage.world.parts["invitation"])
    Invitation.objects.filter(pk=invitation.pk).update(email=stage.cast.rosa.email)
    return Attempt(stage.cast.rosa, f"/accept/{INVITATIONS.sign(invitation.reference)}/")


@attempt("invitations")
def _(stage: Stage) -> Attempt:
    newcomer = partners.add_person(
        name="Hal Wood", organisation=stage.cast.charity, post="Driver", from_on=LONG_AGO, **stage.doing
    )
    fields = {"person": newcomer.reference, "email": "hal@example.org", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}invitations/", fields)


@attempt("withdraw-invitation")
def _(stage: Stage) -> Attempt:
    invitation = Invitation.objects.get(email="hal@example.org", withdrawn_at=None)
    return Attempt(stage.cast.ada, f"/{invitation.reference}/withdraw/")


@attempt("record-mandate")
def _(stage: Stage) -> Attempt:
    fields = {
        "organisation": stage.cast.health.reference,
        "person": Person.objects.get(account=stage.cast.cara).reference,
        "source": "appointed",
        "speaks_for": "People registered with a doctor in Northshire",
        "from_on": LONG_AGO,
        "reports_every": 6,
        "visibility": "public",
        "once": uuid.uuid4(),
    }
    return Attempt(stage.cast.ada, f"{stage.partnership}mandates/new/", fields)


@attempt("edit-mandate")
def _(stage: Stage) -> Attempt:
    fields = {"source": "elected", "may_bind": "The council", "reports_every": 3, "visibility": "public", "version": 1}
    return Attempt(stage.cast.ada, f"{stage.at('mandate')}edit/", fields)


@attempt("report-back")
def _(stage: Stage) -> Attempt:
    fields = {"reported_on": timezone.localdate(), "to_whom": "Full council", "words": "We told it what we agreed."}
    return Attempt(stage.cast.ada, f"{stage.at('mandate')}report/", fields)


@attempt("end-mandate")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('mandate')}end/", {"until_on": timezone.localdate()})


@attempt("expect-to-leave")
def _(stage: Stage) -> Attempt:
    post = Membership.objects.get(person__account=stage.cast.ben, post="Head of early years")
    fields = {"membership": post.pk, "expected_until_on": date(2036, 1, 1)}
    return Attempt(stage.cast.ada, f"{stage.at('person')}posts/expected/", fields)


@attempt("exemptions")
def _(stage: Stage) -> Attempt:
    fields = {
        "subject": stage.world.drafts[0],
        "reason": "A court is still to decide.",
        "ground": "Contempt of Court Act 1981",
        "decided_by": Person.objects.get(account=stage.cast.ben).reference,
        "review_on": date(2036, 1, 1),
    }
    return Attempt(stage.cast.ada, f"{stage.partnership}exemptions/", fields)
