"""What this room shows on the pages of lower nouns."""

from joinedup.answers.panels import answering, demands, standing
from joinedup.answers.panels.standing import how_this_connects, papers_for_a_meeting, still_to_settle

__all__ = ["answering", "how_this_connects", "papers_for_a_meeting", "still_to_settle"]
__all__ = ["answering", "demands", "standing"]
