"""The finder: every row about somebody, with those of its fields that are theirs, and nobody else's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.partners.erasure import Whom
from joinedup.partners.models import Account
from joinedup.site.datamap import Declared
from joinedup.site.mydata.tables import Table, tables
from joinedup.site.sessions import sessions_of

YOU = "you"
Row = dict[str, Any]


@dataclass(frozen=True)
class Sort:
    """Rows of one table about somebody. room: the package, “signing in” for what the sign-in library keeps."""

    name: str
    room: str
    fields: tuple[Declared, ...]
    rows: tuple[Row, ...]


def found_about(whom: Whom) -> list[Sort]:
    """Everything that the site holds about somebody, by table; tables without a row are left out.

    One SQL query a table, about forty; besides, every session that has not ended is looked into.
    """
    ours = [
        Sort(table.name, table.model._meta.app_label, table.fields, tuple(_rows(table, whom))) for table in tables()
    ]
    return [sort for sort in (*ours, *_of_signing_in(whom.account)) if sort.rows]


def as_file(whom: Whom, *, at: datetime) -> dict[str, Any]:
    """The same as one structure for a JSON file, with what the data map says of each field."""
    return {
        "site": settings.SITE_URL,
        "made_at": at.isoformat(),
        "about": [*whom.references, *sorted(whom.addresses)],
        "found": [
            {
                "what": sort.name,
                "room": sort.room,
                "fields": {field.name: _said(field) for field in sort.fields},
                "rows": list(sort.rows),
            }
            for sort in found_about(whom)
        ],
    }


def _said(field: Declared) -> dict[str, str]:
    return {
        "kept for": field.purpose,
        "seen by": field.seen_by,
        "kept until": field.kept,
        "when erased": field.erasure,
    }


def _rows(table: Table, whom: Whom) -> Iterator[Row]:
    """The rows of a table about somebody, in the order in which they came. One SQL query."""
    wanted = reduce(or_, (pointer.rows_of(whom) for pointer in table.pointers))
    read = dict.fromkeys((*(pointer.path for pointer in table.pointers), *table.texts, *table.also))
    for row in table.model._base_manager.filter(wanted).order_by("pk").values(*read):
        yield _theirs(table, whom, row)


def _theirs(table: Table, whom: Whom, row: Row) -> Row:
    """Of one row: which row it is, what in it names them, and its texts if they are theirs."""
    met = [pointer for pointer in table.pointers if pointer.is_(whom, row[pointer.path])]
    texts = table.texts if any(pointer.name in table.owners for pointer in met) else ()
    shown = {path.removesuffix("__reference"): row[path] for path in table.also if row[path] not in (None, "")}
    named = [pointer for pointer in met if pointer.path != "pk"]  # of one's own row there is nothing to say
    shown |= {pointer.name: row[pointer.path] if pointer.name in table.texts else YOU for pointer in named}
    return shown | {name: row[name] for name in texts if row[name] not in (None, "")}


def _of_signing_in(account: Account | None) -> Iterator[Sort]:
    """What the sign-in library keeps of an account. Secrets are not shown: whoever reads them could sign in."""
    if account is None:
        return
    addresses = EmailAddress.objects.filter(user=account).order_by("pk").values("email", "verified", "primary")
    yield Sort(_("e-mail address of the account"), "sign-in", (), tuple(addresses))
    keys = Authenticator.objects.filter(user=account).order_by("pk")
    ways = ({"what": str(key), "since": key.created_at, "last used": key.last_used_at} for key in keys)
    yield Sort(_("second step or passkey"), "sign-in", (), tuple(ways))
    logins = SocialAccount.objects.filter(user=account).order_by("pk")
    told = logins.values("provider", "uid", "last_login", "date_joined", "extra_data")
    yield Sort(_("sign-in through an organisation"), "sign-in", (), tuple(told))
    yield Sort(_("session"), "sign-in", (), tuple(_until(one) for one in sessions_of(account)))


def _until(session: Session) -> Row:
    return {"ends": timezone.localtime(session.expire_date)}
