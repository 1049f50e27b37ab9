"""Addresses of the board of roles."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.promises.views import roles

address_part("partnership")
address_part("undertaking")

urlpatterns = [
    path("<partnership:reference>/roles/", roles.board, name="board-of-roles"),
    path("<partnership:reference>/roles/say/", roles.undertake, name="undertake"),
    path("<undertaking:reference>/", roles.undertaking, name="undertaking"),
    path("<undertaking:reference>/confirm/", roles.confirm, name="confirm-undertaking"),
    path("<undertaking:reference>/withdraw/", roles.withdraw, name="withdraw-undertaking"),
    path("<undertaking:reference>/share/", roles.share, name="share-undertaking"),
    path("<undertaking:reference>/match/", roles.match, name="match-expectation"),
]
