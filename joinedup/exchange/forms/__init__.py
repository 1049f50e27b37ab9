"""The forms of the exchange."""

from joinedup.exchange.forms.tables import ColumnsForm, KindForm, NamesForm
from joinedup.exchange.forms.workbook import LongForm, StoreForm, UploadForm

__all__ = ["ColumnsForm", "KindForm", "LongForm", "NamesForm", "StoreForm", "UploadForm"]
