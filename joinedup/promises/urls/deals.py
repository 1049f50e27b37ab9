"""Addresses of deals with people, of signing up to them, and of pledges on condition."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.promises.views import deals, pledges, signing_up

address_part("partnership")
address_part("agreement")
address_part("clause")
address_part("pledge")
address_part("question")

urlpatterns = [
    path("<agreement:reference>/deal/", deals.deal, name="deal"),
    path("<agreement:reference>/deal/paper/", deals.deal_on_paper, name="deal-on-paper"),
    path("<agreement:reference>/sign-up/", signing_up.sign_up, name="sign-up-to-deal"),
    path("<clause:reference>/standing/", deals.state_pledge, name="state-pledge"),
    path("<partnership:reference>/pledges/", pledges.pledges, name="pledges"),
    path("<partnership:reference>/pledges/new/", pledges.offer, name="offer-pledge"),
    path("<pledge:reference>/", pledges.pledge, name="pledge"),
    path("<pledge:reference>/edit/", pledges.edit, name="edit-pledge"),
    path("<pledge:reference>/share/", pledges.share, name="share-pledge"),
    path("<pledge:reference>/report/", pledges.report, name="report-pledge"),
    path("<pledge:reference>/join/", signing_up.join, name="join-pledge"),
    path("<question:reference>/support/", signing_up.support, name="support-request"),
    path("confirm/<str:secret>/", signing_up.confirm, name="confirm-sign-up"),
]
