"""The forms of taking part, and of those who let people in or enter what came on paper."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _said
from django.utils.translation import gettext_lazy as _

from joinedup.frame.forms import ActionForm, CreatingForm
from joinedup.partners.models import Organisation
from joinedup.voice.models import Channel, Conversation, Hearing, Participant
from joinedup.voice.rules import taking_part as rules
from joinedup.voice.rules.statements import LONGEST

MOST_BYTES, MOST_LINES_NAMED = 1_000_000, 10
TOO_LARGE = _("This file is too large. At most 1 MB fits.")
NOT_TEXT = _("This file is not text. Save it as CSV (UTF-8) and try again.")
NOT_NUMBERS = _("Type the numbers of statements with spaces between, such as “1 4 7”.")


class _WithGroups(ActionForm):
    """A form that asks for one group of each sort, none of which has to be chosen."""

    def offer_groups(self, asked: Mapping[str, Sequence[Hearing]], chosen: Sequence[int] = ()) -> None:
        """Say from which groups one can choose, and which are chosen already."""
        self.asked = {f"group-{place}": groups for place, groups in enumerate(asked.values())}
        for (name, groups), dimension in zip(self.asked.items(), asked, strict=True):
            choices = [("", _("I would rather not say")), *((str(one.pk), one.group) for one in groups)]
            self.fields[name] = forms.ChoiceField(
                label=capfirst(dimension), choices=choices, required=False, widget=forms.RadioSelect
            )
            self.initial[name] = next((str(one.pk) for one in groups if one.pk in chosen), "")

    def arguments(self) -> dict[str, Any]:
        said = {name: value for name, value in super().arguments().items() if name not in self.asked}
        keys = {self.cleaned_data[name] for name in self.asked}
        return {**said, "groups": [one for groups in self.asked.values() for one in groups if str(one.pk) in keys]}


class JoinForm(_WithGroups):
    """Join a conversation, or change what one says of oneself."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("It was given or sent to you. Capitals and dashes make no difference."),
        max_length=40,
    )
    speaks_for = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Do you speak for an organisation?"),
        help_text=_("If you do, what you say here is marked with its name."),
        empty_label=_("No, for myself"),
        required=False,
    )

    def offer(self, *, needs_code: bool, organisations: QuerySet[Organisation]) -> None:
        """Leave out what this conversation, or whoever asks, has no use for."""
        if not needs_code:
            del self.fields["code"]
        if organisations:
            self.fields["speaks_for"].queryset = organisations  # type: ignore[attr-defined]
        else:
            del self.fields["speaks_for"]

    def arguments(self) -> dict[str, Any]:
        return {"speaks_for": None, **super().arguments()}


def _numbers(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, required=False)


class SheetForm(_WithGroups, CreatingForm):
    """Enter one sheet that came on paper, or what somebody said by telephone, at a meeting or on a visit."""

    slip = forms.CharField(label=_("Number of the sheet"), help_text=_("Each is entered once."), max_length=20)
    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(value, capfirst(words)) for value, words in Channel.Kind.choices if value != Channel.Kind.ONLINE],
        widget=forms.RadioSelect,
    )
    agrees = _numbers(_("Numbers of the statements with “agree”"))
    disagrees = _numbers(_("Numbers with “disagree”"))
    passes = _numbers(_("Numbers with “pass”"))
    words = forms.CharField(
        label=_("What was said besides, in a line"),
        help_text=_("As it was said, without names. It is read before it is shown, and marked as typed in by staff."),
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=LONGEST,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        self.votes = []
        for name, value in (("agrees", 1), ("disagrees", -1), ("passes", 0)):
            numbers = said.get(name, "").replace(",", " ").replace(";", " ").split()
            if not all(one.isascii() and one.isdigit() and len(one) < 9 for one in numbers):
                self.add_error(name, NOT_NUMBERS)
                continue
            self.votes += [(int(one), value) for one in numbers]
        return said

    def arguments(self) -> dict[str, Any]:
        apart = ("agrees", "disagrees", "passes")
        said = {name: value for name, value in super().arguments().items() if name not in apart}
        return {**said, "votes": self.votes}

    def address_of(self, result: Participant) -> str:
        return f"{result.conversation.get_absolute_url()}enter/?entered={result.slip}"


class _WithAddresses(ActionForm):
    """A form with e-mail addresses, typed or in a file; every line that holds none is named."""

    addresses = forms.CharField(
        label=_("E-mail addresses"),
        help_text=_("One a line."),
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
    )
    file = forms.FileField(
        label=_("Or a file"),
        help_text=_("CSV. The first address of each line is taken; nothing else of the file is read."),
        required=False,
    )
    most = rules.MOST_LISTED

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        upload = said.get("file")
        text = self._text_of(upload) if upload else said.get("addresses", "")
        found, wrong = addresses_in(text)
        if wrong:
            lines = ", ".join(str(one) for one in wrong[:MOST_LINES_NAMED])
            self.add_error(None, _said(rules.NOT_ADDRESSES.sentence).format(lines=lines))
        elif len(found) > self.most:
            self.add_error(None, _said(rules.TOO_MANY_ADDRESSES.sentence).format(limit=self.most))
        elif not found and not self.errors:
            self.add_error("addresses", _said(rules.NO_ADDRESSES.sentence))
        return {**said, "addresses": found}

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name != "file"}

    def _text_of(self, upload: Any) -> str:
        if upload.size > MOST_BYTES:
            self.add_error("file", TOO_LARGE)
            return ""
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            self.add_error("file", NOT_TEXT)
            return ""


def addresses_in(text: str) -> tuple[list[str], list[int]]:
    """The first address in each line of a list, and the numbers of lines that hold none but for empty ones.

    A first line without an address is its heading.

    >>> addresses_in("name,mail\\nAnn,ann@example.org\\n\\nnobody")
    (['ann@example.org'], [4])
    """
    found: list[str] = []
    wrong: list[int] = []
    for number, line in enumerate(text.splitlines(), start=1):
        cells = [cell.strip() for row in csv.reader(io.StringIO(line)) for cell in row]
        address = next((cell for cell in cells if _is_address(cell)), None)
        if address is not None:
            found.append(address.lower())
        elif any(cells) and not (number == 1 and "@" not in line and "\n" in text.strip()):
            wrong.append(number)
    return found, wrong


def _is_address(cell: str) -> bool:
    try:
        validate_email(cell)
    except ValidationError:
        return False
    return len(cell) <= 254


class ListForm(_WithAddresses):
    """Say by a list of addresses who may take part."""


class InviteForm(_WithAddresses, CreatingForm):
    """Invite people by letter."""

    most = rules.MOST_INVITED
    group = forms.ModelChoiceField(
        Hearing.objects.none(),
        label=_("Whom you want to hear from"),
        help_text=_("The letter says so. Nothing is kept of who was invited for which group."),
        empty_label=_("Anybody"),
        required=False,
    )
    conversation: Conversation

    def offer(self, conversation: Conversation) -> None:
        """Say which groups can be chosen."""
        self.conversation = conversation
        self.fields["group"].queryset = conversation.hearings.order_by("pk")  # type: ignore[attr-defined]

    def address_of(self, result: int) -> str:
        return f"{self.conversation.get_absolute_url()}invite/?sent={result}"


class CodesForm(ActionForm):
    """Make codes."""

    number = forms.IntegerField(
        label=_("How many"),
        help_text=_("They are shown once, to be printed. Only marks of them are kept."),
        min_value=1,
        max_value=rules.MOST_CODES,
    )


class LeaveForm(ActionForm):
    """Leave a conversation."""
