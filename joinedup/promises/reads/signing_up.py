"""Look-ups for signing up and joining without an account: links, marks, and what a deal or a pledge takes."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.crypto import salted_hmac

from joinedup.frame.references import kind_of
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Partnership
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, ConfirmMark, Joined, Pledge, SignUp
from joinedup.promises.reads.agreements import text_of
from joinedup.promises.reads.links import hash_of
from joinedup.promises.rules import deals as rules
from joinedup.promises.rules.texts import AgreementText, read
from joinedup.questions.models import Question, Support

Asked = Agreement | Pledge | Question


def plain(email: str) -> str:
    """An address as it is compared and written to."""
    return email.strip().lower()


def mark_of(reference: str, email: str) -> str:
    """What is kept of an address that signed up to something, or joined it: the same each time, of no other use.

    It is keyed with the site's secret and the reference, so nobody can try addresses out without the secret, and what
    one address signed up to cannot be put together. Whatever follows a + before the @ is left out: it reaches the same
    letter box.
    """
    box, _at, host = plain(email).rpartition("@")
    return salted_hmac("signed up", f"{reference}\n{box.partition('+')[0]}@{host}", algorithm="sha256").hexdigest()


def address_of(secret: str) -> str:
    """Where whoever has a link confirms, below the site's own address."""
    return f"/confirm/{secret}/"


def page_of(about: Asked) -> str:
    """Where whoever signs up or joins reads what it is about."""
    return f"{about.get_absolute_url()}deal/" if isinstance(about, Agreement) else about.get_absolute_url()


def asked_with(secret: str) -> ConfirmMark | None:
    """What was asked by a letter with this secret; None if there is none. One SQL query."""
    return ConfirmMark.objects.filter(secret_hash=hash_of(secret)).first()


def what_is_asked(asked: ConfirmMark) -> Asked | None:
    """What a letter asks about, as everybody may read it; None if they may not any more. One SQL query."""
    model: Any = {"pledge": Pledge, "question": Question}.get(kind_of(asked.about), Agreement)
    found: Asked | None = model.objects.filter(reference=asked.about).select_related("partnership").first()
    return found if found is not None and is_public(found) else None


def sort_of(about: Asked) -> str:
    """What sort of thing it is, in the words of pages and letters: a deal, a pledge or a request."""
    if isinstance(about, Question):
        return "request"
    return "deal" if isinstance(about, Agreement) else "pledge"


def is_public(about: Asked) -> bool:
    """Whether everybody may read a deal, a pledge or a request. No query if its partnership is at hand."""
    published = about.partnership.stage == Partnership.Stage.PUBLISHED
    return published and about.visibility == Visibility.PUBLIC


def has_signed(asked: ConfirmMark) -> bool:
    """Whether the address that holds a link has signed up, joined or given its support already. One SQL query."""
    mark = mark_of(asked.about, asked.email)
    if kind_of(asked.about) == "question":
        return Support.objects.filter(question__reference=asked.about, mark=mark).exists()
    if kind_of(asked.about) == "pledge":
        return Joined.objects.filter(pledge__reference=asked.about, mark=mark).exists()
    return SignUp.objects.filter(agreement__reference=asked.about, mark=mark).exists()


def asked_today(email: str, asked_from: str, day: date) -> tuple[int, int]:
    """How many letters were asked for on a day by one sender, and to one address. Two SQL queries."""
    today = ConfirmMark.objects.filter(asked_at__date=day)
    return today.filter(asked_from=asked_from).count(), today.filter(email=email).count()


def shown_text(agreement: Agreement) -> AgreementText:
    """What an agreement says to its readers: its version in force, else what is being written. Two queries at most."""
    version = agreement.in_force
    return text_of(agreement) if version is None else read(version.text)[1]


def is_in_force(agreement: Agreement, on: date) -> bool:
    """Whether an agreement is in force on a day: a version was signed, it has not ended, and its day is not past."""
    stands = agreement.in_force_id is not None and agreement.state != Agreement.State.ENDED
    return stands and (agreement.expires_on is None or on <= agreement.expires_on)


def sides_of(text: AgreementText) -> frozenset[str]:
    """On which sides an agreement says what is done."""
    known = agreement_kinds().get(text.kind)
    sections = {section.key: section.side for section in known.sections} if known else {}
    return frozenset(sections.get(clause.section, "") for clause in text.clauses) - {""}


def facts_of(agreement: Agreement, on: date) -> rules.Deal:
    """What the rules ask of a deal to which somebody wants to sign up. Three SQL queries at most."""
    known = agreement_kinds().get(agreement.kind)
    return rules.Deal(
        takes_sign_ups=known is not None and known.takes_sign_ups,
        is_public=is_public(agreement),
        in_force=is_in_force(agreement, on),
        sides=sides_of(shown_text(agreement)),
    )


def groups_of(agreement: Agreement) -> Collection[str]:
    """The keys of the groups as part of which somebody signs up to a deal."""
    known = agreement_kinds().get(agreement.kind)
    return [key for key, _words in known.groups] if known else []


def sign_ups_of(agreement: Agreement) -> rules.SignUps:
    """How many signed up, in all and by group, as it may be shown. One SQL query."""
    found = dict(agreement.sign_ups.order_by().values_list("group").annotate(Count("pk")))
    return rules.shown({key: found.get(key, 0) for key in groups_of(agreement)})
