"""Mandates, many at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

from joinedup.frame.loading import Cells, Plan, Row, Table
from joinedup.frame.references import allocate
from joinedup.frame.refusals import Refusal
from joinedup.partners import rules
from joinedup.partners.loading.cells import column, day
from joinedup.partners.loading.standing import keep_from_public, members_among, posts_of
from joinedup.partners.models import Mandate

NO_SEAT = Refusal("no_seat", "Say whose seat it is.", "organisation")
NO_PERSON = Refusal("no_person", "Say who sits there.", "person")
USUAL_MONTHS = "6"

Whose = tuple[str, str]


class Mandates(Table):
    """Who speaks for whom, known by organisation, person and first day."""

    sheet, model = "Mandates", Mandate
    fields = (
        "organisation",
        "person",
        "source",
        "speaks_for",
        "chosen_how",
        "binds_organisation",
        "may_bind",
        "from_on",
        "until_on",
        "reports_every",
        "visibility",
    )
    needed = ("speaks_for",)

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        return {}

    def find(self, plan: Plan, rows: Sequence[Row]) -> None:
        """Fill in what the table says of each row, and what a row leaves to be understood. One SQL query."""
        known: dict[Whose, list[Cells]] = defaultdict(list)
        here = self.rows(plan.partnership).filter(organisation__reference__in=column(rows, "organisation"))
        for stored in self.stored(here, "version"):
            known[stored["organisation"], stored["person"]].append(stored)
        for row in rows:
            meant = _meant(row, known[_whose(row)])
            if meant is not None:
                row.stored = dict(meant)
                row.reference, row.version = row.stored.pop("reference"), int(row.stored.pop("version"))
            self._fill_in(row, plan.today)
            row.key = " ".join((*_whose(row), row.cells["from_on"]))

    def _fill_in(self, row: Row, today: date) -> None:
        stored = row.stored or {}
        usual = (("source", Mandate.Source.NONE), ("binds_organisation", "no"), ("from_on", today.isoformat()))
        for name, otherwise in usual:
            row.cells[name] = row.cells.get(name) or stored.get(name) or otherwise
        if row.cells["source"] in rules.MANDATING and "reports_every" not in row.problems:
            row.cells["reports_every"] = row.wanted.get("reports_every") or USUAL_MONTHS

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        members = members_among(plan, column(rows, "organisation"))
        posts = posts_of(plan, column(rows, "person"))
        others = self._others(plan, rows)
        for row in rows:
            self.settle_audience(row)
            missing = ((NO_SEAT, "organisation"), (NO_PERSON, "person"))
            row.refuse(why for why, name in missing if not row.cells.get(name) and name not in row.problems)
            if all(row.cells.get(name) for name in ("organisation", "person")) and "from_on" not in row.problems:
                row.refuse(rules.refusals_to_mandate(_facts_of(row, members, posts, others[_whose(row)])))
        keep_from_public(plan, rows)

    def _others(self, plan: Plan, rows: Sequence[Row]) -> dict[Whose, list[rules.Term]]:
        """The terms of mandates that these rows do not speak of, by seat and person. One SQL query."""
        spoken_of = [row.reference for row in rows if row.reference]
        here = self.rows(plan.partnership).filter(organisation__reference__in=column(rows, "organisation"))
        terms: dict[Whose, list[rules.Term]] = defaultdict(list)
        for organisation, person, from_on, until_on in here.exclude(reference__in=spoken_of).values_list(
            "organisation__reference", "person__reference", "from_on", "until_on"
        ):
            terms[organisation, person].append(rules.Term(from_on, until_on))
        return terms

    def clash(self, before: Row, row: Row) -> Refusal | None:
        """Why a mandate cannot stand beside the one before it, in the order of seat, person and first day."""
        same = _whose(before) == _whose(row) and all(_whose(row))
        return rules.SPEAKS_ALREADY.about(from_on=before.cells["from_on"]) if same and _lasts(before, row) else None

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        for row, reference in zip(rows, allocate("mandate", len(rows)) if rows else (), strict=True):
            row.reference = reference
        super().add(plan, rows)


def _meant(row: Row, known: Sequence[Cells]) -> Cells | None:
    """The stored mandate that a row means: of that first day, else the one that goes on if the row names no day."""
    said = row.cells.get("from_on", "")
    return next((one for one in known if one["from_on"] == said or (not said and not one["until_on"])), None)


def _whose(row: Row) -> Whose:
    return row.cells.get("organisation", ""), row.cells.get("person", "")


def _lasts(before: Row, row: Row) -> bool:
    """Whether an earlier mandate still holds when the next one begins."""
    until_on = before.cells.get("until_on", "")
    return not until_on or until_on > row.cells["from_on"]


def _facts_of(
    row: Row, members: set[str], posts: Mapping[str, set[str]], others: Sequence[rules.Term]
) -> rules.MandateFacts:
    organisation, person, wanted = *_whose(row), row.wanted
    months = wanted.get("reports_every", "")
    return rules.MandateFacts(
        allowed=True,
        organisation=organisation,
        term=rules.Term(date.fromisoformat(row.cells["from_on"]), day(wanted.get("until_on", ""))),
        source=wanted["source"],
        reports_every=int(months) if months else None,
        has_seat=row.stored is not None or organisation in members,
        holds_post=row.stored is not None or organisation in posts.get(person, set()),
        others=tuple(others),
    )
