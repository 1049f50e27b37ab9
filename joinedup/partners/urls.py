from django.urls import path

from joinedup.frame.references import address_part
from joinedup.partners.views import (
    accounts,
    invitations,
    mandates,
    members,
    organisations,
    partnerships,
    people,
    places,
    publication,
)

for kind in ("place", "organisation", "person", "partnership", "invitation", "mandate"):
    address_part(kind)

urlpatterns = [
    path("places/", places.places, name="places"),
    path("places/add/", places.add_place, name="add-place"),
    path("<place:reference>/", places.place, name="place"),
    path("<place:reference>/move/", places.move_place, name="move-place"),
    path("<place:reference>/postcodes/", places.add_postcodes, name="add-postcodes"),
    path("organisations/add/", organisations.add_organisation, name="add-organisation"),
    path("<organisation:reference>/", organisations.organisation, name="organisation"),
    path("<organisation:reference>/edit/", organisations.edit_organisation, name="edit-organisation"),
    path("<organisation:reference>/people/add/", organisations.add_person, name="add-person"),
    path("<person:reference>/", people.person, name="person"),
    path("<person:reference>/edit/", people.edit_person, name="edit-person"),
    path("<person:reference>/posts/", people.posts, name="posts"),
    path("<person:reference>/posts/end/", people.end_post, name="end-post"),
    path("<person:reference>/posts/expected/", people.expect_to_leave, name="expect-to-leave"),
    path("account/close/", accounts.close_account, name="close-account"),
    path("partnerships/", partnerships.partnerships, name="partnerships"),
    path("partnerships/start/", partnerships.start_partnership, name="start-partnership"),
    path("<partnership:reference>/", partnerships.partnership, name="partnership"),
    path("<partnership:reference>/edit/", partnerships.edit_partnership, name="edit-partnership"),
    path("<partnership:reference>/members/", members.members, name="members"),
    path("<partnership:reference>/members/<organisation:member>/confirm/", members.confirm, name="confirm"),
    path("<partnership:reference>/members/<organisation:member>/leave/", members.leave, name="leave"),
    path("<partnership:reference>/mandates/", mandates.mandates, name="mandates"),
    path("<partnership:reference>/mandates/new/", mandates.record_mandate, name="record-mandate"),
    path("<mandate:reference>/", mandates.mandate, name="mandate"),
    path("<mandate:reference>/edit/", mandates.edit_mandate, name="edit-mandate"),
    path("<mandate:reference>/report/", mandates.report_back, name="report-back"),
    path("<mandate:reference>/end/", mandates.end_mandate, name="end-mandate"),
    path("<partnership:reference>/invitations/", invitations.invitations, name="invitations"),
    path("<partnership:reference>/hand-over/", partnerships.hand_over, name="hand-over"),
    path("<partnership:reference>/stage/", publication.stage, name="stage"),
    path("<partnership:reference>/publish/", publication.publish, name="publish"),
    path("<partnership:reference>/exemptions/", publication.exemptions, name="exemptions"),
    path("<partnership:reference>/preview/", publication.preview, name="preview"),
    path("preview/end/", publication.end_preview, name="end-preview"),
    path("<invitation:reference>/withdraw/", invitations.withdraw, name="withdraw-invitation"),
    path("accept/<path:signed>/", invitations.accept, name="accept-invitation"),
]
