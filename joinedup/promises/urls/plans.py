"""Addresses of promises, risks, decisions and what is made of them."""

from django.urls import path

from joinedup.frame.references import address_part
from joinedup.promises.views import answering, chasing, decisions, enactments, maps, meetings, relations, risks
from joinedup.promises.views import promises as views

address_part("partnership")
address_part("promise")
address_part("part")
address_part("risk")
address_part("decision")
address_part("enactment")
address_part("meeting")
address_part("item")

urlpatterns = [
    path("<partnership:reference>/share/", views.share_plan, name="share-plan"),
    path("promises/mine/", views.mine, name="my-promises"),
    path("<promise:reference>/", views.promise, name="promise"),
    path("<promise:reference>/report/", views.report, name="report-progress"),
    path("<promise:reference>/edit/", views.edit, name="edit-promise"),
    path("<promise:reference>/lead/", views.name_lead, name="name-lead-of-promise"),
    path("<promise:reference>/lead/take/", chasing.take_lead, name="take-lead"),
    path("<promise:reference>/lead/decline/", chasing.decline_lead, name="decline-lead"),
    path("<promise:reference>/share/", views.share, name="share-promise"),
    path("<promise:reference>/parts/", views.add_part, name="add-part"),
    path("<part:reference>/", views.part, name="part"),
    path("<part:reference>/accept/", views.accept_part, name="accept-part"),
    path("<part:reference>/decline/", chasing.decline_part, name="decline-part"),
    path("<part:reference>/remove/", views.remove_part, name="remove-part"),
    path("<partnership:reference>/promises/", views.promises, name="promises"),
    path("<partnership:reference>/promises/new/", views.make, name="make-promise"),
    path("<partnership:reference>/chasing/", chasing.chasing, name="chasing"),
    path("answer/<str:secret>/", answering.answer, name="answer"),
    path("answer/<str:secret>/again/", answering.send_anew, name="send-link-anew"),
    path("map/", maps.map_of_places, name="map"),
    path("<partnership:reference>/map/", maps.map_of_partnership, name="map-of-partnership"),
    path("<partnership:reference>/relations/", relations.relations, name="relations"),
    path("<partnership:reference>/risks/", risks.risks, name="risks"),
    path("<partnership:reference>/risks/new/", risks.foresee, name="foresee-risk"),
    path("<risk:reference>/", risks.risk, name="risk"),
    path("<risk:reference>/edit/", risks.edit, name="edit-risk"),
    path("<risk:reference>/review/", risks.review, name="review-risk"),
    path("<risk:reference>/share/", risks.share, name="share-risk"),
    path("<risk:reference>/mitigations/", risks.mitigate, name="mitigate-risk"),
    path("<risk:reference>/mitigations/<promise:promise>/drop/", risks.drop_mitigation, name="drop-mitigation"),
    path("<partnership:reference>/decisions/", decisions.decisions, name="decisions"),
    path("<partnership:reference>/decisions/new/", decisions.decide, name="decide"),
    path("<decision:reference>/", decisions.decision, name="decision"),
    path("<decision:reference>/edit/", decisions.edit, name="edit-decision"),
    path("<decision:reference>/minute/", decisions.add_minute, name="add-minute"),
    path("<decision:reference>/share/", decisions.share, name="share-decision"),
    path("<decision:reference>/affected/", enactments.affect, name="name-affected"),
    path("<item:reference>/decide/", meetings.take_decision, name="take-decision"),
    path("<meeting:reference>/close/", meetings.close, name="close-meeting"),
    path("<meeting:reference>/minutes/", meetings.minutes, name="meeting-minutes"),
    path("<enactment:reference>/", enactments.enactment, name="enactment"),
    path("<enactment:reference>/enact/", enactments.enact, name="enact"),
    path("<enactment:reference>/enacted/", enactments.report_enacted, name="report-enacted"),
    path("<enactment:reference>/spare/", enactments.spare, name="spare-member"),
]
