"""Addresses of compacts: what they rest on, how they are challenged, and their term."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.promises.views import compacts

address_part("agreement")
address_part("challenge")

urlpatterns = [
    path("<agreement:reference>/evidence/", compacts.show_evidence, name="show-evidence"),
    path("<agreement:reference>/challenge/", compacts.challenge, name="challenge-compact"),
    path("<agreement:reference>/renew/", compacts.renew, name="renew-compact"),
    path("<challenge:reference>/", compacts.one_challenge, name="challenge"),
    path("<challenge:reference>/reply/", compacts.reply, name="reply-to-challenge"),
    path("<challenge:reference>/repair/", compacts.repair, name="repair"),
    path("<challenge:reference>/reject/", compacts.reject, name="reject-challenge"),
]
