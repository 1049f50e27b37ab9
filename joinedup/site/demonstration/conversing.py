"""Two conversations: one that was answered, with promises behind the answers, and one that is open.

Nobody's votes are written down one by one: each of three ways of thinking agrees and disagrees with a statement so many
times in ten, and lots are drawn in the same way each time.
"""

import random
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Partnership
from joinedup.promises.models import Commitment
from joinedup.site.demonstration.people import Town
from joinedup.voice.actions import (
    conversations,
    maps,
    moderation,
    parts,
    replies,
    sealing,
    statements,
    taking_part,
    trading,
)
from joinedup.voice.models import Channel, Conversation, Hearing, Known, Participant, Statement, TradeOff

STORY = Path(__file__).parent / "conversing.toml"
CONVENOR = "imogen"
TENTHS = 10
SAYS = (
    "what_is_open",
    "what_is_fixed",
    "limits",
    "driver",
    "other_driver",
    "budget_now",
    "budget_change",
    "influence",
    "house_rules",
)

Row = Mapping[str, Any]


def converse(town: Town) -> None:
    """Let people say what they think, and tell them what came of it."""
    story = tomllib.loads(STORY.read_text())
    partnership = Partnership.objects.get(name=story["partnership"])
    for row in story["conversation"]:
        conversation = _prepared(town, partnership, row)
        _trade_off(town, conversation, row.get("trade_off"))
        conversation = conversations.open_it(conversation, **_doing(town, row["opened"]))
        _voted_on(town, conversation, row)
        _chosen(conversation, row.get("trade_off"), town.at(row["opened"]))
        if "closed" in row:
            _answered(town, conversation, row)


def _doing(town: Town, ago: int, who: str = CONVENOR) -> dict[str, Any]:
    return {"by": town.accounts[who], "at": town.at(ago)}


def _prepared(town: Town, partnership: Partnership, row: Row) -> Conversation:
    """A conversation that says everything that it has to before it opens."""
    doing = _doing(town, row["begun"])
    conversation = conversations.start(
        partnership,
        kind=row["kind"],
        name=row["name"],
        question=row["question"],
        decider=town.accounts[row["decider"]].person,
        deciding=town.organisations[row["deciding"]],
        decides_on=town.day(row["decides"]),
        opens_on=town.day(row["opened"]),
        closes_on=town.day(row.get("closed", row.get("closes"))),
        answer_by=town.day(row["answer_by"]),
        **{name: row[name] for name in SAYS if name in row},
        **doing,
    )
    for known in row["known"]:
        parts.add(conversation, what=Known, consented=known["kind"] == "lived", **known, **doing)
    for heard in row["heard"]:
        said = {"share_source" if name == "source" else name: value for name, value in heard.items()}
        parts.add(conversation, what=Hearing, **said, **doing)
    for channel in row["channel"]:
        parts.add(conversation, what=Channel, **channel, **doing)
    conversation.refresh_from_db()
    return conversations.edit(
        conversation,
        version=conversation.version,
        places=[town.places[name] for name in row["places"]],
        outcomes=list(Outcome.objects.filter(partnership=partnership, name__in=row["outcomes"])),
        **doing,
    )


def _voted_on(town: Town, conversation: Conversation, row: Row) -> None:
    """So many guests of each way of thinking vote on every statement."""
    at = town.at(row["opened"])
    guests = list(_guests(conversation, row, town))
    made = list(_said(town, conversation, row, [guest for _camp, guest in guests]))
    lots = random.Random(row["name"])  # noqa: S311  the same votes each time
    for camp, participant in guests:
        for statement, said in zip(made, row["statement"], strict=True):
            statements.vote(participant, statement, at=at, value=_view(said["camps"][camp], lots))
    maps.draw(conversation, at=at, tables=maps.Tables())


def _said(town: Town, conversation: Conversation, row: Row, guests: list[Participant]) -> Iterator[Statement]:
    """What stands there to be voted on: the first by the convenor, the others by people; each is read first."""
    doing = _doing(town, row["opened"])
    first, *others = row["statement"]
    yield statements.seed(conversation, words=first["words"], **doing)
    for guest, said in zip(guests, others, strict=False):
        statement = statements.say(guest, at=doing["at"], words=said["words"])
        read: dict[str, Any] = {
            "kind": "show",
            "about": [statement.reference],
            "reason": "It keeps to the house rules.",
        }
        moderation.moderate(conversation, **read, **doing)
        statement.refresh_from_db()
        yield statement


def _guests(conversation: Conversation, row: Row, town: Town) -> Iterator[tuple[int, Participant]]:
    """Everybody who takes part, with the number of their way of thinking; each says of which group they are."""
    groups = list(conversation.hearings.order_by("pk"))
    for camp, count in enumerate(row["participants"]):
        for number in range(count):
            guest = taking_part.join(conversation, at=town.at(row["opened"]), guest_mark=f"{camp} {number}")
            taking_part.describe(guest, account=None, speaks_for=None, groups=[groups[(camp + number) % len(groups)]])
            yield camp, guest


def _view(tenths: list[int], lots: random.Random) -> int:
    """1, -1 or 0, as often in ten as somebody of this way of thinking agrees, disagrees or passes."""
    agree, disagree = tenths
    lot = lots.randrange(TENTHS)
    return 1 if lot < agree else -1 if lot < agree + disagree else 0


def _trade_off(town: Town, conversation: Conversation, row: Row | None) -> None:
    if row is None:
        return
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR], "at": town.at(0)}
    names = ("name", "words", "aim", "total", "source")
    trade_off = trading.write_trade_off(conversation, **{name: row[name] for name in names}, **doing)
    for option in row["option"]:
        said = {name: option[name] for name in ("name", "gives_up", "gains")}
        trading.add_option(trade_off, pence=100 * option["pounds"], **said, **doing)


def _chosen(conversation: Conversation, row: Row | None, at: Any) -> None:
    """Everybody who takes part leaves out one of the options, in turn."""
    if row is None:
        return
    trade_off = TradeOff.objects.get(conversation=conversation)
    places = list(trade_off.options.order_by("place_in_order").values_list("place_in_order", flat=True))
    for number, participant in enumerate(conversation.participants.order_by("pk")):
        left_out = places[(number * number) % len(places)]
        trading.choose(participant, trade_off, at=at, places=[place for place in places if place != left_out])


def _answered(town: Town, conversation: Conversation, row: Row) -> None:
    """Close it, say of every statement what was decided and why, and conclude."""
    conversations.close(conversation, **_doing(town, row["closed"]))
    sealing.seal(conversation, at=town.at(row["closed"]))
    for said in row["statement"]:
        statement = Statement.objects.get(conversation=conversation, words=said["words"])
        later: dict[str, Any] = {"later_on": town.day(said["later"])} if "later" in said else {}
        promise = Commitment.objects.filter(output=said.get("follows")).first()
        follows = [promise.reference] if promise else []
        given = {"verdict": said["verdict"], "reason": said["reason"], "changed": said.get("changed", "")}
        replies.reply(statement, follows=follows, **given, **later, **_doing(town, row["decides"], row["decider"]))
    said_last = {"conclusion": row["conclusion"], "cites_data": True, "cites_lived": True}
    replies.conclude(conversation, **said_last, **_doing(town, row["answer_by"] + 5))
