from django.urls import path

from joinedup.frame.references import address_part
from joinedup.partners import views

for kind in ("place", "organisation", "person", "partnership", "invitation"):
    address_part(kind)

urlpatterns = [
    path("places/", views.places, name="places"),
    path("places/add/", views.add_place, name="add-place"),
    path("<place:reference>/", views.place, name="place"),
    path("<place:reference>/move/", views.move_place, name="move-place"),
    path("<place:reference>/postcodes/", views.add_postcodes, name="add-postcodes"),
    path("organisations/add/", views.add_organisation, name="add-organisation"),
    path("<organisation:reference>/", views.organisation, name="organisation"),
    path("<organisation:reference>/edit/", views.edit_organisation, name="edit-organisation"),
    path("<organisation:reference>/people/add/", views.add_person, name="add-person"),
    path("<person:reference>/", views.person, name="person"),
    path("<person:reference>/edit/", views.edit_person, name="edit-person"),
    path("<person:reference>/posts/", views.posts, name="posts"),
    path("<person:reference>/posts/end/", views.end_post, name="end-post"),
    path("account/close/", views.close_account, name="close-account"),
    path("partnerships/", views.partnerships, name="partnerships"),
    path("partnerships/start/", views.start_partnership, name="start-partnership"),
    path("<partnership:reference>/", views.partnership, name="partnership"),
    path("<partnership:reference>/edit/", views.edit_partnership, name="edit-partnership"),
    path("<partnership:reference>/members/", views.members, name="members"),
    path("<partnership:reference>/members/<organisation:member>/confirm/", views.confirm, name="confirm"),
    path("<partnership:reference>/members/<organisation:member>/leave/", views.leave, name="leave"),
    path("<partnership:reference>/invitations/", views.invitations, name="invitations"),
    path("<partnership:reference>/hand-over/", views.hand_over, name="hand-over"),
    path("<partnership:reference>/stage/", views.stage, name="stage"),
    path("<partnership:reference>/publish/", views.publish, name="publish"),
    path("<partnership:reference>/exemptions/", views.exemptions, name="exemptions"),
    path("<partnership:reference>/preview/", views.preview, name="preview"),
    path("preview/end/", views.end_preview, name="end-preview"),
    path("<invitation:reference>/withdraw/", views.withdraw, name="withdraw-invitation"),
    path("accept/<path:signed>/", views.accept, name="accept-invitation"),
]
