from django.urls import path

from joinedup.answers.atom import FED
from joinedup.answers.views import agenda, changes, packs, standing
from joinedup.frame.references import address_part

for part in (*FED, "meeting"):
    address_part(part)

urlpatterns = [
    path("rulebook/", standing.rulebook, name="rulebook"),
    path("<partnership:reference>/findings/", standing.findings, name="findings"),
    path("<partnership:reference>/findings/<slug:key>/answer/", standing.answer, name="answer-finding"),
    path("<partnership:reference>/brief/", standing.brief, name="brief"),
    path("<meeting:reference>/agenda/", agenda.make_agenda, name="make-agenda"),
    path("<partnership:reference>/pack/", packs.of_partnership, name="pack"),
    path("<partnership:reference>/pack.pdf", packs.of_partnership_in_print, name="pack-in-print"),
    path("<meeting:reference>/pack/", packs.of_meeting, name="meeting-pack"),
    path("<meeting:reference>/pack.pdf", packs.of_meeting_in_print, name="meeting-pack-in-print"),
    path("<partnership:reference>/results/", standing.results, name="results"),
    path("thread/<path:reference>/", standing.thread, name="thread"),
    *(path(f"<{fed}:reference>/changes/", changes.changes, name=f"{fed}-changes") for fed in FED),
    *(path(f"<{fed}:reference>/changes.atom", changes.feed, name=f"{fed}-feed") for fed in FED),
]
