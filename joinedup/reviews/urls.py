from django.urls import path

from joinedup.frame.references import address_part
from joinedup.reviews import views

address_part("partnership")
address_part("review")

urlpatterns = [
    path("<partnership:reference>/reviews/", views.reviews, name="reviews"),
    path("<partnership:reference>/reviews/<slug:kit>/", views.start, name="start-review"),
    path("<review:reference>/", views.review, name="review"),
    path("<review:reference>/answer/", views.answer, name="answer-review"),
    path("<review:reference>/close/", views.close, name="close-review"),
    path("<review:reference>/conclude/", views.conclude, name="conclude-review"),
]
