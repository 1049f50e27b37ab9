from django.urls import path

from joinedup.record import views

urlpatterns = [
    path("record/", views.record, name="record"),
    path("record/latest/", views.latest, name="latest-checkpoint"),
    path("record/checkpoint/<int:size>/", views.checkpoint, name="checkpoint"),
    path("record/keys/", views.keys, name="checkpoint-keys"),
]
