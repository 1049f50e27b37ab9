"""Look-ups of powers to sign, of signatures, of how a signing stands, and of who still owes one."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from joinedup.partners.models import Account, Membership, Organisation, Person, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.promises import permissions
from joinedup.promises.kinds import agreement_kinds
from joinedup.promises.models import Agreement, AgreementVersion, Party, Signature, SigningPower, SigningRound
from joinedup.promises.reads.agreements import agreements_open_to, versions_open_to
from joinedup.promises.rules import signing as rules
from joinedup.promises.rules.signing import asked_by
from joinedup.promises.rules.texts import hash_of


def powers_open_to(asker: Asker) -> QuerySet[SigningPower]:
    """Powers to sign that this asker may see."""
    return SigningPower.objects.filter(permissions.powers_open_to(asker))


def signatures_open_to(asker: Asker) -> QuerySet[Signature]:
    """Signatures that this asker may see, those that are void among them."""
    return Signature.objects.filter(permissions.signatures_open_to(asker))


def powers_of(organisation: Organisation, asker: Asker) -> QuerySet[SigningPower]:
    """The powers of an organisation that hold today or will, whoever is no deputy first. One SQL query."""
    ahead = Q(until_on=None) | Q(until_on__gt=timezone.localdate())
    return powers_open_to(asker).filter(ahead, organisation=organisation).order_by("is_deputy", "from_on", "pk")


def people_to_empower(organisation: Organisation) -> QuerySet[Person]:
    """Who can be given a power to sign for an organisation: holders of posts there, each with one as `known_as`."""
    posts = Membership.objects.filter(live(timezone.localdate()), organisation=organisation)
    known_as = posts.filter(person=OuterRef("pk")).order_by("pk").values("post")[:1]
    return Person.objects.filter(pk__in=posts.values("person")).annotate(known_as=Subquery(known_as)).order_by("name")


def powers_held(agreement: Agreement, account: Account) -> QuerySet[SigningPower]:
    """The powers by which an account's person may sign an agreement today. One SQL query."""
    parties = agreement.parties.filter(left_on=None).values("organisation")
    held = SigningPower.objects.filter(permissions.powers_held_by(account), organisation__in=parties)
    return held.select_related("organisation").order_by("is_deputy", "pk")


def own_parties(agreement: Agreement, account: Account) -> QuerySet[Party]:
    """The parties of an agreement for which an account's person may sign today."""
    held = SigningPower.objects.filter(permissions.powers_held_by(account)).values("organisation")
    parties = agreement.parties.filter(left_on=None, organisation__in=held)
    return parties.select_related("organisation").order_by("pk")


def power_to_sign(account: Account, organisation_id: int | None, on: date) -> SigningPower | None:
    """The power by which an account's person may sign for an organisation on a day. One SQL query."""
    held = SigningPower.objects.filter(live(on), person=account.person_id, organisation=organisation_id)
    return held.order_by("is_deputy", "pk").first()


def required(agreement: Agreement, on: date) -> QuerySet[Party]:
    """The parties that have to sign on a day: organisations that left neither the agreement nor its partnership."""
    standing = agreement.partnership.standings.filter(live(on)).values("organisation")
    parties = agreement.parties.filter(must_sign=True, left_on=None, organisation__in=standing)
    return parties.select_related("organisation").order_by("pk")


def fewest_to_sign(agreement: Agreement) -> int:
    """How many organisations have to sign an agreement at least: two, or one where people sign up to it."""
    kind = agreement_kinds().get(agreement.kind)
    return rules.FEWEST_WITH_PEOPLE if kind is not None and kind.takes_sign_ups else rules.FEWEST_TO_SIGN


def gone_from(agreement: Agreement, on: date) -> QuerySet[Party]:
    """The parties whose organisation stands in the partnership no longer, though nobody said that they have left."""
    standing = agreement.partnership.standings.filter(live(on)).values("organisation")
    return agreement.parties.filter(left_on=None, organisation__isnull=False).exclude(organisation__in=standing)


def with_leavers(on: date) -> QuerySet[Agreement]:
    """Agreements open to be signed, a party of which has left the partnership without a word. One SQL query."""
    stands = Standing.objects.filter(live(on), partnership=OuterRef("agreement__partnership"))
    gone = Party.objects.filter(left_on=None, organisation__isnull=False).exclude(
        Exists(stands.filter(organisation=OuterRef("organisation")))
    )
    return Agreement.objects.filter(state=Agreement.State.SIGNING, pk__in=gone.values("agreement")).order_by("pk")


def powers_for(agreement: Agreement, on: date) -> QuerySet[SigningPower]:
    """The powers by which the parties that have to sign may sign on a day, of people who hold a post there."""
    organisations = required(agreement, on).values("organisation")
    held = Membership.objects.filter(live(on), person=OuterRef("person"), organisation=OuterRef("organisation"))
    powers = SigningPower.objects.filter(live(on), Exists(held), organisation__in=organisations)
    return powers.select_related("person__account", "organisation").order_by("is_deputy", "pk")


def statement_hashes(version: AgreementVersion) -> Mapping[str, str]:
    """The hash of each statement that was signed on a version, by the signature's reference. One SQL query."""
    signed = version.signatures.order_by("pk").values_list("reference", "statement")
    return {reference: hash_of(statement) for reference, statement in signed}


def is_as_kept(version: AgreementVersion) -> bool:
    """Whether the text of a version still has the hash that was kept with it. No query."""
    return hash_of(version.text) == version.text_hash


@dataclass(frozen=True)
class PartyRow:
    """What one party has said about a version, or that its word is awaited and who may give it."""

    party: Party
    signature: Signature | None
    may_sign: tuple[SigningPower, ...] = ()
    is_required: bool = True
    differs: bool = False


@dataclass(frozen=True)
class RoundState:
    """How the signing of a version stands, or how it ended."""

    version: AgreementVersion
    round: SigningRound
    rows: tuple[PartyRow, ...]
    as_kept: bool

    @property
    def asked_by(self) -> date:
        return asked_by(timezone.localdate(self.round.offered_at))

    @property
    def awaited(self) -> tuple[PartyRow, ...]:
        return tuple(row for row in self.rows if row.is_required and row.signature is None)

    @property
    def given(self) -> tuple[PartyRow, ...]:
        return tuple(row for row in self.rows if row.signature is not None)

    @property
    def holds_up(self) -> tuple[PartyRow, ...]:
        """Parties that have to sign and have said that they do not."""
        dissents = Signature.Stance.DISSENTS
        return tuple(
            row for row in self.given if row.is_required and row.signature and row.signature.stance == dissents
        )


def rounds_of(agreement: Agreement, asker: Asker) -> list[RoundState]:
    """How each version that was ever open to be signed stands, of those that this asker may see, the latest first.

    At most four SQL queries.
    """
    versions = versions_open_to(asker).filter(agreement=agreement, signing_round__isnull=False)
    versions = versions.select_related("signing_round", "agreement")
    listed = list(versions.order_by("-number"))
    if not listed:
        return []
    signatures = Signature.objects.filter(version__in=listed).select_related("party__organisation", "power")
    needed = list(required(agreement, timezone.localdate()))
    powers = _by_organisation(powers_for(agreement, timezone.localdate())) if agreement.signing_id else {}
    by_version: dict[int, list[Signature]] = {version.pk: [] for version in listed}
    for signature in signatures.order_by("signed_at", "pk"):
        by_version[signature.version_id].append(signature)
    return [_state(version, by_version[version.pk], needed, powers) for version in listed]


def _state(
    version: AgreementVersion,
    signatures: Collection[Signature],
    needed: Collection[Party],
    powers: Mapping[int | None, tuple[SigningPower, ...]],
) -> RoundState:
    is_open = version.signing_round.ended_at is None
    required_now = {party.pk for party in needed} if is_open else set()
    spoke = {signature.party_id for signature in signatures}
    rows = [
        PartyRow(one.party, one, is_required=one.party_id in required_now, differs=_differs(one, version))
        for one in signatures
    ]
    if is_open:
        waited = (party for party in needed if party.pk not in spoke)
        rows += [PartyRow(party, None, powers.get(party.organisation_id, ())) for party in waited]
    return RoundState(version, version.signing_round, tuple(rows), is_as_kept(version))


def _differs(signature: Signature, version: AgreementVersion) -> bool:
    """Whether what was signed is another text than the one that is stored."""
    return f'"text_hash":"{hash_of(version.text)}"' not in signature.statement


def _by_organisation(powers: QuerySet[SigningPower]) -> dict[int | None, tuple[SigningPower, ...]]:
    found: dict[int | None, tuple[SigningPower, ...]] = {}
    for power in powers:
        found[power.organisation_id] = (*found.get(power.organisation_id, ()), power)
    return found


def to_sign_by(account: Account) -> QuerySet[Party]:
    """The parties for which an account's person may sign a version that is open and has not, the oldest first."""
    spoke = Signature.objects.filter(party=OuterRef("pk"), version=OuterRef("agreement__signing"))
    held = SigningPower.objects.filter(permissions.powers_held_by(account)).values("organisation")
    seen = agreements_open_to(account).filter(state=Agreement.State.SIGNING).values("pk")
    waiting = Party.objects.filter(~Exists(spoke), left_on=None, organisation__in=held, agreement__in=seen)
    related = ("agreement__partnership", "agreement__signing__signing_round", "organisation")
    return waiting.select_related(*related).order_by("agreement__signing__signing_round__offered_at", "pk")


def own_rows(parties: Iterable[Party]) -> list[dict[str, Any]]:
    """What somebody may sign, as rows for their desk, each with the day by which it is asked. No query."""
    return [{"party": party, "asked_by": asked_by(_offered_on(party))} for party in parties]


def _offered_on(party: Party) -> date:
    signing = party.agreement.signing
    return timezone.localdate(signing.signing_round.offered_at) if signing else timezone.localdate()
