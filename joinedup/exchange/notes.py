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
}


def said_of(note: dict[str, Any]) -> str:
    """What was left aside or is odd, in a sentence.

    >>> said_of({"note": "hidden", "sheet": "People"})
    'The sheet People is hidden; it was read like the others.'
    """
    return _(SENTENCES[note["note"]]).format(**note)
