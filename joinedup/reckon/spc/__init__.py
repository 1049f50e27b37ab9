"""Statistical process control: charts that tell a change from chance, and the verdict that each gives."""

from joinedup.reckon.spc.verdicts import Kind, Verdict, verdict
from joinedup.reckon.spc.xmr import (
    Assurance,
    Better,
    Chart,
    ChartError,
    Klass,
    Note,
    Phase,
    Point,
    Ruleset,
    Settings,
    Side,
    Signal,
    chart,
)

__all__ = [
    "Assurance",
    "Better",
    "Chart",
    "ChartError",
    "Kind",
    "Klass",
    "Note",
    "Phase",
    "Point",
    "Ruleset",
    "Settings",
    "Side",
    "Signal",
    "Verdict",
    "chart",
    "verdict",
]
