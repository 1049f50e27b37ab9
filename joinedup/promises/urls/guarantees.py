"""Addresses of guarantees and of claims against them."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.promises.views import claims, guarantees

address_part("partnership")
address_part("guarantee")
address_part("question")

urlpatterns = [
    path("<partnership:reference>/guarantees/", guarantees.guarantees, name="guarantees"),
    path("<partnership:reference>/guarantees/new/", guarantees.give, name="give-guarantee"),
    path("<guarantee:reference>/", guarantees.guarantee, name="guarantee"),
    path("<guarantee:reference>/edit/", guarantees.edit, name="edit-guarantee"),
    path("<guarantee:reference>/end/", guarantees.end, name="end-guarantee"),
    path("<guarantee:reference>/share/", guarantees.share, name="share-guarantee"),
    path("<guarantee:reference>/claim/", claims.claim, name="claim"),
    path("<guarantee:reference>/claims/", claims.claims, name="claims"),
    path("<question:reference>/claim/", claims.one_claim, name="one-claim"),
    path("<question:reference>/claim/decide/", claims.decide, name="decide-claim"),
    path("<question:reference>/claim/put-right/", claims.put_right, name="put-claim-right"),
    path("claim/<path:signed>/appeal/", claims.appeal, name="appeal-claim"),
    path("claim/<path:signed>/", claims.receipt, name="claim-receipt"),
]
