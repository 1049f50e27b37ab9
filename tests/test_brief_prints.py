"""The brief is one sheet of A4, however much there is to tell."""

import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now
from playwright.sync_api import Page

from joinedup.outcomes.models import Outcome
from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises.models import Commitment
from joinedup.record.actions import enter

A_LONG_TITLE = "Every family in temporary homes has somewhere warm, safe and near where children play and learn {} " * 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("records", [0, 30])
def test_the_brief_prints_on_one_sheet(cast: Cast, page: Page, records: int) -> None:
    cast.partnership.purpose = "Every child in this place starts well, wherever they live. " * 20
    cast.partnership.save()
    publish(cast.partnership)
    for number in range(records):
        title = A_LONG_TITLE.format(number, number)[:200]
        outcome = Outcome.objects.create(partnership=cast.partnership, name=title, visibility="public")
        _promise(cast, title, outcome, days=10)
        _promise(cast, title, outcome, days=-10)
    page.goto(f"/{cast.partnership.reference}/brief/")
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4", prefer_css_page_size=True))) == 1


def _promise(cast: Cast, title: str, outcome: Outcome, days: int) -> None:
    due = localdate() + timedelta(days=days)
    promise = Commitment.objects.create(
        partnership=cast.partnership, organisation=cast.health, output=title, due_on=due, visibility="public"
    )
    promise.outcomes.add(outcome)
    enter("promised", promise, by=cast.cara, at=now(), partnership=cast.partnership.reference)
