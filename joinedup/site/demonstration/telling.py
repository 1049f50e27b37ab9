"""Telling a story: turns one partnership's chapter, a TOML file, into actions of the rooms, in the order of time."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from joinedup.frame.findings import found
from joinedup.outcomes import actions as outcomes
from joinedup.outcomes.models import Indicator, Outcome, Problem, Step
from joinedup.partners import actions as partners
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import OPERATOR
from joinedup.promises import actions as promises
from joinedup.promises.models import Commitment
from joinedup.questions import actions as questions
from joinedup.site.demonstration import figures
from joinedup.site.demonstration.people import Town

CHAPTERS = Path(__file__).parent
CONVENOR = "imogen"

Row = Mapping[str, Any]


@dataclass
class Chapter:
    """One partnership's story while it is told: what was made so far, by the keys of the file."""

    town: Town
    partnership: Partnership
    since: int
    visibility: str
    nouns: dict[str, Any] = field(default_factory=dict)

    def doing(self, ago: int) -> dict[str, Any]:
        """The convenor, some days ago."""
        return {"by": self.town.accounts[CONVENOR], "at": self.town.at(ago)}


def tell(town: Town, name: str) -> Partnership:
    """Tell the chapter of this name; the partnership as it stands at the end."""
    story = tomllib.loads((CHAPTERS / f"{name}.toml").read_text())
    partnership = town.partnership(story["name"], story["purpose"], story["members"], since=story["since"])
    chapter = Chapter(town, partnership, story["since"], story["visibility"])
    for kind, begin in BEFORE.items():
        for row in story.get(kind, []):
            begin(chapter, row)
    if "published" in story:
        town.publish(partnership, ago=story["published"])
    for kind, go_on in AFTER.items():
        for row in story.get(kind, []):
            go_on(chapter, row)
    return partnership


def _problem(chapter: Chapter, row: Row) -> None:
    ago = chapter.since - 10
    problem = chapter.nouns[row["key"]] = outcomes.state_problem(
        chapter.partnership,
        name=row["name"],
        statement=row.get("statement", ""),
        visibility=chapter.visibility,
        **chapter.doing(ago),
    )
    _sign(chapter, problem, row, ago=ago - 10)


def _outcome(chapter: Chapter, row: Row) -> None:
    ago = chapter.since - 12
    outcome = chapter.nouns[row["key"]] = outcomes.set_outcome(
        chapter.partnership,
        name=row["name"],
        problem=chapter.nouns.get(row.get("problem", "")),
        place=chapter.town.places["Ambleford"],
        priority=row["priority"],
        lead=chapter.town.people.get(row.get("lead", "")),
        lead_may=row.get("may", ""),
        visibility=chapter.visibility,
        **chapter.doing(ago),
    )
    _sign(chapter, outcome, row, ago=ago - 8)
    _climb(chapter, outcome, row.get("ladder", []), ago=ago - 9)


def _sign(chapter: Chapter, text: Problem | Outcome, row: Row, *, ago: int) -> None:
    for signed in row.get("signed", []):
        chapter.town.sign(text, signed["who"], signed["stance"], signed.get("words", ""), ago=ago)


def _climb(chapter: Chapter, outcome: Outcome, ladder: list[Row], *, ago: int) -> None:
    """The rungs from the lowest up, each linked to the next and the last to the outcome."""
    steps = [_step(chapter, row, ago=ago) for row in ladder]
    uppers: list[Step | Outcome] = [*steps[1:], outcome]
    for row, lower, upper in zip(ladder, steps, uppers, strict=False):
        outcomes.link(lower, to=upper, assumption=row["assumption"], **chapter.doing(ago))


def _step(chapter: Chapter, row: Row, *, ago: int = 600) -> Step:
    return outcomes.add_step(
        chapter.partnership,
        kind=row["kind"],
        name=row["name"],
        organisation=chapter.town.organisations[row["whose"]],
        visibility=chapter.visibility,
        **chapter.doing(ago),
    )


def _measure(chapter: Chapter, row: Row) -> None:
    said = ("name", "definition", "unit", "per", "better", "level", "is_experience", "rhythm", "source", "judged_by")
    numbers: dict[str, Any] = {name: Decimal(row[name]) for name in ("baseline", "target") if name in row}
    started = chapter.town.month(sum(months for months, _ in row.get("months", [])))
    indicator = outcomes.define_indicator(
        chapter.partnership,
        outcome=chapter.nouns[row["outcome"]],
        steward=chapter.town.organisations[row["steward"]],
        baseline_on=started if "baseline" in numbers else None,
        target_on=chapter.town.month(-6) if "target" in numbers else None,
        visibility=chapter.visibility,
        **numbers,
        **{name: row[name] for name in said if name in row},
        **chapter.doing(600),
    )
    _start_phase(chapter, indicator, row)
    _record(chapter, indicator, row)


def _start_phase(chapter: Chapter, indicator: Indicator, row: Row) -> None:
    if "phase" in row:
        starts_on = chapter.town.month(row["phase"]["back"])
        outcomes.start_phase(indicator, starts_on=starts_on, reason=row["phase"]["reason"], **chapter.doing(300))


def _record(chapter: Chapter, indicator: Indicator, row: Row) -> None:
    if "recorder" not in row:
        return
    series = (
        figures.yearly(row["first_year"], row["years"])
        if "years" in row
        else figures.monthly(chapter.town, row["months"], swing=row["swing"])
    )
    recorder = chapter.town.accounts[row["recorder"]]
    figures.record(indicator, series, by=recorder, town=chapter.town, provenance=row["source"])


def _promise(chapter: Chapter, row: Row) -> None:
    town = chapter.town
    commitment = chapter.nouns[row["key"]] = promises.promise(
        chapter.partnership,
        organisation=town.organisations[row["whose"]],
        output=row["output"],
        towards=[chapter.nouns[key] for key in row["towards"]],
        starts_on=town.day(row["started"]),
        due_on=town.day(row["due"]),
        lead=town.people[row["lead"]],
        lead_may=row.get("may", ""),
        place=town.places[row["where"]],
        visibility=chapter.visibility,
        **chapter.doing(row["started"]),
    )
    for part in row.get("parts", []):
        _part(chapter, commitment, part, ago=row["started"] - 10)


def _part(chapter: Chapter, commitment: Commitment, row: Row, *, ago: int) -> None:
    organisation = chapter.town.organisations.get(row.get("whose", ""))
    part = promises.add_part(commitment, what=row["what"], organisation=organisation, **chapter.doing(ago))
    if "accepted_by" in row:
        promises.accept_part(part, by=chapter.town.accounts[row["accepted_by"]], at=chapter.town.at(ago - 5))


def _reports(chapter: Chapter, row: Row) -> None:
    for report in row.get("reports", []):
        promises.report(
            chapter.nouns[row["key"]],
            by=chapter.town.accounts[report["who"]],
            at=chapter.town.at(report["ago"]),
            state=report["state"],
            words=report["words"],
            new_due_on=chapter.town.day(report["new_due"]) if "new_due" in report else None,
            evidence=report.get("evidence", ""),
        )


def _question(chapter: Chapter, row: Row) -> None:
    asked = questions.ask(
        chapter.partnership,
        by=None,
        at=chapter.town.at(row["ago"]),
        kind="question",
        about=chapter.nouns[row["about"]].reference,
        words=row["words"],
    )
    if "of" in row:
        of = chapter.town.organisations[row["of"]]
        questions.let_through(asked, of=of, **chapter.doing(row["ago"] - 1))
    if "answer" in row:
        answer = row["answer"]
        asked.refresh_from_db()
        by, at = chapter.town.accounts[answer["who"]], chapter.town.at(answer["ago"])
        questions.answer(asked, by=by, at=at, answer=answer["words"])


def _departure(chapter: Chapter, row: Row) -> None:
    town = chapter.town
    post = town.people[row["who"]].memberships.get()
    partners.end_post(post, by=town.administrator, at=town.at(row["ago"]), until_on=town.day(row["ago"]))


def _answered_finding(chapter: Chapter, row: Row) -> None:
    about = (chapter.nouns[row["about"]].reference,)
    one = next(
        one
        for one in found(chapter.partnership, OPERATOR)
        if (one.test.number, one.finding.causes) == (row["number"], about)
    )
    questions.answer_finding(
        chapter.partnership,
        number=row["number"],
        key=one.key,
        causes=about,
        answer=row["words"],
        mend_by=chapter.town.day(row["mend_by"]),
        **chapter.doing(row["ago"]),
    )


Tell = Callable[[Chapter, Row], object]
BEFORE: Mapping[str, Tell] = {
    "problem": _problem,
    "outcome": _outcome,
    "loose_step": _step,
    "measure": _measure,
    "promise": _promise,
}
AFTER: Mapping[str, Tell] = {
    "promise": _reports,
    "question": _question,
    "departure": _departure,
    "answered_finding": _answered_finding,
}
