"""A convenor loads a workbook, settles what does not join up, previews and publishes; then anybody reads it."""

from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from openpyxl import load_workbook

from joinedup.partners.tests.cast import Cast
from tests.stories.conftest import Somebody

OUTCOME = "Every child is ready for school"
PROMISE = "Visit every family with a new baby"
BECAUSE = "Known, because the charity joined after the problem had been agreed."
ROWS = {
    "Problems": [{"Code": "A1", "Name": "Children start unready", "Statement": "One child in three."}],
    "Outcomes": [{"Code": "B1", "Name": OUTCOME, "Problem": "A1", "Place": "Northtown"}],
    "Promises": [
        {
            "Code": "C1",
            "Promise": PROMISE,
            "Organisation": "Northshire Health",
            "Lead": "Cara Lindqvist",
            "Lead may decide": "Hire two visitors",
            "Outcomes": "B1",
            "Due": "31 March 2036",
        }
    ],
}


def test_a_convenor_loads_settles_previews_and_publishes_a_plan(somebody: Somebody, cast: Cast, tmp_path: Path) -> None:
    convenor, here = somebody(cast.ada), cast.partnership.get_absolute_url()
    convenor.opens(here).reads("Your next three steps").follows("Load your workbook")
    convenor.brings(filled_in(convenor.takes("Empty workbook", tmp_path)), to="Your workbook").presses("Try it")
    convenor.reads("Nothing is wrong with it. Nothing is stored yet.", "What it would do")
    convenor.presses("Store it").reads("The workbook is stored.", "What it did")

    convenor.opens(here).reads(OUTCOME).follows("Everything to settle")
    convenor.unfolds("Show one kind only").follows("Nobody by name is answerable").follows("Mend it")
    convenor.selects("Ben Hughes", of="Who leads").types("Move staff", into="What the lead may decide")
    convenor.presses("Save").reads(OUTCOME, "Head of early years", "Draft")
    convenor.follows("Who may see it").picks("Public").presses("Save").misses("Draft")

    convenor.opens(f"{here}findings/").misses("Nobody by name is answerable")
    convenor.unfolds("Show one kind only").follows("An outcome without an agreed problem").follows("Answer it")
    convenor.types(BECAUSE, into="Your answer").presses("Publish the answer").reads("Your answer stands", BECAUSE)

    reader = somebody().opens(here, status=404)
    convenor.opens(here).presses("See it as the public will").reads(OUTCOME).misses("Look after this partnership")
    convenor.presses("See everything again").follows("Preview and publish")
    tomorrow = timezone.localdate() + timedelta(days=1)
    convenor.types(tomorrow.isoformat(), into="Partners may correct").presses("Show the preview")
    convenor.presses("Publish").reads("Published. Everybody may read it now.")

    reader.opens("/").follows("Starting well").follows(OUTCOME).reads("Head of early years, Northtown Council")
    reader.follows(PROMISE).reads("Northshire Health will do this by 31 March 2036").misses("Cara")
    reader.opens(here).follows("Everything to settle").reads(BECAUSE)


def filled_in(template: Path) -> Path:
    """The site's own template with rows below the example on three of its sheets."""
    workbook = load_workbook(template)
    for title, rows in ROWS.items():
        sheet = workbook[title]
        headings = [cell.value for cell in sheet[1]]
        for row in rows:
            sheet.append([row.get(str(heading)) for heading in headings])
    workbook.save(template)
    return template
