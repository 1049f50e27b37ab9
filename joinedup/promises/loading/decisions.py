from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from joinedup.frame.loading import Cells, Plan, Row, keys_of, update_each
from joinedup.frame.refusals import Refusal, refuse_if
from joinedup.partners.loading import day, keep_from_public
from joinedup.promises.loading.links import LinkedTable, Links
from joinedup.promises.models import Bearing, Decision
from joinedup.promises.reads.decisions import TEXTS
from joinedup.promises.rules import decisions as rules

NO_NAME = Refusal("name_missing", "Say in a few words what was decided.", "name")
ABOVE = Refusal("stands_below", "A decision that supersedes another stands below it in the sheet.", "supersedes")
OUTCOMES = ("outcomes", "puts_first", "puts_off")
THROUGH = Decision.outcomes.through


class Decisions(LinkedTable):
    """Decisions with the outcomes on which they bear. Once shared, one stands as it was written."""

    sheet, kind, model = "Decisions", "decision", Decision
    fields = ("decided_on", *TEXTS, "visibility")
    needed = ("words", "decided_on", "decided_by", "reason")
    insisted = ("words", "decided_on", "decided_by")
    links = (
        Links("outcomes", THROUGH, "decision", "outcome", {"kind": Bearing.Kind.CONCERNS}),
        Links("puts_first", THROUGH, "decision", "outcome", {"kind": Bearing.Kind.FIRST}),
        Links("puts_off", THROUGH, "decision", "outcome", {"kind": Bearing.Kind.OFF}),
    )

    def stored(self, rows: QuerySet[Any], *also: str) -> Iterator[Cells]:
        earlier = dict(rows.order_by().values_list("reference", "supersedes__reference"))
        for stored in super().stored(rows, *also):
            yield {**stored, "supersedes": earlier[stored["reference"]] or ""}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        named = [row.wanted.get("supersedes", "") for row in rows]
        drafts = set(
            Decision.objects.filter(reference__in=named, visibility="draft").values_list("reference", flat=True)
        )
        for row in rows:
            self.settle_audience(row)
            row.refuse(() if row.wanted.get("name") else (NO_NAME,))
            row.refuse(
                refusal.at("outcomes" if refusal in {rules.FOREIGN_OUTCOME, rules.OUTCOME_TWICE} else refusal.field)
                for refusal in rules.refusals_to_decide(self._terms(plan, row, drafts))
            )
            if row.stored is not None and row.stored["visibility"] != "draft":
                self._judge_shared(row)
        keep_from_public(plan, rows)

    def _judge_shared(self, row: Row) -> None:
        """Refuse whatever a shared decision may not become."""
        kept = {name: text for name, text in (row.stored or {}).items() if name != "visibility"}
        wanted = {name: row.wanted.get(name, "") for name in kept}
        unshared = row.changes.get("visibility") == "draft"
        row.refuse((rules.BACK_TO_DRAFT.at("visibility"),) if unshared else ())
        row.refuse(rules.refusals_to_rewrite(kept, wanted))

    def _terms(self, plan: Plan, row: Row, drafts: set[str]) -> rules.Terms:
        """What the rule asks. A mandate is no matter of the workbook."""
        wanted = row.wanted
        earlier = wanted.get("supersedes", "")
        return rules.Terms(
            allowed=True,
            shared=wanted.get("visibility") != "draft",
            words=wanted.get("words", ""),
            decided_by=wanted.get("decided_by", ""),
            decided_on=day(wanted.get("decided_on", "")),
            today=plan.today,
            bearings=tuple(one for name in OUTCOMES for one in wanted.get(name, "").split("\n") if one),
            outcomes_belong=True,
            supersedes_shared=earlier != row.reference if earlier not in drafts else False,
            mandate_belongs=True,
        )

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        super().add(plan, rows)
        self._supersede([row for row in rows if row.wanted.get("supersedes")])

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        super().change(plan, rows, also)
        self._supersede([row for row in rows if "supersedes" in row.changes])

    def _supersede(self, rows: Sequence[Row]) -> None:
        """Say which earlier decision each of these supersedes, now that both are stored."""
        earlier = [row.wanted.get("supersedes", "") for row in rows]
        keys: Mapping[str, int] = keys_of(Decision, earlier)
        refuse_if((ABOVE,) if any(one and one not in keys for one in earlier) else ())
        values = [(keys.get(one), row.reference) for row, one in zip(rows, earlier, strict=True)]
        update_each("UPDATE promises_decision SET supersedes_id = %s WHERE reference = %s", values)
