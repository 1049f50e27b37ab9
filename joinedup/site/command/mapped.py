"""A map of opinion as the command line gives it: a summary, JSON or a picture."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from io import StringIO
from pathlib import Path
from string import ascii_uppercase
from typing import Any, TextIO, TypeVar

from joinedup.frame.charts.opinion import Cluster, opinion_alone
from joinedup.reckon.opinion import OpinionMap, Votes, opinion_map
from joinedup.reckon.opinion.reading import Statements, Unreadable, read_groups, read_statements, read_votes
from joinedup.reckon.opinion.statistics import Representative, Shared
from joinedup.site.command.opening import CannotDo

MOST_NAMED = 5
LONGEST = 100
FAULTS_SHOWN = 20

Read = TypeVar("Read")


@dataclass(frozen=True)
class Mapped:
    """A map and the words of its statements. names: what each group is called in the output, in order."""

    map: OpinionMap
    statements: Statements
    names: Sequence[int]

    def as_json(self) -> str:
        """The map as docs/opinions.md describes it. Participants and statements stand in the order of their ids."""
        found = self.map
        return json.dumps(
            {
                "k": found.number_of_groups,
                "participants": list(self._participants()),
                "statements": list(self._statements()),
                "representative": {
                    str(name): [asdict(one) for one in standing]
                    for name, standing in zip(self.names, found.representative, strict=False)
                },
                "consensus": {
                    "agree": [asdict(one) for one in found.consensus.agree],
                    "disagree": [asdict(one) for one in found.consensus.disagree],
                },
            },
            indent=1,
            allow_nan=False,
        )

    def as_summary(self) -> str:
        """How many took part, what each group says, what all share, and what divides."""
        parts = [self.sentence]
        for group in range(self.map.number_of_groups):
            parts.append(self._section(f"Group {self.letter(group)}: {self._size(group)}", self._says(group)))
        shared = [self._shared(one, "agree") for one in self.map.consensus.agree]
        shared += [self._shared(one, "disagree") for one in self.map.consensus.disagree]
        parts.append(self._section("What people share", shared or ["Nothing that the votes show clearly."]))
        if self.map.number_of_groups > 1:
            parts.append(self._section("What divides most", list(self._dividing())))
        return "\n\n".join(parts)

    def as_svg(self) -> str:
        """The picture, as the text of a file."""
        found = self.map
        clusters = [
            Cluster(self.letter(group), self._gist(group), self._points(group))
            for group in range(found.number_of_groups)
        ]
        return opinion_alone(
            clusters,
            self._points(-1),
            title=self.sentence,
            description="A map of opinion. Participants who voted alike stand near each other.",
        )

    @property
    def sentence(self) -> str:
        """The map in a sentence or two."""
        found = self.map
        number = found.number_of_groups
        parts = (
            f"{_counted(len(found.votes.participants), 'participant')} voted {_counted(len(found.votes), 'time')} on "
        )
        parts += f"{_counted(len(found.votes.statements), 'statement')}. "
        if number > 1:
            return parts + f"They fall into {number} groups of opinion."
        return parts + "The votes show no groups that clearly differ."

    def letter(self, group: int) -> str:
        """What a group is called for readers: A for the first."""
        return ascii_uppercase[group] if group < len(ascii_uppercase) else str(group + 1)

    def _participants(self) -> Iterator[dict[str, Any]]:
        found = self.map
        rows = zip(found.votes.participants.tolist(), found.points.tolist(), found.groups.tolist(), strict=True)
        for one, (x, y), group in rows:
            yield {"id": one, "x": x, "y": y, "group": self.names[group] if group >= 0 else None}

    def _statements(self) -> Iterator[dict[str, Any]]:
        found = self.map
        for place, statement in enumerate(found.votes.statements.tolist()):
            yield {
                "id": statement,
                "moderated_out": statement in self.statements.out,
                "group_informed_consensus": found.informed[place].tolist(),
                "bridging": float(found.bridging[place]),
                "dividing": float(found.dividing[place]),
                "priority": float(found.priority[place]),
                "groups": [
                    {
                        "group": self.names[group],
                        "votes": int(found.voted[group, place]),
                        "agree": float(found.agreeing[group, place]),
                        "disagree": float(found.disagreeing[group, place]),
                    }
                    for group in range(found.number_of_groups)
                ],
            }

    def _points(self, group: int) -> list[tuple[float, float]]:
        return [(x, y) for x, y in self.map.points[self.map.groups == group].tolist()]

    def _size(self, group: int) -> str:
        return _counted(self.map.size_of(group), "participant")

    def _gist(self, group: int) -> str:
        standing = self.map.representative[group]
        said = f" {self._stands(standing[0])}" if standing else ""
        return f"{self._size(group)}.{said}"

    def _says(self, group: int) -> list[str]:
        return [self._stands(one) for one in self.map.representative[group]] or ["Nothing that tells it apart."]

    def _stands(self, one: Representative) -> str:
        return f"{one.successes} of {one.trials} {one.side}: {self.words(one.statement)}"

    def _shared(self, one: Shared, side: str) -> str:
        return f"{one.successes} of {one.trials} {side}: {self.words(one.statement)}"

    def _dividing(self) -> Iterator[str]:
        found = self.map
        kept = [place for place, one in enumerate(found.votes.statements.tolist()) if one not in self.statements.out]
        kept.sort(key=lambda place: (-found.dividing[place], place))
        for place in kept[:MOST_NAMED]:
            shares = ", ".join(
                f"{self.letter(group)} {found.agreeing[group, place]:.0%}" for group in range(found.number_of_groups)
            )
            yield f"agree {shares}: {self.words(int(found.votes.statements[place]))}"

    def _section(self, heading: str, lines: Sequence[str]) -> str:
        return "\n".join([heading, *(f"  {line}" for line in lines)])

    def words(self, statement: int) -> str:
        """What a statement says, cut where it is long; its number where nothing says it."""
        said = " ".join(self.statements.words.get(statement, "").split())
        return (said if len(said) <= LONGEST else said[: LONGEST - 1].rstrip() + "…") or f"statement {statement}"


def mapped_from(votes_file: Path, statements_file: Path | None, groups_file: Path | None) -> Mapped:
    """The map of a conversation's files. Raises CannotDo."""
    votes = read_from(votes_file, read_votes)
    statements = read_from(statements_file, read_statements) if statements_file else Statements()
    given = read_from(groups_file, lambda file: _groups_of(votes, file)) if groups_file else None
    names = sorted(set(given.values())) if given else []
    numbered = {one: names.index(group) for one, group in given.items()} if given else None
    found = opinion_map(votes, statements.out, numbered)
    return Mapped(found, statements, names or list(range(found.number_of_groups)))


def _groups_of(votes: Votes, file: TextIO) -> Mapping[int, int]:
    given = read_groups(file.read())
    strangers = sorted(given.keys() - set(votes.participants.tolist()))
    if strangers:
        raise Unreadable(*(f"Participant {one} has a group and no vote." for one in strangers))
    return given


def read_from(path: Path, read: Callable[[TextIO], Read]) -> Read:
    """What a file holds. Raises CannotDo."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return read(file if file.seekable() else StringIO(file.read(), newline=""))
    except OSError as reason:
        raise CannotDo(f"{path} cannot be read: {reason.strerror}.") from None
    except UnicodeDecodeError:
        raise CannotDo(f"{path} is no text that we can read. Save it as CSV in UTF-8.") from None
    except Unreadable as refused:
        shown = refused.faults[:FAULTS_SHOWN]
        more = refused.number - len(shown)
        lines = [f"{path}: {fault}" for fault in shown]
        raise CannotDo("\n".join([*lines, f"And {more:,} more."] if more else lines)) from None


def _counted(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
