from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from joinedup.frame.forms import ActionForm
from joinedup.frame.lists import file_name
from joinedup.frame.references import named
from joinedup.partners.models import Organisation, Partnership
from joinedup.partners.permissions import convenes, own_organisations, takes_part
from joinedup.partners.reads import leads_shown, members_of, partnerships_open_to
from joinedup.partners.requests import Request, partnership_at, sender_of, who_acts
from joinedup.questions import actions, forms, lists, permissions, reads, rules
from joinedup.questions.models import Question

BACK = {"desk": "/desk/"}


@require_http_methods(["GET", "POST"])
def ask(request: Request, reference: str) -> HttpResponseBase:
    """Ask a partnership about something, with or without an account."""
    seen = partnerships_open_to(request.asker).select_related("place", "convenor")
    partnership = get_object_or_404(seen, reference=reference)
    about = request.GET.get("about", partnership.reference)
    noun = reads.askable(partnership, about, request.asker)
    if noun is None:
        raise Http404
    form = forms.AskForm(request.POST or None)
    told = {"by": request.account, "at": now(), "about": about, "asked_from": sender_of(request)}
    if form.attempt(actions.ask, partnership, **told):
        return redirect(form.address)
    context = {"partnership": partnership, "noun": noun, "form": form, "crumbs": _crumbs(partnership)}
    if not partnership.takes_questions:
        leads = leads_shown([partnership.convenor_id], partnership, request.asker)
        context["convenor"] = leads.get(partnership.convenor_id or 0)
        return render(request, "questions/closed.html", context, status=form.status)
    return render(request, "questions/ask.html", context, status=form.status)


@require_safe
def receipt(request: Request, signed: str) -> HttpResponse:
    """What became of a question, for whoever asked it."""
    question = reads.by_receipt(signed)
    if question is None:
        raise Http404
    context = {"question": question, "about": named([question.about], request.asker).get(question.about)}
    response = render(request, "questions/receipt.html", context)
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response


@require_safe
def questions(request: Request, reference: str) -> HttpResponseBase:
    """What people asked a partnership and what was answered: those that wait first, overdue at the top."""
    partnership = partnership_at(request, reference)
    every = reads.of_partnership(partnership, request.asker)
    listed = lists.questions_list(request.asker).read(request.GET, every)
    listed.rows = listed.rows.select_related("of")
    shown = partial(reads.rows, asker=request.asker)
    if listed.as_csv:
        return listed.csv(file_name("questions", partnership), shown)
    context = {
        "partnership": partnership,
        "crumbs": [(partnership.name, partnership.get_absolute_url())],
        "counts": reads.counts(every),
        "listed": listed,
        "rows": shown(listed.page),
        "may_give_feedback": request.asker is request.account and takes_part(request.account, partnership),
    }
    return render(request, "questions/questions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def give_feedback(request: Request, reference: str) -> HttpResponseBase:
    """Put a question to a member in another member's name: up, down or sideways."""
    partnership = partnership_at(request, reference)
    asking = _own_members(partnership, request)
    if not asking.exists():
        raise PermissionDenied
    form = forms.FeedbackForm(request.POST or None, initial={"about": request.GET.get("about", "")})
    about = reads.subjects(partnership, request.account)
    form.offer(asking=asking, of=_members(partnership, request), about=about)
    if form.attempt(actions.put, partnership, by=request.account, at=now(), kind=Question.Kind.FEEDBACK):
        return redirect(form.address)
    context = {"partnership": partnership, "form": form, "crumbs": _list_crumbs(partnership)}
    return render(request, "questions/give_feedback.html", context, status=form.status)


@require_safe
def answering(request: Request, reference: str) -> HttpResponse:
    """How long each organisation takes to answer, by name, and what still waits."""
    partnership = partnership_at(request, reference)
    every = reads.of_partnership(partnership, request.asker)
    feedback = request.GET.get("kind") == Question.Kind.FEEDBACK
    chosen = every.filter(kind=Question.Kind.FEEDBACK) if feedback else every
    context = {
        "partnership": partnership,
        "crumbs": _list_crumbs(partnership),
        "counts": reads.counts(chosen),
        "rows": reads.answering_by_organisation(chosen),
        "is_feedback": feedback,
    }
    return render(request, "questions/answering.html", context)


@require_safe
def question(request: Request, reference: str) -> HttpResponse:
    """One question: what was asked, who is to answer by when, and the answer."""
    return _page(request, _seen(request, reference))


@login_required
@require_http_methods(["GET", "POST"])
def let_through(request: Request, reference: str) -> HttpResponseBase:
    """Publish a question and name the organisation that is to answer it."""
    question = _to_decide(request, reference)
    form = forms.LetThroughForm(request.POST or None)
    form.offer(_members(question.partnership, request))
    if form.attempt(actions.let_through, question, by=request.account, at=now()):
        return redirect(question)
    return _page(request, question, let_through=form)


@login_required
@require_http_methods(["GET", "POST"])
def decline(request: Request, reference: str) -> HttpResponseBase:
    """Do not publish a question, and say why."""
    question = _to_decide(request, reference)
    form = forms.DeclineForm(request.POST or None)
    if form.attempt(actions.decline, question, by=request.account, at=now()):
        return redirect(question)
    return _page(request, question, decline=form)


@login_required
@require_http_methods(["GET", "POST"])
def answer(request: Request, reference: str) -> HttpResponseBase:
    """Answer a question in public."""
    question = _seen(request, reference)
    if not permissions.may_answer(request.account, question):
        raise PermissionDenied
    form = forms.AnswerForm(request.POST or None)
    if form.attempt(actions.answer, question, by=request.account, at=now()):
        messages.success(request, _("Thank you. Your answer has been published."))
        return redirect(BACK.get(request.GET.get("from", ""), question.get_absolute_url()))
    return _page(request, question, answer=form)


@login_required
@require_http_methods(["GET", "POST"])
def say_effect(request: Request, reference: str) -> HttpResponseBase:
    """Say what came of an answer."""
    question = _seen(request, reference)
    if not permissions.may_answer(request.account, question):
        raise PermissionDenied
    form = forms.EffectForm(request.POST or None)
    if form.attempt(actions.say_effect, question, by=request.account, at=now()):
        return redirect(question)
    return _page(request, question, effect=form)


def _seen(request: Request, reference: str) -> Question:
    seen = reads.questions_open_to(request.asker).select_related("partnership", "of", "asking")
    return get_object_or_404(seen, reference=reference)


def _to_decide(request: Request, reference: str) -> Question:
    """A question that waits for the convenor: 404 to whoever may not see it, 403 to whoever may not decide."""
    question = _seen(request, reference)
    if not convenes(request.account, question.partnership):
        raise PermissionDenied
    return question


def _page(request: Request, question: Question, **sent: ActionForm) -> HttpResponse:
    """A question's page with the forms that its reader may use; one of them as it was sent, if one was."""
    partnership = question.partnership
    context = {
        "question": question,
        "about": named([question.about], request.asker).get(question.about),
        "crumbs": _list_crumbs(partnership),
        "is_overdue": question.state in reads.WAITING_STATES and question.due_on < timezone.localdate(),
        "forms": {**_forms(request, question), **sent},
        "form": next(iter(sent.values()), None),
    }
    status = max((form.status for form in sent.values()), default=200)
    return render(request, "questions/question.html", context, status=status)


def _forms(request: Request, question: Question) -> dict[str, ActionForm]:
    acts = who_acts(request)
    if question.state == rules.RECEIVED and convenes(acts, question.partnership):
        letting = forms.LetThroughForm(auto_id="let-%s")
        letting.offer(_members(question.partnership, request))
        return {"let_through": letting, "decline": forms.DeclineForm(auto_id="decline-%s")}
    if question.state == rules.OPEN and permissions.may_answer(acts, question):
        return {"answer": forms.AnswerForm()}
    if question.state == rules.ANSWERED and takes_effect(question) and permissions.may_answer(acts, question):
        return {"effect": forms.EffectForm(auto_id="effect-%s")}
    return {}


def takes_effect(question: Question) -> bool:
    """Whether it is to be said still what came of an answer: of feedback, where nobody has."""
    return question.kind == Question.Kind.FEEDBACK and not question.effect


def _own_members(partnership: Partnership, request: Request) -> QuerySet[Organisation]:
    """The members in whose name the reader may ask: the convenor in everybody's, others in their own."""
    members = _members(partnership, request)
    if request.account is None or convenes(request.account, partnership):
        return members
    return members.filter(own_organisations(request.account))


def _list_crumbs(partnership: Partnership) -> list[tuple[str, str]]:
    return [*_crumbs(partnership), (_("Questions"), f"{partnership.get_absolute_url()}questions/")]


def _members(partnership: Partnership, request: Request) -> QuerySet[Organisation]:
    members = members_of(partnership, request.asker).order_by().values("organisation")
    return Organisation.objects.filter(pk__in=members).order_by("name")


def _crumbs(partnership: Partnership) -> list[tuple[str, str]]:
    return [(partnership.name, partnership.get_absolute_url())]
