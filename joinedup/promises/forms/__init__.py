"""The forms of promises, risks and decisions."""

from joinedup.promises.forms.promises import (
    PROSE,
    EditForm,
    LeadForm,
    PartForm,
    PersonByPost,
    PromiseForm,
    ReportForm,
    SeveralOutcomes,
    ShareForm,
    ShortReportForm,
    terms_of,
)

__all__ = [
    "PROSE",
    "EditForm",
    "LeadForm",
    "PartForm",
    "PersonByPost",
    "PromiseForm",
    "ReportForm",
    "SeveralOutcomes",
    "ShareForm",
    "ShortReportForm",
    "terms_of",
]
