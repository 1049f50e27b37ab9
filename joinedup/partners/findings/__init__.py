"""What this room looks for: communities that nobody defined, bodies without an end, and what waits far above.

Each test takes a fixed number of SQL queries and judges by all that is recorded, so that it says the same to every
reader who may know of the partnership.
"""

from joinedup.partners.findings import bodies, meetings

__all__ = ["bodies", "meetings"]
