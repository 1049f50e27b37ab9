"""The verbs of Who promised what? over many rows at once, for the workbook: the same rules as single actions."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from joinedup.frame.loading import Cells, Plan, Row, Table, keys_of, meant, update_each
from joinedup.frame.refusals import Refusal
from joinedup.outcomes.models import Outcome
from joinedup.partners.loading import day, members_among, posts_of, refuse_to_show_exempt
from joinedup.partners.models import Organisation
from joinedup.promises import rules
from joinedup.promises.models import Commitment, Part

NO_OUTPUT = Refusal("output_missing", "Say what is promised.", "output")
NO_WHAT = Refusal("what_missing", "Say what this part is.", "what")
NO_PROMISE = Refusal("no_promise", "Say of which promise this is a part.", "commitment")
PART_STANDS = Refusal(
    "part_stands", "A part stays with its promise. Give a part of another promise a code of its own.", "commitment"
)


class Promises(Table):
    """Promises with the outcomes that they serve. Their state is the leads' to report, never a workbook's."""

    sheet, kind, model = "Promises", "promise", Commitment
    fields = (
        "organisation",
        "lead",
        "lead_may",
        "output",
        "detail",
        "place",
        "starts_on",
        "due_on",
        "visibility",
    )
    needed = ("organisation", "lead", "due_on", "outcomes")
    insisted = ("organisation", "due_on")

    @property
    def title(self) -> str:
        return "output"

    def stored(self, rows: QuerySet[Any], *also: str) -> Iterator[Cells]:
        links = Commitment.outcomes.through.objects.filter(commitment__in=rows.order_by().values("pk"))
        towards: dict[str, list[str]] = defaultdict(list)
        for promise, outcome in links.order_by("outcome").values_list("commitment__reference", "outcome__reference"):
            towards[promise].append(outcome)
        for stored in super().stored(rows, *also):
            yield {**stored, "outcomes": "\n".join(towards[stored["reference"]])}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        members = members_among(plan, (row.wanted.get("organisation", "") for row in rows))
        posts = posts_of(plan, (row.wanted.get("lead", "") for row in rows))
        for row in rows:
            self.settle_audience(row)
            row.refuse(() if row.wanted.get("output") else (NO_OUTPUT,))
            row.refuse(
                refusal.at("outcomes" if refusal.field == "towards" else refusal.field)
                for refusal in rules.refusals_to_promise(self._terms(row, members, posts))
            )
            shared = row.stored is not None and row.stored["visibility"] != "draft"
            row.refuse(
                (rules.BACK_TO_DRAFT.at("visibility"),) if row.changes.get("visibility") == "draft" and shared else ()
            )
            row.refuse(
                rules.refusals_to_move(
                    shared=shared,
                    due_on=day((row.stored or {}).get("due_on", "")),
                    new_due_on=day(row.wanted.get("due_on", "")),
                )
            )
        refuse_to_show_exempt(rows)

    def _terms(self, row: Row, members: set[str], posts: Mapping[str, set[str]]) -> rules.Terms:
        """What the rule asks. Who has left counts as one who stands or holds a post: that is a finding, not a fault."""
        wanted = row.wanted
        organisation, lead = wanted.get("organisation", ""), wanted.get("lead", "")
        said_anew = row.stored is None or bool(row.changes.keys() & {"organisation", "lead"})
        held = posts.get(lead, set())
        return rules.Terms(
            allowed=True,
            shared=wanted.get("visibility") != "draft",
            has_organisation=bool(organisation),
            organisation_stands=organisation in members or not said_anew,
            lead_holds_post=not lead or not said_anew or (organisation in held if organisation else bool(held)),
            outcomes_belong=True,
            starts_on=day(wanted.get("starts_on", "")),
            due_on=day(wanted.get("due_on", "")),
        )

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Commitment:
        made: Commitment = super().made(plan, row, keys)
        made.first_due_on = made.due_on
        return made

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        super().add(plan, rows)
        self._serve(rows)

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        super().change(plan, rows, also)
        drafts = [row for row in rows if (row.stored or {})["visibility"] == "draft"]
        first = [(day(row.wanted.get("due_on", "")), row.reference) for row in drafts]
        update_each("UPDATE promises_commitment SET first_due_on = %s WHERE reference = %s", first)
        moved = [row for row in rows if "outcomes" in row.changes]
        references = [row.reference for row in moved]
        Commitment.outcomes.through.objects.filter(commitment__reference__in=references).delete()
        self._serve(moved)

    def _serve(self, rows: Sequence[Row]) -> None:
        promises = keys_of(Commitment, (row.reference for row in rows))
        outcomes = keys_of(Outcome, (row.wanted.get("outcomes", "") for row in rows))
        through = Commitment.outcomes.through
        through.objects.bulk_create(
            through(commitment_id=promises[row.reference], outcome_id=outcomes[outcome])
            for row in rows
            for outcome in row.wanted.get("outcomes", "").split("\n")
            if outcome
        )


class Parts(Table):
    """Parts of promises. Whether one is accepted is for the organisation that takes it."""

    sheet, kind, model = "Parts", "part", Part
    fields = ("commitment", "what", "organisation", "role")
    needed = ("organisation",)

    @property
    def title(self) -> str:
        return "what"

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Part]:
        return Part.objects.filter(commitment__partnership=partnership).order_by("pk")

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        """Parts without a code, by their words, of the same promise."""
        words = [row.cells.get("what", "") for row in rows]
        known = self.rows(plan.partnership).filter(what__in=words)
        found = {
            (what, promise): reference
            for what, promise, reference in known.values_list("what", "commitment__reference", "reference")
        }
        plain = ((row, (row.cells.get("what", ""), row.cells.get("commitment", ""))) for row in rows)
        return {row.number: found[named] for row, named in plain if named in found and not row.cells.get("code")}

    def find(self, plan: Plan, rows: Sequence[Row]) -> None:
        known = Part.objects.filter(reference__in=[row.reference for row in rows])
        found = {stored["reference"]: stored for stored in self.stored(known)}
        for row in rows:
            row.stored = found.get(row.reference)

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        members = members_among(plan, (row.wanted.get("organisation", "") for row in rows))
        alike = self._alike(rows)
        for row in rows:
            row.cells["role"] = row.cells.get("role") or (row.stored or {}).get("role") or Part.Role.DELIVERS
            organisation = row.wanted.get("organisation", "")
            said_anew = organisation and (row.stored is None or "organisation" in row.changes)
            same = (row.wanted.get(name, "") for name in self.fields)
            checks = (
                (bool(row.wanted.get("what")), NO_WHAT),
                (bool(row.wanted.get("commitment")) or "commitment" in row.problems, NO_PROMISE),
                (row.stored is None or "commitment" not in row.changes, PART_STANDS),
                (not said_anew or organisation in members, rules.NOT_A_MEMBER),
                (alike.get(tuple(same), row.reference) == row.reference, rules.PART_TWICE),
            )
            row.missing = [name for name in self.needed if not row.wanted.get(name)]
            row.refuse(refusal for holds, refusal in checks if not holds)

    def _alike(self, rows: Sequence[Row]) -> dict[tuple[str, ...], str]:
        """Parts that stand, and those of these rows, by everything that tells one from another."""
        promises = [row.wanted.get("commitment", "") for row in rows]
        known = Part.objects.filter(commitment__reference__in=promises)
        found = {tuple(stored[name] for name in self.fields): stored["reference"] for stored in self.stored(known)}
        for row in rows:
            role = row.wanted.get("role") or Part.Role.DELIVERS
            wanted = {**row.wanted, "role": role}
            found.setdefault(tuple(wanted.get(name, "") for name in self.fields), row.reference)
        return found

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Part:
        given = {
            column.attname: meant(column, row.cells[name], keys)
            for name in self.fields
            for column in (self.column(name),)
            if row.cells.get(name)
        }
        return Part(reference=row.reference, **given)

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        """Another organisation accepts anew."""
        organisations = keys_of(Organisation, (row.wanted.get("organisation", "") for row in rows))
        update_each(
            "UPDATE promises_part SET what = %s, role = %s, organisation_id = %s WHERE reference = %s",
            [
                (row.wanted["what"], row.wanted["role"], organisations.get(row.wanted["organisation"]), row.reference)
                for row in rows
            ],
        )
        given_away = [row.reference for row in rows if "organisation" in row.changes]
        Part.objects.filter(reference__in=given_away).update(accepted_at=None, accepted_by=None)


PROMISES, PARTS = Promises(), Parts()
