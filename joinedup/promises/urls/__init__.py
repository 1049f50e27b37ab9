"""Every address of this room, one file for each group of nouns."""

from joinedup.promises.urls import agreements, compacts, deals, freedoms, guarantees, plans, roles, signing, warnings

urlpatterns = [
    *agreements.urlpatterns,
    *compacts.urlpatterns,
    *plans.urlpatterns,
    *roles.urlpatterns,
    *signing.urlpatterns,
    *deals.urlpatterns,
    *freedoms.urlpatterns,
    *warnings.urlpatterns,
    *guarantees.urlpatterns,
]
