from collections.abc import Sequence

from joinedup.frame.loading import Plan, Row
from joinedup.frame.refusals import Refusal
from joinedup.partners.loading import day, keep_from_public
from joinedup.promises.loading.links import LinkedTable, Links
from joinedup.promises.loading.whose import Whose, standings_of
from joinedup.promises.models import Risk, RiskReview
from joinedup.promises.rules import risks as rules

NO_NAME = Refusal("name_missing", "Say in a few words what could go wrong.", "name")
JUDGED = ("likelihood", "impact", "review_on")


class Risks(LinkedTable):
    """Risks with the outcomes that they threaten and the promises that are made against them.

    A workbook may judge a risk anew; what was judged before stays in its story. Whether a risk has happened or is
    closed is for its owner to say, never a workbook's.
    """

    sheet, kind, model = "Risks", "risk", Risk
    fields = ("name", "cause", "effect", "likelihood", "impact", "organisation", "owner", "review_on", "visibility")
    needed = ("cause", "effect", "likelihood", "impact", "organisation", "owner", "outcomes", "review_on")
    insisted = ("likelihood", "impact", "organisation", "review_on")
    links = (
        Links("outcomes", Risk.outcomes.through, "risk", "outcome"),
        Links("mitigations", Risk.mitigations.through, "risk", "commitment"),
    )

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        standings = standings_of(plan, rows, "owner")
        for row in rows:
            self.settle_audience(row)
            shared = row.stored is not None and row.stored["visibility"] != "draft"
            checks = (
                (bool(row.wanted.get("name")), NO_NAME),
                (row.changes.get("visibility") != "draft" or not shared, rules.BACK_TO_DRAFT.at("visibility")),
            )
            row.refuse(refusal for holds, refusal in checks if not holds)
            row.refuse(rules.refusals_to_raise(self._terms(row, standings.of(row))))
        keep_from_public(plan, rows)

    def _terms(self, row: Row, whose: Whose) -> rules.Terms:
        wanted = row.wanted
        return rules.Terms(
            allowed=True,
            shared=wanted.get("visibility") != "draft",
            has_organisation=whose.has_organisation,
            organisation_stands=whose.organisation_stands,
            owner_holds_post=whose.person_holds_post,
            outcomes_belong=True,
            likelihood=number(wanted.get("likelihood", "")),
            impact=number(wanted.get("impact", "")),
            review_on=day(wanted.get("review_on", "")),
        )

    def add(self, plan: Plan, rows: Sequence[Row]) -> None:
        super().add(plan, rows)
        self._tell(plan, [row for row in rows if any(row.wanted.get(name) for name in JUDGED)])

    def change(self, plan: Plan, rows: Sequence[Row], also: str = "") -> None:
        super().change(plan, rows, also)
        self._tell(plan, [row for row in rows if row.changes.keys() & set(JUDGED)])

    def _tell(self, plan: Plan, rows: Sequence[Row]) -> None:
        """Keep in each risk's story what was judged. Two SQL queries a batch."""
        risks = Risk.objects.in_bulk([row.reference for row in rows], field_name="reference")
        RiskReview.objects.bulk_create(
            RiskReview(
                risk=risks[row.reference],
                state=risks[row.reference].state,
                likelihood=number(row.wanted.get("likelihood", "")),
                impact=number(row.wanted.get("impact", "")),
                review_on=day(row.wanted.get("review_on", "")),
                reviewed_at=plan.at,
                reviewed_by=plan.by,
            )
            for row in rows
        )


def number(text: str) -> int | None:
    """A whole number from its canonical form; None for nothing."""
    return int(text) if text else None
