"""Charts drawn on the server as SVG: strings that need no script, no style sheet and no library."""

from joinedup.frame.charts.alone import chart_alone
from joinedup.frame.charts.control import control_chart
from joinedup.frame.charts.network import Anchor, Floater, Legend, Network, Tie, network_map
from joinedup.frame.charts.spark import sparkline

__all__ = [
    "Anchor",
    "Floater",
    "Legend",
    "Network",
    "Tie",
    "chart_alone",
    "control_chart",
    "network_map",
    "sparkline",
]
