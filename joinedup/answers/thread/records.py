"""Each kind of noun as a record on the thread: its sentence, its state and its breaks."""

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.answers.thread.gathering import Gathered
from joinedup.answers.thread.shape import Break, Line, Record, lines
from joinedup.outcomes.models import Indicator, Outcome, Problem, Step
from joinedup.outcomes.wording import movement
from joinedup.partners.models import Organisation
from joinedup.partners.reads import Lead
from joinedup.promises.models import Commitment, Part
from joinedup.questions.models import Question

NO_PROBLEM = gettext_lazy("No problem is stated that this deals with.")
NO_OUTCOME = gettext_lazy("No outcome says what should be so instead.")
SERVES_NOTHING = gettext_lazy("This serves no outcome.")
NO_MEASURE = gettext_lazy("No measure shows whether this moves.")
NO_FIGURES = gettext_lazy("No figures have been recorded.")
NO_PROMISE = gettext_lazy("No promise serves this outcome.")
NOBODY = gettext_lazy("Nobody is named.")
HAS_DECLINED = gettext_lazy("Whoever was named declined to lead it.")
HAS_LEFT = gettext_lazy("Whoever was named has left the post.")
NO_TAKER = gettext_lazy("No organisation has taken this part.")
NOT_ACCEPTED = gettext_lazy("The organisation has not accepted this part yet.")
NO_ANSWER = gettext_lazy("No answer has come, though one was due on {day}.")
NOTHING_PROMISED = gettext_lazy("Nothing has been promised.")

ANSWERS_FOR_IT = gettext_lazy("Who answers for it")
HOW_IT_MOVES = gettext_lazy("How it moves")
WHAT_LEADS_TO_IT = gettext_lazy("What leads to it")
WHAT_IS_PROMISED = gettext_lazy("What is promised")
PARTS = gettext_lazy("Its parts")
ASKED = gettext_lazy("What was asked")


def problem_record(problem: Problem, *more: Line) -> Record:
    """A problem, with the lines that lead on from it."""
    return Record("problem", problem.name, problem.get_absolute_url(), lines=lines(*more))


def outcome_record(outcome: Outcome, *more: Line) -> Record:
    """An outcome, with the lines that lead on from it."""
    return Record("outcome", outcome.name, outcome.get_absolute_url(), lines=lines(*more))


def indicator_record(indicator: Indicator, gathered: Gathered, *more: Line) -> Record:
    """A measure with its sentence; without figures the thread breaks off."""
    empty = () if indicator.latest_on else (Break(NO_FIGURES, mend(indicator, gathered, "figures/")),)
    said = movement(indicator) if indicator.latest_on else ""
    own = Line("", breaks=empty)
    return Record("indicator", indicator.name, indicator.get_absolute_url(), said, lines=lines(own, *more))


def step_record(step: Step, gathered: Gathered, *more: Line, met: frozenset[str] = frozenset()) -> Record:
    """A rung of the ladder, with who does it and the rungs it rests on. met: rungs that are shown already."""
    said = str(step.organisation) if step.organisation else ""
    met |= {step.reference}
    rungs = [rung for rung in gathered.steps.get(step.reference, ()) if rung.reference not in met]
    below = Line(WHAT_LEADS_TO_IT, tuple(step_record(rung, gathered, met=met) for rung in rungs))
    return Record("step", step.name, step.get_absolute_url(), said, lines=lines(below, *more))


def promise_record(commitment: Commitment, gathered: Gathered, *more: Line) -> Record:
    """A promise with its state, its parts, and who answers for it."""
    return Record(
        "promise",
        commitment.output,
        commitment.get_absolute_url(),
        _promised_by(commitment),
        commitment.state,
        lines(lead_line(commitment, gathered), parts_line(commitment, gathered), *more),
    )


def lead_line(noun: Outcome | Commitment, gathered: Gathered) -> Line:
    """Who answers for an outcome or a promise, by post; nobody, or somebody who has left, is a break."""
    lead = gathered.lead_of(noun)
    if isinstance(noun, Commitment) and noun.lead_word == Commitment.LeadWord.DECLINED:
        return Line(ANSWERS_FOR_IT, breaks=(Break(HAS_DECLINED, mend(noun, gathered, "lead/")),))
    if lead is None:
        return Line(ANSWERS_FOR_IT, breaks=(Break(NOBODY, mend(noun, gathered, "lead/")),))
    left = (Break(HAS_LEFT, mend(noun, gathered, "lead/")),) if lead.has_left else ()
    return Line(ANSWERS_FOR_IT, (lead_record(lead),), left)


def lead_record(lead: Lead) -> Record:
    """Somebody named: by post, after the name where it may be shown."""
    return Record("person", str(lead), lead.address)


def parts_line(commitment: Commitment, gathered: Gathered) -> Line:
    """The parts of a promise and who takes each; a part that nobody has taken is a break."""
    return Line(PARTS, tuple(part_record(part, commitment, gathered) for part in gathered.parts.get(commitment.pk, ())))


def part_record(part: Part, commitment: Commitment, gathered: Gathered) -> Record:
    """One part of a promise."""
    page = mend(commitment, gathered)
    if part.organisation is None:
        missing: tuple[Break, ...] = (Break(NO_TAKER, page),)
    else:
        missing = () if part.accepted_at else (Break(NOT_ACCEPTED, page),)
    said = f"{part.organisation} {part.get_role_display()}" if part.organisation else ""
    return Record("part", part.what, said=said, lines=lines(Line("", breaks=missing)))


def question_record(question: Question, gathered: Gathered, *more: Line) -> Record:
    """A question, with the first words of its answer; one that is overdue breaks the thread."""
    late = question.state == Question.State.OPEN and question.due_on < localdate()
    words = str(NO_ANSWER).format(day=date_format(question.due_on))
    overdue = (Break(words, mend(question, gathered, "answer/")),) if late else ()
    own = Line("", breaks=overdue)
    return Record("question", str(question), question.get_absolute_url(), _answered(question), lines=lines(own, *more))


def organisation_record(organisation: Organisation, *more: Line) -> Record:
    """An organisation, with the lines that lead on from it."""
    return Record("organisation", organisation.name, organisation.get_absolute_url(), lines=lines(*more))


def measures_line(outcome: Outcome, gathered: Gathered) -> Line:
    """How an outcome moves; without a measure the thread breaks off."""
    measures = gathered.indicators.get(outcome.pk, ())
    define = _new(outcome, gathered, "measures", f"?outcome={outcome.reference}")
    missing = () if measures else (Break(NO_MEASURE, define),)
    return Line(HOW_IT_MOVES, tuple(indicator_record(each, gathered) for each in measures), missing)


def steps_line(outcome: Outcome, gathered: Gathered) -> Line:
    """The ladder below an outcome. An outcome without a ladder is no break: promises may serve it directly."""
    rungs = gathered.steps.get(outcome.reference, ())
    return Line(WHAT_LEADS_TO_IT, tuple(step_record(rung, gathered) for rung in rungs))


def promises_line(outcome: Outcome, gathered: Gathered) -> Line:
    """What is promised towards an outcome; without a promise the thread breaks off."""
    promised = gathered.towards_outcome(outcome)
    missing = () if promised else (Break(NO_PROMISE, _new(outcome, gathered, "promises")),)
    return Line(WHAT_IS_PROMISED, tuple(promise_record(each, gathered) for each in promised), missing)


def questions_line(reference: str, gathered: Gathered) -> Line:
    """What people asked about a record. That nobody asked is no break."""
    asked = gathered.questions.get(reference, ())
    return Line(ASKED, tuple(question_record(question, gathered) for question in asked))


def _promised_by(commitment: Commitment) -> str:
    by, due = commitment.organisation, commitment.due_on
    if by and due:
        return _("{organisation}, by {day}").format(organisation=by, day=date_format(due))
    return str(by) if by else ""


def _answered(question: Question) -> str:
    if question.state != Question.State.ANSWERED:
        return str(question.get_state_display())
    return _("Answered: {answer}").format(answer=Truncator(question.answer).chars(160))


def problem_without_outcome(problem: Problem, gathered: Gathered) -> Break:
    """That no outcome says what should be so instead of a problem."""
    return Break(NO_OUTCOME, _new(problem, gathered, "outcomes"))


def _new(noun: Problem | Outcome, gathered: Gathered, nouns: str, towards: str = "") -> str:
    """The page that makes a missing noun, for those who take part in the partnership."""
    return f"/{noun.partnership.reference}/{nouns}/new/{towards}" if noun.partnership_id in gathered.own else ""


def mend(
    noun: Problem | Outcome | Indicator | Commitment | Question | Step, gathered: Gathered, below: str = ""
) -> str:
    """The page that mends a break, for those who take part in the partnership; nothing for anybody else."""
    return f"{noun.get_absolute_url()}{below}" if noun.partnership_id in gathered.own else ""
