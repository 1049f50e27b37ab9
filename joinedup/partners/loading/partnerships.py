"""The partnership itself."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from joinedup.frame.loading import Plan, Row, Table
from joinedup.frame.refusals import Refusal
from joinedup.partners import rules
from joinedup.partners.models import Partnership

HAND_OVER = Refusal("hand_over", "A workbook does not change who convenes. Hand over on the partnership's own page.")
MOVE = Refusal("move", "A workbook does not move a partnership to another place. Change it on the partnership's page.")
ANOTHER = Refusal(
    "another_partnership", "This workbook belongs to another partnership ({code}). Upload it there.", "code"
)
CONVENOR_OR_PLACE = Refusal("needed_to_start", "A new partnership needs this.")


class Partnerships(Table):
    """The partnership itself: one row, with its settings."""

    sheet, kind, model = "Partnership", "partnership", Partnership
    empty_keeps = True
    fields = (
        "name",
        "purpose",
        "place",
        "convenor",
        "names_senior_posts",
        "takes_questions",
        "days_to_answer",
        "questions_a_day",
        "most_top_priorities",
        "periods_without_figure",
        "days_to_publish",
        "days_without_news",
        "days_between_reminders",
    )
    needed = ("purpose", "place", "convenor")

    def rows(self, partnership: Any, used: Sequence[QuerySet[Any, Any]] = ()) -> QuerySet[Partnership]:
        return Partnership.objects.filter(pk__in=[partnership.pk] if partnership else [])

    def recognised(self, plan: Plan, rows: Sequence[Row]) -> dict[int, str]:
        own = plan.partnership
        if own is None:
            return {}
        return {row.number: own.reference for row in rows if row.cells.get("name") == own.name}

    def judge(self, plan: Plan, rows: Sequence[Row]) -> None:
        for row in rows:
            cells = row.cells
            row.missing = [name for name in self.needed if not row.wanted.get(name)]
            if row.stored is None and plan.partnership is not None:
                row.refuse((ANOTHER.about(code=cells.get("code", "")),))
            if row.stored is None:
                row.refuse(CONVENOR_OR_PLACE.at(name) for name in ("place",) if not cells.get(name))
            if row.stored is not None and "convenor" in row.changes:
                row.refuse((HAND_OVER.at("convenor"),))
            if row.stored is not None and "place" in row.changes:
                row.refuse((MOVE.at("place"),))
            settings = {name: int(row.wanted[name]) for name in rules.SETTINGS if row.wanted.get(name)}
            taken = Partnership.objects.filter(
                name=row.wanted.get("name", ""), place__reference=row.wanted.get("place", "")
            ).exclude(reference=row.reference)
            facts = rules.PartnershipFacts(allowed=True, name=row.wanted.get("name", ""), name_taken=taken.exists())
            row.refuse(rules.refusals_to_partnership(facts, settings))

    def made(self, plan: Plan, row: Row, keys: Mapping[str, int]) -> Partnership:
        given = {name: value for name, value in row.cells.items() if name in self.fields and value}
        return Partnership(
            reference=row.reference,
            name=given["name"],
            purpose=given.get("purpose", ""),
            place_id=keys[given["place"]],
            convenor_id=keys.get(given.get("convenor", "")),
            **{name: given[name] == "yes" for name in ("names_senior_posts", "takes_questions") if name in given},
            **{name: int(given[name]) for name in rules.SETTINGS if name in given},
        )
