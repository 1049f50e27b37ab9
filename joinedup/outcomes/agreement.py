"""Who agreed to a text: each partner's word on its present wording, earlier words, and who has not signed yet."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone

from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome, Problem, SignOff
from joinedup.partners.models import Mandate, Organisation, Partnership, Standing, live
from joinedup.partners.permissions import Asker
from joinedup.partners.reads import Lead, leads_shown, mandate_of, mandates_open_to, members_of


@dataclass(frozen=True)
class Signature:
    """One organisation's word, by which post it was given, and the mandate of its seat on that day."""

    sign_off: SignOff
    signed_by: Lead | None
    mandate: Mandate | None = None


@dataclass(frozen=True)
class Agreement:
    """Words on the present wording, those on an earlier one that were not renewed, and deliverers still to sign."""

    now: tuple[Signature, ...]
    earlier: tuple[Signature, ...]
    waiting: tuple[Organisation, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every organisation that delivers has signed the present wording and none dissents."""
        return not self.waiting and not any(one.sign_off.stance == "disagrees" for one in self.now)

    def left_of(self, organisations: Iterable[Organisation]) -> list[Organisation]:
        """Those of these organisations that have not signed the present wording."""
        signed = {one.sign_off.organisation_id for one in self.now}
        return [one for one in organisations if one.pk not in signed]


def agreement_on(text: Problem | Outcome, asker: Asker) -> Agreement:
    """Who agreed to a problem or an outcome. At most six SQL queries."""
    words = text.sign_offs.select_related("organisation").order_by("-wording", "organisation__name", "pk")
    latest: dict[int, SignOff] = {}
    for sign_off in words:
        latest.setdefault(sign_off.organisation_id, sign_off)
    leads = leads_shown([one.person_id for one in latest.values()], text.partnership, asker)
    shared = mandates_open_to(asker).filter(partnership=text.partnership_id).exclude(visibility=Visibility.DRAFT)
    mandates = list(shared) if latest else []
    given = [Signature(one, leads.get(one.person_id), _mandate_of(one, mandates)) for one in latest.values()]
    signed = {one.organisation_id for one in latest.values() if one.wording == text.wording}
    delivering = members_of(text.partnership, asker).filter(role=Standing.Role.DELIVERS)
    return Agreement(
        now=tuple(one for one in given if one.sign_off.wording == text.wording),
        earlier=tuple(one for one in given if one.sign_off.wording != text.wording),
        waiting=tuple(one.organisation for one in delivering if one.organisation_id not in signed),
    )


def _mandate_of(one: SignOff, mandates: Iterable[Mandate]) -> Mandate | None:
    return mandate_of((one.organisation_id, one.person_id, timezone.localdate(one.signed_at)), mandates)


@dataclass(frozen=True)
class Agreed:
    """A problem as a list shows it: how many of those who deliver have agreed to its present wording, who has not."""

    problem: Problem
    agree: int
    asked: int
    dissenting: tuple[tuple[str, str], ...]


def agreed_rows(problems: Sequence[Problem], partnership: Partnership) -> list[Agreed]:
    """Problems with who agreed. Two SQL queries beside that of the problems."""
    standing = Standing.objects.filter(live(timezone.localdate()), partnership=partnership)
    delivering = set(standing.filter(role=Standing.Role.DELIVERS).values_list("organisation_id", flat=True))
    words: dict[tuple[int | None, int], list[SignOff]] = defaultdict(list)
    signed = SignOff.objects.filter(problem__in=problems).select_related("organisation")
    for sign_off in signed.order_by("organisation__name"):
        words[sign_off.problem_id, sign_off.wording].append(sign_off)
    return [_agreed(problem, words[problem.pk, problem.wording], delivering) for problem in problems]


def _agreed(problem: Problem, words: Sequence[SignOff], delivering: set[int]) -> Agreed:
    against = tuple((one.organisation.name, one.words) for one in words if one.stance == SignOff.Stance.DISAGREES)
    agree = {one.organisation_id for one in words if one.stance != SignOff.Stance.DISAGREES}
    return Agreed(problem, len(agree & delivering), len(delivering), against)
