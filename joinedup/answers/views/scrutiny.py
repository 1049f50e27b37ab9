"""Pages of scrutiny: a committee's desk, its recommendations, and what becomes of each."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.answers import actions, lists, permissions
from joinedup.answers.forms import recommendations as forms
from joinedup.answers.models import Recommendation
from joinedup.answers.reads import about as abouts
from joinedup.answers.reads import recommendations as reads
from joinedup.answers.reads.desk import desk_of
from joinedup.answers.reads.scrutiny import committees
from joinedup.answers.rules import recommendations as rules
from joinedup.answers.views.pages import form_page
from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.partners.models import Body, Partnership
from joinedup.partners.permissions import may_call
from joinedup.partners.reads import bodies_open_to, leads_shown, people_of_members
from joinedup.partners.requests import Request, partnership_at
from joinedup.promises.views.pages import Crumbs, crumbs_to, members_to_choose, who_acts


@require_safe
def desk(request: Request, reference: str) -> HttpResponse:
    """What a scrutiny committee needs before it meets: its remit, what changed, what is owed, where it breaks off."""
    committee = _committee(request, reference)
    said = {
        "committee": committee,
        "partnership": committee.partnership,
        "crumbs": _crumbs_to_body(committee),
        "desk": desk_of(committee, request.asker, localdate()),
        "may_recommend": may_call(who_acts(request), committee.partnership, committee),
    }
    return render(request, "answers/scrutiny_desk.html", said)


@require_safe
def recommendations(request: Request, reference: str) -> HttpResponseBase:
    """What scrutiny committees recommended in a partnership, and what became of it."""
    partnership = partnership_at(request, reference)
    known = committees(partnership, request.asker)
    every = reads.in_turn(reads.recommendations_open_to(request.asker).filter(partnership=partnership))
    listed = lists.recommendations_list(known, request.asker).read(request.GET, every)
    shown = partial(reads.rows, asker=request.asker, today=localdate())
    if listed.as_csv:
        return listed.csv(file_name("recommendations", partnership), shown)
    said = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "committees": known,
        "listed": listed,
        "rows": shown(listed.page),
    }
    return render(request, "answers/recommendations.html", said)


@require_safe
def recommendation(request: Request, reference: str) -> HttpResponse:
    """One recommendation, its reply, and what became of it."""
    seen = reads.recommendations_open_to(request.asker).select_related(*reads.RELATED)
    one = get_object_or_404(seen, reference=reference)
    (row,) = reads.rows([one], request.asker, localdate())
    said = {
        "row": row,
        "recommendation": one,
        "partnership": one.partnership,
        "crumbs": _crumbs(one.partnership),
        "owner": leads_shown([one.owner_id], one.partnership, request.asker).get(one.owner_id or 0),
        "panels": panels_on("recommendation", one, request.asker),
        **_what_may_be_done(request, one, row.state),
    }
    return render(request, "answers/recommendation.html", said)


def _what_may_be_done(request: Request, one: Recommendation, state: str) -> dict[str, bool]:
    acts = who_acts(request)
    replies, may = permissions.may_reply(acts, one), rules.MAY[state]
    return {
        "may_reply": replies and rules.REPLY in may,
        "may_report": replies and rules.REPORT in may,
        "may_close": rules.CLOSE in may and permissions.may_close(acts, one),
        "may_share": one.visibility != "public" and permissions.may_share(acts, one),
    }


@login_required
@require_http_methods(["GET", "POST"])
def recommend(request: Request, reference: str) -> HttpResponse:
    """Recommend something to a member."""
    committee = _committee(request, reference, of_account=True)
    partnership = committee.partnership
    if not may_call(request.account, partnership, committee):
        raise PermissionDenied
    named = (request.GET.get("about", ""), request.POST.get("about", ""))
    initial = {"about": named[0], "due_on": rules.reply_due_on(localdate())}
    form = forms.RecommendForm(request.POST or None, initial=initial)
    form.offer(
        abouts=abouts.choices(partnership, request.account, also=filter(None, named)),
        members=members_to_choose(partnership),
    )
    if form.attempt(actions.recommend, committee, by=request.account, at=now()):
        return redirect(form.address)
    hint = _("It stands in the papers of every meeting until the committee closes it.")
    crumbs = [*_crumbs_to_body(committee), (_("Scrutiny desk"), f"{committee.get_absolute_url()}scrutiny/")]
    return form_page(request, form, title=_("Recommend something"), verb=_("Recommend"), crumbs=crumbs, hint=hint)


@login_required
@require_http_methods(["GET", "POST"])
def share(request: Request, reference: str) -> HttpResponse:
    """Show a recommendation to everybody."""
    one = _to_act_on(request, reference, permissions.may_share)
    form = forms.ShareRecommendationForm(request.POST or None, initial={"visibility": one.visibility})
    if form.attempt(actions.share_recommendation, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Who may read this recommendation"), verb=_("Save"), crumbs=_crumbs_to(one))


@login_required
@require_http_methods(["GET", "POST"])
def reply(request: Request, reference: str) -> HttpResponse:
    """Reply to a recommendation."""
    one = _to_act_on(request, reference, permissions.may_reply)
    form = forms.ReplyForm(request.POST or None)
    form.offer(people_of_members(one.partnership).filter(memberships__organisation=one.of).distinct())
    if form.attempt(actions.reply_to_recommendation, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(
        request,
        form,
        title=_("Reply to this recommendation"),
        verb=_("Send the reply"),
        crumbs=_crumbs_to(one),
        hint=one.words,
    )


@login_required
@require_http_methods(["GET", "POST"])
def done(request: Request, reference: str) -> HttpResponse:
    """Say that what was accepted is done."""
    one = _to_act_on(request, reference, permissions.may_reply)
    form = forms.DoneForm(request.POST or None, initial={"done_on": localdate()})
    if form.attempt(actions.report_done, one, by=request.account, at=now()):
        return redirect(one)
    hint = _("The committee reads it, and closes the recommendation or asks again.")
    return form_page(
        request, form, title=_("Say that it is done"), verb=_("Report it done"), crumbs=_crumbs_to(one), hint=hint
    )


@login_required
@require_http_methods(["GET", "POST"])
def close(request: Request, reference: str) -> HttpResponse:
    """Close a recommendation, for whoever leads the committee."""
    one = _to_act_on(request, reference, permissions.may_close)
    form = forms.CloseForm(request.POST or None)
    if form.attempt(actions.close_recommendation, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("Close this recommendation"), verb=_("Close it"), crumbs=_crumbs_to(one))


def _committee(request: Request, reference: str, *, of_account: bool = False) -> Body:
    """The scrutiny committee that an address names; 404 for any other body, and to whoever may not see it."""
    seen = bodies_open_to(request.account if of_account else request.asker)
    one = get_object_or_404(seen.select_related("partnership"), reference=reference)
    if one.kind != Body.Kind.COMMITTEE:
        raise Http404
    return one


def _to_act_on(request: Request, reference: str, may: Any) -> Recommendation:
    """The recommendation that an address names: 404 to whoever may not see it, 403 to whoever may not do this."""
    seen = reads.recommendations_open_to(request.account).select_related(*reads.RELATED)
    one = get_object_or_404(seen, reference=reference)
    if not may(request.account, one):
        raise PermissionDenied
    return one


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Recommendations"), "recommendations/")


def _crumbs_to(one: Recommendation) -> Crumbs:
    return [*_crumbs(one.partnership), (_("Recommendation"), one.get_absolute_url())]


def _crumbs_to_body(committee: Body) -> Crumbs:
    return [*crumbs_to(committee.partnership, _("Bodies"), "bodies/"), (committee.name, committee.get_absolute_url())]
