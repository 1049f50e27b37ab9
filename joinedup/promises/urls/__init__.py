"""Every address of this room, one file for each group of nouns."""

from joinedup.promises.urls import plans

urlpatterns = [
    *plans.urlpatterns,
]
