"""How long things are kept, and what each partnership publishes by when."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from joinedup.outcomes.models import Indicator
from joinedup.outcomes.reads import indicators_open_to
from joinedup.partners.models import Partnership, Pause
from joinedup.partners.reads import partnerships_open_to
from joinedup.site import housekeeping

KEPT: tuple[tuple[str, Any], ...] = (
    ("FORMS_ARE_KEPT", gettext_lazy("marks of forms that were sent, so that nothing is done twice")),
    ("LETTERS_ARE_KEPT", gettext_lazy("letters, after they were sent")),
    ("UNSENT_LETTERS_ARE_KEPT", gettext_lazy("letters that could not be sent")),
    ("STAGED_ROWS_ARE_KEPT", gettext_lazy("files that were uploaded and their rows, unless they were stored before")),
    ("FILE_NAMES_ARE_KEPT", gettext_lazy("the name of a file that was stored, and what was asked about it")),
    ("SENDERS_ARE_KEPT", gettext_lazy("the day’s mark of where a question came from")),
    ("ADDRESSES_ARE_KEPT", gettext_lazy("the e-mail address of whoever asked, after the answer")),
    ("WHAT_WAS_SHOWN_IS_KEPT", gettext_lazy("what somebody could show with a claim, after it is settled")),
    (
        "REQUESTS_ARE_KEPT",
        gettext_lazy("an address that was asked whether it follows, signs up or joins, after its link"),
    ),
    ("LINKS_ARE_KEPT", gettext_lazy("links by which somebody answers without a password, after they expire")),
    ("NETWORKS_ARE_KEPT", gettext_lazy("marks of the network and mail host from which somebody joined a conversation")),
    ("HANDOVERS_ARE_KEPT", gettext_lazy("what somebody who left told their successor, after it was finished")),
    ("CLOSED_ACCOUNTS_ARE_KEPT", gettext_lazy("accounts, after they were closed")),
    ("ROLE_CHANGES_ARE_KEPT", gettext_lazy("who became an administrator or is one no longer, and who agreed")),
)


def periods() -> Iterator[tuple[str, str]]:
    """What housekeeping deletes each hour, and after how long: its own periods, and the length of a session."""
    for name, what in KEPT:
        yield str(what), _days(getattr(housekeeping, name))
    yield _("sessions of people who signed in"), _days(timedelta(seconds=settings.SESSION_COOKIE_AGE))


def _days(period: timedelta) -> str:
    return ngettext("%d day", "%d days", period.days) % period.days


@dataclass(frozen=True)
class Published:
    """What a published partnership holds itself to."""

    name: str
    address: str
    days_to_publish: int
    rhythms: tuple[str, ...]
    days_to_answer: int
    takes_questions: bool
    pauses: tuple[str, ...]


def published(today: date) -> list[Published]:
    """What everybody may expect of each published partnership, by name. Three SQL queries."""
    partnerships = list(partnerships_open_to(None).order_by("name", "pk"))
    rhythms, pauses = _rhythms(), _pauses(today)
    return [
        Published(
            name=one.name,
            address=one.get_absolute_url(),
            days_to_publish=one.days_to_publish,
            rhythms=tuple(rhythms[one.pk]),
            days_to_answer=one.days_to_answer,
            takes_questions=one.takes_questions,
            pauses=(*pauses[None], *pauses[one.pk]),
        )
        for one in partnerships
    ]


def _rhythms() -> dict[int, list[str]]:
    """How many public measures of each rhythm a partnership has, in words."""
    counted = indicators_open_to(None).order_by().values("partnership", "rhythm").annotate(many=Count("pk"))
    words = dict(Indicator._meta.get_field("rhythm").flatchoices)
    found: dict[int, list[str]] = defaultdict(list)
    for row in counted.order_by("partnership", "rhythm"):
        found[row["partnership"]].append(f"{words.get(row['rhythm'], row['rhythm'])}: {row['many']}")
    return found


def _pauses(today: date) -> dict[int | None, list[str]]:
    """Pauses that hold or are planned, in words; those of the whole site under None."""
    shown = Q(partnership=None) | Q(partnership__stage=Partnership.Stage.PUBLISHED)
    coming = Pause.objects.filter(shown, ended_at=None, until_on__gt=today).order_by("from_on", "pk")
    found: dict[int | None, list[str]] = defaultdict(list)
    for one in coming:
        said = _("%(name)s: from %(first)s, until %(back)s") % {
            "name": one.name,
            "first": date_format(one.from_on),
            "back": date_format(one.until_on),
        }
        found[one.partnership_id].append(said)
    return found
