"""Atom feeds (RFC 4287) of what changed, in pages (RFC 5005)."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from joinedup.answers.changes import Change, Changes
from joinedup.frame.labels import LABELS
from joinedup.frame.references import Named

FED = ("partnership", "outcome", "organisation", "place", "promise")
NO_NEWS_SINCE = datetime(2026, 1, 1, tzinfo=UTC)
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Written:
    """A feed as it goes out, when it last changed, and a digest of its content."""

    content: bytes
    updated: datetime

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()[:32]


def address(reference: str) -> str:
    """Where the feed of a noun is."""
    return f"/{reference}/changes.atom"


def feed(noun: Named, changes: Changes, *, before: int | None) -> Written:
    """A page of the feed of a noun. No SQL query."""
    here = settings.SITE_URL + address(noun.reference)
    updated = max((one.at for one in changes.listed), default=NO_NEWS_SINCE)
    made = _Paged(
        title=_xml(_("{title}: what changed").format(title=noun.title)),
        link=f"{settings.SITE_URL}/{noun.reference}/changes/",
        description=None,
        language=settings.LANGUAGE_CODE,
        author_name="Joinedup",
        author_link=settings.SITE_URL,
        feed_url=here if before is None else f"{here}?before={before}",
        feed_guid=_tag(noun.reference + "/changes", NO_NEWS_SINCE),
        first=here,
        next=f"{here}?before={changes.before}" if changes.before else "",
        updated=updated,
    )
    for one in changes.listed:
        _add(made, one)
    return Written(made.writeString("utf-8").encode(), updated)


class _Paged(Atom1Feed):
    """Django's Atom feed with links to its pages and a date that stands still while nothing changes."""

    def latest_post_date(self) -> datetime:
        updated: datetime = self.feed["updated"]
        return updated

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for relation in ("first", "next"):
            if self.feed[relation]:
                handler.addQuickElement("link", "", {"rel": relation, "href": self.feed[relation]})


def _add(made: _Paged, change: Change) -> None:
    kind = str(LABELS.get(change.about.kind, change.about.kind))
    made.add_item(
        title=_xml(f"{change.about.title}: {change.phrase}"),
        link=settings.SITE_URL + change.about.address,
        description=None,  # type: ignore[arg-type]  # no summary: the title says it
        pubdate=change.at,
        updateddate=change.at,
        unique_id=_tag(f"record/{change.number}", change.at),
        categories=[_xml(kind)],
    )


def _tag(name: str, at: datetime) -> str:
    """A name that is nobody else's and stays (RFC 4151)."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"tag:{host},{at.astimezone(UTC):%Y-%m-%d}:{name}"


def _xml(text: str) -> str:
    """Text without the few characters that XML cannot hold."""
    return NOT_XML.sub("", text)
