"""One of everything, made by actions, for tests that walk the whole site."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone

from joinedup.answers import actions as answers
from joinedup.answers.models import FOLLOWERS, REQUESTS, Demand, Follower, FollowRequest
from joinedup.exchange.models import Import
from joinedup.frame.models import Letter
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Outcome
from joinedup.partners import actions as partners
from joinedup.partners.models import INVITATIONS, Body, Meeting, Person
from joinedup.partners.tests.cast import Cast
from joinedup.promises import actions as promises
from joinedup.promises.actions import watching
from joinedup.promises.actions.links import new_secret
from joinedup.promises.models import Commitment, ConfirmMark, Freedom, Guarantee, Pledge
from joinedup.promises.reads.agreements import next_to_sign
from joinedup.promises.rules.texts import hash_of
from joinedup.questions import actions as questions
from joinedup.questions.models import RECEIPTS
from joinedup.reviews import actions as reviews
from joinedup.reviews.kits import kits
from joinedup.site import by_letter
from joinedup.site.mydata.asking import link_for
from joinedup.voice.actions import (
    annotations,
    appeals,
    conversations,
    drafts,
    maps,
    moderation,
    programmes,
    replies,
    statements,
    taking_part,
    trading,
)
from joinedup.voice.actions.submissions import give
from joinedup.voice.actions.taking_part import join
from joinedup.voice.actions.themes import gather
from joinedup.voice.models import LETTERS, Burst, Channel, Conversation, Hearing, Known, Stage, Submission
from joinedup.voice.tests import made

Route = tuple[str, tuple[str, ...]]
A_DAY = timedelta(days=1)
SPRING, SUMMER = date(2026, 3, 1), date(2036, 6, 1)


@dataclass(frozen=True)
class World:
    """What stands in each part of an address, and the references of drafts that only their makers see."""

    parts: dict[str, str]
    drafts: tuple[str, ...]

    def addresses(self, routes: Iterable[Route]) -> dict[str, str]:
        """Each route's name and one address of it."""
        return {name: reverse(name, args=[self._at(name, part) for part in parts]) for name, parts in routes}

    def _at(self, route: str, part: str) -> str:
        """What stands in a part: what this one address takes there, else the noun of that kind."""
        return self.parts.get(f"{route} {part}") or self.parts[part]
        """What stands in a part: what this one address takes there, else the noun of that kind."""
        own = f"{route} {part}"
        return self.parts[own] if own in self.parts else self.parts[part]
        """What stands in a part: what this one address takes there, else the noun of that kind."""
        apart = f"{route} {part}"
        return self.parts[apart] if apart in self.parts else self.parts[part]
        """What stands in a part: what this one address takes there, else the noun of that kind."""
        of_route = f"{route} {part}"
        return self.parts[of_route if of_route in self.parts else part]


TABLE: dict[str, Any] = {  # a table whose columns and names are still asked about
    "state": Import.State.ASKING,
    "layout": {"kind": "figures", "heading_row": 1},
    "source": {
        "first": [{"title": "upload", "rows": [[1, ["Provider", "Month", "Share"]], [2, ["Opne", "2019-04", "90"]]]}],
        "unknown": {"organisation": {"Opne": 1}},
    },
}


def world(cast: Cast) -> World:
    """A problem, an outcome with ladder and measure, a promise, a risk, a decision, questions, and drafts of each."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    public = {**doing, "visibility": "public"}
    problem = outcomes.state_problem(cast.partnership, name="Hungry at school", statement="Some are.", **public)
    outcome = outcomes.set_outcome(cast.partnership, name="Nobody learns hungry", problem=problem, **public)
    step = outcomes.add_step(cast.partnership, kind="output", name="Breakfast at every school", **public)
    outcomes.link(step, to=outcome, assumption="They come.", **doing)
    indicator = outcomes.define_indicator(
        cast.partnership,
        outcome=outcome,
        name="Breakfasts eaten",
        definition="Counted each month.",
        unit="breakfasts",
        better="higher",
        steward=cast.council,
        **public,
    )
    outcomes.record_figure(indicator, from_on=SPRING, until_on=date(2026, 4, 1), value=Decimal(90), **doing)
    promise = _promise(cast, "Open every school kitchen by eight", outcome, visibility="public")
    part = promises.add_part(promise, what="Bread", organisation=cast.charity, role="delivers", **doing)
    question = questions.ask(
        cast.partnership, by=cast.dan, at=doing["at"], kind="question", about=promise.reference, words="Which schools?"
    )
    questions.let_through(question, of=cast.council, **doing)
    waiting = questions.ask(
        cast.partnership, by=cast.dan, at=doing["at"], kind="question", about=promise.reference, words="And mine?"
    )
    at = doing["at"]
    asked = FollowRequest.objects.create(
        email="gus@example.org", reference=cast.town.reference, asked_from="x", asked_at=at, expires_at=at + A_DAY
    )
    resident = Follower.objects.create(email="hilda@example.org", told_until=0, told_on=at.date())
    newcomer = partners.add_person(
        name="Finn Moss", organisation=cast.charity, post="Cook", from_on=date(2026, 1, 1), **doing
    )
    invitation = partners.invite(newcomer, email="finn@example.org", partnership=cast.partnership, **doing)
    mandate = partners.record_mandate(
        cast.partnership,
        organisation=cast.council,
        person=Person.objects.get(account=cast.ben),
        source="elected",
        speaks_for="Everybody who lives in Northtown",
        from_on=date(2026, 1, 1),
        **doing,
    )
    contribution = outcomes.record_contribution(
        outcome, organisation=cast.charity, role="wrote", stage="drafting", **doing
    )
    pitfall = outcomes.raise_pitfall(contribution, words="Late buses.", **doing)
    load = Import.objects.create(
        partnership=cast.partnership, file_name="plan.xlsx", file_hash="0" * 64, loaded_at=doing["at"], **TABLE
    )
    risk = promises.foresee(
        cast.partnership,
        organisation=cast.council,
        name="Ovens fail",
        likelihood=2,
        impact=4,
        threatens=[outcome],
        owner=Person.objects.get(account=cast.ben),
        review_on=SUMMER,
        **public,
    )
    promises.mitigate(risk, commitment=promise, **doing)
    decision = promises.decide(
        cast.partnership,
        name="Breakfast before books",
        words="The grant pays for kitchens first.",
        decided_on=SPRING,
        decided_by="Board",
        loses="Schools that wait for books",
        puts_first=[outcome],
        **public,
    )
    enactment = promises.affect(decision, organisation=cast.council, due_on=SUMMER, **doing)
    draft = _promise(cast, "A promise not yet made", outcome, visibility="draft")
    drafts = (
        draft.reference,
        waiting.reference,
        outcomes.state_problem(cast.partnership, name="Unspoken", **doing).reference,
        outcomes.set_outcome(cast.partnership, name="Unwritten", **doing).reference,
        promises.foresee(cast.partnership, organisation=cast.council, name="Unfeared", **doing).reference,
        promises.decide(cast.partnership, name="Undecided", **doing).reference,
        _draft_body(cast).reference,
        promises.draft_agreement(
            cast.partnership, kind="partnership", name="Unagreed", parties=(cast.council,), **doing
        ).reference,
        *_unwarned(cast, outcome),
        a_guarantee(cast, "Unguaranteed", visibility="draft").reference,
        _demand(cast, "Unreported", visibility="draft").reference,
        _exception(cast, "Unasked", visibility="draft").reference,
        _meeting(cast, "Unplanned", timezone.localdate(), visibility="draft").reference,
        promises.undertake(
            cast.partnership, organisation=cast.council, kind="will", words="Not said yet", **doing
        ).reference,
        _pledge(cast, words="Unpledged", visibility="draft").reference,
        conversations.start(cast.partnership, kind="open", name="Unasked of anybody", **doing).reference,
        programmes.start_programme(
            cast.partnership, name="Unplanned talks", visibility="draft", **A_PROGRAMME, **doing
        ).reference,
    )
    return World(
        parts={
            "problem": problem.reference,
            "outcome": outcome.reference,
            "step": step.reference,
            "indicator": indicator.reference,
            "promise": promise.reference,
            "part": part.reference,
            "risk": risk.reference,
            "decision": decision.reference,
            "enactment": enactment.reference,
            "question": question.reference,
            "place": cast.town.reference,
            "organisation": cast.council.reference,
            "person": Person.objects.get(account=cast.ben).reference,
            "partnership": cast.partnership.reference,
            "invitation": invitation.reference,
            **_pauses(cast),
            "mandate": mandate.reference,
            **_landscape(cast),
            "contribution": contribution.reference,
            "pitfall": pitfall.reference,
            **_bodies(cast, outcome),
            **_freedoms(cast, outcome),
            "thread reference": promise.reference,
            "follow reference": promise.reference,
            "stop-following reference": promise.reference,
            "confirm-following signed": REQUESTS.sign(str(asked.pk)),
            "followed-by-mail signed": FOLLOWERS.sign(str(resident.pk)),
            "stop-letters signed": FOLLOWERS.sign(str(resident.pk)),
            "answer-finding key": "B13-0000000000000000",
            "receipt signed": RECEIPTS.sign(question.reference),
            "accept-invitation signed": INVITATIONS.sign(invitation.reference),
            "load": str(load.pk),
            "checkpoint size": "1",
            **_meetings(cast),
            **_chasing(cast),
            **_accounts(cast),
            **_review(cast),
            **_agreement(cast, outcome),
            **_signing(cast),
            **_compact(cast),
            **_roles(cast),
            **_conversation(cast),
            **_drafting(cast),
            **_request(cast),
            **_moderation(cast),
            **_mapped(cast),
            **_taking_part(cast),
            **_replied(cast),
            **_preparing(cast),
            **_trading(cast),
            **_deals(cast),
            **_warned(cast, outcome),
            **_answering(cast, outcome),
            **_guarantees(cast),
            "demand": _demand(cast, "Visits by ward").reference,
        },
        drafts=(*drafts, *_answering_drafts(cast, outcome), *_waiting_to_be_read(cast)),
    )


def _answering(cast: Cast, outcome: Outcome) -> dict[str, str]:
    """A line of the council's, who steps in last for the breakfast club, and what a committee asked of the council."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    about = outcome.reference
    committee = partners.set_up_body(
        cast.partnership, kind="committee", name="Scrutiny committee", purpose="Asks.", from_on=SPRING, **doing
    )
    ben = Person.objects.get(account=cast.ben)
    partners.take_seat(committee, organisation=cast.council, person=ben, role="chair", from_on=SPRING, **doing)
    line = answers.draw_line(
        cast.partnership,
        about=about,
        answers_for="service",
        organisation=cast.council,
        to_body=committee,
        forum="Its meeting in public",
        every_months=12,
        **doing,
    )
    guarantor = answers.name_guarantor(cast.partnership, service="Breakfast club", organisation=cast.council, **doing)
    recommended = answers.recommend(committee, about=about, words="Count who eats.", of=cast.council, **doing)
    return {
        "line": line.reference,
        "guarantor": guarantor.reference,
        "recommendation": recommended.reference,
        "scrutiny-desk body": committee.reference,
        "recommend body": committee.reference,
    }


def _answering_drafts(cast: Cast, outcome: Outcome) -> tuple[str, ...]:
    """A line and a service of which the convenor alone knows yet."""
    draft: dict[str, Any] = {"by": cast.ada, "at": timezone.now(), "visibility": "draft"}
    line = answers.draw_line(
        cast.partnership,
        about=outcome.reference,
        answers_for="money",
        organisation=cast.health,
        to_words="Voters",
        **draft,
    )
    return (line.reference, answers.name_guarantor(cast.partnership, service="Unsaid", **draft).reference)


def _bodies(cast: Cast, outcome: Outcome) -> dict[str, str]:
    """A board with somebody from the council, what it took on, and what Ben tells whoever comes after him."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    ben = cast.ben.person
    assert ben is not None
    board = partners.set_up_body(
        cast.partnership,
        kind="area",
        name="Town team",
        purpose="One team for the town.",
        from_on=SPRING,
        until_on=SUMMER,
        renewal_test="Fewer hungry children.",
        **doing,
    )
    seat = partners.take_seat(
        board, organisation=cast.council, person=ben, role="chair", from_on=SPRING, second=cast.ada.person, **doing
    )
    handover = partners.write_handover(
        ben.memberships.get(), version=0, relationships="Cara knows.", unfinished="", whereabouts="", **doing
    )
    return {
        "body": board.reference,
        "seat": seat.reference,
        "handover": handover.reference,
        "remit": outcomes.take_on(board, outcome=outcome, **doing).reference,
    }


def _draft_body(cast: Cast) -> Body:
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now(), "visibility": "draft"}
    return partners.set_up_body(cast.partnership, kind="board", name="Unformed board", from_on=SPRING, **doing)


def _meetings(cast: Cast) -> dict[str, str]:
    """A public meeting that goes on, with an item that a decision was taken in, after one that was held."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    held = _meeting(cast, "First meeting", timezone.localdate() - 30 * A_DAY)
    partners.open_meeting(held, **doing)
    promises.close_meeting(held, **doing)
    meeting = _meeting(cast, "Second meeting", timezone.localdate())
    item = partners.add_item(meeting, title="Bread", purpose="decide", paper="Two bakers offer it.", **doing)
    partners.add_item(meeting, title="Milk", purpose="discuss", **doing)
    partners.open_meeting(meeting, **doing)
    promises.take_decision(item, name="Buy bread", words="From the baker in Mill Street.", **doing)
    planned = _meeting(cast, "Third meeting", timezone.localdate() + 30 * A_DAY)
    ahead = partners.add_item(planned, title="Butter", purpose="note", **doing)
    return {
        "meeting": meeting.reference,
        "item": item.reference,
        "held-meeting": held.reference,
        "planned-meeting": planned.reference,
        "planned-item": ahead.reference,
    }


def _meeting(cast: Cast, name: str, day: date, *, visibility: str = "public") -> Meeting:
    return partners.plan_meeting(
        cast.partnership,
        by=cast.ada,
        at=timezone.now(),
        name=name,
        day=day,
        begins=time(10),
        ends=time(12),
        where="Town Hall",
        join_url="https://meet.example.org/room",
        visibility=visibility,
    )


def _chasing(cast: Cast) -> dict[str, str]:
    """A round of reminders of what is owed, and the secret of a link in one of its letters."""
    promises.chase(cast.partnership, by=cast.ada, at=timezone.now())
    secret = secret_in(Letter.objects.filter(to=cast.ben.email).latest("pk").body)
    return {"answer secret": secret, "send-link-anew secret": secret}


def secret_in(letter: str) -> str:
    """The secret of the first link in a letter."""
    return letter.partition("/answer/")[2].partition("/")[0]


def _pauses(cast: Cast) -> dict[str, str]:
    """A pause that lies ahead, so that everything else may be public meanwhile."""
    first = timezone.localdate() + 30 * A_DAY
    pause = partners.plan_pause(
        cast.partnership,
        by=cast.ada,
        at=timezone.now(),
        name="Local elections",
        from_on=first,
        until_on=first + 30 * A_DAY,
    )
    return {"pause": pause.reference}


def _accounts(cast: Cast) -> dict[str, str]:
    """A change of a role that waits, and a link by which an address without an account reads its data."""
    doing: dict[str, Any] = {"by": cast.olu, "at": timezone.now()}
    change = partners.ask_for_role(cast.eve, role="given", reason="Olu leaves in June.", **doing)
    names = ("my-data-by-mail", "my-data-file-by-mail", "erase-address")
    links = {f"{name} signed": link_for("hilda@example.org").split("/")[2] for name in names}
    return {"account": cast.eve.reference, "role": change.reference, **links}


def _review(cast: Cast) -> dict[str, str]:
    """A review that takes answers, and the kit of one that may be started."""
    said: dict[str, Any] = {"by": cast.ada, "at": timezone.now(), "visibility": "public"}
    closes_on = timezone.localdate() + timedelta(days=14)
    review = reviews.start(cast.partnership, kit=kits()["nine"], closes_on=closes_on, **said)
    return {"review": review.reference, "start-review kit": "fit"}


def _mapped(cast: Cast) -> dict[str, str]:
    """A conversation in which so many have voted that its map of opinion is drawn."""
    talk = made.a_conversation(cast, name="Streets on a map")
    made.votes(made.a_seed(cast, talk), made.some_guests(talk, 12), [1, -1, 0] * 4)
    maps.draw(talk, at=timezone.now(), tables=maps.Tables())
    return {f"{page} conversation": talk.reference for page in ("conversation-map", "conversation-map-json")}


def _conversation(cast: Cast) -> dict[str, str]:
    """A conversation that is open to guests, with one statement that everybody may vote on."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    opened = conversations.open_it(_prepared(cast), **doing)
    seeded = statements.seed(opened, words="Close Mill Lane on Fridays.", **doing)
    return {"conversation": opened.reference, "statement": seeded.reference}


def _prepared(cast: Cast, **terms: Any) -> Conversation:
    """A conversation that says everything that it has to, not opened yet."""
    today = timezone.localdate()
    said: dict[str, Any] = {
        "kind": "open",
        "name": "Streets to play in",
        "question": "Which streets should close to cars after school?",
        "decider": cast.ben.person,
        "deciding": cast.council,
        "closes_on": today + 30 * A_DAY,
        "answer_by": today + 60 * A_DAY,
        "decides_on": today + 50 * A_DAY,
        "what_is_open": "Which streets.",
        "what_is_fixed": "Buses keep their routes.",
        "limits": "There is £40,000 a year.",
        "driver": "wish",
        "influence": "advises",
        "visibility": "public",
    }
    draft = conversations.start(cast.partnership, by=cast.ada, at=timezone.now(), **{**said, **terms})
    Known.objects.create(conversation=draft, kind="data", words="Traffic fell by a third.")
    Known.objects.create(conversation=draft, kind="lived", words="My son learned to cycle here.", consented=True)
    Hearing.objects.create(conversation=draft, dimension="Age", group="Under 16", share="0.2", reached_by="At school.")
    Channel.objects.create(conversation=draft, kind="online")
    return draft


def _replied(cast: Cast) -> dict[str, str]:
    """A closed conversation in which Rosa said something and one theme has been answered."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    today = timezone.localdate()
    terms = {"closes_on": today, "answer_by": today + 60 * A_DAY, "decides_on": today + 50 * A_DAY}
    draft = _prepared(cast, name="Benches", question="Where should benches stand?", **terms)
    opened = conversations.open_it(draft, **doing)
    words = ("Put one at the school.", "Put one at the surgery.", "Put one at the park.")
    first, second, _third = (statements.seed(opened, words=each, **doing) for each in words)
    rosa = taking_part.join(opened, at=timezone.now(), account=cast.rosa)
    given = give(rosa, at=timezone.now(), words="My hip hurts on the way to the surgery.")
    Submission.objects.filter(pk=given.pk).update(state=Submission.State.SHOWN)
    conversations.close(opened, **doing)
    theme = gather(opened, statements=[first], name="Near children", **doing)
    reply = replies.reply(theme, verdict="not", reason="The pavement is too narrow for a bench there.", **doing)
    other = gather(opened, statements=[second], name="Near the ill", **doing)
    closed = ("answers", "conclude", "felt", "decided", "themes")
    return {
        **{f"{name} conversation": opened.reference for name in closed},
        "answer-statement statement": second.reference,
        "theme": theme.reference,
        "edit-theme theme": other.reference,
        "answer-theme theme": other.reference,
        "submission": given.reference,
        "reply": reply.reference,
        "stop-answers signed": LETTERS.sign(str(rosa.pk)),
    }


def _request(cast: Cast) -> dict[str, str]:
    """A request for a review that gathers support."""
    said: dict[str, Any] = {
        "by": cast.dan,
        "at": timezone.now(),
        "kind": "review",
        "words": "Look at the clinic again.",
    }
    asked = questions.ask(cast.partnership, about=cast.partnership.reference, **said)
    questions.let_through(asked, by=cast.ada, at=timezone.now(), of=cast.council)
    return {"support-request question": asked.reference}


def _drafting(cast: Cast) -> dict[str, str]:
    """A text of that conversation that is drafted in the open, with a guest's other words for its first paragraph."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    conversation = Conversation.objects.get(name="Streets to play in")
    said: dict[str, Any] = {
        "name": "The street plan",
        "house_rule": "Write so that others accept it.",
        "text": "Close at three.",
    }
    draft = drafts.start(conversation, **said, **doing)
    guest = taking_part.join(conversation, at=timezone.now(), guest_mark="somebody who drafts")
    given: dict[str, Any] = {"paragraph": 1, "instead": "Close at two.", "at": timezone.now()}
    note = annotations.annotate(draft, guest, **given)
    return {
        "draft": draft.reference,
        "wording": draft.wordings.get().reference,
        "annotation": note.reference,
    }


def _moderation(cast: Cast) -> dict[str, str]:
    """What Rosa said was hidden, and she appeals; what came together as people seldom do."""
    at = timezone.now()
    conversation = Conversation.objects.get(name="Streets to play in")
    rosa = taking_part.join(conversation, at=at, account=cast.rosa)
    said = statements.say(rosa, at=at, words="Buy my bicycles.")
    doing: dict[str, Any] = {"by": cast.ada, "at": at}
    why = "It sells something."
    move = moderation.moderate(conversation, kind="hide", about=[said.reference], reason=why, **doing)[0]
    appeal = appeals.appeal(move, by=rosa, at=at, words="They are free.")
    burst = Burst.objects.create(
        conversation=conversation, sign="network", key="x", from_at=at, until_at=at, found_at=at
    )
    return {"move": move.reference, "appeal": appeal.reference, "settle-burst burst": str(burst.pk)}


def _waiting_to_be_read(cast: Cast) -> tuple[str]:
    """What somebody said in the conversation, which nobody has read yet."""
    now = timezone.now()
    maker = join(Conversation.objects.get(name="Streets to play in"), at=now, guest_mark="somebody")
    return (statements.say(maker, at=now, words="Close every street.").reference,)


def _taking_part(cast: Cast) -> dict[str, str]:
    """A link by which somebody signs in by a letter."""
    return {"signed-in-by-letter signed": by_letter.sealed(cast.rosa.email, "/desk/")}


A_PROGRAMME: dict[str, Any] = {"community": "Families", "purpose": "To keep listening.", "from_on": date(2026, 1, 1)}


def _preparing(cast: Cast) -> dict[str, str]:
    """A conversation that only lacks being opened, with a stage, and a programme."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    today = timezone.localdate()
    draft = conversations.start(
        cast.partnership,
        kind="open",
        name="Parks to play in",
        question="Which parks should have a playground?",
        decider=cast.ben.person,
        deciding=cast.council,
        closes_on=today + 30 * A_DAY,
        answer_by=today + 60 * A_DAY,
        decides_on=today + 50 * A_DAY,
        what_is_open="Which parks.",
        what_is_fixed="Trees stay.",
        limits="There is £20,000 a year.",
        driver="wish",
        influence="advises",
        **doing,
    )
    Known.objects.create(conversation=draft, kind="data", words="Two parks have none.")
    Known.objects.create(conversation=draft, kind="lived", words="We walk a mile.", consented=True)
    Hearing.objects.create(conversation=draft, dimension="Age", group="Under 16", reached_by="At school.")
    Channel.objects.create(conversation=draft, kind="online")
    stage = Stage.objects.create(
        conversation=draft, kind="problem", name="First", from_on=today, until_on=today + 9 * A_DAY
    )
    programme = programmes.start_programme(cast.partnership, name="Talks in Northtown", **A_PROGRAMME, **doing)
    own = ("prepare", "edit", "open")
    return {
        "programme": programme.reference,
        **{f"{verb}-conversation conversation": draft.reference for verb in own},
        "add-to-conversation conversation": draft.reference,
        "change-part conversation": draft.reference,
        "take-out-part conversation": draft.reference,
        "start-conversation kind": "open",
        "edit-conversation section": "question",
        "add-to-conversation what": "stage",
        "change-part what": "stage",
        "change-part number": str(stage.pk),
        "take-out-part what": "stage",
        "take-out-part number": str(stage.pk),
    }


def _trading(cast: Cast) -> dict[str, str]:
    """A trade-off of an open conversation, and one of a conversation that is still being prepared."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    drafts = [_prepared(cast, name=name) for name in ("Where to save", "Where to save next")]
    said: dict[str, Any] = {"aim": "save", "total": 4_000_000, "source": "Budget, page 12"}
    asked, next_ = (trading.write_trade_off(draft, name="Saving", **said, **doing) for draft in drafts)
    for one in (asked, next_):
        trading.add_option(one, name="Close the pool", pence=5_000_000, gives_up="Nobody can swim.", **doing)
        trading.add_option(one, name="Fewer buses", pence=4_000_000, gives_up="A bus every hour.", **doing)
    conversations.open_it(drafts[0], **doing)
    preparing = ("edit-trade-off", "add-trade-off-option")
    of_option = ("edit-trade-off-option", "remove-trade-off-option", "trade-off-effect")
    return {
        "tradeoff": asked.reference,
        "write-trade-off conversation": drafts[1].reference,
        **{f"{route} tradeoff": next_.reference for route in (*preparing, *of_option)},
        **{f"{route} place": "1" for route in of_option},
    }


def _deals(cast: Cast) -> dict[str, str]:
    """A deal that Ben has signed for the council, a pledge under it, and a letter that asks whether one joins it."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    parties = (cast.council,)
    deal = promises.draft_agreement(cast.partnership, kind="deal", name="The deal", parties=parties, **doing)
    pledged: dict[str, Any] = {"organisation": cast.council, "words": "Keep every kitchen open.", **doing}
    clause = promises.add_clause(deal, section="ours", heading="Kitchens", **pledged)
    promises.add_clause(deal, section="yours", heading="Help", words="Wash up once a term.", **doing)
    promises.share_agreement(deal, visibility="public", **doing)
    offered = promises.offer_to_sign(deal, seen_hash=hash_of(next_to_sign(deal)[1]), **doing)
    signing: dict[str, Any] = {
        "by": cast.ben,
        "at": timezone.now(),
        "party": deal.parties.get(),
        "stance": "signs",
        "words": "",
    }
    assert offered.signing is not None
    promises.sign(offered, seen_hash=offered.signing.text_hash, **signing)
    pledge = _pledge(cast, agreement=deal)
    secret, kept = new_secret()
    ConfirmMark.objects.create(
        email="gus@example.org",
        about=pledge.reference,
        secret_hash=kept,
        asked_from="x",
        asked_at=timezone.now(),
        expires_at=timezone.now() + A_DAY,
    )
    names = ("deal", "deal-on-paper", "sign-up-to-deal")
    return {
        **{f"{name} agreement": deal.reference for name in names},
        "state-pledge clause": clause.reference,
        "pledge": pledge.reference,
        "confirm-sign-up secret": secret,
    }


def _pledge(cast: Cast, **terms: Any) -> Pledge:
    said: dict[str, Any] = {
        "organisation": cast.council,
        "words": "Pay for bowls",
        "condition": "joined",
        "threshold": 2,
        **terms,
    }
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now(), "by_on": SUMMER}
    return promises.offer_pledge(cast.partnership, **{"visibility": "public", **doing, **said})


def _signing(cast: Cast) -> dict[str, str]:
    """An agreement that is open to be signed, with who may sign it, and what health has said about it."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    given: dict[str, Any] = {"given_by": "Scheme of delegation", "from_on": SPRING, **doing}
    agreement = promises.draft_agreement(
        cast.partnership, kind="partnership", name="Lunch", parties=(cast.council, cast.health), **doing
    )
    promises.share_agreement(agreement, visibility="public", **doing)
    promises.add_clause(agreement, section="purpose", words="Nobody skips lunch.", **doing)
    power = promises.record_power(cast.council, person=Person.objects.get(account=cast.ben), **given)
    promises.record_power(cast.health, person=Person.objects.get(account=cast.cara), **given)
    version = promises.offer_to_sign(agreement, seen_hash=hash_of(next_to_sign(agreement)[1]), **doing).signing
    assert version is not None
    party = agreement.parties.get(organisation=cast.health)
    said = {"seen_hash": version.text_hash, "stance": "reserves", "words": "Milk is extra."}
    agreement.refresh_from_db()
    signature = promises.sign(agreement, by=cast.cara, at=doing["at"], party=party, **said)
    return {"power": power.reference, "signature": signature.reference, "version": version.reference}


def _warned(cast: Cast, outcome: Outcome) -> dict[str, str]:
    """An early warning that fired over a promise that Ben leads, and somebody who helps, a failure, an experiment."""
    said: dict[str, Any] = {"by": cast.ada, "at": timezone.now(), "visibility": "public"}
    today = timezone.localdate()
    promise = _promise(cast, "Feed everybody", outcome, visibility="public")
    measure = outcomes.define_indicator(
        cast.partnership, name="Suppers eaten", better="higher", steward=cast.council, **said
    )
    first = (today - 40 * A_DAY).replace(day=1)
    outcomes.record_figure(
        measure, by=cast.ada, at=timezone.now(), from_on=first, until_on=first + 28 * A_DAY, value=Decimal(90)
    )
    tripwire = promises.set_tripwire(
        cast.partnership,
        about=promise.reference,
        name="Too few eat",
        kind="below",
        indicator=measure,
        level=Decimal(95),
        **said,
    )
    watching.look_at_figures(at=timezone.now())
    intervention = promises.step_in(
        cast.partnership,
        about=promise.reference,
        organisation=cast.health,
        called_by="The board",
        trigger="Too few eat.",
        step="help",
        from_on=today,
        until_on=today + 30 * A_DAY,
        hand_back_test="More eat.",
        **said,
    )
    experiment = promises.register_experiment(
        cast.partnership,
        name="Breakfast on the bus",
        expects="Fifty children eat.",
        stops_if="Somebody is hurt.",
        bearable="£500",
        tripwire=tripwire,
        begins_on=today,
        ends_on=today + 30 * A_DAY,
        **said,
    )
    failure = promises.tell_failure(
        cast.partnership,
        about=promise.reference,
        name="Bread was stale",
        noticed_on=today,
        noticed_by="Two cooks",
        harm="Forty children ate nothing.",
        **said,
    )
    return {
        "tripwire": tripwire.reference,
        "firing": tripwire.firings.get().reference,
        "intervention": intervention.reference,
        "experiment": experiment.reference,
        "failure": failure.reference,
    }


def _unwarned(cast: Cast, outcome: Outcome) -> tuple[str, ...]:
    """Drafts of an early warning, of stepping in, of an experiment and of a failure."""
    said: dict[str, Any] = {"by": cast.ada, "at": timezone.now(), "visibility": "draft"}
    today = timezone.localdate()
    about = outcome.reference
    drafts = (
        promises.set_tripwire(cast.partnership, about=about, name="Unwarned", kind="vacant", **said),
        promises.step_in(
            cast.partnership,
            about=about,
            organisation=cast.health,
            called_by="Unsaid",
            trigger="Unsaid",
            step="help",
            hand_back_test="Unsaid",
            from_on=today,
            until_on=today + A_DAY,
            **said,
        ),
        promises.register_experiment(
            cast.partnership,
            name="Untried",
            expects="Much",
            stops_if="None",
            bearable="£1",
            begins_on=today,
            ends_on=today + A_DAY,
            **said,
        ),
        promises.tell_failure(
            cast.partnership, about=about, name="Untold", noticed_on=today, noticed_by="Us", harm="None", **said
        ),
    )
    return tuple(one.reference for one in drafts)


def a_guarantee(cast: Cast, name: str, *, visibility: str = "public", appeals_to: Body | None = None) -> Guarantee:
    return promises.give_guarantee(
        cast.partnership,
        by=cast.ada,
        at=timezone.now(),
        organisation=cast.council,
        name=name,
        standard="Breakfast at every school by eight.",
        redress="A meal on the next day.",
        appeals_to=appeals_to,
        appeals_to_words="The ombudsman",
        from_on=SPRING,
        visibility=visibility,
    )


def _demand(cast: Cast, name: str, *, visibility: str = "public") -> Demand:
    return answers.demand(
        cast.partnership,
        by=cast.ada,
        at=timezone.now(),
        name=name,
        of=cast.health,
        wanted_by=cast.council,
        risk_lowered="A ward is forgotten.",
        hours_a_year=24,
        from_on=SPRING,
        ends_on=SUMMER,
        visibility=visibility,
    )


def _guarantees(cast: Cast) -> dict[str, str]:
    """A guarantee with a claim that waits, one that was found right and one that was not and may be appealed."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    board = partners.set_up_body(cast.partnership, kind="committee", name="Appeals", from_on=SPRING, **doing)
    guarantee = a_guarantee(cast, "Breakfast by eight", appeals_to=board)
    waits, right, wrong = (
        promises.claim(guarantee, by=None, at=doing["at"], words=f"No bread, {number}.") for number in range(3)
    )
    promises.decide_claim(right, outcome="upheld", answer="The baker was late.", **doing)
    promises.decide_claim(wrong, outcome="not_upheld", answer="There was bread.", **doing)
    receipt = RECEIPTS.sign(wrong.question.reference)
    return {
        "guarantee": guarantee.reference,
        "one-claim question": waits.question.reference,
        "decide-claim question": waits.question.reference,
        "put-claim-right question": right.question.reference,
        "claim-receipt signed": receipt,
        "appeal-claim signed": receipt,
    }


def _promise(cast: Cast, output: str, outcome: Outcome, *, visibility: str) -> Commitment:
    return promises.promise(
        cast.partnership,
        by=cast.ada,
        at=timezone.now(),
        organisation=cast.council,
        output=output,
        towards=[outcome],
        starts_on=SPRING,
        due_on=SUMMER,
        lead=cast.ben.person,
        lead_may="Order bread.",
        visibility=visibility,
    )


def _freedoms(cast: Cast, outcome: Outcome) -> dict[str, str]:
    """An exception that is negotiated, two barriers that could be the same, and feedback that was answered."""
    at = timezone.now()
    freedom = _exception(cast, "Serve from seven", visibility="public", outcome=outcome)
    promises.negotiate(freedom, by=cast.ada, at=at, reason="Let us talk.")
    telling: dict[str, Any] = {"by": cast.ada, "at": at, "owner": cast.health, "visibility": "public"}
    first = promises.report_barrier(
        cast.partnership, organisation=cast.council, rule="No cooking before eight", words="We open late.", **telling
    )
    second = promises.report_barrier(
        cast.partnership, organisation=cast.charity, rule="Kitchens shut until eight", words="So do we.", **telling
    )
    feedback = questions.put(
        cast.partnership,
        by=cast.ada,
        at=at,
        kind="feedback",
        direction="up",
        about=cast.partnership.reference,
        words="Menus come late.",
        asking=cast.charity,
        of=cast.council,
        visibility="public",
    )
    questions.answer(feedback, by=cast.ben, at=at, answer="They come on Mondays now.")
    return {
        "freedom": freedom.reference,
        "settle-barrier question": first.question.reference,
        "join-barriers question": second.question.reference,
        "say-effect question": feedback.reference,
    }


def _exception(cast: Cast, name: str, **terms: Any) -> Freedom:
    return promises.ask_for_freedom(
        cast.partnership,
        by=cast.ada,
        at=timezone.now(),
        organisation=cast.council,
        name=name,
        rule="No cooking before eight",
        owner=cast.health,
        asked="Cook from seven.",
        blocks="Breakfast comes after the bell.",
        **terms,
    )


def _landscape(cast: Cast) -> dict[str, str]:
    """A merger that is announced, and a patch of the council."""
    doing: dict[str, Any] = {"by": cast.olu, "at": timezone.now()}
    bodies = [partners.add_organisation(name=name, sector="charity", **doing) for name in ("Warm Hands", "Kind Ears")]
    succession = partners.announce_succession(
        kind="merged",
        on=SUMMER,
        former=bodies,
        new_name="Hands and Ears",
        decided_by="Both boards of trustees",
        decided_on=SPRING,
        **doing,
    )
    patch = partners.add_patch(cast.council, name="Northern wards", from_on=SPRING, **doing)
    return {"succession": succession.reference, "patch": patch.reference}


def _agreement(cast: Cast, outcome: Outcome) -> dict[str, str]:
    """An agreement of the council and health with a clause, a version and a comment, for everybody to read."""
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    agreement = promises.draft_agreement(
        cast.partnership, kind="partnership", name="Breakfast", parties=(cast.council, cast.health), **doing
    )
    promises.share_agreement(agreement, visibility="public", **doing)
    clause = promises.add_clause(
        agreement, section="purpose", words="Nobody learns hungry.", outcome=outcome, organisation=cast.council, **doing
    )
    return {
        "agreement": agreement.reference,
        "clause": clause.reference,
        "party": agreement.parties.get(organisation=cast.council).reference,
        "version": promises.keep_version(agreement, **doing).reference,
        "comment": promises.comment_on_clause(clause, by=cast.dan, at=doing["at"], words="By when?").reference,
    }


def _compact(cast: Cast) -> dict[str, str]:
    """A compact in force, with what shows one thing that it rests on and a challenge that was replied to.

    Who may sign it has been recorded already.
    """
    doing: dict[str, Any] = {"by": cast.ada, "at": timezone.now()}
    ben = {"by": cast.ben, "at": doing["at"]}
    signers = ((cast.council, cast.ben), (cast.health, cast.cara))
    compact = promises.draft_agreement(
        cast.partnership, kind="compact", name="Meals for years", parties=(cast.council, cast.health), **doing
    )
    promises.share_agreement(compact, visibility="public", **doing)
    promises.add_clause(compact, section="goals", words="Every child eats.", **doing)
    seen_hash = hash_of(next_to_sign(compact)[1])
    promises.offer_to_sign(compact, seen_hash=seen_hash, **doing)
    for organisation, account in signers:
        compact.refresh_from_db()
        party = compact.parties.get(organisation=organisation)
        promises.sign(compact, by=account, at=doing["at"], party=party, seen_hash=seen_hash, stance="signs")
    promises.show_evidence(compact, slot="open", words="Papers", shown_on=timezone.localdate(), **ben)
    challenge = promises.challenge_compact(compact, by=cast.dan, at=doing["at"], words="No breakfast in May.")
    promises.reply_to_challenge(challenge, reply="There is again.", **ben)
    addresses = ("show-evidence", "challenge-compact", "renew-compact")
    return {"challenge": challenge.reference, **{f"{name} agreement": compact.reference for name in addresses}}


def _roles(cast: Cast) -> dict[str, str]:
    """What the council says that it will do, and what health expects of it, for everybody to read."""
    said: dict[str, Any] = {"by": cast.ada, "at": timezone.now(), "visibility": "public"}
    promises.undertake(cast.partnership, organisation=cast.council, kind="will", words="Serve breakfast", **said)
    expected = promises.undertake(
        cast.partnership, organisation=cast.health, kind="expects", words="Breakfast is served", of=cast.council, **said
    )
    return {"undertaking": expected.reference}
