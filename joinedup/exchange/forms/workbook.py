from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.exchange import rules
from joinedup.frame.forms import ActionForm


class LongForm(ActionForm):
    """A form whose action makes its own short transactions: one around the whole would keep everybody else waiting."""

    def _act(self, action: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return action(*args, **kwargs, **self.arguments())


class UploadForm(LongForm):
    """A workbook to try."""

    file = forms.FileField(
        label=gettext_lazy("Your workbook, or any table"),
        help_text=gettext_lazy(
            "A workbook or another spreadsheet (.xlsx), a CSV file, or a zip of CSV files. "
            "Nothing is stored before you have seen it."
        ),
        allow_empty_file=True,
        max_length=None,
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        """The file, unless it is larger than the site takes."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        limit = settings.UPLOAD_LIMIT_BYTES
        if (file.size or 0) > limit:
            raise forms.ValidationError(_(rules.TOO_LARGE.sentence).format(size=file.size, limit=limit))
        return file


class StoreForm(LongForm):
    """The button that stores a tried workbook."""
