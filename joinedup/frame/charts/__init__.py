"""Charts drawn on the server as SVG: strings that need no script, no style sheet and no library."""

from joinedup.frame.charts.alone import chart_alone
from joinedup.frame.charts.control import control_chart
from joinedup.frame.charts.spark import sparkline

__all__ = ["chart_alone", "control_chart", "sparkline"]
