"""The workbook, described once: its sheets, and of every column what it holds and how to fill it in.

From this come the template, its instructions, drop-downs and example row, reading, export and the documentation.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from joinedup.exchange.values import Address, Choice, Day, Named, Number, Prose, Text, Texts, Value
from joinedup.frame.labels import QUESTIONS
from joinedup.frame.loading import Table
from joinedup.frame.visibility import Visibility
from joinedup.outcomes import loading as outcomes
from joinedup.outcomes.models import Contribution, Indicator, Outcome, Step
from joinedup.outcomes.writers import WRITERS
from joinedup.partners import loading as partners
from joinedup.partners.models import Mandate, Organisation, Place, Standing
from joinedup.promises import loading as promises
from joinedup.promises.models import Enactment, Part, Risk

EXAMPLE = "Example"
QUESTION = dict(QUESTIONS)


@dataclass(frozen=True)
class Column:
    """A column: its heading, the field that it fills, what it holds, and how to fill it in."""

    heading: str
    field: str
    value: Value
    help: Any
    example: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet: the question it belongs to, its title, the table it fills and its columns, the first of which tells
    rows apart."""

    room: str
    title: str
    table: Table
    about: Any
    columns: tuple[Column, ...]

    @property
    def file(self) -> str:
        """The name of its CSV file."""
        return f"{self.title.lower().replace(' ', '-')}.csv"

    @property
    def has_codes(self) -> bool:
        return self.columns[0].field == "code"


def words(choices: Any) -> Mapping[str, str]:
    """The words of a choice: what stands before a colon, where an explanation follows it."""
    return {value: str(label).partition(":")[0] for value, label in choices.choices}


def grades(choices: Any) -> Mapping[str, str]:
    """The words of a choice whose values are numbers."""
    return {str(value): str(label) for value, label in choices.choices}


YES_NO = Choice({"yes": _("yes"), "no": _("no")})  # type: ignore[dict-item]
PLACE, ORGANISATION, PERSON = Named(("Places",)), Named(("Organisations",)), Named(("People",))
VISIBLE_TO = Column(
    "Visible to",
    "visibility",
    Choice(words(Visibility)),
    _("Who it is for. Left empty, a row that lacks nothing is public and any other stays a draft."),
    "Public",
)


def code(example: str) -> Column:
    """The first column of sheets whose rows have a code."""
    return Column(
        "Code",
        "code",
        Text(60),
        _("A short code of your own, or the reference on this site. A row with the same code is the same next time."),
        example,
    )


def name(example: str) -> Column:
    """The column that names a row to people."""
    return Column("Name", "name", Text(), _("Needed."), example)


PLACES = Sheet(
    "partners",
    "Places",
    partners.PLACES,
    _("Where: places within places. Places that the site knows already stay as they are."),
    (
        code("P1"),
        name("Millbrook"),
        Column("Kind", "kind", Choice(words(Place.Kind)), _("Left empty: area."), "neighbourhood"),
        Column("Within", "within", PLACE, _("The place that this one lies in."), "Northtown"),
        Column("GSS code", "gss_code", Text(9), _("The nine-character code of official statistics, if it has one.")),
        Column("Postcodes", "postcodes", Texts(), _("Beginnings of postcodes, separated by semicolons."), "NT4 6"),
    ),
)
ORGANISATIONS = Sheet(
    "partners",
    "Organisations",
    partners.ORGANISATIONS,
    _("Bodies that take part. One that the site knows already is recognised by its name."),
    (
        code("O1"),
        name("Northtown Council"),
        Column("Sector", "sector", Choice(words(Organisation.Sector)), _("Left empty: community group."), "council"),
        Column("Identifier", "org_id", Text(60), _("Its identifier by org-id.guide."), "GB-LAE-NTC"),
        Column("Place", "place", PLACE, _("Where it is or works."), "Northtown"),
        Column("Website", "website", Address(), _("Starts with https://."), "https://northtown.example"),
    ),
)
PEOPLE = Sheet(
    "partners",
    "People",
    partners.PEOPLE,
    _("People by their posts, one row a post. Repeat the code for another post of the same person."),
    (
        code("H1"),
        name("Ada Osei"),
        Column("Post", "post", Text(), _("What the person does there, by title."), "Partnership manager"),
        Column("Organisation", "organisation", ORGANISATION, _("Where the post is."), "O1"),
        Column("From", "from_on", Day(), _("The first day in the post. Left empty: today."), "2027-04-01"),
        Column("Until", "until_on", Day(), _("The first day no longer in the post. Empty while it goes on.")),
        Column(
            "Senior", "is_senior", YES_NO, _("Whether the partnership may name this post's holder in public."), "no"
        ),
        Column("Name may be shown", "consents_to_name", YES_NO, _("Only if the person has agreed."), "no"),
    ),
)
PARTNERSHIP = Sheet(
    "partners",
    "Partnership",
    partners.PARTNERSHIP,
    _("The partnership itself: one row."),
    (
        code("JU-1"),
        name("Starting well"),
        Column(
            "Purpose", "purpose", Prose(), _("In a sentence that residents understand."), "Every child starts well."
        ),
        Column(
            "Place", "place", PLACE, _("The place that it is for. Only a new partnership takes it from here."), "P1"
        ),
        Column("Convenor", "convenor", PERSON, _("Only a new partnership takes it from here."), "H1"),
        Column("Names senior posts", "names_senior_posts", YES_NO, _("Whether senior leads are named."), "no"),
        Column("Takes questions", "takes_questions", YES_NO, _("Whether residents may ask."), "yes"),
        Column("Days to answer", "days_to_answer", Number(whole=True), _("Days to answer a question."), "20"),
        Column("Questions a day", "questions_a_day", Number(whole=True), _("How many it takes."), "50"),
        Column("Most top priorities", "most_top_priorities", Number(whole=True), _("More are pointed out."), "5"),
        Column(
            "Periods without figure",
            "periods_without_figure",
            Number(whole=True),
            _("After so many a measure without figures is pointed out."),
            "2",
        ),
        Column(
            "Days to publish",
            "days_to_publish",
            Number(whole=True),
            _("So many days after its period ends, a figure is due."),
            "45",
        ),
        Column(
            "Days without news",
            "days_without_news",
            Number(whole=True),
            _("After so many a promise without news is pointed out."),
            "90",
        ),
        Column(
            "Days between reminders",
            "days_between_reminders",
            Number(whole=True),
            _("Nobody is reminded twice within so many days."),
            "7",
        ),
    ),
)
MEMBERS = Sheet(
    "partners",
    "Members",
    partners.MEMBERS,
    _("Which organisations take part. Each counts at once; it confirms by itself on the site."),
    (
        Column("Organisation", "organisation", ORGANISATION, _("Needed."), "O1"),
        Column("Role", "role", Choice(words(Standing.Role)), _("Left empty: delivers."), "delivers"),
        Column("From", "from_on", Day(), _("Since when. Left empty: today."), "2027-04-01"),
        Column("Until", "until_on", Day(), _("The first day no longer a member. Empty while it goes on.")),
    ),
)
MANDATES = Sheet(
    "partners",
    "Mandates",
    partners.MANDATES,
    _("Who speaks for whom: by what right somebody sits here for an organisation, and whom they may bind."),
    (
        Column("Organisation", "organisation", ORGANISATION, _("Whose seat: a member. Needed."), "O1"),
        Column("Person", "person", PERSON, _("Who sits there: a person with a post in it. Needed."), "H1"),
        Column("Source", "source", Choice(words(Mandate.Source)), _("Left empty: no mandate."), "appointed by a board"),
        Column("Speaks for", "speaks_for", Prose(), _("Who these people are."), "People who live in Northtown"),
        Column("How chosen", "chosen_how", Text(), _("How they came to speak."), "Cabinet decision of May 2027"),
        Column("Binds its organisation", "binds_organisation", YES_NO, _("Whether its word binds it."), "yes"),
        Column("May bind", "may_bind", Prose(), _("Whom else, and within what limits."), "Up to £50,000 a year"),
        Column("From", "from_on", Day(), _("Since when. Left empty: today."), "2027-04-01"),
        Column("Until", "until_on", Day(), _("The first day on which it no longer holds, if it has an end.")),
        Column("Reports every", "reports_every", Number(whole=True), _("After so many months. Left empty: 6."), "6"),
        VISIBLE_TO,
    ),
)
PROBLEMS = Sheet(
    "outcomes",
    "Problems",
    outcomes.PROBLEMS,
    _("What harm is to be dealt with, in words that partners agree to."),
    (
        code("A1"),
        name("Young children start school unready"),
        Column("Statement", "statement", Prose(), _("The words that partners sign."), "One child in three …"),
        VISIBLE_TO,
    ),
)
OUTCOMES = Sheet(
    "outcomes",
    "Outcomes",
    outcomes.OUTCOMES,
    _("What should be so instead, and who by name answers for it."),
    (
        code("B1"),
        name("Every child is ready for school at five"),
        Column("Statement", "statement", Prose(), _("How people live when it is so."), "Children in Northtown …"),
        Column("Problem", "problem", Named(("Problems",)), _("The problem that it answers."), "A1"),
        Column("Place", "place", PLACE, _("Where it holds."), "Northtown"),
        Column("Lead", "lead", PERSON, _("Who answers for it: a person with a post in a member."), "H1"),
        Column("Lead may decide", "lead_may", Prose(), _("What the lead may decide alone."), "Move staff"),
        Column("Priority", "priority", Choice(words(Outcome.Priority)), _("Left empty: priority."), "top priority"),
        VISIBLE_TO,
    ),
)
LADDER = Sheet(
    "outcomes",
    "Ladder",
    outcomes.STEPS,
    _("The steps below outcomes: what is put in, what is done, what comes out."),
    (
        code("S1"),
        Column("Kind", "kind", Choice(words(Step.Kind)), _("Left empty: activity."), "activity"),
        name("Home visits"),
        Column("Organisation", "organisation", ORGANISATION, _("Who takes the step."), "O1"),
        VISIBLE_TO,
    ),
)
LINKS = Sheet(
    "outcomes",
    "Links",
    outcomes.LINKS,
    _("What each step leads to, and the assumption that carries it."),
    (
        Column("Step", "lower", Named(("Ladder",)), _("The lower step. Needed."), "S1"),
        Column("Leads to", "to", Named(("Ladder", "Outcomes")), _("A higher step or an outcome. Needed."), "B1"),
        Column("Assumption", "assumption", Prose(), _("What must hold for it."), "Families open the door"),
        Column("Evidence", "evidence", Prose(), _("What is known about that."), "Trial of 2025"),
    ),
)
MEASURES = Sheet(
    "outcomes",
    "Measures",
    outcomes.INDICATORS,
    _("How anybody can see an outcome move."),
    (
        code("M1"),
        Column("Outcome", "outcome", Named(("Outcomes",)), _("The outcome that it measures."), "B1"),
        name("Children ready for school"),
        Column("Definition", "definition", Prose(), _("What is counted, and of what."), "Share of children who …"),
        Column("Caveat", "caveat", Prose(), _("What to bear in mind."), "Children who moved away are not counted"),
        Column("Unit", "unit", Text(40), _("For example %, days or £."), "%"),
        Column(
            "Per", "per", Number(whole=True), _("A count is multiplied by this. Left empty: 100 for %, else 1."), "100"
        ),
        Column("Better", "better", Choice(words(Indicator.Better)), _("Which way is better."), "higher is better"),
        Column("Level", "level", Choice(words(Indicator.Level)), _("Left empty: what changes for people.")),
        Column("Experience", "is_experience", YES_NO, _("Whether it says how people experience it."), "no"),
        Column("Rhythm", "rhythm", Choice(words(Indicator.Rhythm)), _("Left empty: every month."), "every month"),
        Column("Source", "source", Text(), _("Where the figures come from."), "School readiness survey"),
        Column("Source address", "source_url", Address(), _("Starts with https://.")),
        Column("Looked after by", "steward", ORGANISATION, _("Who records the figures."), "O1"),
        Column("Baseline", "baseline", Number(), _("The figure at the start."), "64.2"),
        Column("Baseline on", "baseline_on", Day(), _("The day of the baseline."), "2027-03-31"),
        Column("Target", "target", Number(), _("The figure to reach."), "75"),
        Column("Target on", "target_on", Day(), _("By when."), "2030-03-31"),
        Column("Judged by", "judged_by", Prose(), _("How it is judged where no figure can.")),
        VISIBLE_TO,
    ),
)
FIGURES = Sheet(
    "outcomes",
    "Figures",
    outcomes.FIGURES,
    _("A measure's figures by period. A corrected figure is kept beside the one that it corrects."),
    (
        Column("Measure", "indicator", Named(("Measures",)), _("Needed."), "M1"),
        Column("From", "from_on", Day(), _("The first day of the period. Needed."), "2027-04-01"),
        Column("To", "until_on", Day(last=True), _("Its last day. Left empty: by the measure's rhythm."), "2027-04-30"),
        Column("Value", "value", Number(), _("The figure; or give a count and what it is out of."), "64.2"),
        Column("Count", "numerator", Number(), _("How many."), "642"),
        Column("Out of", "denominator", Number(), _("Of how many."), "1000"),
        Column("Provenance", "provenance", Text(), _("Where this figure comes from."), "Survey of April 2027"),
    ),
)
WRITING = Sheet(
    "outcomes",
    "Who took part in writing",
    WRITERS,
    _("Who took part in writing outcomes and the targets of measures, how and when."),
    (
        Column("Written", "to", Named(("Outcomes", "Measures")), _("The outcome or measure. Needed."), "B1"),
        Column("Organisation", "organisation", ORGANISATION, _("A member; or say who in words."), "O1"),
        Column("Who in words", "group", Text(), _("A group, such as residents of an estate.")),
        Column("How", "role", Choice(words(Contribution.Role)), _("Left empty: wrote it."), "wrote it"),
        Column("When", "stage", Choice(words(Contribution.Stage)), _("Left empty: while it was drafted.")),
        Column("On", "took_part_on", Day(), _("On which day."), "2027-04-20"),
    ),
)
PROMISES = Sheet(
    "promises",
    "Promises",
    promises.PROMISES,
    _("What one organisation will do, towards which outcomes, by when, and who answers for it."),
    (
        code("C1"),
        Column("Promise", "output", Text(), _("What will be done. Needed."), "Visit every family with a new baby"),
        Column("Organisation", "organisation", ORGANISATION, _("Who promises: a member."), "O1"),
        Column("Lead", "lead", PERSON, _("Who answers for it: a person with a post there."), "H1"),
        Column("Lead may decide", "lead_may", Prose(), _("What the lead may decide alone."), "Hire two visitors"),
        Column("Outcomes", "outcomes", Named(("Outcomes",), several=True), _("Separated by semicolons."), "B1"),
        Column("Detail", "detail", Prose(), _("More, if it helps.")),
        Column("Place", "place", PLACE, _("Where."), "Millbrook"),
        Column("Starts", "starts_on", Day(), _("When it starts."), "2027-05-01"),
        Column("Due", "due_on", Day(), _("By when. Needed before it is shared."), "2028-03-31"),
        VISIBLE_TO,
    ),
)
PARTS = Sheet(
    "promises",
    "Parts",
    promises.PARTS,
    _("The parts of promises and who takes each. A part counts once its organisation has accepted it."),
    (
        code("D1"),
        Column("Promise", "commitment", Named(("Promises",)), _("The promise that it is part of. Needed."), "C1"),
        Column("Part", "what", Text(), _("What this part is. Needed."), "Train the visitors"),
        Column("Organisation", "organisation", ORGANISATION, _("Who takes it: a member."), "O1"),
        Column("Role", "role", Choice(words(Part.Role)), _("Left empty: delivers."), "delivers"),
    ),
)

RISKS = Sheet(
    "promises",
    "Risks",
    promises.RISKS,
    _("What could stop outcomes, how likely and how bad it is, and what is being done about it."),
    (
        code("R1"),
        name("Too few visitors can be hired"),
        Column("Cause", "cause", Prose(), _("What brings it about."), "Pay is higher in the next county"),
        Column("Effect", "effect", Prose(), _("What comes of it."), "Families wait for a first visit"),
        Column("Likelihood", "likelihood", Choice(grades(Risk.Likelihood)), _("In words, or from 1 to 5."), "possible"),
        Column("Impact", "impact", Choice(grades(Risk.Impact)), _("In words, or from 1 to 5."), "serious"),
        Column("Organisation", "organisation", ORGANISATION, _("Who looks after it: a member."), "O1"),
        Column("Owner", "owner", PERSON, _("Who answers for it: a person with a post there."), "H1"),
        Column(
            "Outcomes",
            "outcomes",
            Named(("Outcomes",), several=True),
            _("What it threatens. Separated by semicolons."),
            "B1",
        ),
        Column(
            "Mitigations",
            "mitigations",
            Named(("Promises",), several=True),
            _("Promises made against it. Separated by semicolons."),
            "C1",
        ),
        Column(
            "Review on", "review_on", Day(), _("When it is looked at again. Needed before it is shared."), "2027-09-30"
        ),
        VISIBLE_TO,
    ),
)

DECISIONS = Sheet(
    "promises",
    "Decisions",
    promises.DECISIONS,
    _("What the partnership decided, where and why; for a hard choice, who gains and who loses."),
    (
        code("E1"),
        name("Visit new families first"),
        Column(
            "Decision", "words", Prose(), _("What was decided. Needed before it is shared."), "New families come first"
        ),
        Column("Decided on", "decided_on", Day(), _("On which day. Needed before it is shared."), "2027-04-20"),
        Column("Decided by", "decided_by", Text(), _("Which meeting or body."), "Partnership board"),
        Column("Under what mandate", "authority", Text(), _("By what right, in words."), "Terms of reference"),
        Column("Reason", "reason", Prose(), _("Why."), "Half of all need shows in the first year"),
        Column("Minute", "minute", Prose(), _("The public minute, if it stands nowhere else.")),
        Column(
            "Minute address", "minute_url", Address(), _("Starts with https://."), "https://northtown.example/minutes"
        ),
        Column("Dissent", "dissent", Prose(), _("Who did not agree, and why.")),
        Column("Options", "options", Prose(), _("For a hard choice: what else could have been done.")),
        Column("Who gains", "gains", Prose(), _("For a hard choice."), "Families with a new baby"),
        Column("Who loses", "loses", Prose(), _("For a hard choice."), "Families with children from three to five"),
        Column("Evidence", "evidence", Prose(), _("What is known about it.")),
        Column("Outcomes", "outcomes", Named(("Outcomes",), several=True), _("What it concerns besides."), ""),
        Column("Puts first", "puts_first", Named(("Outcomes",), several=True), _("Outcomes put first by it."), "B1"),
        Column("Puts off", "puts_off", Named(("Outcomes",), several=True), _("Outcomes put off by it."), ""),
        Column("Supersedes", "supersedes", Named(("Decisions",)), _("An earlier decision, in a row above."), ""),
        VISIBLE_TO,
    ),
)
ENACTMENTS = Sheet(
    "promises",
    "Enactments",
    promises.ENACTMENTS,
    _("Which members a decision affects, and what of their own carries it out, by when."),
    (
        code("F1"),
        Column("Decision", "decision", Named(("Decisions",)), _("Needed."), "E1"),
        Column("Organisation", "organisation", ORGANISATION, _("Who is affected: a member. Needed."), "O1"),
        Column("Kind", "kind", Choice(words(Enactment.Kind)), _("What carries it out there."), "a line in its budget"),
        Column("What", "what", Text(), _("Which decision, budget line or plan."), "Budget 2027-28, line 14"),
        Column("Promise", "promise", Named(("Promises",)), _("The promise, if one carries it out."), ""),
        Column("Due", "due_on", Day(), _("By when it is to take effect."), "2027-09-30"),
        Column("Took effect on", "enacted_on", Day(), _("When it did.")),
        Column("Evidence", "evidence", Text(), _("What shows it.")),
        Column("Evidence address", "evidence_url", Address(), _("Starts with https://.")),
    ),
)

# In the order in which rows are stored: what a row names stands before it.
SHEETS = (
    PLACES,
    ORGANISATIONS,
    PEOPLE,
    PARTNERSHIP,
    MEMBERS,
    MANDATES,
    PROBLEMS,
    OUTCOMES,
    LADDER,
    LINKS,
    MEASURES,
    FIGURES,
    WRITING,
    PROMISES,
    PARTS,
    RISKS,
    DECISIONS,
    ENACTMENTS,
)
BY_TITLE = {sheet.title: sheet for sheet in SHEETS}
READ_ONLY = ("Sign-offs", "Progress", "Answers")
INSTRUCTIONS = "Instructions"
