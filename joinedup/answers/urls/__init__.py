"""Every address of this room, one file for each group of nouns."""

from joinedup.answers.urls import answering, following, standing

urlpatterns = [
    *standing.urlpatterns,
    *answering.urlpatterns,
    *following.urlpatterns,
]
