from collections.abc import Mapping, Sequence

from joinedup.frame.loading import Plan, Row, update_each
from joinedup.frame.refusals import Refusal
from joinedup.partners.loading import day, keep_from_public
from joinedup.promises import rules
from joinedup.promises.loading.links import LinkedTable, Links
from joinedup.promises.loading.whose import Whose, standings_of
from joinedup.promises.models import AnswerLink, Commitment

NO_OUTPUT = Refusal("output_missing", "Say what is promised.", "output")


class Promises(LinkedTable):
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
    links = (Links("outcomes", Commitment.outcomes.through, "commitment", "outcome"),)

    @property
    def title(self) -> str:
        return "output"

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        standings = standings_of(plan, rows, "lead")
        for row in rows:
            self.settle_audience(row)
            row.refuse(() if row.wanted.get("output") else (NO_OUTPUT,))
            row.refuse(
                refusal.at("outcomes" if refusal.field == "towards" else refusal.field)
                for refusal in rules.refusals_to_promise(self._terms(row, standings.of(row)))
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
        keep_from_public(plan, rows)

    def _terms(self, row: Row, whose: Whose) -> rules.Terms:
        wanted = row.wanted
        return rules.Terms(
            allowed=True,
            shared=wanted.get("visibility") != "draft",
            has_organisation=whose.has_organisation,
            organisation_stands=whose.organisation_stands,
            lead_holds_post=whose.person_holds_post,
            outcomes_belong=True,
            starts_on=day(wanted.get("starts_on", "")),
            due_on=day(wanted.get("due_on", "")),
        )

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Commitment:
        made: Commitment = super().made(plan, row, keys)
        made.first_due_on = made.due_on
        return made

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        """Another lead has not spoken yet, and what the former one was sent works no more."""
        super().change(plan, rows, also)
        drafts = [row for row in rows if (row.stored or {})["visibility"] == "draft"]
        first = [(day(row.wanted.get("due_on", "")), row.reference) for row in drafts]
        update_each("UPDATE promises_commitment SET first_due_on = %s WHERE reference = %s", first)
        handed_on = Commitment.objects.filter(reference__in=[row.reference for row in rows if "lead" in row.changes])
        handed_on.update(lead_word="", lead_word_on=None, declined_because="")
        links = AnswerLink.objects.filter(commitment__in=handed_on.values("pk"), part=None, used_at=None)
        links.filter(withdrawn_at=None).update(withdrawn_at=plan.at)
