"""Addresses of agreed exceptions and of what is in the way."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.promises.views import barriers, freedoms

address_part("partnership")
address_part("freedom")
address_part("question")

urlpatterns = [
    path("<partnership:reference>/exceptions/", freedoms.exceptions, name="exceptions"),
    path("<partnership:reference>/exceptions/new/", freedoms.ask, name="ask-for-exception"),
    path("<freedom:reference>/", freedoms.exception, name="exception"),
    path("<freedom:reference>/edit/", freedoms.edit, name="edit-exception"),
    path("<freedom:reference>/share/", freedoms.share, name="share-exception"),
    path("<freedom:reference>/consents/", freedoms.consent, name="consent-to-exception"),
    path("<freedom:reference>/decide/", freedoms.decide, name="decide-on-exception"),
    path("<partnership:reference>/barriers/", barriers.barriers, name="barriers"),
    path("<partnership:reference>/barriers/new/", barriers.report, name="report-barrier"),
    path("<question:reference>/became/", barriers.settle, name="settle-barrier"),
    path("<question:reference>/same/", barriers.same, name="join-barriers"),
]
