"""The picture of who answers to whom."""

from collections import defaultdict
from collections.abc import Sequence

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from joinedup.answers.models import AnswerLine
from joinedup.answers.reads.lines import Row
from joinedup.frame.charts import Anchor, Floater, Legend, Network, Tie, network_map

MOST_LINES = 300
LEGEND = Legend(
    part=gettext_lazy("hears an account"),
    floater=gettext_lazy("gives one"),
    tie=gettext_lazy("answers to it, thicker for more things"),
    loose=gettext_lazy("outside the formal chain"),
)


def picture_of(rows: Sequence[Row], *, title: str) -> SafeString:
    """Draw lines of answerability: who hears around the rim, who answers in the middle. title: the message.

    A tie is thicker the more lines it stands for, and dashed where all of them run outside the formal chain. Of more
    than 300 lines the first are drawn; the table beside the picture has all of them.
    """
    description = _(
        "Whoever hears an account stands around the rim; organisations that give one stand in the middle, joined to "
        "those to whom they answer. The table has every line."
    )
    return network_map(
        network_of(rows[:MOST_LINES]), ident="answerability", title=title, description=description, legend=LEGEND
    )


def network_of(rows: Sequence[Row]) -> Network:
    """Organisations that answer, tied to those who hear them. An organisation may stand on both sides."""
    ties: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        ties[_answers(row), _hears(row)].append(row)
    anchors = {_hears(row): row for row in rows}
    floaters = {_answers(row): row for row in rows}
    return Network(
        anchors=tuple(_anchor(key, row) for key, row in sorted(anchors.items())),
        floaters=tuple(_floater(key, row, rows) for key, row in sorted(floaters.items())),
        ties=tuple(_tie(answers, hears, those) for (answers, hears), those in sorted(ties.items())),
    )


def _answers(row: Row) -> str:
    return f"answers {row.line.organisation.reference}"


def _hears(row: Row) -> str:
    return f"hears {row.to.key}"


def _anchor(key: str, row: Row) -> Anchor:
    return Anchor(key=key, name=row.to.title, address=row.to.address or row.line.get_absolute_url())


def _floater(key: str, row: Row, rows: Sequence[Row]) -> Floater:
    organisation = row.line.organisation
    number = sum(one.line.organisation_id == organisation.pk for one in rows)
    note = ngettext("%d line", "%d lines", number) % number
    return Floater(key=key, name=organisation.name, address=organisation.get_absolute_url(), note=note)


def _tie(answers: str, hears: str, rows: Sequence[Row]) -> Tie:
    is_outside = all(row.line.side == AnswerLine.Side.OUTSIDE for row in rows)
    return Tie(answers, hears, people=len(rows), is_loose=is_outside)
