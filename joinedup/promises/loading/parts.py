from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from joinedup.frame.loading import Plan, Row, Table, keys_of, meant, update_each
from joinedup.frame.refusals import Refusal
from joinedup.partners.loading import members_among
from joinedup.partners.models import Organisation
from joinedup.promises import rules
from joinedup.promises.models import Part

NO_WHAT = Refusal("what_missing", "Say what this part is.", "what")
NO_PROMISE = Refusal("no_promise", "Say of which promise this is a part.", "commitment")
PART_STANDS = Refusal(
    "part_stands", "A part stays with its promise. Give a part of another promise a code of its own.", "commitment"
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
        Part.objects.filter(reference__in=given_away).update(
            accepted_at=None, accepted_by=None, accepted_through=None, declined_at=None, declined_because=""
        )
