from django.urls import path

from joinedup.frame.references import address_part
from joinedup.promises.views import promises as views

address_part("partnership")
address_part("promise")
address_part("part")

urlpatterns = [
    path("<partnership:reference>/share/", views.share_plan, name="share-plan"),
    path("promises/mine/", views.mine, name="my-promises"),
    path("<promise:reference>/", views.promise, name="promise"),
    path("<promise:reference>/report/", views.report, name="report-progress"),
    path("<promise:reference>/edit/", views.edit, name="edit-promise"),
    path("<promise:reference>/lead/", views.name_lead, name="name-lead-of-promise"),
    path("<promise:reference>/share/", views.share, name="share-promise"),
    path("<promise:reference>/parts/", views.add_part, name="add-part"),
    path("<part:reference>/", views.part, name="part"),
    path("<part:reference>/accept/", views.accept_part, name="accept-part"),
    path("<part:reference>/remove/", views.remove_part, name="remove-part"),
    path("<partnership:reference>/promises/", views.promises, name="promises"),
    path("<partnership:reference>/promises/new/", views.make, name="make-promise"),
]
