"""What several people do at the same moment happens once, and nobody is shown a fault.

Every address that takes a POST is tried by many browsers at once, all sending the same. Afterwards one of them has
done it; the others were told why not, or were led to what stands already.
"""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from joinedup.answers import actions as following
from joinedup.answers.models import Follow, Follower, FollowRequest
from joinedup.exchange import actions
from joinedup.exchange.forms.tables import key_of
from joinedup.exchange.mapping.layout import Layout
from joinedup.exchange.models import Import, OtherName
from joinedup.exchange.tests.tables import LONG, csv_of
from joinedup.exchange.tests.workbooks import plan, workbook
from joinedup.exchange.uploads import upload_of
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator, Outcome
from joinedup.partners import actions as partners
from joinedup.partners.models import INVITATIONS, Account, Invitation, Membership, Partnership, Person, Place
from joinedup.partners.tests.cast import LONG_AGO, Cast, signed_in
from joinedup.promises import actions as promises
from joinedup.promises import reads as promise_reads
from joinedup.promises.models import Commitment, Decision, Part, Risk
from joinedup.questions.models import Question
from joinedup.record.models import Entry
from tests.test_permissions import _routes
from tests.world import SPRING, World, world

AT_ONCE = 8
PATIENCE_SECONDS = 60
FAULT = 500


@dataclass(frozen=True)
class Attempt:
    """What one account sends to an address from many browsers, and what there is one more of if it happens once."""

    who: Account | None
    address: str
    fields: dict[str, Any] = field(default_factory=dict)
    grows: "QuerySet[Any]" = field(default_factory=Entry.objects.all)
    by: int = 1


@dataclass(frozen=True)
class Stage:
    """Where attempts are prepared: the cast, and one of everything."""

    cast: Cast
    world: World
    folder: Path

    @property
    def partnership(self) -> str:
        return f"/{self.cast.partnership.reference}/"

    @property
    def doing(self) -> dict[str, Any]:
        return {"by": self.cast.ada, "at": timezone.now()}

    def at(self, kind: str) -> str:
        """The page of the one noun of a kind."""
        return f"/{self.world.parts[kind]}/"


Prepare = Callable[[Stage], Attempt]
ATTEMPTS: dict[str, Prepare] = {}
MAY_HAPPEN_AGAIN = {
    "following": "choosing the same letters again changes nothing",
    "followed-by-mail": "choosing the same letters again changes nothing",
    "answer-finding": "a second answer takes the place of the first, and the record keeps both",
    "preview": "it only changes how the session's owner reads",
    "end-preview": "it only changes how the session's owner reads",
    "workbook": "each upload is tried by itself; storing is what happens once",
    "table-paste": "what is pasted is tried by itself; storing is what happens once",
}


def attempt(name: str) -> Callable[[Prepare], Prepare]:
    """Make known what is sent at once to the address of this name. They are tried in the order of this file."""

    def known(prepare: Prepare) -> Prepare:
        ATTEMPTS[name] = prepare
        return prepare

    return known


@pytest.fixture
def stage(transactional_db: None, cast: Cast, tmp_path: Path) -> Stage:
    return Stage(cast, world(cast), tmp_path)


def test_whatever_is_sent_many_times_at_once_is_done_once(stage: Stage) -> None:
    happened = {name: tried(prepare(stage)) for name, prepare in ATTEMPTS.items()}
    faults = [f"{name}: {what}" for name, what in happened.items() if what != "once"]
    assert faults == [], "\n".join(faults)


def test_every_address_that_takes_a_post_is_tried(cast: Cast) -> None:
    addresses = world(cast).addresses(_routes())
    client = signed_in(cast.ada)
    takes = {name for name, at in addresses.items() if "POST" in client.options(at)["Allow"]}
    assert (
        takes | {"close-account"} == ATTEMPTS.keys() | MAY_HAPPEN_AGAIN.keys()
    )  # it stands below the library’s addresses


def test_only_one_of_two_convenors_is_named_when_both_are_at_once(stage: Stage) -> None:
    """Whoever has handed over convenes no more, whatever else was on its way from the same desk."""
    named = [Person.objects.get(account=each).reference for each in (stage.cast.ben, stage.cast.dan)]
    before = Entry.objects.filter(verb="handed over").count()
    at_once(
        *(_sending(stage.cast.ada, f"{stage.partnership}hand-over/", {"convenor": each}) for each in named * 4),
    )
    assert Entry.objects.filter(verb="handed over").count() - before == 1


def test_a_part_that_is_taken_out_while_it_is_accepted_shows_nobody_a_fault(stage: Stage) -> None:
    accepting = (_sending(stage.cast.dan, f"{stage.at('part')}accept/", {}) for _ in range(AT_ONCE))
    removing = (_sending(stage.cast.ada, f"{stage.at('part')}remove/", {}) for _ in range(2))
    answers = at_once(*accepting, *removing)
    assert [answer for answer in answers if not isinstance(answer, int) or answer >= FAULT] == []
    assert not Part.objects.filter(reference=stage.world.parts["part"]).exists()


def test_two_places_never_come_to_lie_within_each_other(stage: Stage) -> None:
    doing = stage.doing
    north = partners.add_place(name="North", kind="area", within=stage.cast.town, **doing)
    south = partners.add_place(name="South", kind="area", within=stage.cast.town, **doing)
    moves = [(north, south), (south, north)] * 4
    at_once(
        *(
            _sending(stage.cast.ada, f"/{one.reference}/move/", {"within": to.reference, "version": one.version})
            for one, to in moves
        )
    )
    lineages = dict(Place.objects.values_list("pk", "lineage"))
    assert [pk for pk, lineage in lineages.items() if lineage.count(f".{pk}.") != 1] == []
    inside = {one.pk for one in (north, south) if Place.objects.get(pk=one.pk).within_id in (north.pk, south.pk)}
    assert len(inside) == 1


def tried(one: Attempt) -> str:
    """What came of an attempt made by many browsers at once, in a word if all is well."""
    before = one.grows.count()
    answers = at_once(*(_sending(one.who, one.address, one.fields) for _ in range(AT_ONCE)))
    faults = [answer for answer in answers if not isinstance(answer, int) or answer >= FAULT]
    done = one.grows.count() - before
    return "once" if done == one.by and not faults else f"{done} of {one.by} done; answers {answers}"


def at_once(*acts: Callable[[], int]) -> list[Any]:
    """Do all of these at the same moment, each in a thread of its own; what each gave or raised."""
    gate = threading.Barrier(len(acts), timeout=PATIENCE_SECONDS)
    gave: list[Any] = []

    def do(act: Callable[[], int]) -> None:
        try:
            gate.wait()
            gave.append(act())
        except Exception as fault:  # noqa: BLE001 — it is what the test reports
            gave.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    return gave


def _sending(who: Account | None, address: str, fields: dict[str, Any]) -> Callable[[], int]:
    client = signed_in(who) if who else Client()
    client.raise_request_exception = False
    # Each browser sends a file of its own: one that another has read to its end would arrive empty.
    return lambda: client.post(address, dict(fields)).status_code


# Who?


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


@attempt("close-account")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.cara, "/account/close/")


# What should change?


@attempt("state-problem")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.partnership}problems/new/", {"name": "Damp homes", "once": uuid.uuid4()})


@attempt("edit-problem")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('problem')}edit/", {"name": "Hunger at school", "version": 1})


@attempt("share-problem")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('problem')}share/", {"visibility": "partners"})


@attempt("sign-problem")
def _(stage: Stage) -> Attempt:
    problem = outcomes.state_problem(
        stage.cast.partnership, name="Cold", statement="Many are.", visibility="partners", **stage.doing
    )
    fields = {"organisation": stage.cast.charity.reference, "stance": "agrees"}
    return Attempt(stage.cast.dan, f"/{problem.reference}/sign/", fields)


@attempt("set-outcome")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Warm homes", "priority": "normal", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}outcomes/new/", fields)


@attempt("edit-outcome")
def _(stage: Stage) -> Attempt:
    fields = {"name": "No child learns hungry", "priority": "top", "version": 1}
    return Attempt(stage.cast.ada, f"{stage.at('outcome')}edit/", fields)


@attempt("name-lead-of-outcome")
def _(stage: Stage) -> Attempt:
    outcome = Outcome.objects.get(reference=stage.world.parts["outcome"])
    lead = Person.objects.get(account=stage.cast.ben).reference
    return Attempt(stage.cast.ada, f"{stage.at('outcome')}lead/", {"lead": lead, "version": outcome.version})


@attempt("sign-outcome")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.charity.reference, "stance": "agrees"}
    return Attempt(stage.cast.dan, f"{stage.at('outcome')}sign/", fields)


@attempt("share-outcome")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('outcome')}share/", {"visibility": "partners"})


@attempt("add-step")
def _(stage: Stage) -> Attempt:
    fields = {"kind": "input", "name": "Ovens", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}steps/new/", fields)


@attempt("edit-step")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('step')}edit/", {"name": "Breakfast for all", "version": 1})


@attempt("link-step")
def _(stage: Stage) -> Attempt:
    step = outcomes.add_step(stage.cast.partnership, kind="input", name="Cooks", **stage.doing)
    return Attempt(stage.cast.ada, f"/{step.reference}/link/", {"to": stage.world.parts["step"]})


@attempt("share-step")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('step')}share/", {"visibility": "partners"})


MEASURE = {"level": "outcome", "rhythm": "month", "better": "higher"}


@attempt("define-measure")
def _(stage: Stage) -> Attempt:
    fields = {"name": "Homes above 18°", **MEASURE, "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}measures/new/", fields)


@attempt("edit-measure")
def _(stage: Stage) -> Attempt:
    fields = {
        **MEASURE,
        "name": "Breakfasts served",
        "unit": "breakfasts",
        "steward": stage.cast.council.reference,
        "ruleset": Indicator.RuleSet.NHSR,
        "run_length": 7,
        "version": 1,
    }
    return Attempt(stage.cast.ada, f"{stage.at('indicator')}edit/", fields)


@attempt("record-figure")
def _(stage: Stage) -> Attempt:
    fields = {"from_on": date(2026, 5, 1), "until_on": date(2026, 5, 31), "value": "91"}
    return Attempt(stage.cast.ben, f"{stage.at('indicator')}figures/", fields)


@attempt("start-phase")
def _(stage: Stage) -> Attempt:
    return Attempt(
        stage.cast.ada, f"{stage.at('indicator')}phases/", {"starts_on": SPRING, "reason": "Counted by hand before."}
    )


@attempt("share-measure")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('indicator')}share/", {"visibility": "partners"})


# Who promised what?


@attempt("make-promise")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.council.pk, "output": "Buy ovens", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}promises/new/", fields)


@attempt("edit-promise")
def _(stage: Stage) -> Attempt:
    promise = Commitment.objects.get(reference=stage.world.parts["promise"])
    fields = {
        "output": "Open each kitchen by eight",
        "towards": list(promise.outcomes.values_list("pk", flat=True)),
        "starts_on": promise.starts_on,
        "due_on": promise.due_on,
        "version": promise.version,
    }
    return Attempt(stage.cast.ada, f"{stage.at('promise')}edit/", fields)


@attempt("name-lead-of-promise")
def _(stage: Stage) -> Attempt:
    promise = Commitment.objects.get(reference=stage.world.parts["promise"])
    fields = {"lead": Person.objects.get(account=stage.cast.ada).pk, "version": promise.version}
    return Attempt(stage.cast.ada, f"{stage.at('promise')}lead/", fields)


@attempt("share-promise")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('promise')}share/", {"visibility": "partners"})


@attempt("report-progress")
def _(stage: Stage) -> Attempt:
    fields = {"state": "on_track", "words": "Two are open.", "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"{stage.at('promise')}report/", fields)


@attempt("add-part")
def _(stage: Stage) -> Attempt:
    fields = {"what": "Milk", "organisation": stage.cast.charity.pk, "role": "delivers", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('promise')}parts/", fields)


@attempt("accept-part")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.dan, f"{stage.at('part')}accept/")


@attempt("share-plan")
def _(stage: Stage) -> Attempt:
    unseen = promise_reads.unseen(stage.cast.partnership, stage.cast.ada)
    promise = next(one for one in unseen if isinstance(one, Commitment))
    shared = Entry.objects.filter(verb="shared", subject=promise.reference, facts__visibility="public")
    return Attempt(stage.cast.ada, f"{stage.partnership}share/", grows=shared)


@attempt("remove-part")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('part')}remove/")


@attempt("record-outcome-contribution")
def _(stage: Stage) -> Attempt:
    fields = {"group": "Pupils", "role": "advised", "stage": "before", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('outcome')}writing/", fields)


@attempt("record-target-contribution")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.health.reference, "role": "wrote", "stage": "drafting", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('indicator')}writing/", fields)


@attempt("edit-contribution")
def _(stage: Stage) -> Attempt:
    fields = {"role": "delivers", "stage": "drafting", "version": 1}
    return Attempt(stage.cast.ada, f"{stage.at('contribution')}edit/", fields)


@attempt("raise-pitfall")
def _(stage: Stage) -> Attempt:
    fields = {"words": "Some are ashamed to come.", "once": uuid.uuid4()}
    return Attempt(stage.cast.dan, f"{stage.at('contribution')}pitfalls/", fields)


@attempt("reply-to-pitfall")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('pitfall')}reply/", {"reply": "The bell rings later."})


@attempt("foresee-risk")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.council.pk, "name": "Flour runs out", "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.partnership}risks/new/", fields)


@attempt("edit-risk")
def _(stage: Stage) -> Attempt:
    risk = Risk.objects.get(reference=stage.world.parts["risk"])
    fields = {"organisation": stage.cast.council.pk, "name": "Two ovens fail", "version": risk.version}
    return Attempt(stage.cast.ada, f"{stage.at('risk')}edit/", fields)


@attempt("review-risk")
def _(stage: Stage) -> Attempt:
    later = timezone.localdate() + timedelta(days=90)
    fields = {"state": "open", "likelihood": 3, "impact": 4, "review_on": later, "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"{stage.at('risk')}review/", fields)


@attempt("share-risk")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('risk')}share/", {"visibility": "partners"})


@attempt("drop-mitigation")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('risk')}mitigations{stage.at('promise')}drop/")


@attempt("mitigate-risk")
def _(stage: Stage) -> Attempt:
    promise = Commitment.objects.get(reference=stage.world.parts["promise"])
    return Attempt(stage.cast.ada, f"{stage.at('risk')}mitigations/", {"commitment": promise.pk})


@attempt("decide")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.partnership}decisions/new/", {"name": "Porridge", "once": uuid.uuid4()})


@attempt("edit-decision")
def _(stage: Stage) -> Attempt:
    draft = promises.decide(stage.cast.partnership, name="Toast", **stage.doing)
    return Attempt(stage.cast.ada, f"/{draft.reference}/edit/", {"name": "Toast for all", "version": 1})


@attempt("add-minute")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('decision')}minute/", {"reason": "Hunger comes first."})


@attempt("share-decision")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.at('decision')}share/", {"visibility": "partners"})


@attempt("name-affected")
def _(stage: Stage) -> Attempt:
    fields = {"organisation": stage.cast.charity.pk, "once": uuid.uuid4()}
    return Attempt(stage.cast.ada, f"{stage.at('decision')}affected/", fields)


@attempt("spare-member")
def _(stage: Stage) -> Attempt:
    decision = Decision.objects.get(reference=stage.world.parts["decision"])
    named = promises.affect(decision, organisation=stage.cast.health, **stage.doing)
    return Attempt(stage.cast.ada, f"/{named.reference}/spare/")


@attempt("enact")
def _(stage: Stage) -> Attempt:
    fields = {"kind": "budget", "what": "Line 14", "version": 1}
    return Attempt(stage.cast.ben, f"{stage.at('enactment')}enact/", fields)


@attempt("report-enacted")
def _(stage: Stage) -> Attempt:
    fields = {"enacted_on": timezone.localdate(), "once": uuid.uuid4()}
    return Attempt(stage.cast.ben, f"{stage.at('enactment')}enacted/", fields)


# What people ask


@attempt("ask")
def _(stage: Stage) -> Attempt:
    fields = {"kind": "question", "words": "Is there porridge?", "once": uuid.uuid4()}
    return Attempt(stage.cast.dan, f"{stage.partnership}ask/", fields)


@attempt("let-question-through")
def _(stage: Stage) -> Attempt:
    waiting = Question.objects.filter(state="received").earliest("pk")
    return Attempt(stage.cast.ada, f"/{waiting.reference}/let-through/", {"of": stage.cast.council.pk})


@attempt("answer-question")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ben, f"{stage.at('question')}answer/", {"answer": "All of them."})


@attempt("decline-question")
def _(stage: Stage) -> Attempt:
    waiting = Question.objects.filter(state="received").earliest("pk")
    return Attempt(stage.cast.ada, f"/{waiting.reference}/decline/", {"reason": "It names a child."})


# Following


@attempt("follow")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.dan, f"/follow/{stage.world.parts['outcome']}/", grows=Follow.objects.all())


@attempt("stop-following")
def _(stage: Stage) -> Attempt:
    following.follow(stage.world.parts["step"], by=stage.cast.ada, at=timezone.now())
    return Attempt(stage.cast.ada, f"/stop-following/{stage.world.parts['step']}/", grows=Follow.objects.all(), by=-1)


@attempt("confirm-following")
def _(stage: Stage) -> Attempt:
    link = FollowRequest.objects.get(email="gus@example.org").link
    return Attempt(None, link, grows=Follow.objects.filter(follower__email="gus@example.org"))


@attempt("stop-letters")
def _(stage: Stage) -> Attempt:
    stopping = Follower.objects.get(email="hilda@example.org")
    return Attempt(None, stopping.stop_page, grows=Follower.objects.filter(pk=stopping.pk), by=-1)


# The workbook, and what ends a partnership's preparation


@attempt("workbook-result")
def _(stage: Stage) -> Attempt:
    file = workbook(stage.folder / "plan.xlsx", **plan())
    signed_in(stage.cast.ada).post(f"{stage.partnership}workbook/", {"file": _named(file)})
    load = Import.objects.get(state=Import.State.TRIED)
    return Attempt(stage.cast.ada, load.get_absolute_url(), grows=Entry.objects.filter(verb="imported"))


@attempt("table-kind")
def _(stage: Stage) -> Attempt:
    fields = {"kind": "figures", "sheet": "upload", "heading_row": 1, "shape": "long"}
    load = _taken_in(stage)
    grows = Import.objects.filter(pk=load.pk).exclude(layout={})
    return Attempt(stage.cast.ada, f"{load.get_absolute_url()}kind/", fields, grows)


@attempt("table-columns")
def _(stage: Stage) -> Attempt:
    load = _taken_in(stage)
    actions.begin_layout(load, **stage.doing, layout=Layout("figures", heading_row=1))
    holds = dict(enumerate(("organisation", "period", "numerator", "denominator"), 1))
    fields = {f"column-{place}": name for place, name in holds.items()}
    fields |= {"constant-measure": "In time", "constant-unit": "%", "order": "day_first", "year_starts": "4"}
    grows = Import.objects.filter(pk=load.pk, state=Import.State.TRIED)
    return Attempt(stage.cast.ada, f"{load.get_absolute_url()}columns/", fields, grows)


@attempt("table-names")
def _(stage: Stage) -> Attempt:
    load = _taken_in(stage, "Nobody knows")
    actions.lay_out(load, **stage.doing, layout=replace(LONG, heading_row=1))
    with upload_of(load) as path:
        actions.try_table(load, **stage.doing, path=path)
    known = stage.cast.charity.reference
    fields = {key_of("organisation", "Nobody knows"): "", f"{key_of('organisation', 'Nobody knows')}-other": known}
    return Attempt(stage.cast.ada, f"{load.get_absolute_url()}names/", fields, OtherName.objects.all())


@attempt("stage")
def _(stage: Stage) -> Attempt:
    fields = {"correct_by": timezone.localdate() + timedelta(days=7)}
    return Attempt(stage.cast.ada, f"{stage.partnership}stage/", fields)


@attempt("publish")
def _(stage: Stage) -> Attempt:
    return Attempt(stage.cast.ada, f"{stage.partnership}publish/")


@attempt("hand-over")
def _(stage: Stage) -> Attempt:
    convenor = Person.objects.get(account=stage.cast.ben).reference
    return Attempt(stage.cast.ada, f"{stage.partnership}hand-over/", {"convenor": convenor})


def _taken_in(stage: Stage, provider: str = "Open Door") -> Import:
    """A table that nothing is known of yet."""
    rows = [["Provider", "Month", "In time", "All"], [provider, "2019-04-01", 1, 2]]
    path = csv_of(stage.folder / "upload.csv", rows)
    content = path.read_bytes()
    return actions.take_in(stage.cast.partnership, **stage.doing, path=path, file_name="upload.csv", content=content)


def _named(file: Path) -> BytesIO:
    content = BytesIO(file.read_bytes())
    content.name = file.name
    return content
