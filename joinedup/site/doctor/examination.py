"""One look at everything, in the order in which one thing hangs on another."""

from dataclasses import dataclass

from django.db import DatabaseError

from joinedup.site.doctor import database, machine, settings, work
from joinedup.site.doctor.complaints import Complaint, Complaints

GROUPS = ("settings", "machine", "database", "work")


@dataclass(frozen=True)
class Examined:
    """What was found, group by group; `work` is left out while the database is not there or not this version's."""

    found: dict[str, Complaints]

    @property
    def wrong(self) -> Complaints:
        """What is to be mended."""
        return tuple(one for ones in self.found.values() for one in ones if one.is_wrong)

    @property
    def to_mind(self) -> Complaints:
        """What is to be borne in mind."""
        return tuple(one for ones in self.found.values() for one in ones if not one.is_wrong)


def examine() -> Examined:
    """Look at this installation. Nothing is changed."""
    found = {"settings": settings.judge(settings.gather()), "machine": machine.judge(machine.gather())}
    try:
        facts = database.gather()
    except DatabaseError as fault:
        reason = " ".join(str(fault).split())
        return Examined({**found, "database": (unreachable(reason),)})
    found["database"] = database.judge(facts)
    if not facts.migrations_missing:
        found["work"] = work.judge(work.gather())
    return Examined(found)


def unreachable(reason: str) -> Complaint:
    """That the database cannot be reached."""
    return Complaint(f"The database cannot be reached: {reason}.", "See that it runs, and JOINEDUP_DATABASE_URL.")
