"""The forms of promises, risks and decisions."""

from joinedup.promises.forms.promises import (
    EditForm,
    LeadForm,
    PartForm,
    PromiseForm,
    ReportForm,
    ShareForm,
    ShortReportForm,
    terms_of,
)

__all__ = [
    "EditForm",
    "LeadForm",
    "PartForm",
    "PromiseForm",
    "ReportForm",
    "ShareForm",
    "ShortReportForm",
    "terms_of",
]
