"""Every address of this room, one file for each group of nouns."""

from joinedup.answers.urls import answering, demands, following, standing

urlpatterns = [
    *standing.urlpatterns,
    *answering.urlpatterns,
    *demands.urlpatterns,
    *following.urlpatterns,
]
