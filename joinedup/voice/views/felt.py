"""How people felt heard, and stopping the letters of a conversation."""

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from joinedup.frame.refusals import Refused
from joinedup.partners.requests import Request, who_acts
from joinedup.voice import permissions
from joinedup.voice.actions.felt import OVER, say_felt
from joinedup.voice.actions.telling_of_replies import stop_letters
from joinedup.voice.forms.submissions import FeltForm
from joinedup.voice.models import LETTERS, Felt, Participant
from joinedup.voice.reads.felt import pledged, say_of
from joinedup.voice.reads.tallies import tally_of
from joinedup.voice.requests import participant_of
from joinedup.voice.rules.felt import NOT_A_PARTICIPANT
from joinedup.voice.views.replies import RELATED
from joinedup.voice.views.where import conversation_at, crumbs_to


@require_http_methods(["GET", "POST"])
def felt(request: Request, reference: str) -> HttpResponseBase:
    """How far people had a say: promised, shown by the record, and felt; those who took part say it once."""
    conversation = conversation_at(request, reference, *RELATED)
    participant = participant_of(request, conversation)
    form = FeltForm(request.POST or None)

    def saying(**said: object) -> Felt:
        if participant is None:
            raise Refused((NOT_A_PARTICIPANT,))
        return say_felt(participant, **said)  # type: ignore[arg-type]

    if form.attempt(saying, at=now()):
        messages.success(request, _("Thank you. It counts from now on."))
        return redirect(request.path)
    has_said = participant is not None and Felt.objects.filter(participant=participant).exists()
    may_answer = permissions.may_answer_for(who_acts(request), conversation)
    is_over = conversation.state in OVER
    context = {
        "conversation": conversation,
        "crumbs": crumbs_to(conversation),
        "say": say_of(conversation),
        "tally": tally_of(conversation),
        "pledged": pledged(conversation) if may_answer else [],
        "form": form if (is_over and participant is not None and not has_said) or form.is_bound else None,
        "has_said": has_said,
        "is_over": is_over,
    }
    return render(request, "voice/felt.html", context, status=form.status)


@csrf_exempt  # the signed address is what allows it: mail programs send this without ever having opened a page
@require_http_methods(["GET", "HEAD", "POST"])
def stop_answers(request: Request, signed: str) -> HttpResponse:
    """Stop the letters of one conversation: a page with a button, or one click in a mail program (RFC 8058)."""
    try:
        key = int(LETTERS.unsign(signed))
    except (BadSignature, ValueError):
        raise Http404 from None
    participant = Participant.objects.filter(pk=key).first()
    if request.method == "POST" and participant is not None:
        stop_letters(participant)
    stopped = request.method == "POST" or participant is None or not participant.takes_letters
    response = render(request, "voice/stop_answers.html", {"stopped": stopped})
    response["X-Robots-Tag"] = "noindex"
    add_never_cache_headers(response)
    return response
