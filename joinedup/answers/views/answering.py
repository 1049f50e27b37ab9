"""Pages of answerability: the map of a partnership, one line with its accounts, and what is done with a line."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.answers import actions, lists, permissions
from joinedup.answers.forms import lines as forms
from joinedup.answers.models import AnswerLine
from joinedup.answers.picture import picture_of
from joinedup.answers.reads import about as abouts
from joinedup.answers.reads import lines as reads
from joinedup.answers.reads.answerability import Answerability, answerability
from joinedup.answers.views.pages import form_page
from joinedup.frame.lists import file_name
from joinedup.frame.panels import panels_on
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import takes_part
from joinedup.partners.reads import bodies_open_to, leads_shown, people_of_members
from joinedup.partners.requests import Request, partnership_at
from joinedup.promises.reads import organisations_to_promise
from joinedup.promises.views.pages import Crumbs, account_of, crumbs_to, members_to_choose, who_acts

LINE_FORM = "answers/line_form.html"


@require_safe
def map_of_answers(request: Request, reference: str) -> HttpResponseBase:
    """Who answers to whom for what in a partnership: a picture, the lines, and what does not fit together."""
    partnership = partnership_at(request, reference)
    made = answerability(partnership, request.asker, localdate())
    listed = lists.lines_list().read(request.GET, made.rows)
    if listed.as_csv:
        return listed.csv(file_name("answerability", partnership))
    sentence = _sentence(made)
    said = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "map": made,
        "things": AnswerLine.For.labels,
        "listed": listed,
        "rows": list(listed.page),
        "sentence": sentence,
        "picture": picture_of(made.shared, title=sentence) if made.shared else "",
        "may_draw": takes_part(who_acts(request), partnership),
    }
    return render(request, "answers/answerability.html", said)


def _sentence(made: Answerability) -> str:
    """How many lines there are, and how many accounts are overdue."""
    if not made.shared:
        return _("Nobody has said yet who answers to whom.")
    lines = ngettext("%d line says who answers to whom.", "%d lines say who answers to whom.", len(made.shared)) % len(
        made.shared
    )
    late = ngettext("%d account is overdue.", "%d accounts are overdue.", len(made.overdue)) % len(made.overdue)
    return f"{lines} {late}" if made.overdue else lines


@require_safe
def line(request: Request, reference: str) -> HttpResponse:
    """One line: who answers for what, to whom and how, and every account given along it."""
    one = get_object_or_404(reads.lines_open_to(request.asker).filter(reference=reference))
    (row,) = reads.rows(AnswerLine.objects.filter(pk=one.pk), request.asker, localdate())
    line = row.line
    said = {
        "row": row,
        "line": line,
        "partnership": line.partnership,
        "crumbs": _crumbs(line.partnership),
        "person": leads_shown([line.person_id], line.partnership, request.asker).get(line.person_id or 0),
        "given": reads.given_along(line),
        "may_keep": line.ended_on is None and permissions.may_keep_line(who_acts(request), line),
        "panels": panels_on("line", line, request.asker),
    }
    return render(request, "answers/line.html", said)


@login_required
@require_http_methods(["GET", "POST"])
def draw(request: Request, reference: str) -> HttpResponse:
    """Draw a line of answerability; `?about=` and `?thing=` say for what."""
    partnership = partnership_at(request, reference)
    if not takes_part(request.account, partnership):
        raise PermissionDenied
    initial = {"about": request.GET.get("about", ""), "answers_for": request.GET.get("thing", "")}
    form = forms.DrawLineForm(request.POST or None, initial=initial)
    _offer(form, partnership, request)
    if form.attempt(actions.draw_line, partnership, by=request.account, at=now()):
        return redirect(form.address)
    return form_page(
        request,
        form,
        title=_("Say who answers for something"),
        verb=_("Draw this line"),
        crumbs=_crumbs(partnership),
        template=LINE_FORM,
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: Request, reference: str) -> HttpResponse:
    """Change what a line says."""
    one = _to_keep(request, reference)
    form = forms.EditLineForm(request.POST or None, initial=forms.terms_of(one))
    _offer(form, one.partnership, request, also=one)
    if form.attempt(actions.edit_line, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(
        request,
        form,
        title=_("Change this line"),
        verb=_("Save"),
        crumbs=_crumbs_to(one),
        template=LINE_FORM,
    )


@login_required
@require_http_methods(["GET", "POST"])
def end(request: Request, reference: str) -> HttpResponse:
    """End a line, with the reason."""
    one = _to_keep(request, reference)
    form = forms.EndLineForm(request.POST or None)
    if form.attempt(actions.end_line, one, by=request.account, at=now()):
        return redirect(one)
    return form_page(request, form, title=_("End this line"), verb=_("End it"), crumbs=_crumbs_to(one))


@login_required
@require_http_methods(["GET", "POST"])
def give_account(request: Request, reference: str) -> HttpResponse:
    """Record an account that was given along a line."""
    one = _to_keep(request, reference)
    form = forms.GiveAccountForm(request.POST or None, initial={"given_on": localdate()})
    form.offer(members_to_choose(one.partnership).exclude(pk=one.organisation_id))
    if form.attempt(actions.give_account, one, by=request.account, at=now()):
        return redirect(form.address)
    hint = _("It stands as it is given: an account is added and never changed.")
    return form_page(
        request, form, title=_("Record an account"), verb=_("Record it"), crumbs=_crumbs_to(one), hint=hint
    )


def _to_keep(request: Request, reference: str) -> AnswerLine:
    """The line that an address names: 404 to whoever may not see it, 403 to whoever may not change it."""
    seen = reads.lines_open_to(request.account).select_related(*reads.RELATED)
    one = get_object_or_404(seen, reference=reference)
    if not permissions.may_keep_line(request.account, one):
        raise PermissionDenied
    return one


def _offer(
    form: forms.DrawLineForm | forms.EditLineForm,
    partnership: Partnership,
    request: Request,
    also: AnswerLine | None = None,
) -> None:
    """Offer what can be chosen, and what the line says already though it could not be chosen anew."""
    account = account_of(request)
    named = (request.GET.get("about", ""), request.POST.get("about", ""), also.about if also else "")
    members = members_to_choose(partnership)
    own = organisations_to_promise(partnership, account)
    if also is not None:
        kept = (also.organisation_id, also.done_by_id, also.borne_by_id, also.to_organisation_id)
        members = members | Organisation.objects.filter(pk__in=[pk for pk in kept if pk is not None])
    form.offer(
        abouts=abouts.choices(partnership, request.account, also=filter(None, named)),
        own=own,
        members=members,
        people=people_of_members(partnership),
        bodies=bodies_open_to(request.account).filter(partnership=partnership).order_by("name"),
    )


def _crumbs(partnership: Partnership) -> Crumbs:
    return crumbs_to(partnership, _("Who answers for it"), "answerability/")


def _crumbs_to(one: AnswerLine) -> Crumbs:
    return [*_crumbs(one.partnership), (str(one), one.get_absolute_url())]
