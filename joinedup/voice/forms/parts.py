"""The forms for the parts of a conversation: stages, channels, groups to hear, and what is known."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.text import LINE_LIMIT
from joinedup.promises.forms.fields import link, prose
from joinedup.voice.actions.parts import Part
from joinedup.voice.forms.conversations import choose, chosen
from joinedup.voice.models import Channel, Conversation, Hearing, Known, Stage
from joinedup.voice.rules.languages import to_choose


def line(label: Any, hint: Any = "", *, required: bool = False) -> forms.CharField:
    """A single line of text."""
    return forms.CharField(label=label, help_text=hint, max_length=LINE_LIMIT, required=required)


class _Stage(forms.Form):
    name = line(_("What is it called?"), required=True)
    kind = forms.ChoiceField(label=_("What is it about?"), choices=chosen(Stage.Kind.choices))
    from_on = forms.DateField(label=_("First day"))
    until_on = forms.DateField(label=_("Last day"))
    open_then = prose(_("What is still open then?"), _("What people can still move at that stage."))
    takes_people = forms.BooleanField(label=_("People take part in this stage"), required=False)


class _Channel(forms.Form):
    kind = forms.ChoiceField(label=_("How?"), choices=chosen(Channel.Kind.choices))
    where = line(_("Where?"), _("A place or a telephone number. Leave it empty for this website."))
    when = line(_("When?"), _("Days and hours, such as “Mondays, 5 to 8 pm”."))
    language = forms.ChoiceField(label=_("In which language?"), choices=to_choose(), initial="en")
    usable_because = line(
        _("What makes it usable for everybody?"),
        _("Such as a ramp, a loop, large print, somebody to write for you, a crèche."),
    )


class _Hearing(forms.Form):
    dimension = line(_("What sort of group is it?"), _("Such as “Age” or “Where people live”."), required=True)
    group = line(_("Which group?"), _("Such as “Under 16”."), required=True)
    share = forms.DecimalField(
        label=_("What share of the people here are they?"),
        help_text=_("Between 0 and 1: 0.2 is one in five. Leave it empty if nobody knows."),
        min_value=Decimal(0),
        max_value=Decimal(1),
        max_digits=5,
        decimal_places=4,
        required=False,
    )
    share_source = line(_("Who says so?"), _("Such as “Census 2021”."))
    reached_by = prose(_("How will they be reached?"), _("Where they are already, and who goes there."))


class _Known(forms.Form):
    kind = forms.ChoiceField(label=_("What is it?"), choices=chosen(Known.Kind.choices), widget=forms.RadioSelect)
    words = prose(
        _("What is known?"), _("In a few sentences. Leave out who somebody is if they told you."), required=True
    )
    source = line(_("Where is it from?"), _("For what somebody lived through, leave their name out."))
    url = link()
    consented = forms.BooleanField(label=_("Whoever lived through it agreed to have it told here"), required=False)
    conflicts_with: "forms.ModelChoiceField[Known]" = forms.ModelChoiceField(
        Known.objects.none(),
        label=_("Does it contradict something else that is known?"),
        help_text=_("The page shows both beside each other, as a question."),
        required=False,
        empty_label=_("No"),
    )

    def offer(self, conversation: Conversation) -> None:
        """Say what else is known in a conversation."""
        choose(self, "conflicts_with", conversation.known.order_by("pk"))


class _Add(CreatingForm):
    """Add a part to a conversation."""

    def address_of(self, result: Conversation) -> str:
        return f"{result.get_absolute_url()}prepare/"


class _Change(EditingForm):
    """Change a part of a conversation."""

    because = prose(_("Why does it change?"), _("People see on the page what it was, what it is now, and why."))


class TakeOutForm(ActionForm):
    """Take a part out of a conversation."""

    because = prose(_("Why is it taken out?"), _("People see on the page what it was, and why it went."))


class AddStage(_Stage, _Add): ...


class AddChannel(_Channel, _Add): ...


class AddHearing(_Hearing, _Add): ...


class AddKnown(_Known, _Add): ...


class ChangeStage(_Stage, _Change): ...


class ChangeChannel(_Channel, _Change): ...


class ChangeHearing(_Hearing, _Change): ...


class ChangeKnown(_Known, _Change): ...


@dataclass(frozen=True)
class Sort:
    """A sort of part: its table, the name by which a conversation holds such parts, its forms and its titles."""

    table: type[Part]
    held_as: str
    adds: type[CreatingForm]
    changes: type[EditingForm]
    title: Promise | str
    adding: Promise | str

    def of(self, conversation: Conversation) -> list[Any]:
        """The parts of this sort that a conversation has. One SQL query."""
        return list(getattr(conversation, self.held_as).order_by("pk"))

    def said(self, part: Model) -> dict[str, Any]:
        """What the form for a change holds when it is opened."""
        names = [name for name in self.adds.base_fields if name != "once"]
        return {name: getattr(part, f"{name}_id" if hasattr(part, f"{name}_id") else name) for name in names}


SORTS: dict[str, Sort] = {
    "stage": Sort(Stage, "stages", AddStage, ChangeStage, _("Stages"), _("Add a stage")),
    "known": Sort(Known, "known", AddKnown, ChangeKnown, _("What is known"), _("Add something that is known")),
    "group": Sort(Hearing, "hearings", AddHearing, ChangeHearing, _("Who should be heard"), _("Add a group")),
    "channel": Sort(
        Channel, "channels", AddChannel, ChangeChannel, _("Ways to take part"), _("Add a way to take part")
    ),
}
