"""A conversation from a question to a kept promise, as docs/voice.md tells it: each step there is a step here."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises.models import Commitment
from joinedup.voice.actions import maps, sealing, statements, taking_part
from joinedup.voice.models import Conversation, Statement, Vote
from joinedup.voice.tests.made import a_draft
from tests.conftest import PHONE
from tests.stories.conftest import Somebody
from tests.stories.visitor import Visitor

DOCS = Path(__file__).resolve().parents[2] / "docs" / "voice.md"
STEP = re.compile(r"^\d+\. \*\*(.+?)\*\*", re.MULTILINE)
TOLD = (
    "The convenor puts a question that says what it is about.",
    "A resident votes on her phone.",
    "She says something herself, and somebody reads it first.",
    "Somebody sends a paper.",
    "The map shows who thinks alike.",
    "It closes, and nobody votes any more.",
    "Each statement is answered, with a promise behind it.",
    "The resident sees what came of her words.",
)
HERS = "Ask the shops before you close Mill Lane."
SEEDS = ("Close Mill Lane on Fridays.", "Leave the streets as they are.")


def test_the_story_in_the_docs_has_the_steps_of_this_test() -> None:
    story = DOCS.read_text(encoding="utf-8").partition("## From a question to a kept promise")[2].partition("\n## ")[0]
    assert tuple(STEP.findall(story)) == TOLD


def test_what_a_resident_says_is_voted_on_answered_and_promised(
    somebody: Somebody, cast: Cast, promise: Commitment
) -> None:
    publish(cast.partnership)
    convenor = somebody(cast.ada)
    conversation = put_to_people(convenor, cast)
    resident = somebody(viewport=PHONE, has_touch=True)
    votes_and_says(resident, conversation)
    lets_it_stand(convenor, conversation)
    sends_a_paper(somebody(cast.ben), conversation)
    shows_on_a_map(resident, conversation)
    closes(convenor, resident, conversation, cast)
    answers(somebody(cast.ben), conversation, promise)
    sees_what_came(resident, conversation, promise)


def put_to_people(convenor: Visitor, cast: Cast) -> Conversation:
    """The convenor says the one thing that is still missing, and opens it."""
    today = timezone.localdate()
    days = {"closes_on": 30, "decides_on": 50, "answer_by": 60}
    terms: dict[str, Any] = {name: today + timedelta(days=number) for name, number in days.items()}
    draft = a_draft(cast, limits="", **terms)
    page = draft.get_absolute_url()
    convenor.opens(f"{cast.partnership.get_absolute_url()}conversations/").follows(draft.name)
    convenor.opens(f"{page}prepare/").reads("1 thing is missing before it can open.")
    convenor.follows("Say which limits and trade-offs there are, with a number.")
    convenor.types("There is £40,000 a year.", into="Which limits are there").presses("Save")
    convenor.opens(f"{page}prepare/").reads("It says everything that people need to know.").follows("Open it")
    convenor.presses("Open it").reads(draft.question)
    convenor.opens(f"{page}seed/").types("\n".join(SEEDS), into="First statements").presses("Add these")
    draft.refresh_from_db()
    return draft


def votes_and_says(resident: Visitor, conversation: Conversation) -> None:
    """She needs no account; what looks private comes back before it is sent."""
    resident.opens(conversation.get_absolute_url()).reads("advise, and we say what we did with it", "£40,000")
    resident.follows("Vote on what others say").reads("You have voted on 0 of 2.")
    resident.presses("Agree").reads("You have voted on 1 of 2.").presses("Pass")
    resident.reads("You have voted on every statement so far").follows("say something that nobody has said yet")
    resident.types(f"{HERS} Ring me on 0161 496 0123.", into="What do you want to say?").presses("Say this", status=422)
    resident.reads("looks like a telephone number")
    resident.types(HERS, into="What do you want to say?").presses("Say this")
    resident.reads(HERS, "Waiting to be read")


def lets_it_stand(convenor: Visitor, conversation: Conversation) -> None:
    convenor.opens(f"{conversation.get_absolute_url()}moderate/").reads(HERS).presses("Show it")
    convenor.opens(f"{conversation.get_absolute_url()}moves/").reads("shown")


def sends_a_paper(staff: Visitor, conversation: Conversation) -> None:
    """Whoever types it in says how it came; the same sheet counts once."""
    page = f"{conversation.get_absolute_url()}enter/"
    for status in (200, 422):
        staff.opens(page).types("17", into="Number of the sheet").picks("On paper")
        staff.types("1", into="Numbers of the statements with “agree”").presses("Enter this sheet", status=status)
    assert conversation.participants.filter(slip="17").count() == 1


def shows_on_a_map(resident: Visitor, conversation: Conversation) -> None:
    """Forty others vote, half of them one way and half the other; then the worker draws the map."""
    at, shown = timezone.now(), list(conversation.statements.order_by("number"))
    for number in range(40):
        other = taking_part.join(conversation, at=at, guest_mark=f"guest {number}")
        for statement, value in zip(shown, (1, -1, 1) if number % 2 else (-1, 1, 1), strict=True):
            statements.vote(other, statement, at=at, value=value)
    maps.draw(conversation, at=at, tables=maps.Tables())
    resident.opens(conversation.get_absolute_url()).follows("See the map of opinion")
    resident.reads("Group A", "What divides", HERS)


def closes(convenor: Visitor, resident: Visitor, conversation: Conversation, cast: Cast) -> None:
    convenor.opens(f"{conversation.get_absolute_url()}close/").presses("Close it")
    resident.opens(f"{conversation.get_absolute_url()}vote/").reads("This conversation is not open")
    conversation.refresh_from_db()
    sealed = sealing.seal(conversation, at=timezone.now())
    assert sealed.sealed_votes == Vote.objects.filter(statement__conversation=conversation).count() == 123


def answers(decider: Visitor, conversation: Conversation, promise: Commitment) -> None:
    """One statement after the other; before the last is answered the conversation can't end."""
    page = conversation.get_absolute_url()
    said = list(Statement.objects.filter(conversation=conversation).order_by("number"))
    for statement in said:
        decider.opens(f"{page}conclude/").types("We close Mill Lane on Fridays.", into="What was decided on the whole")
        decider.picks("It rests on figures").picks("It rests on what people have lived through")
        decider.presses("End the conversation", status=422)
        decider.opens(f"{page}answers/").reads(statement.words)
        decider.opens(f"{statement.get_absolute_url()}answer/")
        if statement.words == SEEDS[1]:
            decider.picks("We will not do it").types("Most of you want to try it for a year.", into="Because")
        else:
            decider.picks("We will do it").types("All groups agree, and it costs little.", into="Because")
            decider.types(promise.get_absolute_url(), into="Anything else that follows")
        decider.presses("Publish")
    decider.opens(f"{page}conclude/").types("We close Mill Lane on Fridays.", into="What was decided on the whole")
    decider.picks("It rests on figures").picks("It rests on what people have lived through")
    decider.presses("End the conversation")


def sees_what_came(resident: Visitor, conversation: Conversation, promise: Commitment) -> None:
    resident.opens(conversation.get_absolute_url()).follows("Everything that was decided, and why")
    resident.reads(HERS, "All groups agree, and it costs little.", str(promise))
    resident.opens(promise.get_absolute_url()).reads("Follows from what people said", HERS)
    conversation.refresh_from_db()
    assert conversation.state == Conversation.State.ANSWERED
