"""What the columns of trackers and risk logs may hold, and the headings by which they are usually called."""

from django.utils.translation import gettext_lazy

from joinedup.exchange.mapping.kinds import Field

ACTIONS = (
    Field("action", gettext_lazy("Action"), gettext_lazy("What will be done."), is_needed=True,
          usual=("action", "actions", "what", "task", "milestone", "key action", "agreed action", "activity",
                 "action required", "deliverable", "what will we do", "what we will do", "promise", "commitment")),
    Field("organisation", gettext_lazy("Organisation"), gettext_lazy("Who promises it."), names="organisation",
          usual=("organisation", "org", "partner", "agency", "lead organisation", "lead agency", "lead partner", "body",
                 "organization", "partner organisation")),
    Field("owner", gettext_lazy("Owner"), gettext_lazy("Who by name answers for it."), names="person",
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
          only_constant=True),
)  # fmt: skip
