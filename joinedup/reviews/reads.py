"""Reviews as an asker may see them, and what their answers say taken together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from joinedup.frame.references import named
from joinedup.partners.models import Account, Organisation, Partnership, Standing
from joinedup.partners.permissions import OPERATOR, Asker, footing
from joinedup.partners.reads import members_of, members_to_choose
from joinedup.reckon.pulse import Summary, of_choices, on_a_scale, together
from joinedup.reviews import permissions, rules
from joinedup.reviews.kits import kits
from joinedup.reviews.kits.shape import SCALE, Axis, Item, Kit
from joinedup.reviews.models import Answer, Response, Review, Taken

APART, FAR_APART = 0.3, 0.6

Summaries = Mapping[str, Summary]


@dataclass(frozen=True)
class ItemResult:
    """A question with its answers taken together, and for members who answered by name what each said."""

    item: Item
    summary: Summary
    options: tuple[tuple[str, int], ...]
    said: tuple[tuple[str, Answer], ...]

    @property
    def mark(self) -> float:
        """The mean on the scale from one to five."""
        return mark_of(self.summary)

    @property
    def apart(self) -> str:
        """How far the answers lie apart, in words."""
        return apart_in_words(self.summary)


@dataclass(frozen=True)
class AxisResult:
    """An axis with its answers taken together."""

    axis: Axis
    summary: Summary

    @property
    def mark(self) -> float:
        """The mean on the scale from one to five."""
        return mark_of(self.summary)

    @property
    def apart(self) -> str:
        """How far the answers lie apart, in words."""
        return apart_in_words(self.summary)


@dataclass(frozen=True)
class Result:
    """What came of a review. Withheld, it says only how many have answered."""

    kit: Kit
    responses: int
    is_withheld: bool
    items: tuple[ItemResult, ...] = ()
    axes: tuple[AxisResult, ...] = ()
    advice: tuple[str, ...] = ()


def mark_of(summary: Summary) -> float:
    """A level as a mark from one to five, with one decimal place."""
    return round(SCALE[0] + summary.level * (SCALE[-1] - SCALE[0]), 1)


def apart_in_words(summary: Summary) -> str:
    """How far answers lie apart, in words."""
    if summary.spread >= FAR_APART:
        return _("far apart")
    return _("somewhat apart") if summary.spread >= APART else _("close together")


def reviews_open_to(asker: Asker) -> QuerySet[Review]:
    """Reviews that this asker may see."""
    return Review.objects.filter(permissions.reviews_open_to(asker))


def reviews_of(partnership: Partnership, asker: Asker) -> QuerySet[Review]:
    """A partnership's reviews, the latest first, each with how many have answered."""
    seen = reviews_open_to(asker).filter(partnership=partnership)
    return seen.annotate(answers=Count("responses")).order_by("-pk")


def is_known(partnership: Partnership, about: str, asker: Asker) -> bool:
    """Whether a reference names the partnership or a record of it that this asker may see. At most two SQL queries."""
    if about == partnership.reference:
        return True
    return about in named([about], asker)


def members_answering(partnership: Partnership, account: Account | None) -> QuerySet[Organisation]:
    """The member organisations in whose name the account may answer."""
    own = footing(account).organisations if account else frozenset()
    return members_to_choose(partnership).filter(pk__in=own)


def silent_members(review: Review) -> list[Standing]:
    """Members that have not answered a review by name yet. One SQL query."""
    answered = review.responses.exclude(organisation=None).values("organisation")
    return list(members_of(review.partnership, OPERATOR).exclude(organisation__in=answered))


def has_answered(review: Review, account: Account) -> bool:
    """Whether an account has answered a review without its name. One SQL query."""
    return Taken.objects.filter(review=review, account=account).exists()


def response_of(review: Review, organisation: Organisation) -> Response | None:
    """What a member has answered by name so far. One SQL query."""
    return review.responses.filter(organisation=organisation).first()


def said_in(response: Response) -> dict[str, str]:
    """What a response says, by question and by what each answer rests on, as a form has it. One SQL query."""
    said: dict[str, str] = {}
    for one in response.answers.all():
        said[one.item] = str(one.mark) if one.mark is not None else one.option or one.words
        said[f"{one.item}-evidence"] = one.evidence
    return said


def result_of(review: Review) -> Result:
    """What came of a review, as everybody who sees it may read it. Three SQL queries at most."""
    kit = kits()[review.kit]
    responses = review.responses.count()
    if rules.is_withheld(is_anonymous=kit.is_anonymous, state=review.state, responses=responses):
        return Result(kit, responses, is_withheld=True)
    answers = list(_answers_of(review, kit))
    summaries = summaries_of(kit, answers)
    return Result(
        kit,
        responses,
        is_withheld=False,
        items=tuple(_item_result(item, summaries[item.key], answers) for item in kit.items),
        axes=tuple(AxisResult(axis, summaries[axis.key]) for axis in kit.axes),
        advice=kit.advice_for(summaries),
    )


def summaries_of(kit: Kit, answers: Iterable[Answer]) -> Summaries:
    """The answers to each question and on each axis, taken together."""
    by_item: dict[str, list[Answer]] = defaultdict(list)
    by_axis: dict[tuple[str, object], list[int]] = defaultdict(list)
    axis_of = {item.key: item.axis for item in kit.items}
    for answer in answers:
        by_item[answer.item].append(answer)
        if answer.mark is not None and axis_of.get(answer.item):
            by_axis[axis_of[answer.item], answer.response_id].append(answer.mark)
    summed: dict[str, Summary] = {item.key: _summary(item, by_item[item.key]) for item in kit.items}
    for axis in kit.axes:
        summed[axis.key] = together(marks for (key, _who), marks in by_axis.items() if key == axis.key)
    return summed


@dataclass(frozen=True)
class Latest:
    """A partnership's latest closed review from a kit, and what it says; nothing while its answers are withheld."""

    review: Review
    summaries: Summaries


def latest_of(partnership: Partnership, kit: str, asker: Asker) -> Latest | None:
    """The latest closed review of a whole partnership from a kit, if this asker may see it. At most three queries."""
    closed = reviews_open_to(asker).filter(partnership=partnership, kit=kit, about=partnership.reference)
    latest = closed.exclude(state=Review.State.OPEN).order_by("-closed_at", "-pk").first()
    if latest is None:
        return None
    result = result_of(latest)
    said = {one.item.key: one.summary for one in result.items} | {one.axis.key: one.summary for one in result.axes}
    return Latest(latest, said)


def _answers_of(review: Review, kit: Kit) -> QuerySet[Answer]:
    answers = Answer.objects.filter(response__review=review).select_related("response__organisation")
    return answers.order_by("response__organisation__name") if not kit.is_anonymous else answers.order_by("pk")


def _summary(item: Item, answers: Iterable[Answer]) -> Summary:
    if item.kind == "scale":
        return on_a_scale(answer.mark for answer in answers if answer.mark is not None)
    if item.kind == "choice":
        return of_choices(answer.option for answer in answers if answer.option)
    return Summary(answers=sum(bool(answer.words) for answer in answers))


def _item_result(item: Item, summary: Summary, answers: Iterable[Answer]) -> ItemResult:
    counted = tuple((words, summary.choices.get(key, 0)) for key, words in item.options)
    said = tuple(
        (answer.response.organisation.name if answer.response.organisation else "", answer)
        for answer in answers
        if answer.item == item.key
    )
    return ItemResult(item, summary, counted, said)
