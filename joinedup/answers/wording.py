"""What the record says, in words for people: one table from each verb of the house to what it did."""

from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from joinedup.record.models import Entry

PHRASES: dict[str, Promise] = {
    "announced succession": gettext_lazy("a change of organisations announced"),
    "planned succession": gettext_lazy("who takes which planned"),
    "withdrew succession": gettext_lazy("a change of organisations withdrawn"),
    "took effect": gettext_lazy("has taken effect"),
    "undid succession": gettext_lazy("undone, with a reason"),
    "passed on": gettext_lazy("a member’s place passed to its successor"),
    "added patch": gettext_lazy("a patch added"),
    "edited patch": gettext_lazy("a patch changed"),
    "laid over places": gettext_lazy("how a patch lies over places noted"),
    "ended patch": gettext_lazy("a patch ended"),
    "accepted": gettext_lazy("invitation accepted"),
    "accepted part": gettext_lazy("part accepted"),
    "added": gettext_lazy("added"),
    "added part": gettext_lazy("part added"),
    "added postcodes": gettext_lazy("postcodes added"),
    "added minute": gettext_lazy("its minute or reason added"),
    "agreed to role": gettext_lazy("agreed by a second administrator"),
    "answered": gettext_lazy("answered"),
    "asked": gettext_lazy("asked"),
    "asked for role": gettext_lazy("asked for; a second administrator settles it"),
    "began checkpoint keys": gettext_lazy("first key of the record made"),
    "began checkpoint keys anew": gettext_lazy("new key of the record made, the former one being lost"),
    "closed account": gettext_lazy("account closed"),
    "closed risk": gettext_lazy("closed"),
    "confirmed": gettext_lazy("a member confirmed its part"),
    "decided": gettext_lazy("put on record"),
    "declined lead": gettext_lazy("who leads it is open again"),
    "declined part": gettext_lazy("part declined"),
    "declined": gettext_lazy("not published, with a reason"),
    "defined": gettext_lazy("defined"),
    "dropped mitigation": gettext_lazy("a promise is no longer made against it"),
    "edited": gettext_lazy("changed"),
    "edited body": gettext_lazy("changed"),
    "edited seat": gettext_lazy("a seat changed"),
    "ended body": gettext_lazy("ended"),
    "ended seat": gettext_lazy("a seat ended"),
    "endorsed": gettext_lazy("a member’s governing body stood behind it"),
    "finished handover": gettext_lazy("a handover finished"),
    "gave up": gettext_lazy("given up by a body"),
    "moved body": gettext_lazy("answers to another body"),
    "named duty": gettext_lazy("said by which law a member has to take part"),
    "renewed body": gettext_lazy("let go on, with what was shown for it"),
    "said cooperation": gettext_lazy("said what a job says about working with others"),
    "set up": gettext_lazy("set up"),
    "took on": gettext_lazy("taken on by a body"),
    "took seat": gettext_lazy("a seat taken"),
    "wrote handover": gettext_lazy("a handover written"),
    "edited contribution": gettext_lazy("who took part in writing corrected"),
    "edited mandate": gettext_lazy("mandate changed"),
    "ended mandate": gettext_lazy("mandate ended"),
    "enacted": gettext_lazy("a member said what carries it out"),
    "erased": gettext_lazy("erased at their own wish"),
    "erased again": gettext_lazy("erased again, after a backup was restored"),
    "ended post": gettext_lazy("a post ended"),
    "exempted": gettext_lazy("one item exempted from publication, with a reason"),
    "edited pause": gettext_lazy("pause changed"),
    "ended pause": gettext_lazy("pause ended early"),
    "planned pause": gettext_lazy("pause planned, in which nothing becomes public"),
    "expects to leave": gettext_lazy("noted when a post’s holder is expected to leave"),
    "given post": gettext_lazy("took up a post"),
    "happened": gettext_lazy("has happened"),
    "handed over": gettext_lazy("another convenor took over"),
    "imported": gettext_lazy("loaded from a workbook"),
    "invited": gettext_lazy("invited"),
    "left": gettext_lazy("a member left"),
    "let through": gettext_lazy("published"),
    "linked": gettext_lazy("linked to what it leads to"),
    "made administrator": gettext_lazy("made an administrator"),
    "mitigated": gettext_lazy("a promise is made against it"),
    "moved": gettext_lazy("moved"),
    "named affected": gettext_lazy("a member named that it affects"),
    "named lead": gettext_lazy("lead named"),
    "promised": gettext_lazy("promised"),
    "published": gettext_lazy("published"),
    "raised pitfall": gettext_lazy("a pitfall raised by somebody who took part in writing"),
    "raised": gettext_lazy("raised"),
    "recorded": gettext_lazy("figure recorded"),
    "recorded mandate": gettext_lazy("mandate recorded"),
    "refused role": gettext_lazy("refused by a second administrator"),
    "remembered name": gettext_lazy("a name in a file remembered"),
    "reminded": gettext_lazy("everybody reminded who had not answered"),
    "removed part": gettext_lazy("part removed"),
    "replied to pitfall": gettext_lazy("a pitfall replied to"),
    "reported enacted": gettext_lazy("in effect at a member"),
    "reported": gettext_lazy("progress reported"),
    "reported back": gettext_lazy("reported back to those they speak for"),
    "rotated checkpoint key": gettext_lazy("key of the record changed"),
    "saved mapping": gettext_lazy("the layout of a file saved"),
    "reviewed": gettext_lazy("looked at again"),
    "sent link anew": gettext_lazy("a new link sent to whoever is asked"),
    "set": gettext_lazy("set"),
    "shared": gettext_lazy("shared"),
    "spared": gettext_lazy("a member taken off that it does not affect"),
    "showed preview": gettext_lazy("preview shown to partners"),
    "signed": gettext_lazy("a partner gave its word on it"),
    "started": gettext_lazy("started"),
    "started phase": gettext_lazy("limits worked out afresh"),
    "stated": gettext_lazy("stated"),
    "took in": gettext_lazy("a member joined"),
    "took lead": gettext_lazy("its lead took it on"),
    "took part in writing": gettext_lazy("recorded who took part in writing"),
    "withdrew": gettext_lazy("invitation withdrawn"),
    "agreed minutes": gettext_lazy("its minutes were agreed"),
    "cancelled meeting": gettext_lazy("cancelled"),
    "changed item": gettext_lazy("an item of its agenda changed"),
    "changed meeting": gettext_lazy("changed"),
    "closed meeting": gettext_lazy("held; its minutes are a draft"),
    "declared interest": gettext_lazy("a conflict of interest declared"),
    "listed": gettext_lazy("an item put on its agenda"),
    "minuted": gettext_lazy("an item minuted"),
    "moved item": gettext_lazy("an item moved on its agenda"),
    "moved meeting": gettext_lazy("its day, times or place changed"),
    "noted attendance": gettext_lazy("noted who came"),
    "opened meeting": gettext_lazy("opened"),
    "planned meeting": gettext_lazy("planned"),
    "took off": gettext_lazy("an item taken off its agenda"),
    "withdrew role": gettext_lazy("withdrawn, or out of time"),
}
REPORTED: dict[str, Promise] = {
    "on_track": gettext_lazy("reported on track"),
    "late": gettext_lazy("reported late, new date {day}"),
    "kept": gettext_lazy("reported kept"),
    "not_done": gettext_lazy("reported that it will not be done"),
}
SHARED: dict[str, Promise] = {
    "draft": gettext_lazy("taken back to draft"),
    "partners": gettext_lazy("shown to partners"),
    "public": gettext_lazy("made public"),
}


def phrase(entry: Entry) -> str:
    """What was done, to stand after the title of what it was done to. A verb without words is told as a change."""
    if entry.verb == "reported" and entry.facts.get("state") in REPORTED:
        return str(REPORTED[entry.facts["state"]]).format(day=_day(entry.facts.get("new_due_on")))
    if entry.verb == "shared" and entry.facts.get("visibility") in SHARED:
        return str(SHARED[entry.facts["visibility"]])
    return str(PHRASES.get(entry.verb, _("changed")))


def _day(iso: str | None) -> str:
    return str(date_format(date.fromisoformat(iso))) if iso else _("not given")
