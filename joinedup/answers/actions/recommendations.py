"""The verbs of scrutiny: recommend, reply, report done, close. What the committee closed stays closed."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from joinedup.answers import permissions
from joinedup.answers.models import Recommendation
from joinedup.answers.reads import about as abouts
from joinedup.answers.reads import recommendations as reads
from joinedup.answers.rules import recommendations as rules
from joinedup.frame import letters
from joinedup.frame.refusals import refuse_if
from joinedup.frame.versions import locked, save_changes
from joinedup.frame.visibility import Visibility
from joinedup.partners.actions import hold_public, keep_pause
from joinedup.partners.models import Account, Body, Membership, Organisation, Person, live
from joinedup.partners.reads import exempt_among
from joinedup.partners.rules import refusals_to_show
from joinedup.promises.reads import has_post, stands
from joinedup.record.actions import enter


@transaction.atomic
def recommend(
    committee: Body,
    *,
    by: Account,
    at: datetime,
    about: str,
    words: str,
    of: Organisation,
    due_on: date | None = None,
    made_on: date | None = None,
    visibility: str = Visibility.PUBLIC,
) -> Recommendation:
    """Recommend something to a member, which hears of it by letter. Raises Refused with every reason against.

    due_on: by when it replies, two months after `made_on` unless said otherwise. made_on: today unless said otherwise.
    """
    partnership, today = committee.partnership, timezone.localdate(at)
    keep_pause(partnership, visibility, at=at)
    made = made_on or today
    one = Recommendation(
        partnership=partnership,
        committee=committee,
        about=about,
        words=words,
        made_on=made,
        of=of,
        due_on=due_on or rules.reply_due_on(made),
        visibility=visibility,
    )
    refuse_if(rules.refusals_to_recommend(_terms(one, by=by, today=today)))
    one.save()
    enter_recommendation("recommended", one, by=by, at=at)
    _tell_who_is_asked(one, at=at)
    return one


@transaction.atomic
def share_recommendation(
    recommendation: Recommendation, *, by: Account, at: datetime, visibility: str
) -> Recommendation:
    """Show a recommendation to everybody, where so far the partners alone read it."""
    paused_until = hold_public(recommendation.partnership, visibility, at=at)
    stored = locked(recommendation)
    was = stored.visibility
    exempt = bool(exempt_among([stored.reference]))
    allowed = rules.refusals_to_share(
        allowed=permissions.may_share(by, stored),
        was_public=was == Visibility.PUBLIC,
        is_public=visibility == Visibility.PUBLIC,
        is_draft=visibility == Visibility.DRAFT,
    )
    refuse_if((*allowed, *refusals_to_show(visibility, was=was, exempt=exempt, paused_until=paused_until)))
    if save_changes(stored, {"visibility": visibility}):
        enter_recommendation("shared", stored, by=by, at=at)
    return stored


@transaction.atomic
def reply_to_recommendation(
    recommendation: Recommendation,
    *,
    by: Account,
    at: datetime,
    reply: str,
    reason: str = "",
    owner: Person | None = None,
    do_by: date | None = None,
) -> Recommendation:
    """Accept a recommendation, accept it in part or not, with the reason, who sees to it and by when. Said once."""
    stored, today = locked(recommendation), timezone.localdate(at)
    refuse_if(
        rules.refusals_to_reply(
            rules.Reply(
                allowed=permissions.may_reply(by, stored),
                state=reads.state_of(stored),
                reply=reply,
                reason=reason,
                has_owner=owner is not None,
                owner_belongs=owner is None or has_post(owner.pk, stored.of_id, today),
                do_by=do_by,
                today=today,
            )
        )
    )
    replied = {"reply": reply, "reason": reason, "owner": owner, "do_by": do_by, "replied_on": today}
    save_changes(stored, replied)
    enter_recommendation("replied to recommendation", stored, by=by, at=at)
    return stored


@transaction.atomic
def report_done(
    recommendation: Recommendation, *, by: Account, at: datetime, done_on: date, words: str
) -> Recommendation:
    """Say that what was accepted is done, and what was done. Said once; the committee closes it or asks again."""
    stored = locked(recommendation)
    refuse_if(
        rules.refusals_to_report_done(
            allowed=permissions.may_reply(by, stored),
            state=reads.state_of(stored),
            words=words,
            done_on=done_on,
            today=timezone.localdate(at),
        )
    )
    save_changes(stored, {"done_on": done_on, "done_words": words})
    enter_recommendation("reported recommendation done", stored, by=by, at=at)
    return stored


@transaction.atomic
def close_recommendation(recommendation: Recommendation, *, by: Account, at: datetime, words: str) -> Recommendation:
    """Close a recommendation with what the committee makes of it. Nobody but who leads the committee may."""
    stored = locked(recommendation)
    state, allowed = reads.state_of(stored), permissions.may_close(by, stored)
    refuse_if(rules.refusals_to_close(allowed=allowed, state=state, words=words))
    save_changes(stored, {"closed_on": timezone.localdate(at), "closed_words": words})
    enter_recommendation("closed recommendation", stored, by=by, at=at)
    return stored


def _terms(one: Recommendation, *, by: Account, today: date) -> rules.Terms:
    committee = one.committee
    goes_on = committee.until_on is None or committee.until_on > today
    return rules.Terms(
        allowed=permissions.may_share(by, one),
        is_committee=committee.kind == Body.Kind.COMMITTEE and goes_on,
        about_belongs=abouts.belongs(one.about, one.partnership, by),
        stands=stands(one.partnership, one.of_id, today),
        made_on=one.made_on,
        due_on=one.due_on,
        today=today,
        is_draft=not abouts.is_shared(one.visibility),
    )


def _tell_who_is_asked(one: Recommendation, *, at: datetime) -> None:
    """Write to everybody who holds a post in the organisation that is asked. The letter holds no words of the noun."""
    posts = Membership.objects.filter(live(timezone.localdate(at)), organisation=one.of)
    accounts = Account.objects.filter(person__in=posts.values("person"), is_active=True).order_by("email")
    said = {"recommendation": one, "site": settings.SITE_URL}
    body = render_to_string("answers/letters/recommendation.txt", said)
    subject = _("A scrutiny committee asks you to reply by {day}").format(day=date_format(one.due_on))
    letters.write_all(
        [letters.Draft(email, subject, body) for email in accounts.values_list("email", flat=True)], at=at
    )


def enter_recommendation(verb: str, one: Recommendation, *, by: Account, at: datetime) -> None:
    days = {"made_on": one.made_on, "due_on": one.due_on, "do_by": one.do_by, "done_on": one.done_on}
    facts = {
        "committee": one.committee.reference,
        "about": one.about,
        "of": one.of.reference,
        "reply": one.reply,
        "owner": one.owner.reference if one.owner else "",
        "visibility": one.visibility,
        **{name: day.isoformat() for name, day in days.items() if day},
    }
    partnership = one.partnership.reference
    enter(verb, one, by=by, at=at, partnership=partnership, facts=facts, texts=reads.texts_of(one))
