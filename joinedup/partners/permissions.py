"""Who may see and who may do. One predicate a noun, used by pages, lists, exports and findings alike.

An `Asker` is whoever reads: an account, nobody signed in (None), a convenor who previews a partnership as the public
will see it, or the operator at the command line.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.utils import timezone

from joinedup.frame.references import KINDS
from joinedup.frame.search import SEARCHABLE, Searchable
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import (
    Account,
    AgendaItem,
    Body,
    Exemption,
    Meeting,
    Membership,
    Partnership,
    Person,
    Seat,
    Standing,
    Succession,
    live,
)


@dataclass(frozen=True)
class Preview:
    """Reads a partnership as the public will see it once it is published."""

    partnership_id: int


@dataclass(frozen=True)
class Operator:
    """Reads everything: the command line, on the machine itself."""


@dataclass(frozen=True)
class Footing:
    """Where an account stands on a day: its organisations, their partnerships, and those it convenes, by key."""

    organisations: frozenset[int] = frozenset()
    partnerships: frozenset[int] = frozenset()
    convened: frozenset[int] = frozenset()

    @property
    def own(self) -> frozenset[int]:
        """The partnerships that it belongs to in either way."""
        return self.partnerships | self.convened


OPERATOR = Operator()
Asker = Account | Preview | Operator | None
Keys = Mapping[int | None, frozenset[int]]


def find_footing(account: Account) -> Footing:
    """Where an account stands today. Three SQL queries, none for an account without a person."""
    return find_footings([account])[account.pk]


def find_footings(accounts: Collection[Account]) -> dict[int, Footing]:
    """Where each of these accounts stands today, by key. Three SQL queries, none if nobody among them is a person."""
    today, people = timezone.localdate(), {one.person_id for one in accounts if one.person_id is not None}
    if not people:
        return {one.pk: Footing() for one in accounts}
    posts = _grouped(Membership.objects.filter(live(today), person__in=people), "person", "organisation")
    everywhere = {organisation for held in posts.values() for organisation in held}
    standings = Standing.objects.filter(live(today), organisation__in=everywhere)
    partnerships = _grouped(standings, "organisation", "partnership")
    convened = _grouped(Partnership.objects.filter(convenor__in=posts), "convenor", "pk")
    return {one.pk: _footing(one.person_id, posts, partnerships, convened) for one in accounts}


def _footing(person: int | None, posts: Keys, partnerships: Keys, convened: Keys) -> Footing:
    held = posts.get(person, frozenset())
    belongs = frozenset().union(*(partnerships.get(one, frozenset()) for one in held))
    return Footing(held, belongs, convened.get(person, frozenset()) if held else frozenset())


def _grouped(rows: QuerySet[Any], by: str, what: str) -> Keys:
    grouped: dict[int | None, set[int]] = defaultdict(set)
    for key, value in rows.values_list(by, what):
        grouped[key].add(value)
    return {key: frozenset(values) for key, values in grouped.items()}


def footing(account: Account) -> Footing:
    """Where an account stands: as its request found it, so that a page looks it up once, else as it is now."""
    return account.footing or find_footing(account)


def own_organisations(account: Account) -> Q:
    """Organisations in which the account's person holds a post today."""
    return Q(pk__in=footing(account).organisations)


def own_partnerships(account: Account) -> Q:
    """Partnerships in which an organisation of the account's person stands today, or that the person convenes."""
    return Q(pk__in=footing(account).own)


def convened(account: Account) -> Q:
    """Partnerships that the account's person convenes, while that person holds a post anywhere."""
    return Q(pk__in=footing(account).convened)


def published(asker: Asker, prefix: str = "") -> Q:
    """Partnerships whose public items this asker sees because they are published, or previewed as if they were."""
    out = Q(**{f"{prefix}stage": Partnership.Stage.PUBLISHED})
    return out | Q(**{f"{prefix}pk": asker.partnership_id}) if isinstance(asker, Preview) else out


def partnerships_open_to(asker: Asker) -> Q:
    """Partnerships that this asker may know of."""
    if isinstance(asker, Operator):
        return Q()
    if isinstance(asker, Account):
        return Q() if asker.is_administrator else published(asker) | own_partnerships(asker)
    return published(asker)


def open_to(asker: Asker, *, makers: Q | None = None) -> Q:
    """Nouns with a visibility and a partnership that this asker may see.

    makers: which drafts the asker's organisations are writing; the convenor sees every draft of the partnership.
    """
    return _open_to(asker, published(asker, "partnership__"), makers)


def _open_to(asker: Asker, out: Q, makers: Q | None) -> Q:
    """The same for whatever has a visibility and a partnership. out: those that are out because they are published."""
    if isinstance(asker, Operator):
        return Q()
    public = Q(visibility=Visibility.PUBLIC) & out
    if not isinstance(asker, Account):
        return public
    stands = footing(asker)
    shared = Q(visibility__in=[Visibility.PUBLIC, Visibility.PARTNERS], partnership__in=stands.partnerships)
    seen = public | shared | Q(partnership__in=stands.convened)
    return seen if makers is None else seen | makers


def mandates_seen_by(asker: Asker) -> Q:
    """Mandates that this asker may see; the people of the organisation whose seat it is see its draft."""
    if not isinstance(asker, Account):
        return open_to(asker)
    stands = footing(asker)
    return open_to(asker, makers=Q(organisation__in=stands.organisations, partnership__in=stands.partnerships))


def may_keep_mandate(account: Account | None, partnership: Partnership, organisation_id: int) -> bool:
    """Whether the account may record a seat's mandate: the convenor, and that organisation's own people."""
    own = acts_for(account, organisation_id) and takes_part(account, partnership)
    return own or convenes(account, partnership)


def seats_seen_by(asker: Asker) -> Q:
    """Seats that this asker may see: those of the bodies that they may see. Nobody but the convenor sets up bodies."""
    return Q(body__in=Body.objects.filter(open_to(asker)).values("pk"))


def sees_seconds(asker: Asker, partnership: Partnership) -> bool:
    """Whether an asker may read who steps in for whom in a partnership's bodies: its members may."""
    return isinstance(asker, Operator) or (isinstance(asker, Account) and takes_part(asker, partnership))


def may_endorse_for(account: Account | None, partnership: Partnership, organisation_id: int) -> bool:
    """Whether the account may say that a member's governing body stood behind a partnership, or by which law it has
    to take part: the convenor, and that organisation's own people.
    """
    return may_keep_mandate(account, partnership, organisation_id)


def handed_on_to(asker: Asker) -> Q:
    """Posts whose handover this asker may read: those in its own organisations, and in members of a partnership that
    it convenes.
    """
    if isinstance(asker, Operator):
        return Q()
    if not isinstance(asker, Account):
        return Q(pk__in=())
    return Q(organisation__in=footing(asker).organisations) | _in_members_convened_by(asker)


def may_write_handover(account: Account | None, post: Membership) -> bool:
    """Whether the account may write what the holder of a post hands on: the holder, who still belongs to the
    organisation, and the convenor of a partnership in which it takes part. One SQL query at most.
    """
    if account is None:
        return False
    own = account.person_id == post.person_id and acts_for(account, post.organisation_id)
    return own or Membership.objects.filter(_in_members_convened_by(account), pk=post.pk).exists()


def _in_members_convened_by(account: Account) -> Q:
    """Posts in an organisation that takes part today in a partnership that the account convenes."""
    here = Standing.objects.filter(live(timezone.localdate()), partnership__in=footing(account).convened)
    return Q(organisation__in=here.values("organisation"))


def bodies_seen_by(asker: Asker) -> Q:
    """Bodies that this asker may see, and with them their seats: nobody but the convenor writes them."""
    return open_to(asker)


def people_seen_in(asker: Asker, partnership_id: int) -> bool:
    """Whether this asker may read who, by post, sits where and for how many hours: members and administrators may.

    No SQL query within a request.
    """
    if isinstance(asker, Account):
        return asker.is_administrator or partnership_id in footing(asker).own
    return isinstance(asker, Operator)


def texts_open_to(asker: Asker) -> Q:
    """What search may find for this asker, as a condition on SearchText: the same as the nouns' own pages show.

    A noun that does not say itself whom it is for is let through by its kind's own read.
    """
    seen = Q() if isinstance(asker, Operator) else _texts_seen_by(asker)
    for noun in SEARCHABLE.values():
        if noun.never is not None:
            seen &= ~Q(kind=noun.kind, key__in=_texts_of(noun, noun.model._default_manager.filter(noun.never)))
    return seen


def _texts_seen_by(asker: Asker) -> Q:
    out = Partnership.objects.filter(published(asker)).values("pk")
    seen = _open_to(asker, Q(partnership=None) | Q(partnership__in=out), _texts_made_by(asker))
    for noun in SEARCHABLE.values():
        if not (noun.has_visibility or noun.everybody):
            seen |= Q(kind=noun.kind, key__in=_texts_of(noun, KINDS[noun.kind].open_to(asker)))
    return seen


def _texts_of(noun: Searchable, nouns: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The keys of the texts of some nouns of one kind, for use in another query."""
    keys: QuerySet[Any, Any] = nouns.order_by().annotate(text=F("pk") + Value(noun.base)).values("text")
    return keys


def _texts_made_by(asker: Asker) -> Q | None:
    if not isinstance(asker, Account):
        return None
    stands = footing(asker)
    return Q(maker__in=stands.organisations, partnership__in=stands.own)


def convenes(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account's person convenes this partnership today. No SQL query within a request."""
    return account is not None and partnership.pk in footing(account).convened


def takes_part(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account belongs to the partnership today. No SQL query within a request."""
    return account is not None and partnership.pk in footing(account).own


def acts_for(account: Account | None, organisation_id: int) -> bool:
    """Whether the account's person holds a post in the organisation today. No SQL query within a request."""
    return account is not None and organisation_id in footing(account).organisations


def may_invite_to(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account may invite people to a partnership: its convenor, and administrators."""
    return account is not None and (account.is_administrator or convenes(account, partnership))


def invitations_kept_by(account: Account | None) -> Q:
    """Invitations that an account may take back: those to its partnership; an administrator's are all."""
    if account is None:
        return Q(pk__in=())
    return Q() if account.is_administrator else Q(partnership__in=footing(account).convened)


def may_administer(account: Account | None) -> bool:
    """Whether the account may open the administrators' pages."""
    return account is not None and account.is_administrator


def may_erase(account: Account | None, person: Person) -> bool:
    """Whether the account may erase a person who asked for it: an administrator, where there is no account. One SQL
    query for an administrator, none for others.
    """
    return may_administer(account) and not Account.objects.filter(person=person).exists()


def role_changes_seen_by(asker: Asker) -> Q:
    """Changes of roles that this asker may know of: administrators all, others those of their own account."""
    if isinstance(asker, Operator):
        return Q()
    if not isinstance(asker, Account):
        return Q(pk__in=())
    return Q() if asker.is_administrator else Q(account=asker)


def may_add(account: Account | None) -> bool:
    """Whether the account may add places, organisations and people: administrators and convenors."""
    if account is None:
        return False
    return account.is_administrator or bool(footing(account).convened)


def may_place_people(account: Account | None, organisation_id: int) -> bool:
    """Whether the account may give and end posts in an organisation. At most four SQL queries.

    A post opens the organisation's drafts, so a convenor may give posts in an organisation that has confirmed its
    standing in the convenor's partnership, or that stands in nobody else's. Administrators may always.
    """
    if account is None or not may_add(account):
        return False
    if account.is_administrator:
        return True
    standings = Standing.objects.filter(live(timezone.localdate()), organisation=organisation_id)
    own = Q(partnership__in=footing(account).convened)
    return standings.filter(own, confirmed_at__isnull=False).exists() or not standings.exclude(own).exists()


def may_announce(account: Account | None, kind: str, organisations: Collection[int]) -> bool:
    """Whether the account may announce a change of organisations, by key: administrators; a new name its own people."""
    if account is None:
        return False
    own = bool(organisations) and all(acts_for(account, one) for one in organisations)
    return account.is_administrator or (kind == Succession.Kind.RENAMED and own)


def may_settle(account: Account | None, succession: Succession) -> bool:
    """Whether the account may plan, withdraw, carry out or undo a change: who may announce it. One SQL query."""
    return may_announce(account, succession.kind, list(succession.heirs.values_list("organisation", flat=True)))


def may_keep_patches(account: Account | None, organisation_id: int) -> bool:
    """Whether the account may say where an organisation works: its own people and administrators."""
    return acts_for(account, organisation_id) or (account is not None and account.is_administrator)


def may_pause(account: Account | None, partnership: Partnership | None) -> bool:
    """Whether the account may let nothing become public for a time: its convenor, on the site administrators."""
    if partnership is None:
        return account is not None and account.is_administrator
    return convenes(account, partnership)


def may_keep(account: Account | None, person: Person) -> bool:
    """Whether the account may correct a person's particulars because it may give posts where that person holds one."""
    posts = Membership.objects.filter(live(timezone.localdate()), person=person)
    organisations = posts.values_list("organisation", flat=True).distinct()
    return account is not None and any(may_place_people(account, pk) for pk in organisations)


def may_hand_over(account: Account | None, partnership: Partnership) -> bool:
    """Whether the account may name another convenor: the convenor, or an administrator once the convenor has left."""
    if account is None or not account.is_administrator:
        return convenes(account, partnership)
    in_post = Membership.objects.filter(live(timezone.localdate()), person=partnership.convenor_id)
    return convenes(account, partnership) or not in_post.exists()


def bodies_led_by(account: Account, on: date) -> QuerySet[Seat, int]:
    """The keys of the bodies that the account's person chairs or leads together with others on a day."""
    roles = (Seat.Role.CHAIR, Seat.Role.CO_LEAD)
    seats = Seat.objects.filter(live(on), live(on, "body__"), role__in=roles, person__isnull=False)
    return seats.filter(person=account.person_id).values_list("body", flat=True)


def may_call(account: Account | None, partnership: Partnership, body: Body | None) -> bool:
    """Whether the account may call, hold and minute a meeting: the convenor, or who chairs or co-leads its body.

    One SQL query at most.
    """
    if account is None or not takes_part(account, partnership):
        return False
    if convenes(account, partnership):
        return True
    led = bodies_led_by(account, timezone.localdate()).filter(body__partnership=partnership)
    return body is not None and led.filter(body=body.pk).exists()


def meetings_seen_by(asker: Asker) -> Q:
    """Meetings that this asker may see: a draft is the convenor's alone."""
    return open_to(asker)


def reads_whole_agenda(asker: Asker, partnership_id: int) -> bool:
    """Whether an asker reads what a partnership's meetings keep from the public: its own people do."""
    if isinstance(asker, Account):
        return partnership_id in footing(asker).own
    return isinstance(asker, Operator)


def items_seen_by(asker: Asker) -> Q:
    """Items that this asker may be told of on their own, outside their meeting's page.

    A partnership's own people are told of every item of a meeting that they may see. Others are told of an item once
    its meeting was held, if it is not exempt from publication and about nothing that could be.
    """
    seen = Q(meeting__in=Meeting.objects.filter(meetings_seen_by(asker)).values("pk"))
    if isinstance(asker, Operator):
        return seen
    exempt = Exemption.objects.filter(subject=OuterRef("reference"))
    out = Q(meeting__state__in=[Meeting.State.HELD, Meeting.State.AGREED], about="") & ~Q(Exists(exempt))
    if isinstance(asker, Account):
        out |= Q(meeting__partnership__in=footing(asker).own)
    return seen & out


def interests_seen_by(asker: Asker) -> Q:
    """Interests that this asker may be told of: with their item, or with a meeting that was held."""
    whole = Q(meeting__in=Meeting.objects.filter(meetings_seen_by(asker)).values("pk"))
    if isinstance(asker, Operator):
        return whole
    over = Q(meeting__state__in=[Meeting.State.HELD, Meeting.State.AGREED], item=None)
    out = over | Q(item__in=AgendaItem.objects.filter(items_seen_by(asker)).values("pk"))
    if isinstance(asker, Account):
        out |= Q(meeting__partnership__in=footing(asker).own)
    return whole & out
