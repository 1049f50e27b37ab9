from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from joinedup.frame.loading import Plan, Row, Table, meant
from joinedup.frame.refusals import Refusal
from joinedup.partners.loading import day, members_among
from joinedup.promises.models import Commitment, Enactment
from joinedup.promises.rules import decisions as rules

NO_DECISION = Refusal("no_decision", "Say which decision it is.", "decision")
NO_ORGANISATION = Refusal("no_organisation", "Say which member the decision affects.", "organisation")
STANDS = Refusal(
    "enactment_stands", "A row stays with its decision and its organisation. Give another a code of its own."
)
LOOKS_LIKE_ANOTHER = Refusal("enactment_twice", "This organisation is named for this decision already.", "organisation")


class Enactments(Table):
    """The members that decisions affect, and what of their own carries each decision out."""

    sheet, kind, model = "Enactments", "enactment", Enactment
    fields = ("decision", "organisation", "kind", "what", "promise", "due_on", "enacted_on", "evidence", "evidence_url")
    needed = ("kind",)

    @property
    def title(self) -> str:
        return "what"

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Enactment]:
        return Enactment.objects.filter(decision__partnership=partnership).order_by("pk")

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        """Rows without a code, by their decision and organisation."""
        decisions = [row.cells.get("decision", "") for row in rows if not row.cells.get("code")]
        known = Enactment.objects.filter(decision__reference__in=decisions)
        found = {
            (decision, organisation): reference
            for decision, organisation, reference in known.values_list(
                "decision__reference", "organisation__reference", "reference"
            )
        }
        named = ((row, (row.cells.get("decision", ""), row.cells.get("organisation", ""))) for row in rows)
        return {row.number: found[pair] for row, pair in named if pair in found and not row.cells.get("code")}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        members = members_among(plan, (row.wanted.get("organisation", "") for row in rows))
        promising = self._promising(plan, rows)
        alike = self._alike(rows)
        for row in rows:
            wanted, organisation = row.wanted, row.wanted.get("organisation", "")
            row.missing = [name for name in self.needed if not wanted.get(name)]
            named = (wanted.get("decision", ""), organisation)
            moved = row.stored is not None and row.changes.keys() & {"decision", "organisation"}
            checks = (
                (bool(wanted.get("decision")) or "decision" in row.problems, NO_DECISION),
                (bool(organisation) or "organisation" in row.problems, NO_ORGANISATION),
                (not moved, STANDS),
                (row.stored is not None or not organisation or organisation in members, rules.NOT_A_MEMBER),
                (alike.get(named, row.reference) == row.reference, LOOKS_LIKE_ANOTHER),
            )
            row.refuse(refusal for holds, refusal in checks if not holds)
            self._judge_carrier(plan, row, promising)

    def _judge_carrier(self, plan: Plan, row: Row, promising: Mapping[str, str]) -> None:
        wanted = row.wanted
        promise, enacted_on = wanted.get("promise", ""), day(wanted.get("enacted_on", ""))
        kind = wanted.get("kind", "")
        said = bool(kind or wanted.get("what") or promise)
        was_enacted = bool((row.stored or {}).get("enacted_on"))
        carrier = rules.Carrier(
            allowed=True,
            is_enacted=was_enacted and bool(row.changes),
            kind=kind,
            what=wanted.get("what", ""),
            has_promise=bool(promise),
            promise_belongs=promising.get(promise, "") == wanted.get("organisation", "") or not promise,
        )
        row.refuse(rules.refusals_to_enact(carrier) if said else ())
        if enacted_on is not None and not was_enacted:
            reported: dict[str, Any] = {"kind": kind, "is_enacted": False, "enacted_on": enacted_on}
            address = wanted.get("evidence_url", "")
            refused = rules.refusals_to_report_enacted(allowed=True, today=plan.today, evidence_url=address, **reported)
            row.refuse(refusal.at(refusal.field or "enacted_on") for refusal in refused)

    def _promising(self, plan: Plan, rows: Sequence[Row]) -> dict[str, str]:
        """Which organisation makes each promise that these rows name, stored or coming with them."""
        wanted = [row.wanted["promise"] for row in rows if row.wanted.get("promise")]
        known = Commitment.objects.filter(reference__in=wanted, partnership=plan.partnership)
        stored = dict(known.values_list("reference", "organisation__reference"))
        coming = {
            row["reference"]: row["organisation"] for row in plan.coming("Promises", wanted) if "organisation" in row
        }
        return {**stored, **coming}

    def _alike(self, rows: Sequence[Row]) -> dict[tuple[str, str], str]:
        """Rows that stand, and these, by decision and organisation."""
        known = Enactment.objects.filter(decision__reference__in=[row.wanted.get("decision", "") for row in rows])
        named = known.values_list("decision__reference", "organisation__reference", "reference")
        found = {(decision, organisation): reference for decision, organisation, reference in named}
        for row in rows:
            pair = (row.wanted.get("decision", ""), row.wanted.get("organisation", ""))
            found.setdefault(pair, row.reference)
        return found

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Enactment:
        given = {
            column.attname: meant(column, row.cells[name], keys)
            for name in self.fields
            for column in (self.column(name),)
            if row.cells.get(name)
        }
        return Enactment(reference=row.reference, **given)
