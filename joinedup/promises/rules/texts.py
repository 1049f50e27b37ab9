"""The exact text of a version of an agreement: what it holds, how it is written down, and its hash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import rfc8785


@dataclass(frozen=True)
class FrozenClause:
    """A clause as a version holds it. Outcome and indicator are references: whether they may be named is not frozen."""

    reference: str
    number: str
    section: str
    heading: str
    words: str
    organisation: str = ""
    organisation_name: str = ""
    outcome: str = ""
    indicator: str = ""


@dataclass(frozen=True)
class FrozenParty:
    """A party as a version names it. organisation: its reference, "" for people in words."""

    reference: str
    name: str
    organisation: str
    must_sign: bool
    plan_line: str
    resources: str


@dataclass(frozen=True)
class AgreementText:
    """All that a version of an agreement says. Days are ISO dates, "" where there is none."""

    agreement: str
    kind: str
    name: str
    purpose: str
    term_months: int | None
    expires_on: str
    clauses: tuple[FrozenClause, ...]
    parties: tuple[FrozenParty, ...]


def written(text: AgreementText, number: int) -> str:
    """A text as version `number` holds it: canonical JSON (RFC 8785), so that the same words have the same bytes."""
    return rfc8785.dumps({**_plain(text), "number": number}).decode()


def hash_of(text: str) -> str:
    """The SHA-256 of the bytes of a written text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def read(text: str) -> tuple[int, AgreementText]:
    """The number and the text of a version as it was written down."""
    said: dict[str, Any] = json.loads(text)
    number = said.pop("number")
    clauses = tuple(FrozenClause(**clause) for clause in said.pop("clauses"))
    parties = tuple(FrozenParty(**party) for party in said.pop("parties"))
    return number, AgreementText(**said, clauses=clauses, parties=parties)


def _plain(text: AgreementText) -> Mapping[str, Any]:
    return json.loads(json.dumps(asdict(text)))  # type: ignore[no-any-return]
