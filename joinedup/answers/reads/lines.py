"""Look-ups of lines of answerability and of the accounts given along them, always filtered by who asks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, QuerySet

from joinedup.answers import permissions
from joinedup.answers.models import AccountGiven, AnswerLine
from joinedup.answers.rules import lines as rules
from joinedup.frame.references import Named, named
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import bodies_open_to

RELATED = ("partnership", "organisation", "done_by", "borne_by", "to_body", "to_organisation", "person")
TEXTS = ("to_words", "forum", "information", "may_do")


def lines_open_to(asker: Asker) -> QuerySet[AnswerLine]:
    """Lines that this asker may see, each with the organisation that answers."""
    return AnswerLine.objects.filter(permissions.lines_seen_by(asker)).select_related("organisation")


def given_open_to(asker: Asker) -> QuerySet[AccountGiven]:
    """Accounts given along the lines that this asker may see."""
    return AccountGiven.objects.filter(line__in=lines_open_to(asker))


def in_force(partnership: Partnership, asker: Asker) -> QuerySet[AnswerLine]:
    """A partnership's lines that have not ended, in the order in which they are read."""
    here = lines_open_to(asker).filter(partnership=partnership, ended_on=None)
    return here.order_by("organisation__name", "answers_for", "pk")


@dataclass(frozen=True)
class Audience:
    """Whoever hears an account: what they are called, and their page if they have one that the reader may open."""

    key: str
    title: str
    address: str = ""


@dataclass(frozen=True)
class Row:
    """A line as pages show it: about what, to whom, when it was last heard of, and by when the next account is due."""

    line: AnswerLine
    about: Named | None
    to: Audience
    last_on: date | None
    next_on: date | None
    is_overdue: bool
    is_draft: bool

    @property
    def drawn(self) -> rules.Drawn:
        """The line as the rules judge it."""
        to = self.line.to_organisation
        return rules.Drawn(
            key=self.line.reference,
            about=self.line.about,
            answers_for=self.line.answers_for,
            organisation=self.line.organisation.reference,
            to=self.to.key,
            to_organisation=to.reference if to else "",
        )


def rows(lines: QuerySet[AnswerLine], asker: Asker, today: date, *, most: int | None = None) -> list[Row]:
    """Lines as pages show them, `most` of them. Two SQL queries and one a kind of record that they are about."""
    dated: QuerySet[Any] = lines.select_related(*RELATED).annotate(last_on=Max("given__given_on"))
    listed = list(dated[:most])
    abouts = named({one.about for one in listed}, asker)
    bodies = {one.to_body_id for one in listed if one.to_body_id is not None}
    seen = set(bodies_open_to(asker).filter(pk__in=bodies).values_list("pk", flat=True)) if bodies else set()
    return [_row(one, abouts, seen, today) for one in listed]


def _row(line: Any, abouts: Mapping[str, Named], seen_bodies: set[int], today: date) -> Row:
    next_on = rules.next_account_on(from_on=line.from_on, last_on=line.last_on, every_months=line.every_months)
    is_draft = line.visibility == Visibility.DRAFT
    is_live = line.ended_on is None and not is_draft
    return Row(
        line=line,
        about=abouts.get(line.about),
        to=_audience(line, seen_bodies),
        last_on=line.last_on,
        next_on=next_on if is_live else None,
        is_overdue=is_live and next_on is not None and next_on < today,
        is_draft=is_draft,
    )


def _audience(line: AnswerLine, seen_bodies: set[int]) -> Audience:
    body, organisation = line.to_body, line.to_organisation
    if body is not None:
        shown = body.pk in seen_bodies
        return Audience(
            body.reference, body.name if shown else body.get_kind_display(), body.get_absolute_url() if shown else ""
        )
    if organisation is not None:
        return Audience(organisation.reference, organisation.name, organisation.get_absolute_url())
    return Audience(f"words {line.to_words.casefold()}", line.to_words)


def given_along(line: AnswerLine) -> QuerySet[AccountGiven]:
    """The accounts given along a line, the latest first. Whether an asker may see the line is for the caller to ask."""
    return line.given.order_by("-given_on", "-pk")


def latest_given(partnership: Partnership, asker: Asker) -> list[AccountGiven]:
    """The latest account along each of a partnership's lines in force. Two SQL queries."""
    lines = in_force(partnership, asker).order_by()
    given = AccountGiven.objects.filter(line__in=lines.values("pk")).select_related("line__organisation")
    latest: dict[int, AccountGiven] = {}
    for one in given.order_by("given_on", "pk"):
        latest[one.line_id] = one
    return list(latest.values())


def about_these(references: Iterable[str], asker: Asker) -> QuerySet[AnswerLine]:
    """The lines in force that are about some records."""
    about = lines_open_to(asker).filter(about__in=list(references), ended_on=None)
    return about.order_by("answers_for", "organisation__name", "pk")


def texts_of(line: AnswerLine) -> dict[str, str]:
    """What a line says in words, by field."""
    return {name: getattr(line, name) for name in (*TEXTS, "ended_because")}
