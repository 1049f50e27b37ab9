"""What the columns of a table of figures may hold, and when a mapping says enough to read one."""

from django.utils.translation import gettext_lazy as _

from joinedup.exchange.mapping.figures.cells import rhythm_of
from joinedup.exchange.mapping.figures.measures import DEFINED
from joinedup.exchange.mapping.kinds import Field
from joinedup.exchange.mapping.layout import LONG, NAMES_ACROSS, PERIODS_ACROSS, Layout
from joinedup.exchange.sheets import MEASURES
from joinedup.exchange.values import Choice, Unreadable
from joinedup.frame.refusals import Refusal

NO_PERIODS = Refusal("no_periods", "Say which column holds the periods.", "period")
NO_AMOUNTS = Refusal("no_amounts", "Say which column holds the figures, or a count and what it is out of.", "value")
NO_MEASURE = Refusal("no_measure", "Say which measure the figures belong to: a column, or one name for all.", "measure")
MERGED_NEEDS_SUMS = Refusal(
    "merged_needs_sums", "Rows of merged names are added up only where rows of one name are. Choose both.", "sums"
)

FIELDS = (
    Field(
        "organisation",
        _("Organisation"),
        _("Whose figure it is."),
        names="organisation",
        usual=(
            "organisation",
            "provider",
            "org",
            "org code",
            "org_code",
            "org name",
            "code",
            "trust",
            "council",
            "authority",
            "local authority",
            "provider code",
            "organisation code",
            "ods code",
            "agency",
            "partner",
        ),
    ),
    Field(
        "place",
        _("Place"),
        _("Where it is a figure of."),
        names="place",
        usual=(
            "place",
            "area",
            "area code",
            "area name",
            "gss code",
            "gss",
            "geography",
            "region",
            "ward",
            "district",
            "geography code",
            "areacd",
            "areanm",
            "lad",
            "la code",
        ),
    ),
    Field(
        "measure",
        _("Measure"),
        _("What is measured."),
        names="indicator",
        usual=("measure", "indicator", "metric", "kpi", "indicator name", "measure name", "name"),
    ),
    Field(
        "period",
        _("Period"),
        _("Which period it is a figure of."),
        usual=(
            "period",
            "month",
            "date",
            "quarter",
            "year",
            "week",
            "time period",
            "financial year",
            "reporting period",
            "timeperiod",
            "week ending",
            "month ending",
        ),
    ),
    Field(
        "from_on",
        _("First day"),
        _("The first day of the period, in place of the period."),
        usual=("from", "start", "start date"),
    ),
    Field("until_on", _("Last day"), _("The last day of the period."), usual=("to", "until", "end", "end date")),
    Field(
        "value",
        _("Value"),
        _("The figure itself."),
        usual=("value", "figure", "result", "score", "actual", "rate", "percentage", "percent", "%", "performance"),
    ),
    Field("numerator", _("Count"), _("How many."), usual=("numerator", "count", "number", "within", "met")),
    Field(
        "missed",
        _("Count of the others"),
        _("How many not: the count is what it is out of, less these."),
        usual=("breaches", "missed", "failed", "not met", "over"),
    ),
    Field(
        "denominator",
        _("Out of"),
        _("Of how many."),
        usual=("denominator", "out of", "base", "population", "attendances", "total attendances", "all cases"),
    ),
    Field("provenance", _("Where the figure comes from"), usual=("provenance", "source", "data source")),
)


DEFINITION = tuple(
    Field(
        column.field,
        column.heading,
        column.help,
        names="outcome" if column.field == "outcome" else "",
        only_constant=True,
        words=column.value.words if isinstance(column.value, Choice) else {},
    )
    for column in MEASURES.columns
    if column.field in DEFINED
)
ABOUT_NEW = (
    Field("measure_code", _("Code of a new measure"), _("For example waits-{organisation}."), only_constant=True),
    Field("sector", _("Sector of a new organisation"), _("For example health."), only_constant=True),
)

OPTIONS = frozenset(
    {
        "shape",
        "across",
        "order",
        "year_starts",
        "sums",
        "sums_merged",
        "takes_totals",
        "missing",
        "scheme",
        "takes_members",
    }
)


def refusals_to_read(layout: Layout) -> tuple[Refusal, ...]:
    """Every reason why a mapping does not say enough to read a table of figures."""
    whole = layout.fills("denominator") and (layout.fills("numerator") or layout.fills("missed"))
    has_measure = layout.fills("measure") or (layout.shape == NAMES_ACROSS and layout.across == "measure")
    checks = (
        (layout.shape == PERIODS_ACROSS or layout.fills("period") or layout.fills("from_on"), NO_PERIODS),
        (layout.shape != LONG or layout.fills("value") or whole, NO_AMOUNTS),
        (has_measure, NO_MEASURE),
        (layout.sums or not layout.sums_merged, MERGED_NEEDS_SUMS),
    )
    return (*(refusal for holds, refusal in checks if not holds), *_refusals_to_rhythm(layout))


def _refusals_to_rhythm(layout: Layout) -> tuple[Refusal, ...]:
    try:
        rhythm_of(layout)
    except Unreadable as unreadable:
        return unreadable.refusals
    return ()
