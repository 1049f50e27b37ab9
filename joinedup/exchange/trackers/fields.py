"""What the columns of trackers and risk logs may hold, and the headings by which they are usually called."""

from django.utils.translation import gettext_lazy

from joinedup.exchange.mapping.kinds import Field
from joinedup.exchange.sheets import words
from joinedup.frame.visibility import Visibility

ACTIONS = (
    Field("action", gettext_lazy("Action"), gettext_lazy("What will be done."), is_needed=True, only_column=True,
          usual=("action", "actions", "what", "task", "milestone", "key action", "agreed action", "activity",
                 "action required", "deliverable", "what will we do", "what we will do", "promise", "commitment")),
    Field("organisation", gettext_lazy("Organisation"), gettext_lazy("Who promises it."), names="organisation",
          usual=("organisation", "org", "partner", "agency", "lead organisation", "lead agency", "lead partner", "body",
                 "organization", "partner organisation")),
    Field("owner", gettext_lazy("Owner"), gettext_lazy("Who by name answers for it."), names="person", only_column=True,
          usual=("owner", "lead", "responsible", "by whom", "who", "lead officer", "action owner", "responsibility",
                 "responsible officer", "person responsible", "assigned to", "lead person", "named lead")),
    Field("due", gettext_lazy("Due"), gettext_lazy("By when."),
          usual=("due", "deadline", "by when", "target date", "due date", "when", "completion date", "timescale",
                 "date due", "timeframe", "target completion date", "end date", "complete by")),
    Field("new_due", gettext_lazy("New date"), gettext_lazy("The date to which it was moved."),
          usual=("revised date", "new date", "revised due date", "revised deadline", "forecast date",
                 "revised target")),
    Field("starts", gettext_lazy("Starts"), gettext_lazy("When it starts."), usual=("start", "start date", "starts")),
    Field("status", gettext_lazy("Status"), gettext_lazy("How it goes, in a word or a letter."),
          usual=("rag", "status", "brag", "rag status", "brag status", "rag rating", "brag rating", "rating")),
    Field("note", gettext_lazy("Note"), gettext_lazy("What is said of how it goes."),
          usual=("note", "notes", "comment", "comments", "update", "progress", "latest update", "progress update",
                 "commentary", "latest position", "updates")),
    Field("outcome", gettext_lazy("Outcome"), gettext_lazy("Towards which outcome it is."), names="outcome",
          usual=("outcome", "outcomes", "priority", "objective", "goal", "aim")),
    Field("code", gettext_lazy("Code"), gettext_lazy("Its own code, the same each time. Plain numbers are none."),
          usual=("code", "ref", "ref.", "reference", "id", "action ref", "action id", "action code", "action no")),
    Field("visibility", gettext_lazy("Who it is for"),
          gettext_lazy("Partners if you say nothing: a tracker’s notes are seldom written for everybody."),
          only_constant=True, words=words(Visibility)),
)  # fmt: skip

RISKS = (
    Field(
        "risk",
        gettext_lazy("Risk"),
        gettext_lazy("What could go wrong."),
        is_needed=True,
        only_column=True,
        usual=("risk", "risks", "risk description", "description of risk", "risk title", "event"),
    ),
    Field("cause", gettext_lazy("Cause"), gettext_lazy("What brings it about."), usual=("cause", "causes", "due to")),
    Field(
        "effect",
        gettext_lazy("Effect"),
        gettext_lazy("What comes of it."),
        usual=("effect", "effects", "consequence", "consequences", "leading to", "impact description"),
    ),
    Field(
        "likelihood",
        gettext_lazy("Likelihood"),
        gettext_lazy("From 1 to 5, or low, medium, high."),
        usual=("likelihood", "probability", "l", "p", "likelihood (1-5)", "current likelihood"),
    ),
    Field(
        "impact",
        gettext_lazy("Impact"),
        gettext_lazy("From 1 to 5, or low, medium, high."),
        usual=("impact", "severity", "i", "impact (1-5)", "current impact"),
    ),
    Field(
        "score",
        gettext_lazy("Score"),
        gettext_lazy("Read only where it says both, like 4 x 3. A product alone says neither."),
        usual=("score", "risk score", "rating", "risk rating", "l x i", "lxi", "current score", "total score"),
    ),
    Field(
        "organisation",
        gettext_lazy("Organisation"),
        gettext_lazy("Who looks after it."),
        names="organisation",
        usual=("organisation", "org", "partner", "agency", "lead organisation", "lead agency", "lead partner"),
    ),
    Field(
        "owner",
        gettext_lazy("Owner"),
        gettext_lazy("Who by name answers for it."),
        names="person",
        only_column=True,
        usual=("owner", "risk owner", "lead", "responsible", "responsible officer", "by whom"),
    ),
    Field(
        "mitigation",
        gettext_lazy("Mitigation"),
        gettext_lazy("What is done against it: each becomes a promise, one a line."),
        usual=("mitigation", "mitigations", "mitigating action", "mitigating actions", "mitigation actions", "controls",
               "action", "actions", "response", "treatment"),
    ),
    Field(
        "due",
        gettext_lazy("Due"),
        gettext_lazy("By when what is done against it is done."),
        usual=("due", "due date", "deadline", "by when", "target date", "action due"),
    ),
    Field(
        "review",
        gettext_lazy("Review on"),
        gettext_lazy("When it is looked at again."),
        usual=("review", "review date", "next review", "review on", "next review date", "date of next review"),
    ),
    Field(
        "outcome",
        gettext_lazy("Outcome"),
        gettext_lazy("What it threatens."),
        names="outcome",
        usual=("outcome", "outcomes", "objective", "priority", "goal"),
    ),
    Field(
        "code",
        gettext_lazy("Code"),
        gettext_lazy("Its own code, the same each time. Plain numbers are none."),
        usual=("code", "ref", "ref.", "reference", "id", "risk ref", "risk id", "risk no"),
    ),
    Field(
        "visibility",
        gettext_lazy("Who it is for"),
        gettext_lazy("Partners if you say nothing."),
        only_constant=True,
        words=words(Visibility),
    ),
)  # fmt: skip
