"""Every word that the screen uses for a term of the code, in one place. The code's terms stand in docs/nouns.md."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "account": _("account"),
    "body": _("body"),
    "commitment": _("promise"),
    "promise": _("promise"),
    "decision": _("decision"),
    "enactment": _("what carries a decision out"),
    "finding": _("to settle"),
    "handover": _("handover"),
    "indicator": _("measure"),
    "interest": _("declared interest"),
    "item": _("item of an agenda"),
    "mandate": _("mandate"),
    "measurement": _("figure"),
    "meeting": _("meeting"),
    "membership": _("post"),
    "organisation": _("organisation"),
    "outcome": _("outcome"),
    "part": _("part"),
    "partnership": _("partnership"),
    "patch": _("patch"),
    "person": _("person"),
    "place": _("place"),
    "problem": _("problem"),
    "question": _("question"),
    "remit": _("outcome taken on"),
    "risk": _("risk"),
    "seat": _("seat"),
    "sign-off": _("who agreed to this"),
    "standing": _("member"),
    "step": _("step"),
    "succession": _("change of organisations"),
    "thread": _("how this connects"),
}

QUESTIONS = (
    ("partners", _("Who?")),
    ("outcomes", _("What should change?")),
    ("promises", _("Who promised what, on what terms?")),
    ("money", _("With what money?")),
    ("voice", _("What do people say?")),
    ("together", _("What can we do together?")),
    ("learning", _("What did we learn?")),
    ("answers", _("Who answers for it?")),
)
