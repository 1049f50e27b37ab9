"""The forms in which a conversation is prepared: one a section, each short."""

from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.frame.visibility import Visibility
from joinedup.outcomes.models import Outcome
from joinedup.partners.models import Organisation, Partnership, Person, Place
from joinedup.partners.reads import members_to_choose, people_of_members
from joinedup.promises.forms.fields import PersonByPost, SeveralOutcomes, prose
from joinedup.voice.kinds import pathways
from joinedup.voice.models import Conversation, Influence, Programme
from joinedup.voice.rules.languages import to_choose
from joinedup.voice.rules.pounds import to_pence, to_pounds

SEEN_BY = [(Visibility.PUBLIC, _("Everybody")), (Visibility.PARTNERS, _("Only the partners"))]
MOST_POUNDS = Decimal(10) ** 13


def chosen(choices: Any, *, empty: Any = None) -> list[tuple[str, Any]]:
    """Choices as a page offers them, with a first one for none where there may be none."""
    offered = [(value, capfirst(label)) for value, label in choices]
    return offered if empty is None else [("", empty), *offered]


def pounds(label: Any, hint: Any, *, least: Decimal | None = Decimal(0)) -> forms.DecimalField:
    """A sum of pounds, with pence if need be."""
    return forms.DecimalField(
        label=label, help_text=hint, required=False, min_value=least, max_value=MOST_POUNDS, decimal_places=2
    )


class StartForm(CreatingForm):
    """Start to prepare a conversation."""

    name = forms.CharField(
        label=_("What is it called?"),
        help_text=_("In a few words, such as “Streets to play in”."),
        max_length=LINE_LIMIT,
    )
    question = prose(_("What is asked?"), _("One question, in words that people use. You can write it later."))
    first_day = forms.DateField(
        label=_("From which day can people take part?"),
        help_text=_(
            "From that day the stages below are laid out; you can change them. Leave it empty to set days later."
        ),
        required=False,
    )

    def address_of(self, result: Conversation) -> str:
        return f"{result.get_absolute_url()}prepare/"


class SectionForm(EditingForm):
    """One section of what a conversation says. Once it is open, each change needs a reason."""

    because = prose(
        _("Why does it change?"),
        _("People have read it already. They see on the page what it was, what it is now, and why."),
    )
    money: tuple[str, ...] = ()

    def __init__(self, conversation: Conversation, *args: Any, **kwargs: Any) -> None:
        self.conversation = conversation
        super().__init__(*args, **{"initial": self.initially(conversation), **kwargs})
        self.offer(conversation.partnership)
        self.order_fields([name for name in self.fields if name != "because"])
        if conversation.state == Conversation.State.DRAFT:
            del self.fields["because"]

    @classmethod
    def initially(cls, conversation: Conversation) -> dict[str, Any]:
        """What the form holds when it is opened."""
        said = {"version": conversation.version}
        for name in cls.base_fields:
            if hasattr(conversation, name) and name not in ("version", "places", "outcomes"):
                said[name] = _shown(conversation, name, cls.money)
        return said

    def offer(self, partnership: Partnership) -> None:
        """Say what can be chosen in a partnership."""

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        for name in self.money:
            said[name] = None if said[name] is None else to_pence(said[name])
        return said


class QuestionForm(SectionForm):
    """What is asked."""

    name = forms.CharField(label=_("What is it called?"), max_length=LINE_LIMIT)
    question = prose(_("What is asked?"), _("One question, in words that people use."))


class DecisionForm(SectionForm):
    """Who decides, and when people hear of it."""

    deciding: "forms.ModelChoiceField[Organisation]" = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Which organisation decides?"),
        required=False,
        empty_label=_("Not said yet"),
    )
    decider = PersonByPost(
        Person.objects.none(),
        label=_("Who decides there?"),
        help_text=_("Somebody with a post in it, who answers for the decision. The page shows the post."),
        required=False,
        empty_label=_("Not said yet"),
    )
    decides_on = forms.DateField(
        label=_("On which day is it decided?"),
        help_text=_("After the last day on which people can take part."),
        required=False,
    )
    answer_by = forms.DateField(
        label=_("By which day do people get their answer?"),
        help_text=_("Everybody who took part is answered by then. If it is late, the page says so."),
        required=False,
    )

    def offer(self, partnership: Partnership) -> None:
        choose(self, "deciding", members_to_choose(partnership))
        choose(self, "decider", people_of_members(partnership))


class ParametersForm(SectionForm):
    """What is open and what is not, what it costs, why now and how far people have a say."""

    money = ("budget_now", "budget_change")
    what_is_open = prose(_("What can still change?"), _("What people can move by taking part."))
    what_is_fixed = prose(_("What can’t change, and why?"), _("Say it plainly: people find out anyway."))
    limits = prose(
        _("Which limits are there, and what pulls against what?"),
        _("With at least one number, such as “£40,000 a year, enough for about 10 streets”."),
    )
    driver = forms.ChoiceField(
        label=_("Why is it asked now?"),
        help_text=_("If there is to be less money, say so here, whatever else is to get better."),
        choices=chosen(Conversation.Driver.choices, empty=_("Not said yet")),
        required=False,
    )
    other_driver = forms.ChoiceField(
        label=_("And is there a second reason?"),
        choices=chosen(Conversation.Driver.choices, empty=_("No")),
        required=False,
    )
    budget_now = pounds(
        _("How much money a year is there now, in pounds?"), _("Leave it empty if it is not about money.")
    )
    budget_change = pounds(
        _("By how many pounds a year is it to change?"), _("With a minus sign where it is to be less."), least=None
    )
    influence = forms.ChoiceField(
        label=_("How far do people have a say?"),
        help_text=_("Afterwards people are asked whether it was so."),
        choices=chosen(Influence.choices, empty=_("Not said yet")),
        required=False,
    )
    pathway = forms.ChoiceField(
        label=_("How is the service to work with people?"),
        help_text=_("One of nine ways; each has its method and its safeguards. There is no single right one."),
        choices=(),
        required=False,
    )
    pathway_because = prose(_("Why in this way?"), _("Who chose it, and for which reason."))

    def offer(self, partnership: Partnership) -> None:
        ways = [(way.key, f"{way.letter}. {way.title}") for way in pathways().values()]
        self.fields["pathway"].choices = [("", _("Not said")), *ways]  # type: ignore[attr-defined]


class DatesForm(SectionForm):
    """From when until when people can take part."""

    opens_on = forms.DateField(
        label=_("The first day on which people can take part"),
        help_text=_("Leave it empty for the day on which you open it."),
        required=False,
    )
    closes_on = forms.DateField(
        label=_("The last day on which people can take part"),
        help_text=_("After that day it closes by itself. Once it is open, the day can only move later."),
        required=False,
    )


class ServesForm(SectionForm):
    """What and whom a conversation is for."""

    outcomes = SeveralOutcomes(
        Outcome.objects.none(),
        label=_("Which outcomes does it serve?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    places: "forms.ModelMultipleChoiceField[Place]" = SeveralOutcomes(
        Place.objects.none(),
        label=_("Which places is it about?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    programme: "forms.ModelChoiceField[Programme]" = forms.ModelChoiceField(
        Programme.objects.none(),
        label=_("Is it part of a programme?"),
        help_text=_("A programme hears the same community again and again."),
        required=False,
        empty_label=_("No"),
    )
    languages = forms.MultipleChoiceField(
        label=_("In which languages is it held?"),
        choices=to_choose(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only those in which somebody reads and answers what people say."),
    )

    @classmethod
    def initially(cls, conversation: Conversation) -> dict[str, Any]:
        chosen_now = {
            "places": list(conversation.places.values_list("pk", flat=True)),
            "outcomes": list(conversation.outcomes.values_list("pk", flat=True)),
            "languages": conversation.languages.split(),
        }
        return {**super().initially(conversation), **chosen_now}

    def offer(self, partnership: Partnership) -> None:
        choose(self, "programme", Programme.objects.filter(partnership=partnership).order_by("name"))
        choose(self, "outcomes", Outcome.objects.filter(partnership=partnership).order_by("name"))
        around = Place.objects.filter(lineage__startswith=partnership.place.lineage) if partnership.place else None
        choose(self, "places", Place.objects.none() if around is None else around.order_by("name"))

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "languages": " ".join(said["languages"])}


class TakingPartForm(SectionForm):
    """Who can take part and how, and what becomes of what they say."""

    access = forms.ChoiceField(
        label=_("Who can take part?"), choices=chosen(Conversation.Access.choices), widget=forms.RadioSelect
    )
    moderation = forms.ChoiceField(
        label=_("When are statements read?"),
        choices=chosen(Conversation.Moderation.choices),
        widget=forms.RadioSelect,
    )
    withdrawal = forms.ChoiceField(
        label=_("What becomes of the votes of somebody who leaves?"),
        help_text=_("People take part on this promise. Once it is open it stays."),
        choices=chosen(Conversation.Withdrawal.choices),
        widget=forms.RadioSelect,
    )
    statements_each = forms.IntegerField(
        label=_("How many statements may each person make?"), min_value=1, max_value=1000
    )
    statements_a_day = forms.IntegerField(
        label=_("How many statements may be made in one day by all?"), min_value=1, max_value=100_000
    )
    house_rules = prose(_("House rules"), _("What is not shown here, in a few short sentences."))


SECTIONS: dict[str, type[SectionForm]] = {
    "question": QuestionForm,
    "decision": DecisionForm,
    "parameters": ParametersForm,
    "dates": DatesForm,
    "serves": ServesForm,
    "taking-part": TakingPartForm,
}
SECTION_TITLES = {
    "question": _("What is asked"),
    "decision": _("Who decides, and by when"),
    "parameters": _("What is open, what is not, and the limits"),
    "dates": _("From when until when"),
    "serves": _("What and whom it is for"),
    "taking-part": _("Taking part"),
}


class OpenForm(ActionForm):
    """Open a conversation to those who may take part."""

    visibility = forms.ChoiceField(
        label=_("Who can see it?"), choices=SEEN_BY, widget=forms.RadioSelect, initial=Visibility.PUBLIC
    )


def choose(form: forms.Form, name: str, choices: "QuerySet[Any]") -> None:
    """Say what can be chosen in a field of a form."""
    form.fields[name].queryset = choices  # type: ignore[attr-defined]


def _shown(conversation: Conversation, name: str, money: tuple[str, ...]) -> Any:
    """A field's value as the form holds it: a sum in pounds, a noun by its key."""
    key = f"{name}_id"
    value = getattr(conversation, key if hasattr(conversation, key) else name)
    return to_pounds(value) if name in money and value is not None else value
