"""Look-ups of who takes part: what the rules ask of whoever joins, and what a participant is shown of themselves."""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from joinedup.partners.models import Account, Membership, Organisation, Standing, live
from joinedup.partners.permissions import footing
from joinedup.voice.models import Admission, Channel, Conversation, Hearing, Participant, Vote
from joinedup.voice.reads.marks import mark_of, mark_of_code
from joinedup.voice.rules import taking_part as rules

LEFT, LISTED = "left", "listed"


def boxes_of(account: Account) -> frozenset[str]:
    """The letter boxes that an account has shown to be its own. One SQL query."""
    verified = EmailAddress.objects.filter(user=account, verified=True).values_list("email", flat=True)
    return frozenset(rules.box_of(one) for one in verified)


def left_marks(conversation: Conversation, account: Account | None, guest_mark: str) -> frozenset[str]:
    """The marks under which it is kept that somebody left for good. One SQL query for an account."""
    if account is None:
        return frozenset({mark_of(conversation, LEFT, guest_mark)})
    return frozenset(mark_of(conversation, LEFT, one) for one in boxes_of(account) | {rules.box_of(account.email)})


def admission_for(conversation: Conversation, account: Account | None, code: str) -> Admission | None:
    """By which code or listed address somebody is let in, used or not; None if there is none. Two queries at most."""
    if conversation.access == rules.CODE:
        marks = [mark_of_code(conversation, code)] if code else []
    elif conversation.access == rules.LISTED and account is not None:
        marks = [mark_of(conversation, LISTED, one) for one in boxes_of(account)]
    else:
        return None
    way = Admission.Way.CODE if conversation.access == rules.CODE else Admission.Way.ADDRESS
    found = Admission.objects.select_for_update().filter(conversation=conversation, way=way, mark__in=marks)
    return min(found, key=lambda one: (one.used_by_id is not None, one.pk), default=None)


def facts_of_joining(
    conversation: Conversation,
    *,
    account: Account | None,
    guest_mark: str,
    code: str,
    admission: Admission | None,
) -> rules.Joining:
    """What is known of somebody who wants to take part and does not yet. At most five SQL queries, one for a guest."""
    free = admission is not None and admission.used_by_id is None
    by_code = conversation.access == rules.CODE
    gone = Admission.objects.filter(conversation=conversation, way=Admission.Way.LEFT)
    return rules.Joining(
        access=conversation.access,
        is_open=conversation.state == Conversation.State.OPEN,
        has_account=account is not None,
        has_confirmed=conversation.access != rules.ACCOUNT or (account is not None and bool(boxes_of(account))),
        is_listed=not by_code and free,
        listed_used=not by_code and admission is not None and not free,
        code=_state_of(code, admission) if by_code else rules.NONE_GIVEN,
        by_provider=conversation.access == rules.PROVIDER
        and account is not None
        and SocialAccount.objects.filter(user=account).exists(),
        has_left=gone.filter(mark__in=left_marks(conversation, account, guest_mark)).exists(),
        same_letter_box=account is not None and _takes_part_by_letter_box(conversation, account),
    )


def _state_of(code: str, admission: Admission | None) -> str:
    if not code:
        return rules.NONE_GIVEN
    if admission is None:
        return rules.UNKNOWN
    return rules.FREE if admission.used_by_id is None else rules.USED


def _takes_part_by_letter_box(conversation: Conversation, account: Account) -> bool:
    """Whether another account takes part whose address leads to the same letter box. One SQL query."""
    box, _at, host = rules.box_of(account.email).rpartition("@")
    near = Q(account__email__istartswith=box, account__email__iendswith=f"@{host}")
    others = Participant.objects.filter(near, conversation=conversation).exclude(account=account)
    addresses = others.values_list("account__email", flat=True)
    return any(rules.box_of(one) == f"{box}@{host}" for one in addresses)


def may_speak_for(account: Account | None) -> QuerySet[Organisation]:
    """The organisations for which somebody may say that they speak: those in which they hold a post today."""
    held = footing(account).organisations if account is not None else ()
    return Organisation.objects.filter(pk__in=held).order_by("name")


def badges_of(participants: Iterable[int | None], partnership_id: int) -> dict[int, tuple[str, ...]]:
    """What readers are told of whoever said something, by key of participant: for whom they speak, that they hold a
    post in a member of the partnership, that it came on paper. Nobody can type any of it. Two SQL queries.

    participants: keys; None stands for nobody, such as the maker of a first statement.
    """
    keys, today = {one for one in participants if one is not None}, timezone.localdate()
    rows = Participant.objects.filter(pk__in=keys).select_related("speaks_for").order_by("pk")
    members = Standing.objects.filter(live(today), partnership=partnership_id).values("organisation")
    held = Membership.objects.filter(
        live(today), person__account__takes_part__in=keys, organisation__in=members
    ).values_list("person__account__takes_part", "organisation", "organisation__name")
    posts: dict[int, dict[int, str]] = {}
    for participant, organisation, name in held.order_by("organisation__name"):
        posts.setdefault(participant, {})[organisation] = name
    return {row.pk: told for row in rows if (told := tuple(_told_of(row, posts.get(row.pk, {}))))}


def _told_of(row: Participant, posts: dict[int, str]) -> Iterable[str]:
    if row.speaks_for is not None:
        yield _("speaks for %(name)s") % {"name": row.speaks_for.name}
    for name in (name for key, name in posts.items() if key != row.speaks_for_id):
        yield _("holds a post at %(name)s") % {"name": name}
    if row.entered_by_id is not None and row.channel == Channel.Kind.ONLINE:
        yield _("brought in from a file")
    elif row.entered_by_id is not None:
        yield _("%(how)s, typed in by staff") % {"how": row.get_channel_display()}


def groups_asked(conversation: Conversation) -> dict[str, list[Hearing]]:
    """The groups to which people may say that they belong, by sort. One SQL query."""
    found: dict[str, list[Hearing]] = {}
    for one in conversation.hearings.order_by("pk"):
        found.setdefault(one.dimension, []).append(one)
    return found


def votes_of(participant: Participant) -> QuerySet[Vote]:
    """What somebody voted, the latest first, with the statements."""
    return participant.votes.select_related("statement").order_by("-at", "-pk")


def admissions_of(conversation: Conversation) -> dict[str, dict[str, int]]:
    """How many codes and addresses let people in, and how many have been used. One SQL query."""
    counted = conversation.admissions.exclude(way=Admission.Way.LEFT).order_by().values("way")
    rows = counted.annotate(all=Count("pk"), used=Count("used_by"))
    return {row["way"]: {"all": row["all"], "used": row["used"]} for row in rows}


def how_many_left(conversation: Conversation) -> int:
    """How many took part and have left, in whole tens; what they voted was taken out or stays, as was promised.

    One SQL query.
    """
    return conversation.participants.exclude(left_at=None).count() // 10 * 10
