"""A version of an agreement as a paper: its text, who signed it and how, and how to check that nothing was changed."""

from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from joinedup.frame.papers import Block, Facts, Heading, Note, Paper, Paragraph, Section, Table, prose
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import AgreementVersion, Signature, SigningRound
from joinedup.promises.reads import signing as reads
from joinedup.promises.reads.signed_text import ShownText, shown_text
from joinedup.promises.rules import texts


def printed(version: AgreementVersion) -> Paper:
    """A version as its readers may print it: what it says, and what was signed. Two SQL queries at most.

    Of a text that was changed behind the database's back it prints only that it was.
    """
    if not reads.is_as_kept(version):
        return Paper(
            title=version.agreement.name, dated=localtime(version.made_at).date(), cover=(_changed(),), sections=()
        )
    shown = shown_text(version.text)
    text = shown.text
    kind = agreement_kinds().get(text.kind)
    one = getattr(version, "signing_round", None)
    dated = localtime(one.ended_at or one.offered_at if one else version.made_at).date()
    return Paper(
        title=text.name,
        over=_("{kind}, version {number}").format(kind=kind.title if kind else _("Agreement"), number=version.number),
        dated=dated,
        site=settings.SITE_URL,
        cover=(*prose(text.purpose), *_standing(one), Facts(_terms(version, text))),
        sections=(
            Section(_("What is agreed"), _clauses(shown), "text"),
            Section(_("Between whom"), _parties(text), "parties"),
            Section(_("Who has signed"), _signatures(version), "signatures"),
            Section(_("How to check it"), _check(version), "check"),
        ),
    )


def _changed() -> Note:
    return Note(_("What is stored is not the text that was kept and signed: it was changed behind our back."))


def _standing(one: SigningRound | None) -> tuple[Block, ...]:
    if one is None:
        return (Note(_("This version has not been opened to be signed.")),)
    if one.ended_at is None:
        return (Note(_("This version is open to be signed. It is not in force.")),)
    on = date_format(localtime(one.ended_at))
    words = {
        SigningRound.End.IN_FORCE: _("Everybody who had to sign had signed on {on}."),
        SigningRound.End.WITHDRAWN: _("This version was withdrawn from signing on {on}. What was signed is void."),
        SigningRound.End.FELL_BACK: _("Too few parties were left to sign on {on}. What was signed is void."),
    }[SigningRound.End(one.ended_as)].format(on=on)
    return (Note(words), *prose(one.because))


def _terms(version: AgreementVersion, text: texts.AgreementText) -> tuple[tuple[str, str], ...]:
    rows = (
        (_("Kept on"), date_format(localtime(version.made_at))),
        (_("Runs for"), _("{months} months").format(months=text.term_months) if text.term_months else ""),
        (_("Until"), date_format(date.fromisoformat(text.expires_on)) if text.expires_on else ""),
    )
    return tuple((name, words) for name, words in rows if words)


def _clauses(shown: ShownText) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for section in shown.sections:
        blocks.append(Heading(section.title))
        for clause in section.clauses:
            blocks.append(Heading(" ".join(part for part in (clause.number, clause.heading) if part), level=3))
            blocks.extend(prose(clause.words))
            if clause.organisation_name:
                blocks.append(Paragraph(clause.organisation_name, quiet=True))
    return tuple(blocks)


def _parties(text: texts.AgreementText) -> tuple[Block, ...]:
    head = (_("Party"), _("Has to sign"), _("What of its own plan"), _("What of its own money and people"))
    rows = tuple(
        (party.name, _("Yes") if party.must_sign else _("No"), party.plan_line, party.resources)
        for party in text.parties
    )
    return (Table(head, rows, (3, 1, 3, 3)),) if rows else (Paragraph(_("No party is named.")),)


def _signatures(version: AgreementVersion) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for one in version.signatures.select_related("party__organisation", "power").order_by("signed_at", "pk"):
        blocks.append(Heading(str(one.party)))
        blocks.append(Facts(_facts(one)))
        blocks.extend(prose(one.words))
    return tuple(blocks) or (Paragraph(_("Nobody has signed this version yet.")),)


def _facts(one: Signature) -> tuple[tuple[str, str], ...]:
    return (
        (_("What it says"), capfirst(one.get_stance_display())),
        (_("By its"), one.post),
        (_("May sign by"), one.power.given_by if one.power else ""),
        (_("When"), date_format(localtime(one.signed_at), "DATETIME_FORMAT")),
        (_("SHA-256 of what was signed"), texts.hash_of(one.statement)),
    )


def _check(version: AgreementVersion) -> tuple[Block, ...]:
    address = f"{settings.SITE_URL}/{version.reference}/bundle/"
    return (
        Paragraph(
            _(
                "Each signature is on the exact text of this version, by its SHA-256. Text and signatures stand in a "
                "record that only grows and is signed each minute. The signed file holds them with their proofs."
            )
        ),
        Facts(
            (
                (_("SHA-256 of the text"), version.text_hash),
                (_("The signed file"), address),
                (_("What checks it"), f"{settings.SITE_URL}/record/"),
                (_("How"), "python3 joinedup_verify.py bundle FILE"),
            )
        ),
    )
