"""A convenor brings the tracker that everybody keeps: forty faults do not stop it, and nothing of it is lost."""

import io
from pathlib import Path

from django.utils import timezone
from openpyxl import load_workbook

from joinedup.exchange.tests.trackers import (
    FAULTS,
    MYSTERY,
    NEW_BODY,
    NEW_PERSON,
    OTHER_BODY,
    OTHER_PERSON,
    THEMES,
    Planted,
    tracker,
)
from joinedup.outcomes import actions as outcomes
from joinedup.partners.tests.cast import Cast
from joinedup.promises.models import Commitment, ProgressReport
from tests.stories.conftest import Somebody
from tests.stories.visitor import Visitor

PASTED = """Task\tLead\tPartner\tDeadline\tRAG\tComments
Theme 1: Nobody learns hungry
Open the kitchens\tBen Hughes\tNorthtown Council\t31/03/2036\tGreen\tTwo of five are open
Buy the bread\tDan Mistry\tOpen Door\tTBC\tAmber\t
Ask the families\t\tOpen Door\t30/06/2036\tNot started\t
\tDan Mistry\tOpen Door\t30/06/2036\t\t
Total\t4"""


def test_three_hundred_rows_with_forty_faults_go_in_at_one_sitting(
    somebody: Somebody, cast: Cast, tmp_path: Path
) -> None:
    themes(cast)
    made = tracker(tmp_path / "tracker.xlsx")
    assert (made.promises + made.drafts + made.aside, len(made.marks), len(made.sorts)) == (300, 40, len(FAULTS))

    convenor, here = somebody(cast.ada), cast.partnership.get_absolute_url()
    convenor.opens(f"{here}workbook/")
    convenor.brings(made.path, to="Your workbook, or any table").presses("Try it")
    convenor.reads("What is this file?")
    assert convenor.field("An action tracker").is_checked()
    convenor.presses("Go on to the columns").reads("What do the columns hold?")
    for heading, holds in {
        "What": "action",
        "Lead organisation": "organisation",
        "By whom": "owner",
        "Start": "starts",
        "By when": "due",
        "BRAG": "status",
        "Latest update": "note",
    }.items():
        convenor.finds(holds, into=heading)
    convenor.types("Monthly tracker", into="Save this layout as").presses("See what it would do")

    says_who_is_meant(convenor).presses("See what it would do")
    convenor.reads(f"{made.promises} new promises, {made.drafts} new drafts", f"Left aside{made.aside} rows")
    convenor.reads("What becomes a draft, and why", "“TBC” is no date yet", "What is left aside")
    assert Commitment.objects.count() == 0
    assert marked_in(convenor.takes("Your own file with every doubt marked", tmp_path)) == made.marks.keys()

    convenor.presses("Store it").reads("Stored on")
    assert_stored(cast, made)
    convenor.opens(f"{here}promises/").reads(f"{made.kept} of {made.promises} promises are kept.")

    convenor.opens(f"{here}workbook/").brings(made.path, to="Your workbook, or any table").presses("Try it")
    offered = convenor.field("How it is laid out").locator("option:checked")
    assert offered.inner_text() == "Monthly tracker"
    convenor.presses("Go on to the columns").presses("See what it would do")
    convenor.selects("leave it open", of=MYSTERY).presses("See what it would do")
    convenor.reads("Everything in it stands here already. There is nothing to store.")
    assert_stored(cast, made)


def test_pasted_cells_become_promises_and_drafts(somebody: Somebody, cast: Cast, tmp_path: Path) -> None:
    themes(cast)
    convenor = somebody(cast.ada)
    convenor.opens(f"{cast.partnership.get_absolute_url()}workbook/").follows("Or paste cells from a spreadsheet")
    convenor.types(PASTED, into="The cells").presses("Read the cells")
    convenor.presses("Go on to the columns").presses("See what it would do")
    convenor.reads("1 new promise, 2 new drafts", "Left aside1 row")
    assert marked_in(convenor.takes("Your own file with every doubt marked", tmp_path)) == {"D4", "B5", "A6"}
    convenor.presses("Store it").reads("Stored on")
    assert sorted(Commitment.objects.values_list("output", "visibility", "outcomes__name")) == [
        ("Ask the families", "draft", THEMES[0]),
        ("Buy the bread", "draft", THEMES[0]),
        ("Open the kitchens", "partners", THEMES[0]),
    ]
    assert ProgressReport.objects.get().words == "From the tracker: Green. Two of five are open"


def themes(cast: Cast) -> None:
    for theme in THEMES:
        outcomes.set_outcome(cast.partnership, by=cast.ada, at=timezone.now(), name=theme)


def says_who_is_meant(convenor: Visitor) -> Visitor:
    """Answer for the five names that are not known: a new one each, a known one each, one that is left open."""
    convenor.reads("Names that are not known here", "5 names in the file are not known")
    convenor.selects("it is new", of=NEW_BODY).selects("it is new", of=NEW_PERSON)
    convenor.selects("it is Northshire Health", of=OTHER_BODY).selects("it is Cara Lindqvist", of=OTHER_PERSON)
    return convenor.selects("leave it open", of=MYSTERY)


def assert_stored(cast: Cast, made: Planted) -> None:
    here = Commitment.objects.filter(partnership=cast.partnership)
    assert here.exclude(visibility="draft").count() == made.promises
    assert here.filter(visibility="draft").count() == made.drafts
    assert ProgressReport.objects.count() == made.reports


def marked_in(file: Path) -> set[str]:
    """The cells of the user's own sheet that have a comment."""
    workbook = load_workbook(io.BytesIO(file.read_bytes()))
    return {cell.coordinate for row in workbook.worksheets[1].iter_rows() for cell in row if cell.comment}
