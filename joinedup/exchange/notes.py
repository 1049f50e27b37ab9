"""What a trial says besides counts and problems: what was left aside and what was odd, in sentences."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = {
    "examples": gettext_noop("Example rows left aside: {count}."),
    "hidden": gettext_noop("The sheet {sheet} is hidden; it was read like the others."),
    "merged": gettext_noop("On the sheet {sheet} cells are merged; each was read as if it held the value."),
    "read_only": gettext_noop("The sheet {sheet} shows what others did; it was left aside."),
    "unknown_sheet": gettext_noop("The sheet {sheet} is none of the workbook's; it was left aside."),
    "unknown_column": gettext_noop(
        "On the sheet {sheet} the column {column} is none of the workbook's; it was left aside."
    ),
    "kept": gettext_noop(
        "On the sheet {sheet}, {count} rows belong to others or to the whole site and stay as they are."
    ),
    "total_rows": gettext_noop("Rows that are totals were left aside: {count:,}. They are not added to anything."),
    "total_columns": gettext_noop("Columns that are totals were left aside: {count:,}."),
    "missing": gettext_noop("Cells that hold no figure, such as * or nothing: {count:,}. Each leaves a gap."),
    "incomplete": gettext_noop("Sums of which a part has no figure: {count:,}. Each leaves a gap."),
    "none_of_none": gettext_noop("Figures that are 0 of 0: {count:,}. Each leaves a gap."),
    "left_aside": gettext_noop("Figures left aside because their names are: {count:,}."),
    "section_rows": gettext_noop("Rows that head a section: {count:,}. What they say stands with the rows below them."),
    "empty_rows": gettext_noop("Rows without any figure were left aside: {count:,}."),
    "columns_aside": gettext_noop("Columns that hold no figures of a period were left aside: {count:,}."),
    "paused": gettext_noop(
        "Nothing becomes public here until {day}. What this file would show to everybody is stored for partners."
    ),
    "both_changed": gettext_noop("Rows that say something new about what was changed here too: {count:,}. That stays."),
    "heard_here": gettext_noop("Promises that were reported on here since: {count:,}. That report stands."),
    "over": gettext_noop("Promises that are kept or given up here, and go on in this file: {count:,}. They stay over."),
    "added_up": gettext_noop("Rows added to others of the same name and period: {count:,}."),
}


def said_of(note: dict[str, Any]) -> str:
    """What was left aside or is odd, in a sentence.

    >>> said_of({"note": "hidden", "sheet": "People"})
    'The sheet People is hidden; it was read like the others.'
    """
    return _(SENTENCES[note["note"]]).format(**note)
