"""Whether the settings are those of a site that others use."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings as ours

from joinedup.site import environment
from joinedup.site.doctor.complaints import Complaint, Complaints, against, to_mind
from joinedup.site.processes import is_this_machine

SEE = "See docs/operators.md, “Settings”."


@dataclass(frozen=True)
class SettingsFacts:
    """What the settings say. open_files: files with secrets that others on this machine may read."""

    debug: bool = False
    url: str = "https://joinedup.example"
    hosts: Sequence[str] = ("joinedup.example",)
    open_files: Sequence[str] = ()
    controller: str = "Northtown Council"
    contact: str = "data@joinedup.example"
    source_url: str = "https://joinedup.example/source"
    mail_from: str = "letters@joinedup.example"


def judge(facts: SettingsFacts) -> Complaints:
    """What is the matter with the settings."""
    host = urlsplit(facts.url).hostname or ""
    alone = is_this_machine(host)
    listed = ", ".join(facts.open_files)
    return against(
        (
            not facts.debug,
            Complaint("JOINEDUP_DEBUG is on: error pages show inside knowledge.", "Set it to no, and start again."),
        ),
        (
            alone or facts.url.startswith("https://"),
            Complaint(
                f"JOINEDUP_URL is {facts.url}: passwords and sessions travel in the open.",
                "Let a proxy end https, and set JOINEDUP_URL to the https address.",
            ),
        ),
        (
            not alone,
            to_mind(
                f"JOINEDUP_URL is {facts.url}: letters and receipts lead to this machine only.",
                "Set it to the address that people open.",
            ),
        ),
        (
            "*" not in facts.hosts,
            Complaint("JOINEDUP_HOSTS answers to any name, so links can be forged.", "List the site's own names."),
        ),
        (
            "*" in facts.hosts or _answers_to(host, facts.hosts),
            Complaint(f"JOINEDUP_HOSTS does not name {host}, so the site answers nobody.", f"Add {host} to it."),
        ),
        (
            not facts.open_files,
            Complaint(
                f"Others on this machine may read secrets: {listed}.", f"Run: chmod 600 {' '.join(facts.open_files)}"
            ),
        ),
        (
            bool(facts.controller and facts.contact),
            to_mind(
                "The governance pages do not say who is answerable for people's data, or whom to ask.",
                f"Set JOINEDUP_CONTROLLER and JOINEDUP_CONTACT. {SEE}",
            ),
        ),
        (
            bool(facts.source_url),
            to_mind("No page says where the source code is, as the licence asks.", f"Set JOINEDUP_SOURCE_URL. {SEE}"),
        ),
        (
            alone or not facts.mail_from.endswith("@localhost"),
            Complaint(f"Letters come from {facts.mail_from}, which mail servers turn down.", "Set JOINEDUP_MAIL_FROM."),
        ),
    )


def _answers_to(host: str, hosts: Sequence[str]) -> bool:
    return any(host == one or (one.startswith(".") and f".{host}".endswith(one)) for one in hosts)


def gather() -> SettingsFacts:
    """The facts of this installation."""
    secrets = [environment.HOME / "secret.key", *Path(ours.CHECKPOINT_KEYS).glob("checkpoint-*.key")]
    return SettingsFacts(
        debug=ours.DEBUG,
        url=ours.SITE_URL,
        hosts=tuple(ours.ALLOWED_HOSTS),
        open_files=tuple(str(file) for file in secrets if file.exists() and os.stat(file).st_mode & 0o077),
        controller=ours.CONTROLLER,
        contact=ours.CONTACT,
        source_url=ours.SOURCE_URL,
        mail_from=ours.DEFAULT_FROM_EMAIL,
    )
