"""The pack as a paper, part by part."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _

from joinedup import __version__
from joinedup.frame.papers import Block, Facts, Heading, Link, Paper, Paragraph, Points, Section, Table
from joinedup.record import reads as record
from joinedup.site.governance import schedules
from joinedup.site.governance.activities import ACTIVITIES, Activity, called

NOBODY_SAID = "Nobody has said yet."


def pack(today: date) -> Paper:
    """The whole pack as everybody may read it. Five SQL queries."""
    return Paper(
        title=_("How this site is run"),
        over=_("Governance"),
        dated=today,
        site=settings.SITE_URL,
        cover=(
            Paragraph(
                _(
                    "Who is answerable for what this site knows of people, why it is kept and how long, what is "
                    "published by when, and how anybody can check it. It is made from what the software itself reads, "
                    "so it says what is done."
                )
            ),
        ),
        sections=(
            Section(_("Who to ask"), _who(), "who"),
            Section(_("What is kept about people, and why"), _processing(), "processing"),
            Section(_("How long it is kept"), _retention(), "retention"),
            Section(_("What is published, and by when"), _publication(today), "publication"),
            Section(_("Accessibility"), _accessibility(), "accessibility"),
            Section(_("How it is kept safe"), _security(), "security"),
            Section(_("How the record is checked"), _record(), "record"),
        ),
    )


def _who() -> tuple[Block, ...]:
    nobody = _(NOBODY_SAID)
    return (
        Facts(
            (
                (_("Answerable for people’s data (controller)"), settings.CONTROLLER or nobody),
                (_("How to reach them"), settings.CONTACT or nobody),
                (_("This site"), settings.SITE_URL),
                (_("Software"), f"Joinedup {__version__}"),
            )
        ),
        Paragraph(
            _(
                "Each partnership answers for what stands on its pages; its page names who convenes it. Whoever has an "
                "account reads and takes away what is kept about them under “My data”. Everybody may ask the "
                "controller for it, have it put right or erased, and complain to the Information Commissioner’s Office."
            )
        ),
    )


def _processing() -> tuple[Block, ...]:
    first = Paragraph(
        _(
            "Records of processing, as article 30 of the UK GDPR asks. The ground is, as a rule, the public task of "
            "the organisations that take part (article 6(1)(e)); the controller settles it. Nothing goes to another "
            "country or to any outside service. No decision about a person is made by a machine. Recipients are those "
            "who may see it; partner organisations see what is shared with partners."
        )
    )
    return (first, *(block for activity in ACTIVITIES for block in _activity(activity)))


def _activity(activity: Activity) -> tuple[Block, ...]:
    rows = tuple((called(field), _sentence(field.purpose), _sentence(field.seen_by)) for field in activity.fields)
    return (
        Heading(str(activity.title)),
        Paragraph(_("About: %(people)s.") % {"people": activity.people}),
        Table((_("What"), _("Why"), _("Who sees it")), rows, (3, 4, 3), name=str(activity.title)),
    )


def _retention() -> tuple[Block, ...]:
    kept = tuple((what.capitalize() if what.islower() else _sentence(what), days) for what, days in schedules.periods())
    declared = tuple(
        (called(field), _sentence(field.kept), _sentence(field.erasure))
        for activity in ACTIVITIES
        for field in activity.fields
    )
    return (
        Paragraph(_("Once an hour the site deletes by itself what has served its purpose:")),
        Table((_("What"), _("Deleted after")), kept, (7, 3)),
        Paragraph(
            _(
                "Everything about people, how long it is kept, and what becomes of it when the person is erased. "
                "Posts, decisions and what was done in public office stay, as in archives; the name goes."
            )
        ),
        Table((_("What"), _("Kept"), _("When the person is erased")), declared, (4, 3, 3)),
        Paragraph(
            _("Backups are kept as long as the operator says; thirty days with the timer that comes with the software.")
        ),
    )


def _publication(today: date) -> tuple[Block, ...]:
    rows = tuple(
        (
            Link(one.name, one.address),
            "; ".join(one.rhythms) or _("no public measure yet"),
            _("%(days)d days after its period") % {"days": one.days_to_publish},
            _("%(days)d days") % {"days": one.days_to_answer} if one.takes_questions else _("takes no questions"),
            "; ".join(one.pauses) or _("none"),
        )
        for one in schedules.published(today)
    )
    head = (_("Partnership"), _("Public measures"), _("Figures by"), _("Answers within"), _("Pauses"))
    listed = Table(head, rows, (3, 3, 2, 2, 3)) if rows else Paragraph(_("No partnership is published yet."))
    return (
        Paragraph(
            _(
                "Every published partnership publishes its problems, outcomes, measures, promises and decisions as "
                "they are shared with everybody, what it still has to settle, and who takes part. What is kept back "
                "stands on its page with reason, ground, decider and the day on which that is looked at again."
            )
        ),
        listed,
    )


def _accessibility() -> tuple[Block, ...]:
    return (
        Paragraph(
            _(
                "The pages are built to meet the Web Content Accessibility Guidelines 2.2 at level AA. With every "
                "change to the software every page is checked by axe for that level, opened with and without scripts, "
                "walked with the keyboard, and looked at on wide and narrow screens. Papers are tagged PDF (PDF/UA-1)."
            )
        ),
        Paragraph(_("Known gaps:")),
        Points(
            (
                _("Automatic checks find part of what can be wrong. No audit by disabled people has been made yet."),
                _("Maps and networks are pictures; everything in them stands in a table beside them."),
                _("Files that people upload elsewhere and link to are not checked."),
            )
        ),
        Paragraph(
            (
                _("If something does not work for you, tell whoever runs this site. "),
                Link(_("More about accessibility"), "/accessibility/"),
            )
        ),
    )


def _security() -> tuple[Block, ...]:
    encrypted = _("Connections are encrypted (https), and cookies are for this site only.")
    in_the_open = _("Connections are not encrypted: this site is not set up for others yet.")
    points = (
        _("Who sees what is judged for each record and reader in one place, and access ends with a post."),
        _("Passwords are stored as slow hashes, and a second step is offered. Two people make an administrator."),
        _("Pages load nothing from elsewhere, and browsers are told to run no script but the site’s own."),
        encrypted if settings.SECURE else in_the_open,
        _("Nothing is acknowledged before it is on disk. Backups are checked by hash before they are restored."),
        _("No tracking, no advertising, no outside service. Letters go through the controller’s mail server."),
        _("Uploaded files are read by a process of its own with limits, and are never shown as pages."),
        _("What people write is kept out of the log of what was done; only salted marks of it are in it."),
    )
    return (Points(points),)


def _record() -> tuple[Block, ...]:
    checkpoint = record.latest_checkpoint()
    size = checkpoint.size if checkpoint else 0
    return (
        Paragraph(
            _(
                "Whatever is done here is entered in a record that only grows and is signed at least once a minute "
                "while something is new. Anybody may fetch the latest checkpoint and check the whole record offline, "
                "with a program that shares no code with this site."
            )
        ),
        Facts(((_("Entries that the last checkpoint covers"), f"{size:,}"),)),
        Paragraph(Link(_("The record and its checkpoints"), "/record/")),
    )


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
