"""The forms of answerability: each field is an argument of the action that it attempts."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.answers.forms.fields import by_reference, line
from joinedup.answers.models import AccountGiven, AnswerLine
from joinedup.answers.rules.lines import RAREST
from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.visibility import Visibility
from joinedup.partners.models import Body, Organisation, Person
from joinedup.promises.forms.fields import PersonByPost, link, prose

FIELDS = (
    "about",
    "answers_for",
    "organisation",
    "person",
    "done_by",
    "borne_by",
    "side",
    "to_body",
    "to_organisation",
    "to_words",
    "forum",
    "information",
    "every_months",
    "may_do",
    "public_may_ask",
    "visibility",
)


class _Terms(forms.Form):
    """What a line says: the same fields when it is drawn and when it is changed."""

    about = forms.ChoiceField(label=_("What is answered for"))
    answers_for = forms.ChoiceField(
        label=_("Which side of it"),
        choices=[(value, label.capitalize()) for value, label in AnswerLine.For.choices],
        widget=forms.RadioSelect,
    )
    organisation = by_reference(
        Organisation, _("Who explains it"), _("Has to give the account and to answer questions about it.")
    )
    person = PersonByPost(
        Person.objects.none(),
        label=_("Who explains it by name"),
        help_text=_("Readers see the post."),
        to_field_name="reference",
        empty_label=_("Nobody by name"),
        required=False,
    )
    done_by = by_reference(
        Organisation, _("Who does it"), _("Carries out the work. Leave it empty if it is the same."), required=False
    )
    borne_by = by_reference(
        Organisation,
        _("Who bears the consequence"),
        _("Loses money, standing or a mandate if it goes wrong. Leave it empty if it is the same."),
        required=False,
    )
    to_body = by_reference(Body, _("To which body of this partnership"), required=False)
    to_organisation = by_reference(Organisation, _("Or to which organisation"), required=False)
    to_words = line(_("Or to whom else"), _("Such as “people who live in Millbrook” or “the Secretary of State”."))
    forum = line(_("In which forum"), _("Such as “the committee’s meeting in public”. Empty means that there is none."))
    information = line(_("With what information"), _("Such as “the yearly report with its figures”."))
    every_months = forms.IntegerField(
        label=_("Every how many months"),
        min_value=1,
        max_value=RAREST,
        required=False,
        help_text=_("12 is once a year."),
    )
    may_do = line(_("What the forum can do"), _("If the account does not satisfy it: such as “call them back”."))
    public_may_ask = forms.BooleanField(label=_("The public may ask questions there"), required=False, initial=True)
    side = forms.ChoiceField(
        label=_("Where it stands"),
        help_text=_("The formal chain runs from voters through councils, governments and boards to services."),
        choices=[(value, label.capitalize()) for value, label in AnswerLine.Side.choices],
        widget=forms.RadioSelect,
        initial=AnswerLine.Side.INSIDE,
    )
    visibility = forms.ChoiceField(
        label=_("Who may read it"),
        choices=Visibility.choices,
        widget=forms.RadioSelect,
        initial=Visibility.PUBLIC,
    )

    def offer(
        self,
        *,
        abouts: list[tuple[str, str]],
        own: QuerySet[Organisation],
        members: QuerySet[Organisation],
        people: QuerySet[Person],
        bodies: QuerySet[Body],
    ) -> None:
        """Say what can be chosen. own: the organisations for which whoever writes may draw a line."""
        self.fields["about"].choices = abouts  # type: ignore[attr-defined]
        offered: dict[str, Any] = {
            "organisation": own,
            "person": people,
            "done_by": members,
            "borne_by": members,
            "to_body": bodies,
            "to_organisation": members,
        }
        for name, choices in offered.items():
            self.fields[name].queryset = choices  # type: ignore[attr-defined]


class DrawLineForm(_Terms, CreatingForm):
    """Draw a line of answerability."""


class EditLineForm(_Terms, EditingForm):
    """Change a line of answerability."""


class EndLineForm(ActionForm):
    """End a line of answerability."""

    because = prose(_("Why it ends"), _("The line and the accounts given along it stay to be read."), required=True)


class GiveAccountForm(CreatingForm):
    """Record an account that was given along a line."""

    given_on = forms.DateField(label=_("Given on"))
    words = prose(
        _("What was said"),
        _("In a few sentences. If several gave it together, say what each of them did."),
        required=True,
    )
    together_with = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Given together with"),
        help_text=_("Several members may answer together for one outcome, in one account."),
        to_field_name="reference",
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    evidence_url = link()

    def offer(self, others: QuerySet[Organisation]) -> None:
        """Say with whom it can have been given together."""
        self.fields["together_with"].queryset = others  # type: ignore[attr-defined]

    def arguments(self) -> dict[str, Any]:
        said = super().arguments()
        return {**said, "together_with": list(said["together_with"])}

    def address_of(self, result: AccountGiven) -> str:
        return result.line.get_absolute_url()


def terms_of(one: AnswerLine) -> dict[str, Any]:
    """What the form for an edit holds when it is opened."""
    nouns = ("organisation", "person", "done_by", "borne_by", "to_body", "to_organisation")
    said = {name: getattr(one, name) for name in FIELDS}
    return {**said, **{name: said[name] and said[name].reference for name in nouns}, "version": one.version}
