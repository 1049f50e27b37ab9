"""Addresses of powers to sign and of signing."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.promises.views import powers, signing

address_part("organisation")
address_part("agreement")
address_part("version")
address_part("power")
address_part("signature")

urlpatterns = [
    path("<organisation:reference>/powers/new/", powers.record, name="record-power"),
    path("<power:reference>/", powers.power, name="power"),
    path("<power:reference>/end/", powers.end, name="end-power"),
    path("<agreement:reference>/offer/", signing.offer, name="offer-to-sign"),
    path("<agreement:reference>/withdraw/", signing.withdraw, name="withdraw-from-signing"),
    path("<agreement:reference>/sign/", signing.sign, name="sign"),
    path("<signature:reference>/", signing.signature, name="signature"),
    path("<version:reference>/bundle/", signing.bundle, name="bundle"),
    path("<version:reference>/print/", signing.paper, name="print-version"),
]
