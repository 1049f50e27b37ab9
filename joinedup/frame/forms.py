"""The form that attempts an action and shows every refusal, at the top and beside its field."""

import hashlib
import json
import uuid
from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.db import IntegrityError, transaction
from django.forms.renderers import TemplatesSetting
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.frame.models import Once
from joinedup.frame.refusals import Refusal, Refused
from joinedup.frame.versions import Edited

USED_FOR_ANOTHER = Refusal(
    "form_used",
    "This form has been sent before with other answers. Open the page again and send it once more.",
)
FILL_IN, CHOOSE = gettext_lazy("Fill this in."), gettext_lazy("Choose from the list.")


def say_what_is_missing(form: forms.BaseForm) -> None:
    """Say of each field left empty what to do, in our words unless the form's author chose some."""
    for field in form.fields.values():
        if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
            chosen = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
            field.error_messages["required"] = CHOOSE if chosen else FILL_IN


class Renderer(TemplatesSetting):
    form_template_name = "frame/form.html"
    field_template_name = "frame/field.html"


class ActionForm(forms.Form):
    """A form whose cleaned fields are the keyword arguments of one action.

    `attempt` calls the action in one transaction and answers whether it was done. `status` is the answer's HTTP
    status: 200 for a form that was only opened, 422 with every reason against.
    """

    required_css_class = "required"
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.status = 200
        self.result: Any = None
        self.refusals: tuple[Refusal, ...] = ()
        self.meanwhile: dict[str, Any] = {}
        say_what_is_missing(self)

    def arguments(self) -> dict[str, Any]:
        """What the action is called with besides what the page gives it."""
        return dict(self.cleaned_data)

    def attempt(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> bool:
        """Do the action if the form was sent and holds; keep its result, or every reason against."""
        if not self.is_bound:
            return False
        self.status = 422
        if not self.is_valid():
            return False
        try:
            self.result = self._act(action, *args, **kwargs)
        except Refused as refused:
            self._show(refused)
            return False
        self.status = 200
        return True

    def _act(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            return action(*args, **kwargs, **self.arguments())

    def _show(self, refused: Refused) -> None:
        self.refusals = refused.refusals
        for refusal in refused.refusals:
            sentence = _(refusal.sentence).format(**refusal.data)
            self.add_error(refusal.field if refusal.field in self.fields else None, sentence)
        if isinstance(refused, Edited):
            self._show_both_texts(refused)

    def _show_both_texts(self, edited: Edited) -> None:
        self.meanwhile = {
            str(self.fields[name].label or name): value
            for name, value in edited.current.items()
            if name in self.fields and value != self.cleaned_data.get(name)
        }
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix("version")] = str(edited.version)
        self.data = data


class EditingForm(ActionForm):
    """A form that changes a noun: it posts back the version that its writer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class CreatingForm(ActionForm):
    """A form that creates something: sent twice it creates one thing and leads both times to its page."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = ""
        if not self.is_bound:
            self.initial.setdefault("once", uuid.uuid4())

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "once"}

    def _act(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        key = self.cleaned_data["once"]
        if key is None:
            return self._create(action, *args, **kwargs)
        try:
            with transaction.atomic():
                done = Once.objects.create(key=key.hex, request_hash=self._request_hash(kwargs), at=timezone.now())
                result = self._create(action, *args, **kwargs)
                Once.objects.filter(pk=done.pk).update(address=self.address)
                return result
        except IntegrityError:
            if not Once.objects.filter(key=key.hex).exists():
                raise
            return self._replay(key.hex, kwargs)

    def _create(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        with transaction.atomic():
            result = action(*args, **kwargs, **self.arguments())
        self.address = self.address_of(result)
        return result

    def address_of(self, result: Any) -> str:
        """Where whoever created it is led: its page, unless the form knows a better one."""
        address: str = result.get_absolute_url()
        return address

    def _replay(self, key: str, kwargs: dict[str, Any]) -> None:
        earlier = Once.objects.get(key=key)
        if earlier.request_hash != self._request_hash(kwargs):
            raise Refused((USED_FOR_ANOTHER,))
        self.address = earlier.address

    def _request_hash(self, kwargs: dict[str, Any]) -> str:
        said = {name: str(value) for name, value in self.arguments().items()}
        who = str(getattr(kwargs.get("by"), "pk", ""))
        return hashlib.sha256(json.dumps([who, said], sort_keys=True).encode()).hexdigest()
