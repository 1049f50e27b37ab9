"""Every address of this room, one file for each group of nouns."""

from joinedup.promises.urls import agreements, compacts, deals, guarantees, plans, roles, signing, warnings

urlpatterns = [
    *agreements.urlpatterns,
    *compacts.urlpatterns,
    *plans.urlpatterns,
    *roles.urlpatterns,
    *signing.urlpatterns,
    *deals.urlpatterns,
    *warnings.urlpatterns,
    *guarantees.urlpatterns,
]
