"""Forms of Who?: each field is an argument of the action that it attempts, and no other field is heard."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm, EditingForm
from joinedup.frame.visibility import Visibility
from joinedup.partners import reads
from joinedup.partners.models import (
    Account,
    Mandate,
    Membership,
    Organisation,
    Partnership,
    Pause,
    Person,
    Place,
    RoleChange,
    Standing,
)


class PersonField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of people, each with the post that they are known by."""

    def label_from_instance(self, person: Person) -> str:
        return f"{person.name}, {getattr(person, 'known_as', '')}"


def person_field(label: Any) -> Any:
    """A choice of people that the form fills in."""
    nobody = Person.objects.none()
    return PersonField(nobody, to_field_name="reference", label=label, empty_label=_("Choose somebody"))


def place_field(**options: Any) -> Any:
    """A choice among the places."""
    places = Place.objects.order_by("name")
    said = {"label": _("Place"), "empty_label": _("None"), **options}
    return forms.ModelChoiceField(places, to_field_name="reference", **said)


def organisation_field() -> Any:
    """A choice among the organisations of the site."""
    organisations = reads.still_there().order_by("name")
    label = _("Organisation")
    return forms.ModelChoiceField(organisations, to_field_name="reference", label=label, empty_label=_("Choose one"))


class PlaceForm(CreatingForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Place.Kind.choices)
    within = place_field(label=_("Lies within"), required=False, help_text=_("Leave it empty for the outermost place."))
    gss_code = forms.CharField(
        label=_("Code of the Office for National Statistics"),
        max_length=9,
        required=False,
        help_text=_("Such as E07000178."),
    )


class MoveForm(EditingForm):
    within = place_field(
        label=_("Lies within"),
        required=False,
        help_text=_("Everything in it moves with it. Leave it empty for the outermost place."),
    )


class PostcodesForm(ActionForm):
    beginnings = forms.CharField(
        label=_("Postcodes that begin with"),
        max_length=2000,
        help_text=_("One or several, separated by commas: OX4, OX4 6. The longest beginning decides."),
    )

    def arguments(self) -> dict[str, Any]:
        return {"beginnings": [one.strip() for one in self.cleaned_data["beginnings"].split(",") if one.strip()]}


class OrganisationFields(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=200)
    sector = forms.ChoiceField(label=_("Sector"), choices=Organisation.Sector.choices)
    org_id = forms.CharField(
        label=_("Identifier"), max_length=60, required=False, help_text=_("From org-id.guide, such as GB-COH-01234567.")
    )
    place = place_field(required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")


class OrganisationForm(OrganisationFields, CreatingForm):
    """A new organisation."""


class OrganisationEditForm(OrganisationFields, EditingForm):
    """An organisation's particulars."""


class PostFields(forms.Form):
    post = forms.CharField(label=_("Post"), help_text=_("Such as “Head of early years”."), max_length=200)
    from_on = forms.DateField(label=_("From"))
    is_senior = forms.BooleanField(
        label=_("This is a senior post"),
        required=False,
        help_text=_("A partnership may state that it names who holds its senior posts."),
    )


class PersonForm(PostFields, CreatingForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    consents_to_name = forms.BooleanField(
        label=_("They agree that the public reads their name"),
        required=False,
        help_text=_("Otherwise the public reads their post."),
    )
    field_order = ("name", "post", "from_on", "is_senior", "consents_to_name")


class PersonEditForm(EditingForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("Letters reach them there while they have no account. Only they and whoever gives posts read it."),
    )
    consents_to_name = forms.BooleanField(
        label=_("The public may read my name"), required=False, help_text=_("Otherwise the public reads the post.")
    )


class PostForm(PostFields, ActionForm):
    organisation = organisation_field()
    field_order = ("organisation", "post", "from_on", "is_senior")


class EndForm(ActionForm):
    until_on = forms.DateField(
        label=_("Ends on"),
        help_text=_("From this day on it gives no access. Choose today to end it at once."),
    )


class OfPersonForm(ActionForm):
    """A form about one of the posts that a person holds today."""

    membership: Any = forms.ModelChoiceField(Membership.objects.none(), label=_("Post"), empty_label=_("Choose one"))

    def __init__(self, person: Person, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        posts = reads.live_posts(people=[person.pk])
        self.fields["membership"].queryset = posts  # type: ignore[attr-defined]


class EndPostForm(EndForm, OfPersonForm):
    field_order = ("membership", "until_on")


class ExpectToLeaveForm(OfPersonForm):
    expected_until_on = forms.DateField(
        label=_("Expected to leave it on"),
        required=False,
        help_text=_("It ends nothing by itself. Leave it empty if nothing is known."),
    )
    hands_over_to = person_field(_("Hands over to"))

    def __init__(self, person: Person, by: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(person, *args, **kwargs)
        others = reads.people_beside(person, by).exclude(pk=person.pk).order_by("name")
        field = self.fields["hands_over_to"]
        field.required, field.empty_label = False, _("Nobody yet")  # type: ignore[attr-defined]
        field.queryset = others  # type: ignore[attr-defined]


class CooperationForm(OfPersonForm):
    cooperation_duty = forms.CharField(
        label=_("What the job itself says about working with other organisations"),
        max_length=200,
        required=False,
        help_text=_("From the job description or the yearly appraisal. Leave it empty if neither says anything."),
    )


class PartnershipForm(CreatingForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    purpose = forms.CharField(
        label=_("What it is for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("One sentence that residents understand. It opens the partnership's page."),
    )
    place = place_field(empty_label=_("Choose one"))
    convenor = person_field(_("Convenor"))

    def __init__(self, by: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["convenor"].queryset = reads.people_open_to(by).order_by("name")  # type: ignore[attr-defined]


class PartnershipEditForm(EditingForm):
    name = forms.CharField(label=_("Name"), max_length=200)
    purpose = forms.CharField(label=_("What it is for"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    place = place_field()
    names_senior_posts = forms.BooleanField(
        label=_("Name who holds senior posts"),
        required=False,
        help_text=_("The public reads the names of people in senior posts, and of those who agreed to it."),
    )
    takes_questions = forms.BooleanField(label=_("Residents may ask questions here"), required=False)
    days_to_answer = forms.IntegerField(label=_("Days to answer a question"))
    questions_a_day = forms.IntegerField(label=_("Most questions a day"))
    most_top_priorities = forms.IntegerField(label=_("Most outcomes of top priority"))
    periods_without_figure = forms.IntegerField(
        label=_("Periods without a figure before we ask"), help_text=_("Counted in the measure's own rhythm.")
    )
    days_to_publish = forms.IntegerField(
        label=_("Days after a period ends until its figure is due"),
        help_text=_("A public measure whose figure comes later is pointed out."),
    )
    days_without_news = forms.IntegerField(label=_("Days without news of a promise before we ask"))
    days_between_reminders = forms.IntegerField(label=_("Days between one reminder and the next"))
    months_on_watch = forms.IntegerField(
        label=_("Months in which a member may only watch"),
        help_text=_("A member that does nothing for longer is pointed out."),
    )
    most_led_percent = forms.IntegerField(
        label=_("Most that one member should lead, in per cent"),
        help_text=_("Counted over promises and chairs. Above it, others are pointed out as leaving it to one."),
    )
    months_between_endorsements = forms.IntegerField(
        label=_("Months after which a governing body should look at this again"),
        help_text=_("A member whose own board or council has not stood behind this for longer is pointed out."),
    )
    relations_kept_by = person_field(_("Who looks after how the partners work together"))

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["relations_kept_by"]
        field.required, field.empty_label = False, _("Nobody by name")  # type: ignore[attr-defined]
        field.queryset = reads.people_of_members(partnership)  # type: ignore[attr-defined]


class MemberForm(ActionForm):
    organisation = organisation_field()
    role = forms.ChoiceField(label=_("What it does"), choices=Standing.Role.choices)
    from_on = forms.DateField(label=_("From"))
    duty = forms.CharField(
        label=_("By which law it has to take part"),
        max_length=200,
        required=False,
        help_text=_("Such as “Crime and Disorder Act 1998, section 5”. Leave it empty if no law says so."),
    )


class DutyForm(ActionForm):
    duty = forms.CharField(
        label=_("By which law it has to take part"),
        max_length=200,
        required=False,
        help_text=_("Such as “Crime and Disorder Act 1998, section 5”. Leave it empty if no law says so."),
    )


class OfMembersForm(ActionForm):
    """A form that chooses among the people of a partnership's members."""

    people = ""

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.people].queryset = reads.people_of_members(partnership)  # type: ignore[attr-defined]


class InviteForm(CreatingForm):
    person = person_field(_("Person"))
    email = forms.EmailField(label=_("Their e-mail address"), help_text=_("We write to it; no page shows it."))

    def __init__(self, partnership: Partnership, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = reads.people_to_invite(partnership)  # type: ignore[attr-defined]


class HandOverForm(OfMembersForm):
    people = "convenor"
    convenor = person_field(_("Who convenes from now on"))


class PreviewForm(ActionForm):
    correct_by = forms.DateField(
        label=_("Partners may correct their entries until"),
        help_text=_("We write to everybody with an account in a member organisation."),
    )


class ExemptionForm(OfMembersForm):
    people = "decided_by"
    subject = forms.CharField(
        label=_("Reference of the item"), max_length=40, help_text=_("From its address, such as promise/JU-12.")
    )
    reason = forms.CharField(label=_("Why it is not published"), widget=forms.Textarea(attrs={"rows": 3}))
    ground = forms.CharField(label=_("Which rule or law allows it"), max_length=200)
    decided_by = person_field(_("Who decided"))
    review_on = forms.DateField(label=_("To be looked at again on"))


class MandateFields(forms.Form):
    source = forms.ChoiceField(label=_("Where the mandate comes from"), choices=Mandate.Source.choices)
    speaks_for = forms.CharField(
        label=_("For whom they speak"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Say who these people are: “tenants of the Lake Street estate”, not “the community”."),
    )
    chosen_how = forms.CharField(
        label=_("How they were chosen"),
        max_length=200,
        required=False,
        help_text=_("Such as “show of hands at the yearly meeting”."),
    )
    binds_organisation = forms.BooleanField(label=_("Their word binds their organisation"), required=False)
    may_bind = forms.CharField(
        label=_("Whom else they may bind, and within what limits"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    reports_every = forms.IntegerField(
        label=_("They report back every so many months"),
        required=False,
        initial=6,
        help_text=_("Leave it empty only for somebody who was invited or has no mandate."),
    )
    until_on = forms.DateField(
        label=_("Ends on"), required=False, help_text=_("The first day on which it no longer holds, if it has an end.")
    )
    visibility = forms.ChoiceField(
        label=_("Who may see this"),
        choices=Visibility.choices,
        initial=Visibility.PUBLIC,
        help_text=_("People should be able to read who speaks for them."),
    )


class MandateForm(MandateFields, CreatingForm):
    organisation: Any = forms.ModelChoiceField(
        Organisation.objects.none(), to_field_name="reference", label=_("Whose seat"), empty_label=_("Choose one")
    )
    person = person_field(_("Who sits there"))
    from_on = forms.DateField(label=_("From"))
    field_order = ("organisation", "person", "source", "speaks_for", "chosen_how", "binds_organisation", "may_bind")

    def __init__(
        self, partnership: Partnership, organisations: QuerySet[Organisation], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["person"].queryset = reads.people_of(organisations, partnership)  # type: ignore[attr-defined]
        self.order_fields([*self.field_order, "from_on", "until_on", "reports_every", "visibility"])


class MandateEditForm(MandateFields, EditingForm):
    """What is said of a mandate."""


class EndMandateForm(ActionForm):
    until_on = forms.DateField(label=_("Ends on"), help_text=_("From this day on it no longer holds."))


class ReportBackForm(ActionForm):
    reported_on = forms.DateField(label=_("On"))
    to_whom = forms.CharField(
        label=_("To whom"), max_length=200, help_text=_("Such as “tenants’ meeting at Lake Street, 34 people”.")
    )
    words = forms.CharField(
        label=_("What you reported, and what they said"), widget=forms.Textarea(attrs={"rows": 4}), required=False
    )
    evidence_url = forms.URLField(label=_("Where it can be read"), required=False, assume_scheme="https")


class RoleForm(CreatingForm):
    role = forms.ChoiceField(choices=RoleChange.Role.choices, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=_("Administrators and whoever holds the account read it. Name no third person."),
    )


class EraseForm(ActionForm):
    is_sure = forms.BooleanField(label=_("I am sure: nothing brings it back"), required=False)


KINDS_OF_PAUSE = [(Pause.Kind.ELECTION, _("Before an election")), (Pause.Kind.OTHER, _("For another reason"))]


class PauseFields(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of pause"), choices=KINDS_OF_PAUSE, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=200, help_text=_("Such as “Local elections, 1 May 2031”."))
    from_on = forms.DateField(label=_("First day of the pause"))
    until_on = forms.DateField(
        label=_("Things become public again on"),
        help_text=_("The day after the poll, as a rule. The pause ends as this day begins."),
    )
    reason = forms.CharField(
        label=_("Why"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Everybody reads it. For an election the name says enough."),
    )


class PauseForm(PauseFields, CreatingForm):
    """A pause that is planned."""


class PauseEditForm(PauseFields, EditingForm):
    """A pause that has not begun."""
