"""How the landscape changed and will change: who merged, split, closed or took another name."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.frame.text import look
from joinedup.partners import rules
from joinedup.partners.models import Heir, Organisation, Succession
from joinedup.partners.permissions import Asker

MOST_STEPS = 20
ENDED = {"side": Heir.Side.FORMER, "succession__state": Succession.State.DONE}


@dataclass(frozen=True)
class Change:
    """A succession with its two sides by name, as its sentence needs them. The one that is renamed is `former`."""

    succession: Succession
    former: tuple[Organisation, ...]
    successors: tuple[Organisation, ...]

    @property
    def is_done(self) -> bool:
        """Whether it has taken effect, and stands."""
        return self.succession.state == Succession.State.DONE

    def ends(self, organisation: Organisation) -> bool:
        """Whether an organisation is no more because of it."""
        return self.is_done and self.succession.kind != Succession.Kind.RENAMED and organisation in self.former

    @property
    def before(self) -> str:
        """What the bodies were called that are no more, or the one that took another name."""
        if self.succession.kind == Succession.Kind.RENAMED:
            return self.succession.former_name or _names(self.former)
        return _names(self.former)

    @property
    def in_words(self) -> str:
        """What happens, or happened, in one sentence."""
        one = self.succession
        came = one.state in (Succession.State.DONE, Succession.State.UNDONE)
        several = len(self.former) > 1
        sentence = _SENTENCES[one.kind, came, several]
        if one.kind == Succession.Kind.CLOSED and self.successors:
            sentence = _TAKEN_OVER[came]
        said = {"day": date_format(one.on), "former": self.before, "successors": _names(self.successors)}
        return str(sentence).format(**said, name=one.new_name)


_SENTENCES = {
    ("renamed", False, False): gettext_lazy("On {day} {former} takes the name {name}."),
    ("renamed", True, False): gettext_lazy("On {day} {former} took the name {name}."),
    ("merged", False, False): gettext_lazy("On {day} {former} merges into {successors}."),
    ("merged", True, False): gettext_lazy("On {day} {former} merged into {successors}."),
    ("merged", False, True): gettext_lazy("On {day} {former} merge into {successors}."),
    ("merged", True, True): gettext_lazy("On {day} {former} merged into {successors}."),
    ("split", False, False): gettext_lazy("On {day} {former} splits into {successors}."),
    ("split", True, False): gettext_lazy("On {day} {former} split into {successors}."),
    ("closed", False, False): gettext_lazy("On {day} {former} closes. Nobody takes over."),
    ("closed", True, False): gettext_lazy("On {day} {former} closed. Nobody took over."),
}
_TAKEN_OVER = {
    False: gettext_lazy("On {day} {former} closes. Taking over: {successors}."),
    True: gettext_lazy("On {day} {former} closed. Took over: {successors}."),
}


def _names(organisations: Sequence[Organisation]) -> str:
    return str(get_text_list([one.name for one in organisations], _("and")))


def successions_open_to(asker: Asker) -> QuerySet[Succession]:
    """Every succession: that a public body comes to an end is public."""
    return Succession.objects.all()


def with_sides(successions: QuerySet[Succession]) -> list[Change]:
    """Successions, each with who goes and who takes over. Two SQL queries."""
    heirs = Heir.objects.select_related("organisation").order_by("pk")
    return [_change(one) for one in successions.prefetch_related(Prefetch("heirs", heirs))]


def _change(one: Succession) -> Change:
    sides: dict[str, list[Organisation]] = defaultdict(list)
    for heir in one.heirs.all():
        sides[heir.side].append(heir.organisation)
    return Change(one, tuple(sides[Heir.Side.FORMER]), tuple(sides[Heir.Side.SUCCESSOR]))


def changes_of(organisation: Organisation) -> list[Change]:
    """What is to happen to an organisation and what happened, the latest first. Three SQL queries at most."""
    own = Heir.objects.filter(organisation=organisation).values("succession")
    told = Succession.objects.filter(pk__in=own, state__in=(Succession.State.ANNOUNCED, Succession.State.DONE))
    return with_sides(told.order_by("-on", "-pk"))


def gone() -> QuerySet[Heir]:
    """The sides of successions by which an organisation has come to an end, as they stand."""
    return Heir.objects.filter(**ENDED).exclude(succession__kind=Succession.Kind.RENAMED)


def still_there() -> QuerySet[Organisation]:
    """Organisations that have not come to an end by merging, splitting or closing."""
    return Organisation.objects.exclude(pk__in=gone().values("organisation"))


def gone_among(organisations: Collection[int]) -> dict[int, date]:
    """Which of these organisations are no more, by key, with the day of their end. One SQL query."""
    ended = gone().filter(organisation__in=organisations)
    return dict(ended.values_list("organisation", "succession__on"))


def takes_over_from(references: Collection[str]) -> dict[str, Organisation]:
    """Who has the place of bodies that are no more, by their references, where it is one.

    Followed to the end: of A that merged into B, which merged into C, it is C. One SQL query a step, and one.
    """
    ends: dict[str, str] = {}
    fresh = set(references)
    for _step in range(MOST_STEPS):
        if not fresh:
            break
        found = _next(fresh)
        ends |= found
        fresh = set(found.values()) - ends.keys()
    last = {one: _followed(one, ends) for one in references if one in ends}
    known = {one.reference: one for one in Organisation.objects.filter(reference__in=last.values())} if last else {}
    return {one: known[end] for one, end in last.items()}


def _followed(reference: str, ends: dict[str, str]) -> str:
    met: set[str] = set()
    while reference in ends and reference not in met:
        met.add(reference)
        reference = ends[reference]
    return reference


def _next(references: Collection[str]) -> dict[str, str]:
    """Of each body that is no more, the one body that took over from it directly. One SQL query."""
    ended = gone().filter(organisation__reference__in=references)
    heirs: dict[str, list[str]] = defaultdict(list)
    for former, side, successor in ended.values_list(
        "organisation__reference", "succession__heirs__side", "succession__heirs__organisation__reference"
    ):
        if side == Heir.Side.SUCCESSOR:
            heirs[former].append(successor)
    return {former: ones[0] for former, ones in heirs.items() if len(ones) == 1}


def in_open_change(organisations: Collection[int]) -> set[int]:
    """Which of these organisations, by key, are in a change that is still to come. One SQL query."""
    coming = Heir.objects.filter(succession__state=Succession.State.ANNOUNCED, organisation__in=organisations)
    return set(coming.values_list("organisation", flat=True))


def bears_or_bore(name: str, *, org_id: str | None = None, apart_from: Collection[int] = ()) -> str:
    """The organisation whose name a name would be taken for: its own, or one that it gave up; empty for none.

    apart_from: organisations, by key, that may take their own former names back. Two SQL queries.
    """
    seen = rules.look_of(name, org_id)
    others = Organisation.objects.exclude(pk__in=apart_from)
    alike = others.filter(look=seen).first() if seen else None
    if alike is not None:
        return alike.name
    renamed = Heir.objects.filter(**ENDED, succession__kind=Succession.Kind.RENAMED, organisation__in=others)
    names = renamed.values_list("succession__former_name", "organisation__name")
    return next((now for before, now in names if look(before) == seen), "")
