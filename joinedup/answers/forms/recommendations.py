"""The forms of scrutiny: recommend, reply, report done, close."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.answers.forms.fields import by_reference
from joinedup.answers.models import Recommendation
from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Organisation, Person
from joinedup.promises.forms.fields import PersonByPost, prose

READERS = [choice for choice in Visibility.choices if choice[0] != Visibility.DRAFT]


class RecommendForm(CreatingForm):
    """Recommend something to a member."""

    words = prose(
        _("What the committee recommends"), _("One thing to do. Make another recommendation for another one.")
    )
    about = forms.ChoiceField(label=_("What it is about"))
    of = by_reference(Organisation, _("Who is asked"), _("Its people hear of it by letter."))
    due_on = forms.DateField(
        label=_("Reply by"), help_text=_("Two months from today unless the committee says otherwise.")
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it"), choices=READERS, widget=forms.RadioSelect, initial=Visibility.PUBLIC
    )

    def offer(self, *, abouts: list[tuple[str, str]], members: QuerySet[Organisation]) -> None:
        """Say what can be chosen."""
        self.fields["words"].required = True
        self.fields["about"].choices = abouts  # type: ignore[attr-defined]
        self.fields["of"].queryset = members  # type: ignore[attr-defined]


class ShareRecommendationForm(ActionForm):
    """Say who may read a recommendation."""

    visibility = forms.ChoiceField(label=_("Who may read it"), choices=READERS, widget=forms.RadioSelect)


class ReplyForm(ActionForm):
    """Reply to a recommendation. It is replied to once."""

    reply = forms.ChoiceField(
        label=_("Your reply"),
        choices=[(value, label.capitalize()) for value, label in Recommendation.Reply.choices],
        widget=forms.RadioSelect,
    )
    reason = prose(_("Why"), _("Needed unless it is accepted in full."))
    owner = PersonByPost(
        Person.objects.none(),
        label=_("Who sees to it"),
        help_text=_("Needed if it is accepted, in part too."),
        to_field_name="reference",
        empty_label=_("Nobody"),
        required=False,
    )
    do_by = forms.DateField(label=_("Done by"), help_text=_("Needed if it is accepted, in part too."), required=False)

    def offer(self, people: QuerySet[Person]) -> None:
        """Say who can see to it."""
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]


class DoneForm(ActionForm):
    """Say that what was accepted is done."""

    done_on = forms.DateField(label=_("Done on"))
    words = prose(_("What was done"), required=True)


class CloseForm(ActionForm):
    """Close a recommendation."""

    words = prose(_("What the committee makes of it"), required=True)
