"""The governance pack: who is answerable for people's data here, what is kept why and how long, and what is published.

One paper, read on a page and printed. Everything in it comes from where the code itself takes it: the data map, the
periods of housekeeping, the settings, each partnership's own promises on publication. So it cannot say other than
what is done.
"""

from joinedup.site.governance.pack import pack

__all__ = ["pack"]
