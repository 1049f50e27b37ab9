"""What this room looks for: outcomes without an agreed problem or a measure that moves, figures that cannot be read
rightly, members that bind others without a mandate, and sign-off where people do not agree.

Each test takes a fixed number of SQL queries, whatever the number of outcomes. An outcome is tested for whoever may
see it; whether its problem is signed or its measures move is judged by all that is recorded, so that a finding is the
same for every reader.
"""

from joinedup.outcomes.findings import agreement, figures, mandates, outcomes

__all__ = ["agreement", "figures", "mandates", "outcomes"]
