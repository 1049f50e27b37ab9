"""What this site does with data about people, as article 30 of the UK GDPR asks: the data map, by purpose."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from joinedup.frame.labels import LABELS
from joinedup.site.datamap import Declared, personal


@dataclass(frozen=True)
class Activity:
    """One purpose: who the people are, and which kinds of thing hold something about them."""

    title: Any
    people: Any
    models: tuple[str, ...]

    @property
    def fields(self) -> tuple[Declared, ...]:
        """What the data map declares of these, in its order."""
        return tuple(field for field in personal() if field.model_name in self.models)


ACTIVITIES: Sequence[Activity] = (
    Activity(
        _("Letting people sign in, and only those who may"),
        _("people with an account: staff of partner organisations, administrators, residents who made one"),
        ("Account", "RoleChange", "Seen"),
    ),
    Activity(
        _("Saying who holds which post, who speaks for whom and who answers for what"),
        _("staff, officers, elected members and volunteers of partner organisations"),
        (
            "Person",
            "Membership",
            "Standing",
            "Partnership",
            "Invitation",
            "Exemption",
            "Mandate",
            "ReportBack",
            "Seat",
            "Endorsement",
            "Handover",
            "Succession",
        ),
    ),
    Activity(
        _("Running meetings, and showing who was there and had an interest"),
        _("people who attend meetings of a partnership"),
        ("Attendance", "Interest"),
    ),
    Activity(
        _("Asking a partnership about itself, each person once where no names are kept"),
        _("people who take part in a partnership"),
        ("Taken",),
    ),
    Activity(
        _("Agreeing what should change, promising who does it, and reporting on it"),
        _("people who lead, own, sign, report or review something in a post"),
        (
            "Outcome",
            "SignOff",
            "Measurement",
            "Pitfall",
            "Commitment",
            "Part",
            "ProgressReport",
            "Risk",
            "RiskReview",
            "Enactment",
        ),
    ),
    Activity(
        _("Working on an agreement together, signing it, and saying how it is kept"),
        _("people who write, comment on, sign or report on an agreement for a partner"),
        (
            "AgreementReview",
            "AgreementVersion",
            "Comment",
            "SigningPower",
            "SigningRound",
            "Signature",
            "PledgeStatus",
            "Challenge",
            "Renewal",
        ),
    ),
    Activity(
        _("Letting people sign up to a deal, join a pledge or support a request without an account, each once"),
        _("anybody who signs up, joins or gives support"),
        ("SignUp", "Joined", "Support", "ConfirmMark"),
    ),
    Activity(
        _("Agreeing exceptions to rules, watching over them, and acting on early warnings"),
        _("people who agree, decide or act in a post"),
        ("FreedomMove", "Consent", "Firing"),
    ),
    Activity(
        _("Putting things right where a guarantee was not kept"),
        _("anybody who claims, and whoever decides on it"),
        ("Claim",),
    ),
    Activity(
        _("Letting people say what they think in a conversation, counting each once, and telling them what came of it"),
        _("anybody who takes part, with or without an account"),
        (
            "Participant",
            "Admission",
            "Felt",
            "Statement",
            "Vote",
            "Choice",
            "Submission",
            "Annotation",
            "Wording",
            "Appeal",
            "Report",
        ),
    ),
    Activity(
        _("Keeping conversations fit to take part in, and answering for what was decided"),
        _("people who moderate, decide or answer in a post"),
        ("Conversation", "Mending", "Move", "Burst", "Reply"),
    ),
    Activity(
        _("Saying who answers for what, and what scrutiny recommended"),
        _("people who answer for something in a post"),
        ("AnswerLine", "AccountGiven", "Recommendation"),
    ),
    Activity(
        _("Asking those who answer for something how it goes, also by letter without an account"),
        _("people who lead something"),
        ("Chase", "Reminder", "AnswerLink"),
    ),
    Activity(
        _("Taking questions of residents and answering them in public"),
        _("residents and others who ask, with or without an account; people who answer in a post"),
        ("Question",),
    ),
    Activity(
        _("Telling people what has changed in what they follow"),
        _("people who follow something, with or without an account"),
        ("Follower", "Follow", "FollowRequest", "Letter"),
    ),
    Activity(
        _("Taking over plans and figures from files"),
        _("people whom a file names, and whoever loads it"),
        ("Import", "OtherName", "Upload", "StagedRow"),
    ),
    Activity(
        _("Keeping a record that shows what was done by whom, and finding things"),
        _("whoever did something with an account; people whom a page names"),
        ("Entry", "SearchText"),
    ),
)


def called(field: Declared) -> str:
    """What a field of the data map is called in a sentence.

    >>> called(Declared("partners", "Person.name", True, "", "", "", "", ""))
    'person: name'
    >>> called(Declared("promises", "Commitment.lead", True, "", "", "", "", ""))
    'promise: lead'
    """
    model = field.model
    name = str(model._meta.verbose_name)
    said = LABELS.get(name.replace(" ", "-"), name)
    return f"{said}: {getattr(model._meta.get_field(field.name), 'verbose_name', field.name)}"
