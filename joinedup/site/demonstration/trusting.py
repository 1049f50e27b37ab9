"""A long-term compact with two years of record, renewed once; and who says what they do, and what nobody took up."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.promises import actions
from joinedup.promises.models import Agreement, Undertaking
from joinedup.promises.reads.agreements import next_to_sign
from joinedup.promises.rules.texts import hash_of
from joinedup.reviews import actions as reviews
from joinedup.reviews.kits import kits
from joinedup.reviews.rules import Given
from joinedup.site.demonstration.people import PEOPLE, Town

STORY = Path(__file__).parent / "trusting.toml"
CONVENOR = "imogen"

Row = Mapping[str, Any]


def trust(town: Town) -> None:
    """Let a compact run for two years, be shown, challenged and renewed, and let partners say what they do."""
    story = tomllib.loads(STORY.read_text())
    compact = _signed(town, story["compact"])
    for row in sorted(story["compact"]["shown"], key=lambda row: str(row["slot"])):
        for ago in row["agos"]:
            _show(town, compact, row, ago)
    _renew(town, compact, story["compact"]["hearing"])
    for row in story["compact"]["challenge"]:
        _challenge(town, compact, row)
    _say(town, story["board"])


def _signed(town: Town, story: Row) -> Agreement:
    doing: dict[str, Any] = {"by": town.accounts[CONVENOR], "at": town.at(story["begun"])}
    parties = tuple(town.organisations[key] for key in story["parties"])
    compact = actions.draft_agreement(
        Partnership.objects.get(name=story["partnership"]),
        kind="compact",
        name=story["name"],
        purpose=story["purpose"],
        parties=parties,
        **doing,
    )
    actions.share_agreement(compact, visibility=Visibility.PUBLIC, **doing)
    for row in story["clause"]:
        organisation = town.organisations[row["whose"]] if "whose" in row else None
        actions.add_clause(compact, section=row["section"], words=row["words"], organisation=organisation, **doing)
    for key, who in story["signers"].items():
        actions.record_power(
            town.organisations[key],
            person=town.people[who],
            given_by=story["given_by"],
            from_on=town.day(story["begun"]),
            until_on=town.day(story["signed"] - 1),
            **doing,
        )
    return _sign(town, compact, story)


def _sign(town: Town, compact: Agreement, story: Row) -> Agreement:
    seen_hash, at = hash_of(next_to_sign(compact)[1]), town.at(story["signed"])
    actions.offer_to_sign(compact, by=town.accounts[CONVENOR], at=at, seen_hash=seen_hash)
    for key, who in story["signers"].items():
        party = compact.parties.get(organisation=town.organisations[key])
        actions.sign(compact, by=town.accounts[who], at=at, party=party, seen_hash=seen_hash, stance="signs")
    return Agreement.objects.get(pk=compact.pk)


def _show(town: Town, compact: Agreement, row: Row, ago: int) -> None:
    actions.show_evidence(
        compact,
        by=town.accounts[row["by"]],
        at=town.at(ago),
        slot=row["slot"],
        words=row["words"],
        shown_on=town.day(ago),
    )


def _renew(town: Town, compact: Agreement, row: Row) -> None:
    """Hear whether the compact is to be renewed, after its first year, and renew it."""
    convenor, kit = town.accounts[CONVENOR], kits()["compact"]
    hearing = reviews.start(
        compact.partnership,
        by=convenor,
        at=town.at(row["started"]),
        kit=kit,
        about=compact.reference,
        closes_on=town.day(row["closed"]),
        visibility=Visibility.PUBLIC,
    )
    for who, marks in row["marks"].items():
        given = {item.key: Given(mark=mark) for item, mark in zip(kit.items, marks, strict=False)}
        organisation = town.organisations[PEOPLE[who][1]]
        reviews.answer(
            hearing, by=town.accounts[who], at=town.at(row["closed"] + 2), given=given, organisation=organisation
        )
    reviews.close(hearing, by=convenor, at=town.at(row["closed"]))
    reviews.conclude(hearing, by=convenor, at=town.at(row["closed"]), conclusion=row["conclusion"])
    actions.renew_compact(compact, by=convenor, at=town.at(row["renewed"]), months=row["months"])


def _challenge(town: Town, compact: Agreement, row: Row) -> None:
    challenge = actions.challenge_compact(
        compact, by=town.accounts[row["by"]], at=town.at(row["ago"]), words=row["words"]
    )
    if "reply" in row:
        done = row["replied"]
        actions.reply_to_challenge(challenge, by=town.accounts[done["by"]], at=town.at(done["ago"]), reply=row["reply"])
    if "repair" in row:
        done = row["repaired"]
        actions.repair(challenge, by=town.accounts[done["by"]], at=town.at(done["ago"]), repair=row["repair"])


def _say(town: Town, story: Row) -> None:
    partnership = Partnership.objects.get(name=story["partnership"])
    said = {row["words"]: _undertake(town, partnership, row) for row in story["said"]}
    for row in story["said"]:
        if "met_by" in row:
            actions.match_expectation(
                said[row["words"]],
                by=town.accounts[CONVENOR],
                at=town.at(row["ago"] - 10),
                version=1,
                met_by=said[row["met_by"]],
            )


def _undertake(town: Town, partnership: Partnership, row: Row) -> Undertaking:
    doing: dict[str, Any] = {"by": town.accounts[row["by"]]}
    said = actions.undertake(
        partnership,
        at=town.at(row["ago"]),
        organisation=town.organisations[row["whose"]],
        kind=row["kind"],
        words=row["words"],
        of=town.organisations[row["of"]] if "of" in row else None,
        of_people=row.get("people", ""),
        visibility=Visibility.PUBLIC,
        **doing,
    )
    if "confirmed" in row:
        actions.confirm_undertaking(said, at=town.at(row["confirmed"]), **doing)
    return said
