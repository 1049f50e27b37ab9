from django import forms
from django.utils.translation import gettext_lazy

from joinedup.exchange.forms.workbook import LongForm


class PasteForm(LongForm):
    """Cells that were copied from a spreadsheet."""

    cells = forms.CharField(
        label=gettext_lazy("The cells"),
        help_text=gettext_lazy(
            "Copy them in your spreadsheet with their headings, and paste them here. "
            "A table with bars between its cells, or CSV, is read too."
        ),
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "wrap": "off"}),
        strip=False,
    )
