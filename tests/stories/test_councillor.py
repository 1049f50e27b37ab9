"""A councillor prints the brief for a meeting."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from joinedup.partners.tests.cast import Cast, publish
from joinedup.promises import actions
from joinedup.promises.models import Commitment
from tests.stories.conftest import Somebody

A_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
ITS_SIZE = re.compile(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]")
A4_POINTS = (595, 842)


def test_a_councillor_prints_the_brief_of_a_busy_partnership_on_one_sheet(
    somebody: Somebody, cast: Cast, promise: Commitment
) -> None:
    busy(cast)
    publish(cast.partnership)
    councillor = somebody()
    councillor.opens(cast.partnership.get_absolute_url()).follows("Print the brief")
    councillor.reads("Changed since", "Due in the next 30 days", "Past its date", "Decisions wanted", "Still to settle")
    councillor.reads("Promise number 1 of the many", "more")
    scripted = councillor.axe is not None
    assert councillor.page.get_by_role("button", name="Print").is_visible() is scripted

    councillor.page.emulate_media(media="print")
    assert not councillor.page.get_by_role("navigation").first.is_visible()
    printed = councillor.page.pdf(format="A4")
    assert len(A_PAGE.findall(printed)) == 1
    assert [float(side) for side in ITS_SIZE.findall(printed)[0]] == pytest.approx(A4_POINTS, abs=1)


def busy(cast: Cast) -> None:
    """Twenty promises with long words: ten past their date, ten due soon, nobody named for any."""
    today = timezone.localdate()
    for number in range(20):
        actions.promise(
            cast.partnership,
            by=cast.ada,
            at=timezone.now(),
            organisation=cast.council,
            output=f"Promise number {number} of the many that this partnership makes, told at the length that a real "
            "one has when several organisations have had a say in its words",
            towards=[],
            starts_on=today - timedelta(days=60),
            due_on=today + timedelta(days=5 if number % 2 else -5),
            visibility="public",
        )
