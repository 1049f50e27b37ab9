"""What an operator may set, read from the environment once, each with a plain error."""

import os
import secrets
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

HOME = Path(os.environ.get("JOINEDUP_HOME", "var")).resolve()


def switched_on(name: str) -> bool:
    """Whether a yes-or-no setting is on; absent is off."""
    word = os.environ.get(name, "no").lower()
    if word not in {"yes", "no", "1", "0", "true", "false"}:
        raise ImproperlyConfigured(f"{name} must be yes or no, not {word!r}.")
    return word in {"yes", "1", "true"}


def hour(name: str, default: int) -> int:
    """An hour of the day, from 0 to 23, in the site's time zone."""
    word = os.environ.get(name, str(default))
    if not (word.isascii() and word.isdigit() and int(word) < 24):
        raise ImproperlyConfigured(f"{name} must be an hour from 0 to 23, not {word!r}.")
    return int(word)


def source_url() -> str:
    """Where the source code of the version that runs here is to be had; empty if the operator does not say."""
    address = os.environ.get("JOINEDUP_SOURCE_URL", "")
    if address and not address.startswith(("https://", "http://")):
        raise ImproperlyConfigured("JOINEDUP_SOURCE_URL must start with https:// or http://")
    return address


def secret_key() -> str:
    """The site's secret: from JOINEDUP_SECRET_KEY, else from a file in the home folder, made at first use."""
    given = os.environ.get("JOINEDUP_SECRET_KEY")
    if given is not None:
        if len(given) < 32 or "insecure" in given:
            raise ImproperlyConfigured("JOINEDUP_SECRET_KEY must be at least 32 characters that nobody can guess.")
        return given
    file = HOME / "secret.key"
    if not file.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text().strip()


def time_zone() -> str:
    """Where the day begins and ends, from JOINEDUP_TIME_ZONE."""
    name = os.environ.get("JOINEDUP_TIME_ZONE", "Europe/London")
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as unknown:
        raise ImproperlyConfigured(
            f"JOINEDUP_TIME_ZONE must be a place such as Europe/London, not {name!r}."
        ) from unknown
    return name


def checkpoint_keys() -> Path:
    """The folder of the private keys that sign checkpoints: from JOINEDUP_CHECKPOINT_KEYS, else the home folder."""
    return Path(os.environ.get("JOINEDUP_CHECKPOINT_KEYS", HOME)).resolve()


def is_local(address: str) -> bool:
    """Whether an address is plain http on this machine itself, as while trying the site out.

    >>> is_local("http://localhost:8000"), is_local("https://localhost"), is_local("http://joinedup.example")
    (True, False, False)
    """
    parts = urlsplit(address)
    return parts.scheme == "http" and parts.hostname == "localhost"


def erasure_journal() -> Path:
    """The file that says who was erased: from JOINEDUP_ERASURE_JOURNAL, else in the home folder. Never in a backup."""
    return Path(os.environ.get("JOINEDUP_ERASURE_JOURNAL", HOME / "erasures.jsonl")).resolve()


def database() -> dict[str, Any]:
    """SQLite in the home folder, or the PostgreSQL server that JOINEDUP_DATABASE_URL names."""
    address = os.environ.get("JOINEDUP_DATABASE_URL")
    return _postgresql(address) if address else _sqlite()


def _sqlite() -> dict[str, Any]:
    HOME.mkdir(parents=True, exist_ok=True)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "joinedup.sqlite3",
        "TEST": {"NAME": HOME / "tests.sqlite3"},
        "CONN_MAX_AGE": 60,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
                "PRAGMA mmap_size=134217728; PRAGMA cache_size=-20000"
            ),
        },
    }


def _postgresql(address: str) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("JOINEDUP_DATABASE_URL must start with postgresql://")
    query = parse_qs(parts.query)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", [parts.hostname or ""])[0],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c synchronous_commit=on"},
    }


def sign_in_providers() -> list[dict[str, Any]]:
    """Organisations' own sign-in, from JOINEDUP_SIGN_IN_FILE (TOML): one [[provider]] each.

    A provider has id, name, server_url, client_id, client_secret, and domains: the e-mail domains whose owners it
    may vouch for. An address outside those domains is never taken from that provider.
    """
    file = os.environ.get("JOINEDUP_SIGN_IN_FILE")
    if not file:
        return []
    providers: list[dict[str, Any]] = tomllib.loads(Path(file).read_text())["provider"]
    wanted = {"id", "name", "server_url", "client_id", "client_secret", "domains"}
    for provider in providers:
        if missing := wanted - provider.keys():
            raise ImproperlyConfigured(f"{file}: a provider lacks {', '.join(sorted(missing))}.")
    return providers
